/** What is written to stdout arrives whole, or the program knows: its reader may be gone, its disk full. */
import { fstatSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { ioError } from '../errors.js';

const STDOUT = 1;
const writeSome = promisify(write);

// Each write's callback tells of its failure; without a listener the stream's own event would end the process before that.
process.stdout.on('error', () => undefined);
// Nobody reads what is said here any more. The exit code still tells, and the images are not lost for it.
process.stderr.on('error', () => undefined);

/** Node's stream for a regular file takes a write that was cut short for a whole one. */
function isFile() {
  try {
    return fstatSync(STDOUT).isFile();
  } catch (error) {
    throw ioError(error, 'stdout');
  }
}

/** @param {Uint8Array} bytes */
async function toFile(bytes) {
  try {
    for (let at = 0; at < bytes.byteLength; ) at += (await writeSome(STDOUT, bytes, at, bytes.byteLength - at)).bytesWritten;
  } catch (error) {
    throw ioError(error, 'stdout');
  }
}

/** @param {Uint8Array} bytes @returns {Promise<void>} */
function toStream(bytes) {
  return new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(ioError(error, 'stdout')) : resolve()));
  });
}

/** Writes are one after the other: a file takes each at its end. @type {Promise<unknown>} */
let last = Promise.resolve();

/**
 * Resolves when the bytes have been taken.
 * @param {Uint8Array} bytes
 * @returns {Promise<void>}
 */
export function writeOut(bytes) {
  const turn = last.then(() => (isFile() ? toFile(bytes) : toStream(bytes)));
  // The next one is written whatever became of this one; who wrote this one is told.
  last = turn.catch(() => undefined);
  return turn;
}

/** One line. @param {string} text */
export function print(text) {
  return writeOut(Buffer.from(`${text}\n`));
}

/** When everything so far was taken or failed. */
export function written() {
  return last;
}
