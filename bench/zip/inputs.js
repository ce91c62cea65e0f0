/** Inputs of the archive benchmark, made from a seed: the same bytes on every machine. */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

/** A generator of fractions from 0 to 1 (mulberry32). @param {number} seed */
function fractions(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SYLLABLES = 'ba be bi ca ce co da de di do er es en fa fi ga ge in ka la le li lo ma me mi na ne no on or pa pe ra re ri ro sa se si so ta te ti to un va ve vi'.split(' ');

/** Words of a made-up language; those that come first are used more often, as in every real one. @param {() => number} next */
function vocabulary(next) {
  return Array.from({ length: 6000 }, () => Array.from({ length: 1 + Math.floor(next() * 4) }, () => SYLLABLES[Math.floor(next() * SYLLABLES.length)]).join(''));
}

/** Text whose words follow Zipf's law and which says some things again: deflate makes about a quarter of it. @param {number} seed */
function writer(seed) {
  const next = fractions(seed);
  const words = vocabulary(next);
  const word = () => words[Math.floor(words.length ** next()) - 1];
  const phrase = () => Array.from({ length: 2 + Math.floor(next() * 7) }, word).join(' ');
  const phrases = Array.from({ length: 4000 }, phrase);
  const sentence = () => {
    const parts = Array.from({ length: 1 + Math.floor(next() * 3) }, () => (next() < 0.6 ? phrases[Math.floor(phrases.length ** next()) - 1] : phrase()));
    const said = parts.join(', ');
    return `${said[0].toUpperCase()}${said.slice(1)}.${next() < 0.15 ? '\n' : ' '}`;
  };
  // A window of deflate sees some four hundred sentences: that one of these returns within it is rare.
  const pool = Array.from({ length: 20_000 }, sentence);
  const text = (length) => {
    const parts = [];
    for (let size = 0; size < length; size += parts.at(-1).length) parts.push(pool[Math.floor(next() * pool.length)]);
    return parts.join('').slice(0, length);
  };
  const json = (length) => {
    const rows = [];
    for (let size = 0; size < length; size += rows.at(-1).length) {
      const row = { id: Math.floor(next() * 1e7), name: word(), label: phrase(), score: Number(next().toFixed(4)), active: next() < 0.7, updated: new Date(1.6e12 + Math.floor(next() * 1e11)).toISOString(), tags: [word(), word()] };
      rows.push(JSON.stringify(row, null, 2));
    }
    return `[${rows.join(',\n')}]`;
  };
  return { next, text, json };
}

/** Random bytes that begin as a JPEG does. @param {() => number} next @param {number} size */
function jpeg(next, size) {
  const words = new Uint32Array(Math.ceil(size / 4));
  for (let at = 0; at < words.length; at += 1) words[at] = next() * 4294967296;
  const bytes = new Uint8Array(words.buffer, 0, size);
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0]);
  return bytes;
}

/** A bitmap (BITMAPINFOHEADER, 24 bit) of waves, edges and the noise of a sensor. @param {() => number} next */
function bmp(next, width, height) {
  const bytes = new Uint8Array(54 + width * height * 3);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x424d);
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  const waves = Array.from({ length: 4 }, () => [next() / 40, next() / 40, next() * 6, 20 + next() * 25]);
  const [edge, slope] = [next() * width, next() - 0.5];
  for (let y = 0, at = 54; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const wave = waves.reduce((sum, [a, b, c, d]) => sum + d * Math.sin(a * x + b * y + c), x > edge + slope * y ? 100 : 150);
      for (let c = 0; c < 3; c += 1, at += 1) bytes[at] = Math.max(0, Math.min(255, wave * (1 - c * 0.15) + next() * 4));
    }
  }
  return bytes;
}

/**
 * The sets: what they are and how their files come to be. `scale` makes them smaller.
 * @type {Record<string, {title: (scale: number) => string, stored: boolean, make: (folder: string, scale: number) => void}>}
 */
export const SETS = {
  jpegs: {
    title: (scale) => `(a) ${Math.ceil(200 / scale)} JPEGs of 500 KB, stored`,
    stored: true,
    make(folder, scale) {
      const next = fractions(1);
      for (let index = 0; index < 200 / scale; index += 1) writeFileSync(path.join(folder, `photo-${index}.jpg`), jpeg(next, 500_000));
    },
  },
  small: {
    title: (scale) => `(b) ${Math.ceil(2000 / scale)} small text and JSON files`,
    stored: false,
    make(folder, scale) {
      const { next, text, json } = writer(2);
      for (let index = 0; index < 2000 / scale; index += 1) {
        const size = Math.floor(500 * 100 ** next());
        if (index % 2 === 0) writeFileSync(path.join(folder, `note-${index}.txt`), text(size));
        else writeFileSync(path.join(folder, `record-${index}.json`), json(size));
      }
    },
  },
  text: {
    title: (scale) => `(c) one text of ${Math.ceil(256 / scale)} MB`,
    stored: false,
    make(folder, scale) {
      const { text } = writer(3);
      const file = openSync(path.join(folder, 'book.txt'), 'w');
      for (let index = 0; index < 256 / scale; index += 1) writeSync(file, text(1_000_000));
      closeSync(file);
    },
  },
  bmps: {
    title: (scale) => `(d) ${Math.ceil(100 / scale)} BMPs`,
    stored: false,
    make(folder, scale) {
      const next = fractions(4);
      for (let index = 0; index < 100 / scale; index += 1) writeFileSync(path.join(folder, `scan-${index}.bmp`), bmp(next, 480, 400));
    },
  },
};

/** @param {string} place @param {string} name @param {number} scale */
export function makeSet(place, name, scale) {
  const folder = path.join(place, name);
  mkdirSync(folder);
  SETS[name].make(folder, scale);
  return folder;
}
