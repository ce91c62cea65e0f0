/** What the command line's inputs are: literal files, folders with all that is below them, globs; each with the name it keeps. */
import fs from 'node:fs';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { findFormat } from '../check.js';
import { ioError } from '../errors.js';

/**
 * @typedef {object} Item
 * @property {string} input its path, or - for stdin
 * @property {string} name what it is called in archives and templates
 * @property {string} [base] the folder that it was found in; absent where the file itself was named
 * @property {any} [entry] what it is in an archive
 * @property {Error} [unreadable] of a folder: why nothing below it could be found
 */

/** A folder's name with one of these may be a part of a pattern: `{a/b,c}` is cut at its slash. */
const MAGIC = /[*?[\]{}()!+@\\]/;

/** @param {string} name */
const slashed = (name) => name.split(path.sep).join('/');

/** Whether a file's name says that it is an image we read. @param {string} name */
function isImage(name) {
  return findFormat(path.extname(name).slice(1))?.reads === true;
}

/** What is at a path, or undefined where nothing is or could be. @param {string} file */
export function look(file) {
  try {
    return fs.statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    // A long pattern is no name of a file.
    if (error.code === 'ENAMETOOLONG') return undefined;
    throw ioError(error, file);
  }
}

/**
 * Files by pattern below a folder. A folder that cannot be read is an item of its own, so that it is told as one that failed.
 * @param {string} base
 * @param {string} pattern
 * @param {object} options
 * @param {(name: string) => boolean} takes
 * @returns {Promise<Item[]>}
 */
async function found(base, pattern, options, takes) {
  /** @type {Map<string, Error>} */
  const closed = new Map();
  const readdir = (folder, how, done) => {
    fs.readdir(folder, how, (error, entries) => {
      if (error) closed.set(path.relative(base, folder) || '.', error);
      done(error, /** @type {any} */ (entries));
    });
  };
  const names = await glob(pattern, { dot: false, ...options, cwd: base, onlyFiles: true, expandDirectories: false, fs: { readdir: /** @type {any} */ (readdir) } });
  const all = [...names.filter(takes), ...closed.keys()].sort();
  return all.map((name) => ({ input: path.join(base, name), name: slashed(name), base, unreadable: closed.get(name) }));
}

/**
 * The folders that a pattern begins with, and what is left of it: names are relative to them.
 * A folder that exists under the very name comes before any meaning of its letters; else letter case is ignored.
 * @param {string} base
 * @param {string[]} parts
 * @returns {{base: string, pattern: string}[]}
 */
function begin(base, parts) {
  const [part, ...rest] = parts;
  if (rest.length === 0) return [{ base, pattern: part }];
  if (look(path.join(base, part))?.isDirectory()) return begin(path.join(base, part), rest);
  if (MAGIC.test(part)) return [{ base, pattern: parts.join('/') }];
  const same = fs.readdirSync(base).filter((name) => name.toLowerCase() === part.toLowerCase());
  return same.filter((name) => look(path.join(base, name))?.isDirectory()).flatMap((name) => begin(path.join(base, name), rest));
}

/** @param {string} given @returns {Promise<Item[]>} */
async function matching(given) {
  const { root } = path.parse(given);
  const parts = slashed(given.slice(root.length)).split('/').filter((part) => part !== '' && part !== '.');
  let starts;
  try {
    starts = begin(root || '.', parts);
  } catch (error) {
    throw ioError(error, given);
  }
  const all = await Promise.all(starts.map(({ base, pattern }) => found(base, pattern, { caseSensitiveMatch: false }, () => true)));
  return all.flat();
}

/** Images below a folder, named from there. @param {string} folder */
const images = (folder) => found(folder, '**/*', { followSymbolicLinks: false }, isImage);

/** Every file below a folder, named with it, as archivers do. @param {string} folder */
async function everything(folder) {
  const name = path.basename(path.normalize(folder));
  const items = await found(folder, '**/*', { followSymbolicLinks: false, dot: true }, () => true);
  return /^\.*$/.test(name) ? items : items.map((item) => ({ ...item, name: `${name}/${item.name}` }));
}

/** An existing name beats a glob. @param {string} given @param {(folder: string) => Promise<Item[]>} below @returns {Promise<Item[]>} */
async function one(given, below) {
  if (given === '-') return [{ input: '-', name: 'stdin' }];
  const stat = look(given);
  if (stat?.isDirectory()) return below(given);
  // What neither exists nor is a glob becomes an error of its own when it is read.
  if (stat || !isDynamicPattern(slashed(given))) return [{ input: given, name: path.basename(given) }];
  return matching(given);
}

/**
 * Every input once, in the order given; folders give their images.
 * @param {string[]} given
 */
export function expand(given) {
  return collect(given, images);
}

/**
 * The same of files of every kind, but for the one that is written.
 * @param {string[]} given
 * @param {string} output
 */
export async function expandAll(given, output) {
  const own = path.resolve(output);
  const items = await collect(given, everything);
  return items.filter(({ input }) => input === '-' || path.resolve(input) !== own);
}

/** @param {string[]} given @param {(folder: string) => Promise<Item[]>} below */
async function collect(given, below) {
  const items = [];
  const seen = new Set();
  for (const each of given) {
    for (const item of await one(each, below)) {
      const full = item.input === '-' ? '-' : path.resolve(item.input);
      if (seen.has(full)) continue;
      seen.add(full);
      items.push(item);
    }
  }
  return items;
}
