/** What kind of value something is. */
import { fail, wrongOption } from './errors.js';
import { builtin } from './runtime.js';

/** @param {unknown} value */
export function isPlain(value) {
  if (value === null || typeof value !== 'object') return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * Bytes of a view or buffer, as they lie there now; undefined for anything else.
 * @param {any} value
 * @returns {Uint8Array | undefined}
 */
export function viewOf(value) {
  const isView = ArrayBuffer.isView(value);
  const tag = isView ? '' : Object.prototype.toString.call(value);
  if (!isView && tag !== '[object ArrayBuffer]' && tag !== '[object SharedArrayBuffer]') return undefined;
  // Of memory that was transferred away no view can be made: it is as empty as it says.
  if (value.byteLength === 0) return new Uint8Array(0);
  return isView ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
}

/** Text as UTF-8, or bytes as they lie there; undefined for anything else. @param {any} value */
export function encoded(value) {
  return typeof value === 'string' ? new TextEncoder().encode(value) : viewOf(value);
}

/** @param {any} value */
export function isUrl(value) {
  return value instanceof URL || (typeof value === 'string' && /^file:\/\//i.test(value));
}

/** Whether a value names a file: a path or URL. @param {any} value */
export function isPath(value) {
  return typeof value === 'string' || value instanceof URL;
}

/** Whether a value is a Response. Only what looks like one is compared: Node loads its whole fetch, for 20 ms, when it is asked for the class. @param {any} value */
export function isResponse(value) {
  const looksSo = typeof value?.arrayBuffer === 'function' && typeof value.ok === 'boolean';
  return looksSo && typeof Response !== 'undefined' && value instanceof Response;
}

/** @param {string | URL} file */
export function pathOf(file) {
  if (!isUrl(file)) return String(file);
  const url = new URL(file);
  if (url.protocol !== 'file:') throw wrongOption('input', 'a path, or a file: URL; fetch() others and give the Response', url.href);
  const { fileURLToPath } = builtin('url') ?? {};
  if (!fileURLToPath) throw fail('Unavailable', { op: `reading ${url.href}` });
  try {
    return fileURLToPath(url);
  } catch {
    // Another host, or an escape that is no character.
    throw wrongOption('input', 'a file: URL of this machine', url.href);
  }
}
