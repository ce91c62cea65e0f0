/** What the command line's inputs are: literal files, folders with all that is below them, globs; each with the name it keeps. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { findFormat } from '../check.js';

/** @typedef {{input: string, name: string}} Item */

const slashed = (name) => name.split(path.sep).join('/');

/** Whether a file's name says that it is an image we read. @param {string} name */
function isImage(name) {
  return findFormat(path.extname(name).slice(1))?.reads === true;
}

/** @param {string} folder @returns {Promise<Item[]>} */
async function below(folder) {
  const names = await glob('**/*', { cwd: folder, onlyFiles: true, dot: false, followSymbolicLinks: false });
  return names.filter(isImage).sort().map((name) => ({ input: path.join(folder, name), name: slashed(name) }));
}

/** The part of a pattern before its first magic: names are relative to it. @param {string} pattern */
function baseOf(pattern) {
  const parts = pattern.split('/');
  const magic = parts.findIndex((part) => isDynamicPattern(part));
  return parts.slice(0, magic).join('/') || (pattern.startsWith('/') ? '/' : '.');
}

/** @param {string} pattern @returns {Promise<Item[]>} */
async function matching(pattern) {
  const form = slashed(pattern);
  const base = baseOf(form);
  const inside = base === '.' ? form : form.slice(base.length).replace(/^\/+/, '');
  if (!existsSync(base)) return [];
  const names = await glob(inside, { cwd: base, onlyFiles: true, caseSensitiveMatch: false, expandDirectories: false });
  return names.sort().map((name) => ({ input: path.join(base, name), name: slashed(name) }));
}

/** An existing name beats a glob. @param {string} given @returns {Promise<Item[]>} */
async function one(given) {
  const stat = statSync(given, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return below(given);
  // What neither exists nor is a glob becomes an error of its own when it is read.
  if (stat || !isDynamicPattern(given)) return [{ input: given, name: path.basename(given) }];
  return matching(given);
}

/**
 * Every input once, in the order given; what this run writes is none.
 * @param {string[]} given
 * @param {(file: string) => boolean} isOutput by absolute path
 */
export async function expand(given, isOutput) {
  const items = [];
  const seen = new Set();
  for (const each of given) {
    for (const item of await one(each)) {
      const full = path.resolve(item.input);
      if (seen.has(full) || isOutput(full)) continue;
      seen.add(full);
      items.push(item);
    }
  }
  return items;
}
