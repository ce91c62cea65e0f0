/** Formats that an instance refuses, by our names and by sharp's: what was said of files, and of bytes. */
import { findFormat } from './check.js';
import { wrongOption } from './errors.js';
import { formats, loaders } from './generated/table.js';
import { isPath, isPlain } from './kinds.js';

/** A loader of libvips: what it reads, and where from. */
const LOADER = /^VipsForeignLoad(.*?)(File|Buffer|Source)?$/;
/** Samples are no format that could be refused. */
const READ = formats.filter((row) => row.reads && row.name !== 'raw').map((row) => row.name);
const ACCEPTED = `a list of ${READ.join(', ')}, or loaders of libvips as VipsForeignLoadTiff`;

/**
 * What a word names: formats, and whether as files, as bytes or both.
 * @param {any} word
 * @returns {{names: readonly string[], files: boolean, bytes: boolean}}
 */
function named(word) {
  const [, loader, by] = LOADER.exec(word) ?? [];
  const row = findFormat(word);
  const names = row && READ.includes(row.name) ? [row.name] : loader === '' ? READ : loader && Object.hasOwn(loaders, loader) ? loaders[loader] : undefined;
  if (!names) throw wrongOption('operation', ACCEPTED, word);
  return { names, files: by === undefined || by === 'File', bytes: by !== 'File' };
}

export class Blocked {
  /** @type {Set<string>} */
  #files = new Set();
  /** @type {Set<string>} */
  #bytes = new Set();

  /** @param {any} options @param {boolean} refused */
  set(options, refused) {
    if (!isPlain(options)) throw wrongOption('options', 'an object with operation', options);
    const { operation, ...rest } = options;
    const unknown = Object.keys(rest)[0];
    if (unknown !== undefined) throw wrongOption('options', 'operation', unknown);
    if (!Array.isArray(operation)) throw wrongOption('operation', ACCEPTED, operation);
    const change = (set, name) => (refused ? set.add(name) : set.delete(name));
    for (const { names, files, bytes } of operation.map(named)) {
      for (const name of names) {
        if (files) change(this.#files, name);
        if (bytes) change(this.#bytes, name);
      }
    }
  }

  /**
   * What a request says of this source: core refuses it. A recipe holds its files as bytes.
   * @param {import('./input.js').Source} source
   */
  of(source) {
    if (this.#files.size + this.#bytes.size === 0) return {};
    // Of several images that become one, what is refused of one is of all.
    /** @param {import('./input.js').Source} part */
    const refused = ({ later }) => [...(isPath(later) ? this.#files : this.#bytes)];
    const input = new Set((source.parts ?? [source]).flatMap(refused));
    return { blocked: { input: [...input], files: [...this.#bytes] } };
  }
}
