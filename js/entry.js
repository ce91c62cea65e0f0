/** An entry as it is given to an archive: its options checked, what it is called, and folders and symbolic links as what they are. */
import { checkFields } from './check.js';
import { wrongOption } from './errors.js';
import { archive as packFields, naming } from './generated/table.js';
import { copyOf } from './input.js';
import { encoded, isPlain, viewOf } from './kinds.js';
import { archiveName } from './names.js';

/** Unix's type of a symbolic link, in a mode. */
const LINK = 0o120_000;
const EMPTY = new Uint8Array(0);

const text = { accepts: 'text', fits: (value) => typeof value === 'string' };

/** Options that stand beside those of core's tables: what they accept. */
const OWN = {
  mtime: { accepts: 'a Date or milliseconds since 1970', fits: (value) => Number.isFinite(Number(value)) && (typeof value === 'number' || value instanceof Date) },
  comment: text,
  mode: { accepts: 'integer from 0 to 65535', fits: (value) => Number.isInteger(value) && value >= 0 && value <= 0xffff },
  extra: { accepts: 'an object of ids from 0 to 65535, each with its bytes', fits: isExtra },
  symlink: { accepts: 'the path that the link leads to', fits: (value) => typeof value === 'string' && value !== '' && !value.includes('\0') },
  password: { accepts: 'text or bytes', fits: (value) => (encoded(value)?.byteLength ?? 0) > 0 },
  size: { accepts: 'bytes', fits: (value) => Number.isSafeInteger(value) && value >= 0 },
};
/** Those of an entry, and those of an archive. */
export const ENTRY = ['mtime', 'comment', 'mode', 'extra', 'symlink', 'password'];
export const ARCHIVE = ['mtime', 'comment', 'password'];

/** @param {any} value */
function isExtra(value) {
  const isId = (id) => /^\d{1,5}$/.test(id) && Number(id) <= 0xffff;
  return isPlain(value) && Object.entries(value).every(([id, data]) => isId(id) && viewOf(data));
}

/** Extra fields as core takes them. @param {Record<string, any>} extra */
function written(extra) {
  const hex = (byte) => byte.toString(16).padStart(2, '0');
  return Object.entries(extra).map(([id, data]) => [Number(id), Array.from(/** @type {Uint8Array} */ (viewOf(data)), hex).join('')]);
}

/** What becomes of those that may be given in several forms. */
const READ = {
  mtime: Number,
  extra: written,
  password: (value) => copyOf(/** @type {Uint8Array} */ (encoded(value))),
};

/** @param {{name: string}[]} fields @param {any} checked */
function part(fields, checked) {
  return Object.fromEntries(fields.filter(({ name }) => checked[name] !== undefined).map(({ name }) => [name, checked[name]]));
}

/**
 * Splits and checks options of an archive or an entry.
 * @param {any} given
 * @param {string[]} own which of OWN there are
 * @param {string[]} [more] names that the caller reads itself
 * @param {any[]} [nameFields] the table's rows about names
 * @returns {{pack: import('./packing.js').Pack, naming: {unsafeNames?: string, duplicates?: string}, mtime?: number, comment?: string, mode?: number, extra?: any[], symlink?: string, password?: Uint8Array, size?: number}}
 */
export function checkOptions(given, own, more = [], nameFields = naming) {
  // Most entries have none.
  if (isPlain(given) && Object.keys(given).length === 0) return { pack: {}, naming: {} };
  const fields = checkFields([...packFields, ...nameFields], given, 'options', [...own, ...more]);
  const checked = {};
  for (const name of own) {
    const value = given[name];
    if (value === undefined) continue;
    if (!OWN[name].fits(value)) throw wrongOption(name, OWN[name].accepts, value);
    checked[name] = READ[name]?.(value) ?? value;
  }
  return { pack: part(packFields, fields), naming: part(nameFields, fields), ...checked };
}

/**
 * What an entry is, its own options before the archive's. A name that ends in a slash is a folder, `symlink` makes a link; neither has a source.
 * @returns {{about: any, pack: any, duplicates?: string, size?: number, source: any, password?: Uint8Array}}
 * @param {any} name
 * @param {any} source
 * @param {any} options
 * @param {{pack: object, naming: any, mtime?: number, password?: Uint8Array}} shared the archive's
 * @param {string[]} [more] names that the caller reads itself
 */
export function describeEntry(name, source, options, shared, more) {
  if (typeof name !== 'string') throw wrongOption('name', 'text', name);
  const { pack, naming, symlink, size, password = shared.password, ...about } = checkOptions(options, [...ENTRY, 'size'], more);
  const { unsafeNames, duplicates } = { ...shared.naming, ...naming };
  const entry = { name: archiveName(name, unsafeNames), ...(shared.mtime !== undefined && { mtime: shared.mtime }), ...about };
  const secret = { about: { ...entry, ...(password && { encrypted: true }) }, password };
  const isFolder = entry.name.endsWith('/');
  if (!isFolder && symlink === undefined) return { ...secret, pack: { ...shared.pack, ...pack }, duplicates, size, source };
  if (isFolder && symlink !== undefined) throw wrongOption('symlink', 'a name without a slash at its end', name);
  const empty = source === undefined || source === null || viewOf(source)?.byteLength === 0;
  const stored = { pack: { store: 'always' }, duplicates };
  if (isFolder) {
    if (viewOf(source) && !empty) throw wrongOption('source', 'nothing for a folder, whose name ends in a slash', typeof source);
    // A stream is empty, or it is an error.
    return { about: entry, ...stored, size: 0, source: empty ? EMPTY : source };
  }
  if (!empty) throw wrongOption('source', 'nothing for a symbolic link', typeof source);
  secret.about.mode = LINK | ((entry.mode ?? 0o777) & 0o7777);
  return { ...secret, ...stored, source: new TextEncoder().encode(symlink) };
}

/** Entries as `zipSync` and `predictSize` take them: `[name, data]` or `{ name, data, … }`. @param {any} entry */
export function namedEntry(entry) {
  if (Array.isArray(entry) && entry.length === 2) return { name: entry[0], data: entry[1], options: {} };
  if (isPlain(entry) && 'name' in entry) {
    const { name, data, ...options } = entry;
    return { name, data, options };
  }
  throw wrongOption('entries', "{ name, data } or [name, data] each (fflate's object of names is in pixmill/fflate)", entry);
}
