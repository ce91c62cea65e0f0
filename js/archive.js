/** An archive on its way to a sink: headers from core's writer, entries' data between them, in order, each write awaited. */
import { discard } from './runtime.js';

/** What is shorter than this goes out together with what stands before and behind it. */
const SMALL = 64 << 10;
/** Memory of so many bytes is worth giving back. */
const WORTH = 16 << 10;

export class ArchiveOutput {
  #machine;
  #open;
  #memory;
  /** @type {Promise<import('./sink.js').Sink> | undefined} */
  #opened;
  /** Why it was aborted. @type {unknown} */
  #stopped;
  /** Ends the wait for a sink. @type {(reason: unknown) => void} */
  #interrupt = () => {};
  /** What is on its way, together. */
  #gathered = new Uint8Array(2 * SMALL);
  #filled = 0;
  /** Bytes given to the sink. */
  bytes = 0;
  entries = 0;

  /**
   * @param {any} machine core's ZipWriter
   * @param {() => Promise<import('./sink.js').Sink>} open makes the sink, when the first byte is there
   * @param {import('./memory.js').Memory} [memory] what entries' data may lie in
   */
  constructor(machine, open, memory) {
    this.#machine = machine;
    this.#open = open;
    this.#memory = memory;
  }

  /**
   * Writes an entry whose data is at hand; afterwards the data is needed no more.
   * @param {{name: string, mtime?: number, mode?: number, comment?: string, encrypted?: boolean}} about
   * @param {import('./packing.js').Sums} sums
   * @param {Uint8Array} data
   * @param {boolean} [more] whether another follows at once: small ones go out together
   */
  async entry(about, sums, data, more = false) {
    await this.#write(this.#machine.begin(JSON.stringify({ ...about, ...sums })));
    await this.#write(data);
    if (!more) await this.#flush();
    this.entries += 1;
  }

  /**
   * Writes an entry whose data comes in pieces; `sums` stand in the header if they are final, else follow the data.
   * @param {{name: string, mtime?: number, mode?: number, comment?: string, encrypted?: boolean}} about
   * @param {{sums: import('./packing.js').Sums, chunks: AsyncIterable<Uint8Array>, known: boolean}} packed
   * @param {boolean} [more] whether another follows at once
   */
  async stream(about, { sums, chunks, known }, more = false) {
    const header = this.#machine.begin(JSON.stringify({ ...about, ...(known ? sums : { method: sums.method }) }));
    await this.#write(header);
    for await (const chunk of chunks) await this.#write(chunk);
    const { crc32, size, compressedSize } = sums;
    if (!known) await this.#write(this.#machine.end(JSON.stringify({ crc32, size, compressedSize })));
    if (!more) await this.#flush();
    this.entries += 1;
  }

  /** Ends the archive. @param {string} [comment] */
  async finish(comment = '') {
    await this.#write(this.#machine.finish(comment));
    await this.#flush();
    const sink = await this.#opened;
    await this.#unlessAborted(async () => sink?.close());
    this.#machine.free?.();
  }

  /**
   * Leaves nothing behind, and ends the wait for a sink that may never answer.
   * @param {unknown} reason
   */
  async abort(reason) {
    this.#stopped ??= reason;
    // One that is being opened is aborted as soon as it is there.
    const sink = await this.#opened?.catch(() => undefined);
    try {
      await sink?.abort(reason);
    } finally {
      this.#interrupt(reason);
    }
  }

  /** @param {() => Promise<void>} work @returns {Promise<void>} */
  #unlessAborted(work) {
    return new Promise((resolve, reject) => {
      this.#interrupt = reject;
      if (this.#stopped) reject(this.#stopped);
      else work().then(resolve, reject);
    });
  }

  /** Small pieces are gathered, which takes no turn; a large one goes as it is. @param {Uint8Array} bytes @returns {Promise<void> | undefined} */
  #write(bytes) {
    const { byteLength } = bytes;
    if (byteLength >= SMALL) return this.#writeLarge(bytes);
    this.#gathered.set(bytes, this.#filled);
    this.#filled += byteLength;
    if (byteLength >= WORTH) this.#drop(bytes);
    return this.#filled >= SMALL ? this.#flush() : undefined;
  }

  /** @param {Uint8Array} bytes */
  async #writeLarge(bytes) {
    await this.#flush();
    await this.#send(bytes);
  }

  async #flush() {
    const filled = this.#filled;
    this.#filled = 0;
    if (filled > 0) await this.#send(this.#gathered.subarray(0, filled));
  }

  /** Only memory of its own may be handed out to a sink that keeps it. @param {Uint8Array} bytes */
  async #send(bytes) {
    if (this.#stopped) throw this.#stopped;
    const sink = await (this.#opened ??= this.#open());
    const { byteLength } = bytes;
    const given = sink.isDone || this.#isLoose(bytes) ? bytes : bytes.slice();
    await this.#unlessAborted(() => sink.write(given));
    this.bytes += byteLength;
    if (sink.isDone) this.#drop(bytes);
  }

  /** Whether bytes have memory to themselves that is not used again. @param {Uint8Array} bytes */
  #isLoose(bytes) {
    return isExact(bytes) && bytes.buffer !== this.#gathered.buffer && !this.#memory?.owns(bytes);
  }

  /** What nobody needs any more goes back before the collector comes. @param {Uint8Array} bytes */
  #drop(bytes) {
    if (this.#isLoose(bytes)) discard(bytes.buffer);
  }
}

/** Whether bytes are all of their ArrayBuffer: only such may be handed out. @param {Uint8Array} bytes */
function isExact(bytes) {
  return bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
}
