/** Images for the suite, made here from numbers: raw pixels, JPEG with an orientation, an animated GIF. */

/** A generator of bytes, the same everywhere. @param {number} seed */
export function randomBytes(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 24) & 255;
  };
}

/**
 * Something like a photograph: ramps with a little noise. Raw input as pixmill takes it.
 * @param {number} width
 * @param {number} height
 * @param {{channels?: 1 | 2 | 3 | 4, seed?: number, noise?: number}} [options]
 */
export function photo(width, height, { channels = 3, seed = 1, noise = 7 } = {}) {
  const data = new Uint8Array(width * height * channels);
  const next = randomBytes(seed);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < channels; c += 1, at += 1) {
        const ramp = (x * (c + 1) * 200) / width + (y * 55) / height + seed * 13;
        data[at] = Math.floor(ramp + (next() & noise)) & 255;
      }
    }
  }
  return { data, width, height, channels };
}

/** Two bytes a sample, little-endian. @param {number} width @param {number} height */
export function deepPhoto(width, height) {
  const data = new Uint8Array(width * height * 6);
  for (let at = 0; at < data.length; at += 2) {
    const value = (at * 257) & 0xffff;
    data[at] = value & 255;
    data[at + 1] = value >> 8;
  }
  return { data, width, height, channels: 3, depth: 'ushort' };
}

/** Left half red, right half blue: which way up it is can be seen. @param {number} width @param {number} height */
export function halves(width, height) {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0, pixel = 0; at < data.length; at += 3, pixel += 1) data[at + (pixel % width < width / 2 ? 0 : 2)] = 255;
  return { data, width, height, channels: 3 };
}

/** The JPEG with one more segment, first. @param {Uint8Array} jpeg @param {number} marker @param {ArrayLike<number>} body */
function withSegment(jpeg, marker, body) {
  const length = body.length + 2;
  const out = new Uint8Array(jpeg.length + length + 2);
  out.set(jpeg.subarray(0, 2));
  out.set([0xff, marker, length >> 8, length & 255], 2);
  out.set(body, 6);
  out.set(jpeg.subarray(2), length + 4);
  return out;
}

/** The JPEG with an EXIF block that holds one tag, the orientation (EXIF 2.32, 4.6.4). */
export function withOrientation(jpeg, orientation) {
  const tiff = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
  return withSegment(jpeg, 0xe1, [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff]);
}

/** The JPEG with a profile (ICC.1:2022, B.4). @param {Uint8Array} jpeg @param {Uint8Array} profile */
export function withProfile(jpeg, profile) {
  return withSegment(jpeg, 0xe2, [...new TextEncoder().encode('ICC_PROFILE\0'), 1, 1, ...profile]);
}

/** D50, and sRGB's primaries seen under it (IEC 61966-2-1, by Bradford's adaptation). */
const D50 = [0.9642, 1, 0.8249];
const PRIMARIES = [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]];

/** CIELAB of an sRGB colour, samples from 0 to 1. @param {number[]} rgb */
function lab(rgb) {
  const linear = rgb.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  const [x, y, z] = PRIMARIES.map((row, axis) => {
    const part = row.reduce((sum, weight, at) => sum + weight * linear[at], 0) / D50[axis];
    return part > 216 / 24389 ? Math.cbrt(part) : ((24389 / 27) * part + 16) / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** A profile that has its colours in a table instead of a matrix (ICC.1:2001-04, 6.5.9): sRGB's, red and blue exchanged. @param {number} [points] along an axis */
export function tableProfile(points = 17) {
  const [HEADER, TABLE] = [128 + 4 + 2 * 12, 52 + 2 * 6 * 2];
  const white = HEADER + TABLE + points ** 3 * 6;
  const view = new DataView(new ArrayBuffer(white + 20));
  const text = (at, word) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  const fixed = (at, value) => view.setInt32(at, Math.round(value * 65536));
  view.setUint32(0, view.byteLength);
  view.setUint32(8, 0x02400000);
  ['mntr', 'RGB ', 'Lab '].forEach((word, index) => text(12 + index * 4, word));
  text(36, 'acsp');
  D50.forEach((value, index) => fixed(68 + index * 4, value));
  view.setUint32(128, 2);
  [['A2B0', HEADER, white - HEADER], ['wtpt', white, 20]].forEach(([name, at, size], index) => {
    text(132 + index * 12, name);
    view.setUint32(136 + index * 12, Number(at));
    view.setUint32(140 + index * 12, Number(size));
  });
  text(HEADER, 'mft2');
  [3, 3, points].forEach((value, index) => view.setUint8(HEADER + 8 + index, value));
  [0, 4, 8].forEach((at) => fixed(HEADER + 12 + at * 4, 1));
  [2, 2].forEach((value, index) => view.setUint16(HEADER + 48 + index * 2, value));
  // Curves of two points, from least to most, stand before and behind the table.
  const curves = [HEADER + 52, white - 12];
  for (const at of curves) [0, 1, 2].forEach((channel) => view.setUint16(at + channel * 4 + 2, 65535));
  let at = HEADER + 64;
  for (let index = 0; index < points ** 3; index += 1) {
    const [r, g, b] = [index / points ** 2, index / points, index].map((value) => (Math.floor(value) % points) / (points - 1));
    const [l, a, c] = lab([b, g, r]);
    for (const value of [(l / 100) * 0xff00, (a + 128) * 256, (c + 128) * 256]) {
      view.setUint16(at, Math.min(65535, Math.max(0, Math.round(value))));
      at += 2;
    }
  }
  text(white, 'XYZ ');
  D50.forEach((value, index) => fixed(white + 8 + index * 4, value));
  return new Uint8Array(view.buffer);
}

/** LZW of GIF without compression: nine bits a code, a clear code before the table could grow to ten. */
function lzw(indices) {
  const codes = [];
  indices.forEach((index, at) => {
    if (at % 250 === 0) codes.push(256);
    codes.push(index);
  });
  codes.push(257);
  const bytes = [];
  let [bits, count] = [0, 0];
  for (const code of codes) {
    bits |= code << count;
    for (count += 9; count >= 8; count -= 8, bits >>>= 8) bytes.push(bits & 255);
  }
  if (count > 0) bytes.push(bits & 255);
  const blocks = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.slice(at, at + 255);
    blocks.push(part.length, ...part);
  }
  return [8, ...blocks, 0];
}

/** An animation of frames of one colour each (GIF89a). @param {number} size @param {number} frames */
export function animatedGif(size, frames) {
  const word = (value) => [value & 255, value >> 8];
  const table = Array.from({ length: 256 }, (_, index) => [index, 255 - index, index ^ 0x55]).flat();
  const loop = [0x21, 0xff, 11, ...new TextEncoder().encode('NETSCAPE2.0'), 3, 1, 0, 0, 0];
  const body = Array.from({ length: frames }, (_, frame) => [
    ...[0x21, 0xf9, 4, 0, ...word(10), 0, 0],
    ...[0x2c, 0, 0, 0, 0, ...word(size), ...word(size), 0],
    ...lzw(Array.from({ length: size * size }, () => frame * 20)),
  ]).flat();
  const screen = [...word(size), ...word(size), 0xf7, 0, 0];
  return new Uint8Array([...new TextEncoder().encode('GIF89a'), ...screen, ...table, ...loop, ...body, 0x3b]);
}

/** Text that deflate makes much smaller. @param {number} len */
export function text(len) {
  const words = ['mill ', 'pixel ', 'archive ', 'of ', 'the '];
  const next = randomBytes(5);
  const out = new Uint8Array(len);
  for (let at = 0; at < len; ) {
    const word = words[next() % words.length];
    for (let letter = 0; letter < word.length && at < len; letter += 1, at += 1) out[at] = word.charCodeAt(letter);
  }
  return out;
}

/** Bytes that nothing makes smaller. @param {number} len @param {number} [seed] */
export function noise(len, seed = 9) {
  const next = randomBytes(seed);
  return Uint8Array.from({ length: len }, next);
}

/** A stream of bytes cut at odd places. @param {Uint8Array} bytes @param {number} step */
export function streamOf(bytes, step) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.byteLength) controller.close();
      else controller.enqueue(bytes.slice(at, (at += step)));
    },
  });
}
