/** Names of outputs: what an image is called in an archive or a folder, made safe, with its format's extension, and once only. */
import { findFormat } from './check.js';
import { fail, show, wrongOption } from './errors.js';
import { devices } from './generated/table.js';

/** What stands in a template, in braces. */
const PLACES = ['path', 'name', 'ext', 'index', 'output'];

/** The folders and the file that a name with slashes leads through. @param {string} name */
export function partsOf(name) {
  return name.split('/').filter((part) => part !== '' && part !== '.');
}

/**
 * A name with slashes, relative, in Unicode's composed form. One that could leave its folder is refused.
 * @param {string} name
 */
export function safeName(name) {
  const slashed = name.normalize('NFC').replaceAll('\\', '/');
  const parts = partsOf(slashed);
  if (parts.length === 0 || parts.includes('..') || slashed.startsWith('/') || /^[a-z]:/i.test(slashed) || slashed.includes('\0')) {
    throw fail('UnsafeName', { found: show(name) });
  }
  return parts.join('/');
}

/** A part of a name that opens one of core's devices, as core judges those that are read. */
const DEVICE = new RegExp(`^(?:${devices.map((device) => device.replace('$', '\\$')).join('|')}) *(?:\\.|$)`, 'i');

/**
 * The name of an archive's entry: slashes, no empty parts and no `.`; a folder's ends in a slash. What could leave the folder
 * that it is extracted to, or opens a device on Windows, is refused; or mended: `..`, drives and leading slashes are left out,
 * a device gets `_` before it, and a NUL becomes one.
 * @param {string} name
 * @param {string} [unsafe] refuse or mend
 */
export function archiveName(name, unsafe) {
  const end = /[/\\]$/.test(name) ? '/' : '';
  if (unsafe !== 'mend') {
    const safe = safeName(name);
    if (safe.split('/').some((part) => DEVICE.test(part))) throw fail('UnsafeName', { found: show(name) });
    return safe + end;
  }
  const parts = name.normalize('NFC').replaceAll('\0', '_').split(/[/\\]/).map((part, at) => (at === 0 ? part.replace(/^(?:[a-z]:)+/i, '') : part));
  const kept = parts.filter((part) => !['', '.', '..'].includes(part)).map((part) => (DEVICE.test(part) ? `_${part}` : part));
  // A drive may have stood behind what was left out.
  const mended = kept.join('/').replace(/^[a-z]:/i, (drive) => `${drive[0]}_`);
  if (mended === '') throw fail('UnsafeName', { found: show(name) });
  return mended + end;
}

/** @param {number} index from 0 */
export function defaultName(index) {
  return `image-${String(index + 1).padStart(4, '0')}`;
}

/**
 * Folder, stem and extension of a name. Only extensions of images count as such: `photo.v2` has none.
 * @param {string} name
 */
function split(name) {
  const at = name.lastIndexOf('/') + 1;
  const [path, file] = [name.slice(0, Math.max(at - 1, 0)), name.slice(at)];
  const dot = file.lastIndexOf('.');
  const extension = dot > 0 ? file.slice(dot + 1) : '';
  return extension && findFormat(extension) ? { path, stem: file.slice(0, dot), extension } : { path, stem: file, extension: '' };
}

/** @param {string} path @param {string} file */
function join(path, file) {
  return path === '' ? file : `${path}/${file}`;
}

/**
 * The parts of an output's name. An extension that says the format already stays as it is (`.JPG`, `.jpeg`).
 * @param {string} name the image's own
 * @param {string | undefined} format the output's; unknown where the image failed before it was known
 * @param {string} [output] the output's name, where there are several
 */
function parts(name, format, output) {
  const { path, stem, extension } = split(safeName(name));
  const row = format === undefined ? undefined : findFormat(format);
  const ext = row === undefined || findFormat(extension) === row ? extension : row.extensions[0];
  return { path, name: output === undefined ? stem : `${stem}-${output}`, ext };
}

/**
 * The name of an output in an archive.
 * @param {string} name
 * @param {string | undefined} format
 * @param {string} [output]
 * @param {string} [unsafe] refuse or mend
 */
export function entryName(name, format, output, unsafe) {
  const { path, name: stem, ext } = parts(unsafe === 'mend' ? archiveName(name, unsafe) : name, format, output);
  return archiveName(join(path, ext === '' ? stem : `${stem}.${ext}`), unsafe);
}

/**
 * Checks a template and returns what fills it in.
 * @param {any} template
 * @returns {(name: string, format: string | undefined, index: number, output?: string) => string}
 */
export function fillTemplate(template) {
  if (typeof template !== 'string' || template === '') throw wrongOption('template', 'a path with {path}, {name}, {ext}, {index}', template);
  for (const [, place] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (!PLACES.includes(place)) throw wrongOption('template', `one of ${PLACES.map((each) => `{${each}}`).join(', ')}`, `{${place}}`);
  }
  const named = template.includes('{output}');
  return (name, format, index, output) => {
    const { path, name: stem, ext } = parts(name, format, named ? undefined : output);
    const values = { path, name: stem, ext, index: String(index + 1), output: output ?? 'main' };
    // An image that lies in no folder leaves no empty one behind.
    const from = path === '' ? template.replace(/\{path\}[/\\]?/g, '') : template;
    const filled = from.replace(/\{(\w+)\}/g, (_, place) => values[place]);
    return ext === '' ? filled.replace(/\.$/, '') : filled;
  };
}

/** What two names have in common that some file system takes for one, a folder's and a file's among them. @param {string} name */
function folded(name) {
  return (name.endsWith('/') ? name.slice(0, -1) : name).normalize('NFC').toUpperCase().toLowerCase();
}

/** The places that names stand for, a folder a level: time and memory by the length of the names. */
export class Places {
  /** @type {Map<string, any>} */
  #top = new Map();

  /**
   * Takes a name's place; gives the name that has it already, as one that differs or a file where this needs a folder.
   * @param {string} name with slashes, one at the end for a folder
   * @returns {string | undefined}
   */
  take(name) {
    const parts = partsOf(folded(name));
    const last = parts.pop();
    if (last === undefined) return undefined;
    let folder = this.#top;
    for (const part of parts) {
      let place = folder.get(part);
      if (!place) folder.set(part, (place = {}));
      if (place.name !== undefined && !place.name.endsWith('/')) return place.name;
      place.inside ??= new Map();
      folder = place.inside;
      place.within ??= name;
    }
    const place = folder.get(last);
    if (!place) {
      folder.set(last, { name });
      return undefined;
    }
    const isFolder = name.endsWith('/');
    if (place.name === undefined) {
      place.name = name;
      return isFolder ? undefined : place.within;
    }
    return place.name;
  }
}

/** Gives each name once: a later equal one, letter case and composition apart, gets ` (2)` before its extension. */
export class Names {
  #taken = new Set();
  #exact = new Set();

  /** @param {string} name */
  unique(name) {
    for (let count = 1; ; count += 1) {
      const tried = count === 1 ? name : numbered(name, count);
      const key = folded(tried);
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return tried;
    }
  }

  /**
   * A name for one entry: what is taken is refused, to the letter, or numbered.
   * @param {string} name
   * @param {string} [duplicates] refuse or number
   */
  claim(name, duplicates) {
    if (duplicates !== 'number') {
      if (this.#exact.has(name)) throw fail('DuplicateName', { found: name });
      this.#taken.add(folded(name));
    }
    const claimed = duplicates === 'number' ? this.unique(name) : name;
    this.#exact.add(claimed);
    return claimed;
  }
}

/** @param {string} name @param {number} count */
function numbered(name, count) {
  const end = name.endsWith('/') ? '/' : '';
  const plain = end ? name.slice(0, -1) : name;
  const slash = Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\'));
  const dot = end ? -1 : plain.lastIndexOf('.');
  return dot > slash + 1 ? `${plain.slice(0, dot)} (${count})${plain.slice(dot)}` : `${plain} (${count})${end}`;
}
