/** What becomes of every archive of the corpus: listed, each entry unpacked, its size and CRC-32 checked; beside what others say of it. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Lists of the corpus itself. */
const LISTS = new Set(['LIST.md', 'EXPECTED.tsv']);
/** Unpacked bytes of one archive: those that hold more are bombs, or say so. */
const MOST = 512 << 20;
/** Passwords that the makers of test archives chose. */
const PASSWORDS = ['password', 'secret', 'hello', 'test', '12345678', 'swordfish', 'abc123', 'asdf', 'a', 'helloworld'];

/** The folder of archives, or undefined where there is none. PIXMILL_CORPUS or ../shared/corpus. */
export function archiveCorpus() {
  const corpus = process.env.PIXMILL_CORPUS ?? fileURLToPath(new URL('../../shared/corpus', import.meta.url));
  const folder = path.join(corpus, 'zip');
  return existsSync(folder) ? folder : undefined;
}

/**
 * Every file below a folder but the corpus's own lists, as paths in it with slashes, sorted.
 * @param {string} folder
 * @returns {string[]}
 */
export function archiveFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !LISTS.has(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/**
 * Which of seven readers read a file whole (EXPECTED.tsv), by file.
 * @param {string} folder
 * @returns {Map<string, boolean[]>}
 */
export function otherReaders(folder) {
  const [, ...rows] = readFileSync(path.join(folder, 'EXPECTED.tsv'), 'utf8').trim().split('\n');
  const accepts = (outcome, column) => (column < 4 ? outcome === 'ok' : outcome === '0' || (column === 4 && outcome === '1'));
  return new Map(rows.map((row) => {
    const [file, ...outcomes] = row.split('\t');
    return [file, outcomes.map(accepts)];
  }));
}

/**
 * How an archive fares: `read`, or the code that refuses it, whole or at an entry.
 * @typedef {{outcome: string, at: '' | 'archive' | 'entry', warnings: string[], password?: string, names: string[], entries: Map<string, Uint8Array>}} Fared
 */

/**
 * @param {any} pixmill
 * @param {string} file
 * @param {object} [options] of unzip()
 * @returns {Promise<Fared>}
 */
export async function unpack(pixmill, file, options = {}) {
  const found = await once(pixmill, file, options);
  if (found.outcome !== 'Encrypted') return found;
  for (const password of PASSWORDS) {
    const opened = await once(pixmill, file, { ...options, password });
    if (opened.outcome !== 'WrongPassword') return { ...opened, password };
  }
  return found;
}

/** @returns {Promise<Fared>} */
async function once(pixmill, file, options) {
  const archive = pixmill.unzip(file, { limits: { bytes: MOST }, ...options });
  /** @type {Fared} */
  const found = { outcome: 'read', at: '', warnings: [], names: [], entries: new Map() };
  const failed = (at, error) => {
    if (found.at === '') Object.assign(found, { outcome: error.code ?? `no code: ${error}`, at });
  };
  try {
    for await (const entry of archive) {
      found.names.push(entry.name);
      try {
        found.entries.set(entry.name, await entry.bytes());
      } catch (error) {
        failed('entry', error);
      }
    }
  } catch (error) {
    failed('archive', error);
  }
  found.warnings = [...new Set(archive.warnings.map(({ code }) => code))];
  return found;
}

/**
 * Outcomes of a set as one line: `43 read, 2 Overlap`.
 * @param {string[]} outcomes
 */
export function tally(outcomes) {
  const counts = new Map();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const rank = ([outcome, count]) => (outcome === 'read' ? Infinity : count);
  return [...counts].sort((a, b) => rank(b) - rank(a) || (a[0] < b[0] ? -1 : 1)).map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}
