/** Fonts as a recipe holds them: data: URLs in base64, made at the call of bytes and of files. */
import { isPlain } from './check.js';
import { fail, ioError, wrongOption } from './errors.js';
import { pathOf, viewOf } from './input.js';
import { builtin } from './runtime.js';

/** Bytes that one call may be given as arguments. */
const CHUNK = 1 << 15;

/** @param {Uint8Array} bytes */
export function base64(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

/** @param {any} font */
const isDataUrl = (font) => (typeof font === 'string' || font instanceof URL) && /^data:/.test(String(font));

/** @param {any} font @param {string} path of the option */
function bytesOf(font, path) {
  const view = viewOf(font);
  if (view) return view;
  if (!(font instanceof URL) && (typeof font !== 'string' || font === '')) throw wrongOption(path, 'bytes, a path or file: URL, or a data: URL', font);
  const file = pathOf(font);
  const fs = builtin('fs');
  if (!fs) throw fail('Unavailable', { op: `reading the path ${file}` });
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw ioError(error, file);
  }
}

/**
 * Options of reading with the fonts in them as text; what is wrong with their kind is left to the checker.
 * @param {any} options
 */
export function withFonts(options) {
  if (!isPlain(options) || !Array.isArray(options.fonts)) return options;
  const fonts = options.fonts.map((font, index) =>
    isDataUrl(font) ? String(font) : `data:font/sfnt;base64,${base64(bytesOf(font, `input.fonts[${index}]`))}`,
  );
  return { ...options, fonts };
}
