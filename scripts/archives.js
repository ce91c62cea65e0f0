/** What becomes of every archive of the corpus: listed, each entry unpacked, its size and CRC-32 checked. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Lists of the corpus itself. */
const LISTS = new Set(['LIST.md', 'EXPECTED.tsv']);
/** Unpacked bytes of one archive: those that hold more are bombs, or say so. */
const MOST = 512 << 20;

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

/** @param {any} error */
function codeOf(error) {
  return error.code ?? `no code: ${error}`;
}

/**
 * How an archive fares: `ok`, `ok` with the codes of its warnings, or the code that refuses it, whole or at an entry.
 * @param {any} pixmill
 * @param {string} file
 * @param {object} [options] of unzip()
 * @returns {Promise<{outcome: string, at: '' | 'archive' | 'entry', warnings: string[], names: string[], entries: Map<string, Uint8Array>}>}
 */
export async function unpack(pixmill, file, options = {}) {
  const archive = pixmill.unzip(file, { limits: { bytes: MOST }, ...options });
  /** @type {{outcome: string, at: '' | 'archive' | 'entry', warnings: string[], names: string[], entries: Map<string, Uint8Array>}} */
  const found = { outcome: 'ok', at: '', warnings: [], names: [], entries: new Map() };
  const failed = (at, error) => {
    if (found.at === '') [found.outcome, found.at] = [codeOf(error), at];
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
  found.warnings = archive.warnings.map(({ code }) => code);
  return found;
}
