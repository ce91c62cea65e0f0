/** Files as a recipe holds them: data: URLs in base64, made at the call of bytes and of paths. */
import { fail, ioError, wrongOption } from './errors.js';
import { isPath, pathOf, viewOf } from './kinds.js';
import { builtin } from './runtime.js';

/** Bytes that one call may be given as arguments. */
const CHUNK = 1 << 15;

/** @param {Uint8Array} bytes */
export function base64(bytes) {
  const { Buffer } = builtin('buffer') ?? {};
  if (Buffer) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  let text = '';
  // Not spread: that takes several times as long.
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode.apply(null, /** @type {any} */ (bytes.subarray(at, at + CHUNK)));
  return btoa(text);
}

/** @param {any} file @param {string} path of the option */
function bytesOf(file, path) {
  const view = viewOf(file);
  if (view) return view;
  if (!(file instanceof URL) && (typeof file !== 'string' || file === '')) throw wrongOption(path, 'bytes, a path or file: URL, or a data: URL', file);
  const name = pathOf(file);
  const fs = builtin('fs');
  if (!fs) throw fail('Unavailable', { op: `reading the path ${name}` });
  try {
    return fs.readFileSync(name);
  } catch (error) {
    throw ioError(error, name);
  }
}

/** @param {any} file @param {string} path of the option */
function dataUrl(file, path) {
  const isOne = isPath(file) && /^data:/.test(String(file));
  return isOne ? String(file) : `data:;base64,${base64(bytesOf(file, path))}`;
}

/**
 * A value with the files in it as text; what is wrong with its kind is left to the checker.
 * @param {any} field a row of the table
 * @param {any} value
 * @param {string} path of the option
 */
export function embedded(field, value, path) {
  if (field.type === 'file') return dataUrl(value, path);
  if (field.type !== 'files' || !Array.isArray(value)) return value;
  return value.map((file, index) => dataUrl(file, `${path}[${index}]`));
}

/** A value as it is: what comes from elsewhere names no file that would be read here. @type {typeof embedded} */
export const asGiven = (field, value) => value;
