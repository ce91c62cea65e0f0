/** What is inflated or unpacked piece by piece, the same over both backends' objects. */
import { PixmillError } from '../errors.js';

/** The most that core gives at once (its PIECE): less means that it has no more for now. */
const PIECE = 256 << 10;
const NOTHING = new Uint8Array(0);

/**
 * Runs a call of a binding; its error gets its code. What is no error of core's is a trap.
 * @template T
 * @param {() => T} call
 * @param {(error: any) => string} [trapped]
 * @returns {T}
 */
export function coded(call, trapped) {
  try {
    return call();
  } catch (error) {
    throw told(error, trapped);
  }
}

/** @param {any} error @param {((error: any) => string) | undefined} trapped */
function told(error, trapped) {
  return PixmillError.from(trapped && !error?.message?.startsWith('{') ? trapped(error) : error);
}

/** An archive's reader whose errors have their codes. @param {any} reader the binding's @param {(error: any) => string} [trapped] */
export function guarded(reader, trapped) {
  const method = (name) => (...args) => coded(() => reader[name](...args), trapped);
  return Object.fromEntries(['step', 'open', 'raw', 'content', 'warnings'].map((name) => [name, method(name)]));
}

export class Piecewise {
  #object;
  #trapped;

  /** @param {any} object the binding's @param {(error: any) => string} [trapped] */
  constructor(object, trapped) {
    this.#object = object;
    this.#trapped = trapped;
  }

  /**
   * All pieces that come of more bytes, at once. The bytes are copied when the first is asked for.
   * @param {Uint8Array} bytes
   */
  *pieces(bytes) {
    for (let input = bytes; ; input = NOTHING) {
      const piece = coded(() => this.#object.push(input), this.#trapped);
      if (piece.byteLength > 0) yield piece;
      if (piece.byteLength < PIECE) return;
    }
  }

  /**
   * The same beside the calling thread, where there is another.
   * @param {Uint8Array} bytes
   */
  async *later(bytes) {
    for (let input = bytes; ; input = NOTHING) {
      let piece;
      try {
        piece = await this.#object.run(input);
      } catch (error) {
        throw told(error, this.#trapped);
      }
      if (piece.byteLength > 0) yield piece;
      if (piece.byteLength < PIECE) return;
    }
  }

  /** What came out so far, as core describes it. */
  state() {
    return JSON.parse(coded(() => this.#object.state(), this.#trapped));
  }

  /** No more bytes come; what it was as a whole. */
  finish() {
    return JSON.parse(coded(() => this.#object.finish(), this.#trapped));
  }

  /** Gives memory back before the collector would. */
  free() {
    this.#object.free?.();
  }
}
