/** Archives as fflate reads them: into an object of names, and by a class that meets files as they come. */
import { bytesOf } from '../bytes.js';
import { concat, copyOf } from '../input.js';
import { named, withCallback } from './bytes.js';
import { nothing } from './engine.js';
import { FlateErrorCode, asFlate, flateError } from './errors.js';
import { DESCRIBED, SIGNATURES, UTF8, entriesOf, viewOn, wide } from './records.js';
import { strFromU8 } from './text.js';

/** A local header without name and extra. */
const LOCAL_LEN = 30;
/** Compressed bytes below which AsyncUnzipInflate works at once. */
const SMALL = 320_000;

/** What a filter sees. */
function infoOf({ nameBytes, flags, size, originalSize, compression }) {
  return { name: strFromU8(nameBytes, (flags & UTF8) === 0), size, originalSize, compression };
}

/** Whatever an archive that lies brings about, in fflate's words. @param {any} error */
function invalid(error) {
  if (error instanceof RangeError) return flateError(FlateErrorCode.InvalidZipData, undefined, error);
  const told = asFlate(error, 'zip');
  return told?.code === FlateErrorCode.InvalidHeader || told?.code === 'OutputLimit' ? flateError(FlateErrorCode.InvalidZipData, undefined, error) : told;
}

/** The files that a filter wants. @param {Uint8Array} data @param {any} options */
function* wanted(data, { filter }) {
  for (const entry of entriesOf(data)) {
    const info = infoOf(entry);
    if (filter && !filter(info)) continue;
    if (info.compression !== 0 && info.compression !== 8) {
      throw flateError(FlateErrorCode.UnknownCompressionMethod, `unknown compression type ${info.compression}`);
    }
    yield { entry, info, packed: entry.data() };
  }
}

/** @param {any} engine @param {any} bytes the calls of bytes.js */
export function createUnzip(engine, { Inflate, AsyncInflate }) {
  const checked = ({ crc, originalSize }, content) => {
    if (content.length !== originalSize || engine.crc(0, content) !== crc) throw flateError(FlateErrorCode.InvalidZipData);
    return content;
  };

  const unzipSync = (data, /** @type {any} */ options = {}) => {
    const files = Object.create(null);
    try {
      for (const { entry, info, packed } of wanted(bytesOf(data), options)) {
        const content = info.compression === 0 ? copyOf(packed) : engine.unpackSync('raw', packed, {}, { maxOutputBytes: entry.originalSize });
        files[info.name] = checked(entry, content);
      }
    } catch (error) {
      throw invalid(error);
    }
    return files;
  };

  const unzip = withCallback(async (data, options, signal) => {
    try {
      const started = Array.from(wanted(bytesOf(data), options), ({ entry, info, packed }) => ({
        entry,
        info,
        content: info.compression === 0 ? copyOf(packed) : engine.unpack('raw', packed, {}, signal, { maxOutputBytes: entry.originalSize }),
      }));
      for (const { content } of started) Promise.resolve(content).catch(() => undefined);
      const files = Object.create(null);
      for (const { entry, info, content } of started) files[info.name] = checked(entry, await content);
      return files;
    } catch (error) {
      throw invalid(error);
    }
  });

  class UnzipPassThrough {
    static compression = 0;

    constructor() {
      /** @type {any} */
      this.ondata = undefined;
    }

    push(data, final) {
      this.ondata(null, data, final);
    }
  }

  class UnzipInflate {
    static compression = 8;
    #inflate;

    constructor() {
      /** @type {any} */
      this.ondata = undefined;
      this.#inflate = new Inflate((data, final) => this.ondata(null, data, final));
    }

    push(data, final) {
      try {
        this.#inflate.push(data, final);
      } catch (error) {
        this.ondata(error, null, final);
      }
    }
  }

  class AsyncUnzipInflate {
    static compression = 8;
    #inflate;

    /** @param {string} _ the file's name @param {number} [size] compressed */
    constructor(_, size) {
      /** @type {any} */
      this.ondata = undefined;
      // A small one is done before another thread has heard of it.
      if (size !== undefined && size < SMALL) {
        this.#inflate = new UnzipInflate();
        this.#inflate.ondata = (error, data, final) => this.ondata(error, data, final);
      } else {
        this.#inflate = new AsyncInflate((error, data, final) => this.ondata(error, data, final));
        this.terminate = this.#inflate.terminate;
      }
    }

    push(data, final) {
      this.#inflate.push(data, final);
    }
  }

  class Unzip {
    /** @type {Map<number, any>} */
    #decoders = new Map([[0, UnzipPassThrough]]);
    /** What came and was not taken yet. */
    #held = nothing();
    /** The file whose data comes. @type {any} */
    #file;
    #ended = false;
    #past = false;

    constructor(cb) {
      /** @type {any} */
      this.onfile = cb;
    }

    register(decoder) {
      this.#decoders.set(decoder.compression, decoder);
    }

    push(chunk, final = false) {
      if (!this.onfile) throw flateError(FlateErrorCode.NoStreamHandler);
      if (this.#ended) throw flateError(FlateErrorCode.StreamFinished);
      this.#ended = Boolean(final);
      this.#held = concat([this.#held, bytesOf(chunk)]);
      while (!this.#past && (this.#file ? this.#data() : this.#header()));
      if (final && this.#file) throw flateError(FlateErrorCode.InvalidZipData);
    }

    #take(len) {
      const taken = this.#held.slice(0, len);
      this.#held = this.#held.subarray(len);
      return taken;
    }

    /** A local header, if all of it came; what stands between files is passed over. */
    #header() {
      const at = this.#signature();
      if (at < 0) {
        this.#held = this.#held.slice(-3);
        return false;
      }
      this.#held = this.#held.subarray(at);
      const view = viewOn(this.#held);
      const sort = view.getUint32(0, true);
      if (sort !== SIGNATURES.LOCAL) {
        // The directory: there are no more files.
        this.#past = true;
        this.#held = nothing();
        return false;
      }
      if (this.#held.length < LOCAL_LEN) return false;
      const nameEnd = LOCAL_LEN + view.getUint16(26, true);
      const end = nameEnd + view.getUint16(28, true);
      if (this.#held.length < end) return false;
      const flags = view.getUint16(6, true);
      const [size, compressed] = wide(view, nameEnd, end, [view.getUint32(22, true), view.getUint32(18, true)]);
      const isKnown = (flags & DESCRIBED) === 0 || compressed > 0;
      const name = strFromU8(this.#held.subarray(LOCAL_LEN, nameEnd), (flags & UTF8) === 0);
      const compression = view.getUint16(8, true);
      this.#take(end);
      this.#file = this.#open(name, compression, isKnown ? { size: compressed, originalSize: size } : {});
      this.onfile(this.#file.shown);
      if (isKnown && compressed === 0) this.#feed(nothing(), true);
      return true;
    }

    /** Where a file's header or the directory begins; what may be half of one counts as none. */
    #signature() {
      const held = this.#held;
      for (let at = held.indexOf(0x50); at >= 0 && at + 4 <= held.length; at = held.indexOf(0x50, at + 1)) {
        if (held[at + 1] !== 0x4b) continue;
        const word = held[at + 2] | (held[at + 3] << 8);
        if (word === 0x0403 || word === 0x0201 || word === 0x0605 || word === 0x0606) return at;
      }
      return -1;
    }

    /** What of the data came. */
    #data() {
      const file = this.#file;
      if (file.left !== undefined) {
        const taken = this.#take(Math.min(file.left, this.#held.length));
        if (taken.length === 0) return false;
        file.left -= taken.length;
        this.#feed(taken, file.left === 0);
        return true;
      }
      const { end, safe } = this.#end(file.seen);
      const taken = this.#take(end ?? safe);
      file.seen += taken.length;
      if (end === undefined) {
        if (taken.length > 0) this.#feed(taken, false);
        return false;
      }
      this.#feed(taken, true);
      return true;
    }

    /**
     * Where data of unknown length ends: a descriptor, or what follows one without a signature, whose size is that of the data.
     * @param {number} seen bytes of it that came before
     * @returns {{end?: number, safe: number}} `safe`: bytes that are data whatever follows
     */
    #end(seen) {
      const held = this.#held;
      const view = viewOn(held);
      // The longest descriptor, and a signature behind it.
      const safe = Math.max(0, held.length - 28);
      for (let at = held.indexOf(0x50); at >= 0 && at + 4 <= held.length; at = held.indexOf(0x50, at + 1)) {
        const word = view.getUint32(at, true);
        if (word === SIGNATURES.DESCRIPTOR) {
          const isNarrow = at + 12 <= held.length && view.getUint32(at + 8, true) === seen + at;
          const isWide = at + 16 <= held.length && Number(view.getBigUint64(at + 8, true)) === seen + at;
          if (isNarrow || isWide) return { end: at, safe };
          if (at + 16 > held.length) return { safe: Math.min(safe, at) };
        } else if (word === SIGNATURES.LOCAL || word === SIGNATURES.CENTRAL) {
          if (at >= 12 && view.getUint32(at - 8, true) === seen + at - 12) return { end: at - 12, safe };
          if (at >= 20 && Number(view.getBigUint64(at - 16, true)) === seen + at - 20) return { end: at - 20, safe };
        }
      }
      return { safe };
    }

    /** Data of the file, to its decoder if it was started; else it waits. */
    #feed(bytes, final) {
      const file = this.#file;
      if (final) this.#file = undefined;
      if (file.decoder) file.decoder.push(bytes, final);
      else if (!file.over) file.waiting.push([bytes, final]);
    }

    #open(name, compression, sizes) {
      const file = /** @type {any} */ ({ decoder: undefined, waiting: [], over: false, left: sizes.size, seen: 0, shown: undefined });
      const decoders = this.#decoders;
      const shown = {
        name,
        compression,
        ...sizes,
        /** @type {any} */
        ondata: undefined,
        start: () => {
          if (!shown.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
          if (file.decoder || file.over) return;
          const Decoder = decoders.get(compression);
          if (!Decoder) {
            file.over = true;
            file.waiting = [];
            shown.ondata(flateError(FlateErrorCode.UnknownCompressionMethod, `unknown compression type ${compression}`), null, false);
            return;
          }
          file.decoder = sizes.size === undefined ? new Decoder(name) : new Decoder(name, sizes.size, sizes.originalSize);
          file.decoder.ondata = (error, data, final) => file.over || shown.ondata(error, data, final);
          for (const [bytes, final] of file.waiting.splice(0)) file.decoder.push(bytes, final);
        },
        terminate: () => {
          file.over = true;
          file.waiting = [];
          file.decoder?.terminate?.();
        },
      };
      file.shown = shown;
      return file;
    }
  }

  return named({ unzip, unzipSync, Unzip, UnzipPassThrough, UnzipInflate, AsyncUnzipInflate });
}
