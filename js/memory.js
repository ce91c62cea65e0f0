/** Memory that files are read into, used again once what was read has been written: new memory costs more than reading into it. */

/** Sizes are powers of two from the least to the most; larger ones are not kept. */
const [LEAST, MOST] = [64 << 10, 4 << 20];
/** Bytes that may lie idle. */
const IDLE = 8 << 20;

export class Memory {
  /** @type {Map<number, ArrayBuffer[]>} idle ones by size */
  #idle = new Map();
  #bytes = 0;
  /** @type {WeakSet<ArrayBufferLike>} */
  #own = new WeakSet();

  /** Memory with anything in it. @param {number} size @returns {Uint8Array} */
  take(size) {
    if (size > MOST) return new Uint8Array(size);
    const length = Math.max(LEAST, 2 ** Math.ceil(Math.log2(size || 1)));
    const idle = this.#idle.get(length)?.pop();
    if (idle) this.#bytes -= length;
    const buffer = idle ?? new ArrayBuffer(length);
    this.#own.add(buffer);
    return new Uint8Array(buffer, 0, size);
  }

  /** Gives memory back, once, after its last use; other memory than taken here is left alone. @param {Uint8Array} bytes */
  give({ buffer }) {
    if (!this.#own.delete(buffer) || this.#bytes + buffer.byteLength > IDLE) return;
    const { byteLength: length } = buffer;
    const row = this.#idle.get(length) ?? [];
    this.#idle.set(length, row);
    row.push(/** @type {ArrayBuffer} */ (buffer));
    this.#bytes += length;
  }

  /** Whether memory was taken here and not given back. @param {Uint8Array} bytes */
  owns({ buffer }) {
    return this.#own.has(buffer);
  }
}
