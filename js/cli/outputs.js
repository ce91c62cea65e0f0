/** What this run writes is not its input: an earlier run's results are left out where they were only found, not named. */
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { isCoded } from './errors.js';
import { placer } from './target.js';

/** @typedef {import('./inputs.js').Item} Item @typedef {import('./target.js').Target} Target */

/** @type {Map<string, string>} */
const folders = new Map();

/** A folder without symbolic links, as far as it exists. @param {string} folder @returns {string} */
function realFolder(folder) {
  const known = folders.get(folder);
  if (known !== undefined) return known;
  let real;
  try {
    real = realpathSync.native(folder);
  } catch {
    // What is not there yet, or may not be looked at, is what its parent is.
    const parent = path.dirname(folder);
    real = parent === folder ? folder : path.join(realFolder(parent), path.basename(folder));
  }
  folders.set(folder, real);
  return real;
}

/** @param {string} file */
function realFile(file) {
  const full = path.resolve(file);
  return path.join(realFolder(path.dirname(full)), path.basename(full));
}

/** @param {string} file @param {string} folder */
function isBelow(file, folder) {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/**
 * The files that an image becomes, where that is known before it is read.
 * @param {Target} target
 * @param {any} recipe
 * @returns {(item: Item, index: number) => string[]}
 */
function madeBy(target, { outputs = [{}] }) {
  if (target.kind === 'stdout') return () => [];
  if (target.kind !== 'files') return () => [realFile(target.where)];
  const place = placer(target);
  return ({ name }, index) => {
    try {
      return outputs.map(({ format, name: output }) => realFile(place(name, format, index, outputs.length > 1 ? output : undefined)));
    } catch (error) {
      // A name that can be no output is told when the image's turn comes.
      if (isCoded(error) && error.code === 'UnsafeName') return [];
      throw error;
    }
  };
}

/**
 * The items without outputs of this run, and the inputs that were left out beside the output folder's.
 * @param {Item[]} items
 * @param {Target} target
 * @param {any} recipe
 */
export function withoutOutputs(items, target, recipe) {
  const folder = target.folder === undefined ? undefined : realFolder(path.resolve(target.folder));
  // A folder of results inside of the folder of images is left out whole. Where both are one, only files can be told apart.
  /** @param {Item} item */
  const inFolder = ({ input, base }) => {
    if (folder === undefined || base === undefined) return false;
    return isBelow(folder, realFolder(path.resolve(base))) && isBelow(realFile(input), folder);
  };
  const outside = items.filter((item) => !inFolder(item));
  const made = madeBy(target, recipe);
  const written = new Set();
  for (const [index, item] of outside.entries()) {
    const own = realFile(item.input);
    // An image that is converted in its place is an input all the same.
    for (const file of made(item, index)) if (target.kind !== 'files' || file !== own) written.add(file);
  }
  /** @param {Item} item */
  const isMade = ({ input, base }) => base !== undefined && written.has(realFile(input));
  return { items: outside.filter((item) => !isMade(item)), left: outside.filter(isMade).map(({ input }) => input) };
}
