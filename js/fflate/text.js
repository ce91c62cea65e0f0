/** Text to bytes and back, whole and in pieces. */
import { FlateErrorCode, flateError } from './errors.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** Characters that String.fromCharCode takes at once. */
const STEP = 16_384;

/** @param {string} str @param {boolean} [latin1] */
export function strToU8(str, latin1) {
  if (!latin1) return encoder.encode(str);
  const bytes = new Uint8Array(str.length);
  for (let at = 0; at < str.length; at += 1) bytes[at] = str.charCodeAt(at);
  return bytes;
}

/** @param {Uint8Array} dat @param {boolean} [latin1] */
export function strFromU8(dat, latin1) {
  if (!latin1) return decoder.decode(dat);
  let text = '';
  for (let at = 0; at < dat.length; at += STEP) text += String.fromCharCode(...dat.subarray(at, at + STEP));
  return text;
}

export class EncodeUTF8 {
  #ended = false;

  /** @param {(data: Uint8Array, final: boolean) => void} [cb] */
  constructor(cb) {
    /** @type {any} */
    this.ondata = cb;
  }

  /** @param {string} chunk @param {boolean} [final] */
  push(chunk, final = false) {
    if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
    if (this.#ended) throw flateError(FlateErrorCode.StreamFinished);
    this.#ended = final;
    this.ondata(strToU8(chunk), final || false);
  }
}

export class DecodeUTF8 {
  #ended = false;
  #decoder = new TextDecoder();

  /** @param {(data: string, final: boolean) => void} [cb] */
  constructor(cb) {
    /** @type {any} */
    this.ondata = cb;
  }

  /** @param {Uint8Array} chunk @param {boolean} [final] */
  push(chunk, final = false) {
    if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
    if (this.#ended) throw flateError(FlateErrorCode.StreamFinished);
    this.#ended = final;
    this.ondata(this.#decoder.decode(chunk, { stream: true }), final || false);
    // A character that is not whole is told at the end alone.
    if (final && this.#decoder.decode().length > 0) throw flateError(FlateErrorCode.InvalidUTF8);
  }
}
