/** The images that others made: where the corpus is, and every file of it. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Not images: archives, and lists. */
const SKIPPED = new Set(['zip', 'LIST.md', 'MANIFEST.jsonl', 'EXPECT.json']);

/**
 * Every file below a folder, sorted.
 * @param {string} folder
 * @returns {string[]}
 */
function walk(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !SKIPPED.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = path.join(folder, entry.name);
      return entry.isDirectory() ? walk(name) : [name];
    });
}

/**
 * The folder that was given, else PIXMILL_CORPUS or ../shared/corpus; and its files.
 * @param {string | undefined} given
 */
export function corpusFiles(given) {
  const corpus = given ?? process.env.PIXMILL_CORPUS ?? fileURLToPath(new URL('../../shared/corpus', import.meta.url));
  if (!existsSync(corpus)) throw new Error(`NO CORPUS at ${corpus}: set PIXMILL_CORPUS`);
  const files = walk(corpus);
  if (files.length === 0) throw new Error(`no file in ${corpus}`);
  return { corpus, files };
}
