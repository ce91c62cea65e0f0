/** What `-o` means: an archive, a template, a folder, one file, or stdout. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { findFormat } from '../check.js';
import { UsageError } from './options.js';

/** @typedef {{kind: 'archive' | 'files' | 'file' | 'stdout', where: string, format?: string, isOutput: (file: string) => boolean}} Target */

/** The folder that a template always writes below. @param {string} template */
function fixedFolder(template) {
  const before = template.slice(0, template.indexOf('{'));
  return path.resolve(before.slice(0, before.lastIndexOf('/') + 1) || '.');
}

/** @param {string} file @returns {string | undefined} */
function formatOf(file) {
  const row = findFormat(path.extname(file).slice(1));
  return row?.writes ? row.name : undefined;
}

/**
 * @param {string} where
 * @returns {Target}
 */
export function targetOf(where) {
  const nothing = () => false;
  if (where === '-') return { kind: 'stdout', where, isOutput: nothing };
  if (/\.zip$/i.test(where)) {
    const full = path.resolve(where);
    return { kind: 'archive', where, isOutput: (file) => file === full };
  }
  if (where.includes('{')) return files(where, formatOf(where));
  if (/[\\/]$/.test(where) || statSync(where, { throwIfNoEntry: false })?.isDirectory()) {
    return files(`${where.replace(/[\\/]+$/, '') || '/'}/{path}/{name}.{ext}`, undefined);
  }
  const format = formatOf(where);
  if (path.extname(where) !== '' && !format) throw new UsageError(`cannot write ${path.extname(where)} files (${where}): use -f, or end a folder with /`);
  return { kind: 'file', where, format, isOutput: nothing };
}

/** @param {string} template @param {string | undefined} format @returns {Target} */
function files(template, format) {
  const folder = fixedFolder(template);
  // What an earlier run left in a folder of its own below the inputs is not taken in again.
  const inside = (file) => folder !== process.cwd() && file.startsWith(folder + path.sep);
  return { kind: 'files', where: template, format, isOutput: inside };
}
