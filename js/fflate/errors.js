/** Errors as fflate's callers know them: an Error with a number as its code. Ours is its cause. */
import { PixmillError } from '../errors.js';

export const FlateErrorCode = {
  UnexpectedEOF: 0,
  InvalidBlockType: 1,
  InvalidLengthLiteral: 2,
  InvalidDistance: 3,
  StreamFinished: 4,
  NoStreamHandler: 5,
  InvalidHeader: 6,
  NoCallback: 7,
  InvalidUTF8: 8,
  ExtraFieldTooLong: 9,
  InvalidDate: 10,
  FilenameTooLong: 11,
  StreamFinishing: 12,
  InvalidZipData: 13,
  UnknownCompressionMethod: 14,
};

/** What each says, by its number. */
const WORDS = [
  'unexpected EOF',
  'invalid block type',
  'invalid length/literal',
  'invalid distance',
  'stream finished',
  'no stream handler',
  'invalid data',
  'no callback',
  'invalid UTF-8 data',
  'extra field too long',
  'date not in range 1980-2099',
  'filename too long',
  'stream finishing',
  'invalid zip data',
  'unknown compression type',
];

/**
 * @param {number} code
 * @param {string} [words]
 * @param {unknown} [cause]
 * @returns {Error & {code: number}}
 */
export function flateError(code, words = WORDS[code], cause = undefined) {
  return Object.assign(new Error(words, cause === undefined ? undefined : { cause }), { code });
}

/** Which number a code of ours is; the data's form is in the words. @type {Record<string, number>} */
const NUMBERS = {
  TruncatedData: FlateErrorCode.UnexpectedEOF,
  CorruptHeader: FlateErrorCode.InvalidHeader,
  WrongDictionary: FlateErrorCode.InvalidHeader,
  TrailingData: FlateErrorCode.InvalidHeader,
  CrcMismatch: FlateErrorCode.InvalidHeader,
  SizeMismatch: FlateErrorCode.InvalidHeader,
  AdlerMismatch: FlateErrorCode.InvalidHeader,
};

/** @param {string} reason the inflater's own words */
function damageOf(reason) {
  if (/block/.test(reason)) return FlateErrorCode.InvalidBlockType;
  return /distance/.test(reason) && !/length/.test(reason) ? FlateErrorCode.InvalidDistance : FlateErrorCode.InvalidLengthLiteral;
}

/**
 * Any error as fflate's; one that fflate has no number for stays ours.
 * @param {any} error
 * @param {string} [form] of the data
 */
export function asFlate(error, form = 'gzip') {
  if (!(error instanceof PixmillError)) return error;
  if (error.code === 'CorruptDeflate') return flateError(damageOf(String(/** @type {any} */ (error).reason)), undefined, error);
  const code = NUMBERS[error.code];
  if (code === undefined) return error;
  if (code !== FlateErrorCode.InvalidHeader) return flateError(code, undefined, error);
  const detail = { CorruptHeader: '', WrongDictionary: ': need dictionary' }[error.code] ?? `: ${error.message}`;
  return flateError(code, `invalid ${form} data${detail}`, error);
}
