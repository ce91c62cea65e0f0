/** Entries of one archive that go into another as they are: neither unpacked nor packed again, encrypted ones too. */
import { checkOptions } from './entry.js';
import { fail, wrongOption } from './errors.js';
import { archiveName } from './names.js';
import { openArchive } from './unzip.js';

/** General purpose flags (APPNOTE 4.4.4): encrypted, and sums behind the data. */
const [ENCRYPTED, DESCRIBED] = [1 << 0, 1 << 3];
/** The method that WinZip's AES stands for. */
const AES = 99;
/** Info-ZIP's times. */
const TIMES = 0x5455;

/** Whether a value is an entry of an archive. @param {any} value */
export function isEntry(value) {
  return typeof value?._raw === 'function';
}

/**
 * Checks what `addRaw` is given: an entry, and what of it is to be another.
 * @param {any} entry
 * @param {any} given
 * @param {any} shared the archive's naming
 */
export function checkCopy(entry, given, shared) {
  if (!isEntry(entry)) throw wrongOption('entry', 'an entry of unzip()', typeof entry);
  const { pack, naming, ...changed } = checkOptions(given, ['mtime', 'comment', 'mode'], ['name']);
  const [packing] = Object.keys(pack);
  if (packing) throw wrongOption('options', 'one of name, mtime, comment, mode, unsafeNames, duplicates: what is copied is not packed again', packing);
  if (given.name !== undefined && typeof given.name !== 'string') throw wrongOption('name', 'text', given.name);
  const { unsafeNames, duplicates } = { ...shared.naming, ...naming };
  // A name that stays is the other archive's, to the byte.
  const name = given.name === undefined && unsafeNames !== 'mend' ? entry.name : archiveName(given.name ?? entry.name, unsafeNames);
  return { name, duplicates, changed };
}

/**
 * An entry's data and headers for its new place: method, sums, flags, extra fields and DOS time as they were.
 * @param {any} entry
 * @param {{mtime?: number, comment?: string, mode?: number}} changed
 * @param {AbortSignal} signal
 */
export async function copied(entry, changed, signal) {
  const { flags, method, dos, kept, len, chunks } = await entry._raw(signal);
  // PKWARE's encryption checks a password by the time where the sums follow the data.
  const described = (flags & (ENCRYPTED | DESCRIBED)) === (ENCRYPTED | DESCRIBED) && method !== AES;
  if (described && changed.mtime !== undefined) {
    throw fail('InvalidOption', { path: 'mtime', expected: 'no other time for an entry whose password is checked by it', found: entry.name });
  }
  const { crc32, size, comment, mode } = entry;
  const time = changed.mtime === undefined ? { dos, kept } : { mtime: changed.mtime, kept: kept.filter(([id]) => id !== TIMES) };
  return {
    about: { comment, mode, ...changed, flags, ...time },
    sums: { method, crc32, size, compressedSize: len },
    known: !described,
    chunks: chunks(),
  };
}

/**
 * Copies an entry into an archive, piece by piece.
 * @param {any} entry
 * @param {import('./archive.js').ArchiveOutput} output
 * @param {{name?: string, more?: boolean, signal: AbortSignal, seal?: (raw: any) => any}} how `more`: whether another follows at once; `seal` encrypts what is not
 */
export async function carry(entry, output, { name = entry.name, more, signal, seal }) {
  const { about, ...raw } = await copied(entry, {}, signal);
  if (!seal || entry.encrypted || entry.isDirectory) await output.stream({ name, ...about }, raw, more);
  else await output.stream({ name, ...about, encrypted: true }, { ...raw, ...seal(raw) }, more);
}

/**
 * What the archive at a path holds, to go first into the one that replaces it: its names are claimed. One that is not there is empty.
 * @param {any} instance
 * @param {any} path
 * @param {import('./names.js').Names} names
 * @param {AbortSignal} signal
 * @returns {Promise<{entries: any[], comment?: string}>}
 */
export async function held(instance, path, names, signal) {
  const archive = openArchive(instance, path, { signal });
  const entries = [];
  try {
    for await (const entry of archive) {
      names.claim(entry.name);
      entries.push(entry);
    }
  } catch (error) {
    if (error.code === 'NotFound') return { entries: [] };
    throw error;
  }
  return { entries, comment: archive.comment };
}
