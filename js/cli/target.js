/** What `-o` means: an archive, a template, a folder, one file, or stdout; and where it puts each image. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { findFormat } from '../check.js';
import { ioError } from '../errors.js';
import { entryName, fillTemplate } from '../names.js';
import { UsageError } from './errors.js';

/**
 * @typedef {object} Target
 * @property {'archive' | 'files' | 'file' | 'stdout'} kind
 * @property {string} where as it was given; for a folder, the template that it means
 * @property {string} [format] what its extension says
 * @property {string} [folder] of a template: where everything that it writes lies
 */

/** The folder that a template always writes below. @param {string} template */
function fixedFolder(template) {
  const before = template.slice(0, template.indexOf('{'));
  return before.slice(0, Math.max(before.lastIndexOf('/'), before.lastIndexOf(path.sep)) + 1) || '.';
}

/** @param {string} file */
function rowOf(file) {
  return findFormat(path.extname(file).slice(1));
}

/** Archives by their extensions: those that images may be put into, and documents, which must be there already. */
const PLAIN = /\.(zip|cbz)$/i;
const DOCUMENT = /\.(epub|docx|pptx|xlsx|odt|odp|ods|odg)$/i;

/** @param {string} file */
export const isArchive = (file) => PLAIN.test(file) || DOCUMENT.test(file);

/** @param {string} file */
export const isDocument = (file) => DOCUMENT.test(file);

/** @param {string} where */
function isFolder(where) {
  if (/[\\/]$/.test(where)) return true;
  try {
    return statSync(where, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch (error) {
    throw ioError(error, where);
  }
}

/**
 * @param {string} where
 * @param {boolean} formatIsNamed whether something else than the extension says what is written
 * @returns {Target}
 */
export function targetOf(where, formatIsNamed) {
  if (where === '') throw new UsageError('expected an archive, a folder, a template, a file or - for -o, found nothing');
  if (where === '-') return { kind: 'stdout', where };
  if (isArchive(where)) return { kind: 'archive', where };
  const isTemplate = where.includes('{');
  if (!isTemplate && isFolder(where)) {
    const folder = where.replace(/[\\/]+$/, '') || '/';
    return { kind: 'files', where: `${folder === '/' ? '' : folder}/{path}/{name}.{ext}`, folder };
  }
  const row = rowOf(where);
  if (row && !row.writes) throw new UsageError(`cannot write ${row.name} files (${where})`);
  if (isTemplate) return { kind: 'files', where, format: row?.name, folder: fixedFolder(where) };
  if (!row && path.extname(where) !== '' && !formatIsNamed) {
    throw new UsageError(`cannot write ${path.extname(where)} files (${where}): use -f, or end a folder with /`);
  }
  return { kind: 'file', where, format: row?.name };
}

/**
 * The path that an image is written to; in an archive, its entry. Equal ones are not numbered here.
 * @param {Target} target
 * @param {{unsafeNames?: string}} [archive] how it is to be made
 * @returns {(name: string, format: string | undefined, index: number, output?: string) => string}
 */
export function placer({ kind, where }, { unsafeNames } = {}) {
  if (kind === 'files') return fillTemplate(where);
  if (kind === 'archive') return (name, format, index, output) => entryName(name, format, output, unsafeNames);
  return () => where;
}
