/** Names of outputs: what an image is called in an archive or a folder, made safe, with its format's extension, and once only. */
import { findFormat } from './check.js';
import { fail, show, wrongOption } from './errors.js';

/** What stands in a template, in braces. */
const PLACES = ['path', 'name', 'ext', 'index', 'output'];

/**
 * A name with slashes, relative, in Unicode's composed form. One that could leave its folder is refused.
 * @param {string} name
 */
export function safeName(name) {
  const slashed = name.normalize('NFC').replaceAll('\\', '/');
  const parts = slashed.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.includes('..') || slashed.startsWith('/') || /^[a-z]:/i.test(slashed) || slashed.includes('\0')) {
    throw fail('UnsafeName', { found: show(name) });
  }
  return parts.join('/');
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
 */
export function entryName(name, format, output) {
  const { path, name: stem, ext } = parts(name, format, output);
  return join(path, ext === '' ? stem : `${stem}.${ext}`);
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

/** What two names have in common that some file system takes for one. @param {string} name */
function folded(name) {
  return name.normalize('NFC').toUpperCase().toLowerCase();
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
    const parts = folded(name).split('/').filter((part) => part !== '' && part !== '.');
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
}

/** @param {string} name @param {number} count */
function numbered(name, count) {
  const slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
  const dot = name.lastIndexOf('.');
  return dot > slash + 1 ? `${name.slice(0, dot)} (${count})${name.slice(dot)}` : `${name} (${count})`;
}
