/** Types of `require('pixmill/fflate')`: the names and signatures of fflate 0.8, over pixmill's engine. */

declare namespace fflate {
  type Bytes = Uint8Array<ArrayBuffer>;
  type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

  export const FlateErrorCode: {
    readonly UnexpectedEOF: 0;
    readonly InvalidBlockType: 1;
    readonly InvalidLengthLiteral: 2;
    readonly InvalidDistance: 3;
    readonly StreamFinished: 4;
    readonly NoStreamHandler: 5;
    readonly InvalidHeader: 6;
    readonly NoCallback: 7;
    readonly InvalidUTF8: 8;
    readonly ExtraFieldTooLong: 9;
    readonly InvalidDate: 10;
    readonly FilenameTooLong: 11;
    readonly StreamFinishing: 12;
    readonly InvalidZipData: 13;
    readonly UnknownCompressionMethod: 14;
  };
  export interface FlateError extends Error {
    /** One of FlateErrorCode's numbers. */
    code: number;
  }

  export interface InflateStreamOptions {
    /** What the data was compressed with. */
    dictionary?: Uint8Array;
  }
  export interface InflateOptions<T extends ArrayBufferLike = ArrayBufferLike> extends InflateStreamOptions {
    /** Where the result goes, cut to fit. */
    out?: Uint8Array<T>;
  }
  export interface GunzipStreamOptions extends InflateStreamOptions {}
  export interface GunzipOptions<T extends ArrayBufferLike = ArrayBufferLike> extends InflateStreamOptions {
    /** Where the result goes, cut to fit. */
    out?: Uint8Array<T>;
  }
  export interface UnzlibStreamOptions extends InflateStreamOptions {}
  export interface UnzlibOptions<T extends ArrayBufferLike = ArrayBufferLike> extends InflateOptions<T> {}
  export interface DeflateOptions {
    /** 0 stores, 9 is smallest. Default 6. */
    level?: Level;
    /** Accepted and not needed. */
    mem?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12;
    dictionary?: Uint8Array;
  }
  export interface GzipOptions extends DeflateOptions {
    /** Default: now. 0 tells none. */
    mtime?: Date | string | number;
    filename?: string;
  }
  export interface ZlibOptions extends DeflateOptions {}
  interface AsyncOptions {
    /** Take the data's ArrayBuffer: the caller's arrays over it become empty. */
    consume?: boolean;
  }
  export interface AsyncDeflateOptions extends DeflateOptions, AsyncOptions {}
  export interface AsyncInflateOptions extends AsyncOptions, InflateStreamOptions {
    /** Bytes of the result. */
    size?: number;
  }
  export interface AsyncGzipOptions extends GzipOptions, AsyncOptions {}
  export interface AsyncGunzipOptions extends AsyncOptions, InflateStreamOptions {}
  export interface AsyncZlibOptions extends ZlibOptions, AsyncOptions {}
  export interface AsyncUnzlibOptions extends AsyncInflateOptions {}

  export type FlateStreamHandler = (data: Bytes, final: boolean) => void;
  export type AsyncFlateStreamHandler = (err: FlateError | null, data: Bytes, final: boolean) => void;
  /** Told how many bytes of the input were taken. */
  export type AsyncFlateDrainHandler = (size: number) => void;
  export type FlateCallback = (err: FlateError | null, data: Bytes) => void;
  export type StringStreamHandler = (data: string, final: boolean) => void;
  /** Told where a member after the first begins, in bytes of the input. */
  export type GunzipMemberHandler = (offset: number) => void;
  /** Stops the work; no callback follows. */
  export interface AsyncTerminable {
    (): void;
  }

  interface AsyncStream {
    ondata: AsyncFlateStreamHandler;
    ondrain?: AsyncFlateDrainHandler;
    /** Bytes that were pushed and not taken yet. */
    queuedSize: number;
  }

  export class Deflate {
    constructor(opts: DeflateOptions, cb?: FlateStreamHandler);
    constructor(cb?: FlateStreamHandler);
    ondata: FlateStreamHandler;
    push(chunk: Uint8Array, final?: boolean): void;
    /** Gives what was pushed so far, to a whole byte. */
    flush(sync?: boolean): void;
  }
  export class AsyncDeflate implements AsyncStream {
    constructor(opts: DeflateOptions, cb?: AsyncFlateStreamHandler);
    constructor(cb?: AsyncFlateStreamHandler);
    ondata: AsyncFlateStreamHandler;
    ondrain?: AsyncFlateDrainHandler;
    queuedSize: number;
    push(chunk: Uint8Array, final?: boolean): void;
    /** Gives what was pushed so far, to a whole byte. */
    flush(sync?: boolean): void;
    terminate: AsyncTerminable;
  }

  export class Inflate {
    constructor(opts: InflateStreamOptions, cb?: FlateStreamHandler);
    constructor(cb?: FlateStreamHandler);
    ondata: FlateStreamHandler;
    push(chunk: Uint8Array, final?: boolean): void;
  }
  export class AsyncInflate implements AsyncStream {
    constructor(opts: InflateStreamOptions, cb?: AsyncFlateStreamHandler);
    constructor(cb?: AsyncFlateStreamHandler);
    ondata: AsyncFlateStreamHandler;
    ondrain?: AsyncFlateDrainHandler;
    queuedSize: number;
    push(chunk: Uint8Array, final?: boolean): void;
    terminate: AsyncTerminable;
  }
  export function deflate(data: Uint8Array, opts: AsyncDeflateOptions, cb: FlateCallback): AsyncTerminable;
  export function deflate(data: Uint8Array, cb: FlateCallback): AsyncTerminable;
  export function deflateSync(data: Uint8Array, opts?: DeflateOptions): Bytes;
  export function inflate(data: Uint8Array, opts: AsyncInflateOptions, cb: FlateCallback): AsyncTerminable;
  export function inflate(data: Uint8Array, cb: FlateCallback): AsyncTerminable;
  export function inflateSync(data: Uint8Array): Bytes;
  export function inflateSync<T extends ArrayBufferLike = ArrayBuffer>(data: Uint8Array, opts?: InflateOptions<T>): Uint8Array<T>;

  export class Gzip {
    constructor(opts: GzipOptions, cb?: FlateStreamHandler);
    constructor(cb?: FlateStreamHandler);
    ondata: FlateStreamHandler;
    push(chunk: Uint8Array, final?: boolean): void;
    /** Gives what was pushed so far, to a whole byte. */
    flush(sync?: boolean): void;
  }
  export class AsyncGzip implements AsyncStream {
    constructor(opts: GzipOptions, cb?: AsyncFlateStreamHandler);
    constructor(cb?: AsyncFlateStreamHandler);
    ondata: AsyncFlateStreamHandler;
    ondrain?: AsyncFlateDrainHandler;
    queuedSize: number;
    push(chunk: Uint8Array, final?: boolean): void;
    /** Gives what was pushed so far, to a whole byte. */
    flush(sync?: boolean): void;
    terminate: AsyncTerminable;
  }

  export class Gunzip {
    constructor(opts: GunzipStreamOptions, cb?: FlateStreamHandler);
    constructor(cb?: FlateStreamHandler);
    ondata: FlateStreamHandler;
    onmember?: GunzipMemberHandler;
    push(chunk: Uint8Array, final?: boolean): void;
  }
  export class AsyncGunzip implements AsyncStream {
    constructor(opts: GunzipStreamOptions, cb?: AsyncFlateStreamHandler);
    constructor(cb?: AsyncFlateStreamHandler);
    ondata: AsyncFlateStreamHandler;
    ondrain?: AsyncFlateDrainHandler;
    queuedSize: number;
    onmember?: GunzipMemberHandler;
    push(chunk: Uint8Array, final?: boolean): void;
    terminate: AsyncTerminable;
  }
  export function gzip(data: Uint8Array, opts: AsyncGzipOptions, cb: FlateCallback): AsyncTerminable;
  export function gzip(data: Uint8Array, cb: FlateCallback): AsyncTerminable;
  export function gzipSync(data: Uint8Array, opts?: GzipOptions): Bytes;
  export function gunzip(data: Uint8Array, opts: AsyncGunzipOptions, cb: FlateCallback): AsyncTerminable;
  export function gunzip(data: Uint8Array, cb: FlateCallback): AsyncTerminable;
  export function gunzipSync(data: Uint8Array): Bytes;
  export function gunzipSync<T extends ArrayBufferLike = ArrayBuffer>(data: Uint8Array, opts?: GunzipOptions<T>): Uint8Array<T>;

  export class Zlib {
    constructor(opts: ZlibOptions, cb?: FlateStreamHandler);
    constructor(cb?: FlateStreamHandler);
    ondata: FlateStreamHandler;
    push(chunk: Uint8Array, final?: boolean): void;
    /** Gives what was pushed so far, to a whole byte. */
    flush(sync?: boolean): void;
  }
  export class AsyncZlib implements AsyncStream {
    constructor(opts: ZlibOptions, cb?: AsyncFlateStreamHandler);
    constructor(cb?: AsyncFlateStreamHandler);
    ondata: AsyncFlateStreamHandler;
    ondrain?: AsyncFlateDrainHandler;
    queuedSize: number;
    push(chunk: Uint8Array, final?: boolean): void;
    /** Gives what was pushed so far, to a whole byte. */
    flush(sync?: boolean): void;
    terminate: AsyncTerminable;
  }

  export class Unzlib {
    constructor(opts: UnzlibStreamOptions, cb?: FlateStreamHandler);
    constructor(cb?: FlateStreamHandler);
    ondata: FlateStreamHandler;
    push(chunk: Uint8Array, final?: boolean): void;
  }
  export class AsyncUnzlib implements AsyncStream {
    constructor(opts: UnzlibStreamOptions, cb?: AsyncFlateStreamHandler);
    constructor(cb?: AsyncFlateStreamHandler);
    ondata: AsyncFlateStreamHandler;
    ondrain?: AsyncFlateDrainHandler;
    queuedSize: number;
    push(chunk: Uint8Array, final?: boolean): void;
    terminate: AsyncTerminable;
  }
  export function zlib(data: Uint8Array, opts: AsyncZlibOptions, cb: FlateCallback): AsyncTerminable;
  export function zlib(data: Uint8Array, cb: FlateCallback): AsyncTerminable;
  export function zlibSync(data: Uint8Array, opts?: ZlibOptions): Bytes;
  export function unzlib(data: Uint8Array, opts: AsyncUnzlibOptions, cb: FlateCallback): AsyncTerminable;
  export function unzlib(data: Uint8Array, cb: FlateCallback): AsyncTerminable;
  export function unzlibSync(data: Uint8Array): Bytes;
  export function unzlibSync<T extends ArrayBufferLike = ArrayBuffer>(data: Uint8Array, opts?: UnzlibOptions<T>): Uint8Array<T>;

  export { gzip as compress, gzipSync as compressSync, Gzip as Compress, AsyncGzip as AsyncCompress };
  /** Finds out by the first bytes whether the data is gzip, zlib or raw deflate. */
  export class Decompress {
    constructor(opts: InflateStreamOptions, cb?: FlateStreamHandler);
    constructor(cb?: FlateStreamHandler);
    ondata: FlateStreamHandler;
    push(chunk: Uint8Array, final?: boolean): void;
  }
  export class AsyncDecompress implements AsyncStream {
    constructor(opts: InflateStreamOptions, cb?: AsyncFlateStreamHandler);
    constructor(cb?: AsyncFlateStreamHandler);
    ondata: AsyncFlateStreamHandler;
    ondrain?: AsyncFlateDrainHandler;
    queuedSize: number;
    push(chunk: Uint8Array, final?: boolean): void;
    terminate: AsyncTerminable;
  }
  export function decompress(data: Uint8Array, opts: AsyncInflateOptions, cb: FlateCallback): AsyncTerminable;
  export function decompress(data: Uint8Array, cb: FlateCallback): AsyncTerminable;
  export function decompressSync(data: Uint8Array, opts?: InflateOptions): Uint8Array<ArrayBufferLike>;

  export function strToU8(str: string, latin1?: boolean): Bytes;
  export function strFromU8(dat: Uint8Array, latin1?: boolean): string;
  export class EncodeUTF8 {
    constructor(cb?: FlateStreamHandler);
    ondata: FlateStreamHandler;
    push(chunk: string, final?: boolean): void;
  }
  export class DecodeUTF8 {
    constructor(cb?: StringStreamHandler);
    ondata: StringStreamHandler;
    push(chunk: Uint8Array, final?: boolean): void;
  }

  export interface ZipAttributes {
    /** APPNOTE 4.4.2.2: 0, the default, is MS-DOS, 3 is Unix. */
    os?: number;
    /** External attributes; with os 3 the mode stands 16 bits up. */
    attrs?: number;
    /** Extra fields by their number. */
    extra?: Record<number, Uint8Array>;
    comment?: string;
    /** Default: now. */
    mtime?: GzipOptions['mtime'];
  }
  export interface ZipOptions extends DeflateOptions, ZipAttributes {}
  export interface AsyncZipOptions extends AsyncDeflateOptions, ZipAttributes {}
  export type ZippableFile = Uint8Array | Zippable | [Uint8Array | Zippable, ZipOptions];
  export type AsyncZippableFile = Uint8Array | AsyncZippable | [Uint8Array | AsyncZippable, AsyncZipOptions];
  export interface Zippable {
    [path: string]: ZippableFile;
  }
  export interface AsyncZippable {
    [path: string]: AsyncZippableFile;
  }
  /** Files by their whole names. It has no prototype. */
  export interface Unzipped {
    [path: string]: Bytes;
  }
  export interface UnzipFileInfo {
    name: string;
    /** Bytes in the archive. */
    size: number;
    originalSize: number;
    /** 0 stored, 8 deflated. */
    compression: number;
  }
  export type UnzipFileFilter = (file: UnzipFileInfo) => boolean;
  export interface UnzipOptions {
    filter?: UnzipFileFilter;
  }
  export interface AsyncUnzipOptions extends UnzipOptions {}
  export type UnzipCallback = (err: FlateError | null, data: Unzipped) => void;
  export function zip(data: AsyncZippable, opts: AsyncZipOptions, cb: FlateCallback): AsyncTerminable;
  export function zip(data: AsyncZippable, cb: FlateCallback): AsyncTerminable;
  export function zipSync(data: Zippable, opts?: ZipOptions): Bytes;
  export function unzip(data: Uint8Array, opts: AsyncUnzipOptions, cb: UnzipCallback): AsyncTerminable;
  export function unzip(data: Uint8Array, cb: UnzipCallback): AsyncTerminable;
  export function unzipSync(data: Uint8Array, opts?: UnzipOptions): Unzipped;

  /** A file that an archive takes: ours, or a class of yours. */
  export interface ZipInputFile extends ZipAttributes {
    filename: string;
    /** Bytes of the content; right when its last chunk is given. */
    size: number;
    /** CRC-32 of the content; right when its last chunk is given. */
    crc: number;
    /** The method of the data (APPNOTE 4.4.5). */
    compression: number;
    /** Bits 1 and 2 of the general purpose flag. */
    flag?: number;
    ondata?: AsyncFlateStreamHandler;
    terminate?: AsyncTerminable;
  }
  export class ZipPassThrough implements ZipInputFile {
    constructor(filename: string);
    filename: string;
    crc: number;
    size: number;
    compression: number;
    os?: number;
    attrs?: number;
    comment?: string;
    extra?: Record<number, Uint8Array>;
    mtime?: GzipOptions['mtime'];
    ondata: AsyncFlateStreamHandler;
    /** For classes of yours that compress otherwise. */
    protected process(chunk: Bytes, final: boolean): void;
    push(chunk: Uint8Array, final?: boolean): void;
  }
  export class ZipDeflate implements ZipInputFile {
    constructor(filename: string, opts?: DeflateOptions);
    filename: string;
    crc: number;
    size: number;
    compression: number;
    flag: 0 | 1 | 2 | 3;
    os?: number;
    attrs?: number;
    comment?: string;
    extra?: Record<number, Uint8Array>;
    mtime?: GzipOptions['mtime'];
    ondata: AsyncFlateStreamHandler;
    push(chunk: Uint8Array, final?: boolean): void;
  }
  export class AsyncZipDeflate implements ZipInputFile {
    constructor(filename: string, opts?: DeflateOptions);
    filename: string;
    crc: number;
    size: number;
    compression: number;
    flag: 0 | 1 | 2 | 3;
    os?: number;
    attrs?: number;
    comment?: string;
    extra?: Record<number, Uint8Array>;
    mtime?: GzipOptions['mtime'];
    ondata: AsyncFlateStreamHandler;
    terminate: AsyncTerminable;
    push(chunk: Uint8Array, final?: boolean): void;
  }
  export class Zip {
    constructor(cb?: AsyncFlateStreamHandler);
    ondata: AsyncFlateStreamHandler;
    add(file: ZipInputFile): void;
    /** No more files follow. */
    end(): void;
    terminate(): void;
  }

  export interface UnzipDecoder {
    ondata: AsyncFlateStreamHandler;
    push(chunk: Uint8Array, final: boolean): void;
    terminate?: AsyncTerminable;
  }
  export interface UnzipDecoderConstructor {
    /** Sizes are those of the archive, where its headers tell. */
    new (filename: string, size?: number, originalSize?: number): UnzipDecoder;
    compression: number;
  }
  export interface UnzipFile {
    ondata: AsyncFlateStreamHandler;
    name: string;
    compression: number;
    /** Bytes in the archive, where its headers tell. */
    size?: number;
    originalSize?: number;
    /** Gives the content to ondata. */
    start(): void;
    terminate: AsyncTerminable;
  }
  export type UnzipFileHandler = (file: UnzipFile) => void;
  export class UnzipPassThrough implements UnzipDecoder {
    static compression: number;
    ondata: AsyncFlateStreamHandler;
    push(chunk: Uint8Array, final: boolean): void;
  }
  export class UnzipInflate implements UnzipDecoder {
    static compression: number;
    constructor();
    ondata: AsyncFlateStreamHandler;
    push(chunk: Uint8Array, final: boolean): void;
  }
  export class AsyncUnzipInflate implements UnzipDecoder {
    static compression: number;
    constructor(filename: string, size?: number);
    ondata: AsyncFlateStreamHandler;
    terminate: AsyncTerminable;
    push(chunk: Uint8Array, final: boolean): void;
  }
  export class Unzip {
    constructor(cb?: UnzipFileHandler);
    onfile: UnzipFileHandler;
    push(chunk: Uint8Array, final?: boolean): void;
    register(decoder: UnzipDecoderConstructor): void;
  }
}

export = fflate;
