/** `predictSize()`: how many bytes an archive will have before any is read, for a `Content-Length`. */
import { ARCHIVE, checkOptions, describeEntry, namedEntry } from './entry.js';
import { OVERHEAD } from './encrypting.js';
import { PixmillError, wrongOption } from './errors.js';
import { accept } from './input.js';
import { viewOf } from './kinds.js';
import { Names } from './names.js';
import { WHOLE } from './packing.js';
import { BLOCK, openPieces } from './pieces.js';

/**
 * The same headers as `zip()` writes, and the sizes that were given. Entries must be stored: what deflate makes of them nobody knows before.
 * @param {any} instance
 * @param {any} entries an Iterable or AsyncIterable of `{ name, size }` for streams or `{ name, data }`, with the options that `add` will get
 * @param {any} [options] those that `zip` will get
 * @returns {Promise<number>}
 */
export async function predictSize(instance, entries, options = {}) {
  const shared = checkOptions(options, ARCHIVE);
  if (typeof (entries?.[Symbol.asyncIterator] ?? entries?.[Symbol.iterator]) !== 'function') {
    throw wrongOption('entries', 'a list of { name, size } or { name, data }', entries);
  }
  const backend = await instance.backend();
  const machine = backend.writer({});
  const names = new Names();
  let total = 0;
  const head = (about) => {
    total += machine.begin(JSON.stringify(about)).byteLength;
  };
  try {
    for await (const each of entries) {
      const { name, data, options: own } = namedEntry(each);
      const { about, pack, duplicates, size: given, source, password } = describeEntry(name, data, own, shared, ['transfer']);
      if (pack.level !== 0 && pack.store !== 'always') throw wrongOption('store', "'always', or level 0: only stored entries have a size before they are written", pack.store);
      const { size, mtime, again } = await measured(source, given);
      about.mtime ??= mtime;
      const more = password ? OVERHEAD : 0;
      about.name = names.claim(about.name, duplicates);
      if (again || size <= WHOLE) {
        head({ ...about, method: 0, crc32: 0, size, compressedSize: size + more });
        total += size + more;
        continue;
      }
      // A long stream is put into deflate's stored blocks, its sums behind it.
      const compressedSize = storedBlocks(backend, size) + more;
      head({ ...about, method: 8 });
      total += compressedSize + machine.end(JSON.stringify({ crc32: 0, size, compressedSize })).byteLength;
    }
    return total + machine.finish(shared.comment ?? '').byteLength;
  } catch (error) {
    throw PixmillError.from(error);
  } finally {
    machine.free?.();
  }
}

/** A source's size and time, as `add` will find them. @param {any} source @param {number | undefined} given */
async function measured(source, given) {
  const view = viewOf(source);
  if (view) return { size: view.byteLength, mtime: undefined, again: true };
  if (source === undefined || source === null) {
    if (given === undefined) throw wrongOption('size', 'bytes, or data whose size can be told', 'nothing');
    return { size: given, mtime: undefined, again: false };
  }
  const pieces = await openPieces(accept(source), new AbortController().signal);
  pieces.close?.();
  const size = pieces.size ?? given;
  if (size === undefined) throw wrongOption('size', 'bytes of the stream', 'nothing');
  return { size, mtime: pieces.mtime, again: pieces.again };
}

/** What the blocks of a stored stream come to: the length of each depends on nothing but the block's. @param {any} backend @param {number} size */
function storedBlocks(backend, size) {
  const lengthOf = (len, last) => backend.runSync({ task: 'deflatePart', level: 0, last }, [new Uint8Array(len), new Uint8Array(0)]).info.compressedSize;
  const full = Math.floor((size - 1) / BLOCK);
  return full * lengthOf(BLOCK, false) + lengthOf(size - full * BLOCK, true);
}
