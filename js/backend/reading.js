/** Small files that the worker which packs them reads: opened, read and closed one call after the other by another thread they cost more than their packing. */
import { builtin } from '../runtime.js';

/** Files that a job reads: in order, until they have `together` bytes; each of at most `each`. @typedef {{paths: string[], each: number, together: number}} Files */

/** Memory of all that one job reads, used again by the next. */
let memory = new Uint8Array(0);

/**
 * The inputs of a job, valid until the next call, and of each file that was come to when it was changed; null of one that is no
 * input: it is too long, is no regular file, or cannot be read, for the caller to find out why.
 * @param {Files} files
 * @returns {{inputs: Uint8Array[], files: (number | null)[]}}
 */
export function readSmall({ paths, each, together }) {
  const fs = builtin('fs');
  // One more byte than a file has tells whether it grew.
  const most = together + each + 1;
  if (memory.byteLength < most) memory = new Uint8Array(most);
  const inputs = [];
  const files = [];
  let filled = 0;
  for (const path of paths) {
    const found = small(fs, path, memory.subarray(filled, filled + each + 1));
    files.push(found ? found.mtime : null);
    if (!found) continue;
    inputs.push(memory.subarray(filled, filled + found.size));
    filled += found.size;
    if (filled >= together) break;
  }
  return { inputs, files };
}

/**
 * Reads a file that is shorter than the room for it; undefined if it is none. What is no file is not opened: a pipe would wait for its writer.
 * @param {any} fs
 * @param {string} path
 * @param {Uint8Array} room
 */
function small(fs, path, room) {
  let file;
  try {
    const stat = fs.statSync(path);
    const { size, mtimeMs: mtime } = stat;
    if (!stat.isFile() || size >= room.byteLength) return undefined;
    file = fs.openSync(path, 'r');
    let got = 0;
    while (got <= size) {
      const more = fs.readSync(file, room, got, size + 1 - got, null);
      if (more === 0) break;
      got += more;
    }
    return got === size ? { size, mtime } : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) fs.closeSync(file);
  }
}
