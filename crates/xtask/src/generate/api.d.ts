/** Types of pixmill. Written in crates/xtask/src/generate/api.d.ts, completed from core's tables by `cargo xtask generate`. */

/**
 * A pipeline for one image. It is immutable: each call returns a new one.
 * Bytes are copied before the call returns; paths, Blobs and streams are read when a terminal runs.
 */
declare function pixmill(input?: pixmill.Input | readonly pixmill.Input[], options?: pixmill.PixmillOptions): pixmill.Pipeline;

declare namespace pixmill {
  // tables
  /** `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, a CSS name, `rgb()`, `hsl()`, `hwb()`, or channels from 0 to 255 with alpha from 0 to 1. */
  export type Colour = string | { r: number; g: number; b: number; alpha?: number };
  /** Bytes whose ArrayBuffer is their own: exact, not shared, transferable. */
  export type Bytes = Uint8Array<ArrayBuffer>;
  /** A Buffer where the runtime has one, else a Uint8Array. */
  export type Result = typeof globalThis extends { Buffer: { from(bytes: string): infer B } } ? B & Bytes : Bytes;
  /** Samples without a file format: row by row from the top, `channels` interleaved. */
  export interface RawPixels extends RawInput {
    data: ArrayBufferView | ArrayBuffer;
  }
  /** Bytes, or where they come from. Strings are paths or `file:` URLs (Node, Deno, Bun). */
  export type Input =
    | ArrayBufferView
    | ArrayBuffer
    | SharedArrayBuffer
    | string
    | URL
    | Blob
    | Response
    | ReadableStream<Uint8Array>
    | AsyncIterable<Uint8Array>
    | RawPixels
    | { create: CreateOptions }
    | { text: TextOptions };
  export interface PixmillOptions extends InputOptions {
    /** Name of the image in errors, archives and templates. */
    name?: string;
    /** The input is samples without a file format: `pixmill(samples, { raw: { width, height, channels } })`. `depth` is by default 'ushort' for a Uint16Array, 'float' for a Float32Array. */
    raw?: RawInput;
    /** How several images become one, where the input is a list of them: `pixmill([a, b], { join: { across: 2 } })`. */
    join?: JoinOptions;
    /** Take the input's ArrayBuffer instead of copying it: the caller's views of it become empty. */
    transfer?: boolean;
  }
  export interface Progress {
    /** What just ended. */
    stage: 'read' | 'plan' | 'convert';
  }
  /** What every asynchronous end accepts. */
  export interface RunOptions {
    /** Stops the work soon, frees its memory and leaves no file. */
    signal?: AbortSignal;
    /** Milliseconds. */
    timeoutMs?: number;
    onProgress?: (progress: Progress) => void;
  }
  export interface FileOptions extends RunOptions {
    /** Default false: an existing file is `AlreadyExists`. */
    overwrite?: boolean;
    /** Default false: true waits until the bytes are on the disk. */
    durable?: boolean;
  }
  export interface Warning {
    code: ErrorCode;
    message: string;
  }
  export interface Info {
    format: Format;
    /** Pixels. */
    width: number;
    /** Pixels. */
    height: number;
    channels: number;
    depth: PixelData['depth'];
    /** Bytes. */
    size: number;
    /** The quality that was used, where the format has one. */
    quality?: number;
    /** Of `quality: 'auto'`: the SSIMULACRA2 score that was reached, 100 for no difference. */
    score?: number;
    warnings: Warning[];
    /** Milliseconds from the start of the work to its end. */
    ms: number;
  }
  export interface Metadata {
    format: Format;
    /** Pixels, as step 1 sees them: upright, one frame. */
    width: number;
    /** Pixels, as step 1 sees them: upright, one frame. */
    height: number;
    /** Pixels, as the file stores them. */
    stored: { width: number; height: number };
    space: string;
    channels: number;
    depth: 'uchar' | 'ushort' | 'float';
    /** Bits a sample in the file. */
    bits: number;
    hasAlpha: boolean;
    hasProfile: boolean;
    isProgressive: boolean;
    /** EXIF's 1 to 8. */
    orientation: number;
    /** Frames or pages. */
    pages: number;
    chromaSubsampling?: string;
    /** Pixels per inch. */
    density?: number;
    /** Times that an animation repeats; 0 is for ever. */
    loop?: number;
    /** Bytes. */
    size: number;
    /** A TIFF structure (EXIF 3.0) from its byte-order mark on. */
    exif?: Result;
    /** An ICC profile. */
    icc?: Result;
    /** An XMP packet: XML in UTF-8. */
    xmp?: Result;
    /** IPTC-IIM records. */
    iptc?: Result;
  }
  /** In the steps of the image's own samples: 0 to 255, 0 to 65,535, or floats. */
  export interface ChannelStats {
    min: number;
    max: number;
    sum: number;
    squaresSum: number;
    mean: number;
    /** Of one pixel 0. */
    stdev: number;
    /** Where the minimum is, the first of several row by row. */
    minX: number;
    minY: number;
    /** Where the maximum is, the first of several row by row. */
    maxX: number;
    maxY: number;
  }
  export interface Stats {
    /** One a channel, alpha among them. */
    channels: ChannelStats[];
    /** No pixel is transparent in the least. */
    isOpaque: boolean;
    /** Bits that the grey of a pixel tells: 0 of one colour, at most 8. */
    entropy: number;
    /** The standard deviation of the grey's Laplacian. */
    sharpness: number;
    /** The middle of the fullest of 16 × 16 × 16 boxes of colours, 0 to 255. */
    dominant: { r: number; g: number; b: number };
  }
  /** What stands in for an image until it is there. */
  export interface Placeholder {
    /** ThumbHash (evanw.github.io/thumbhash): 5 to 25 bytes, which its decoders make a blurred picture of. */
    thumbHash: Bytes;
    /** A WebP of at most 24 pixels a side as a data: URL of at most 1,024 characters. */
    dataUrl: string;
    /** Pixels of the image that it stands for. */
    width: number;
    /** Pixels of the image that it stands for. */
    height: number;
    /** `#rrggbb`, or `#rrggbbaa` where it is not opaque: the mean, each pixel counted by its alpha. */
    averageColour: string;
  }
  /** Samples by their depth, little-endian; alpha is straight, float is 0 to 1. */
  export type PixelData = {
    width: number;
    height: number;
    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
    channels: number;
    warnings: Warning[];
  } & ({ depth: 'uchar'; data: Uint8Array<ArrayBuffer> } | { depth: 'char'; data: Int8Array<ArrayBuffer> } | { depth: 'ushort'; data: Uint16Array<ArrayBuffer> } | { depth: 'short'; data: Int16Array<ArrayBuffer> } | { depth: 'uint'; data: Uint32Array<ArrayBuffer> } | { depth: 'int'; data: Int32Array<ArrayBuffer> } | { depth: 'float'; data: Float32Array<ArrayBuffer> } | { depth: 'double'; data: Float64Array<ArrayBuffer> });
  /** EXIF tags as text, numbers apart by spaces: `IFD0` the image, `IFD2` how and `IFD3` where it was taken. */
  export interface ExifTags {
    IFD0?: Record<string, string>;
    IFD1?: Record<string, string>;
    IFD2?: Record<string, string>;
    IFD3?: Record<string, string>;
  }
  /** Bytes, a path or file: URL that is read at the call, or a data: URL in base64, which is what recipes hold. */
  export type FileSource = string | URL | ArrayBufferView | ArrayBuffer;
  /** Everything that is done to an image, as plain JSON. */
  export interface Recipe {
    version?: 1;
    input?: InputOptions;
    steps?: Step[];
    outputs?: Output[];
  }
  export interface Plan {
    format: Format;
    flavour: 'basic' | 'full';
    /** Bytes that the job may hold at its peak, beside its input. */
    peak: number;
    width: number;
    height: number;
    outputs: { name: string; format: Format; width: number; height: number }[];
    steps: { op: string }[];
  }
  /** What can be done to an image: shared by a pipeline and a batch. */
  export interface Steps {
  // methods
    /** The output's format by name; the last one wins. */
    toFormat(format: OutputFormat, options?: object): this;
    /** Several outputs of one decode, each with its own name, steps and format. */
    outputs(outputs: Output[]): this;
    /** Keep the input's EXIF; its orientation becomes 1 where it was applied. */
    keepExif(): this;
    /** Keep the input's own colours and their profile, instead of sRGB. */
    keepIccProfile(): this;
    keepXmp(): this;
    keepIptc(): this;
    /** All of the input's metadata, its profile among it. */
    keepMetadata(): this;
    /** EXIF of these tags and no others. */
    withExif(tags: ExifTags): this;
    /** The input's EXIF with these tags changed. */
    withExifMerge(tags: ExifTags): this;
    /** Convert to a profile and attach it: `srgb`, `p3`, or an ICC profile's bytes. `attach: false` leaves it out of the file: readers take the colours for sRGB. */
    withIccProfile(profile: 'srgb' | 'p3' | ArrayBufferView | ArrayBuffer, options?: { attach?: boolean }): this;
    /** An XMP packet, as XML. */
    withXmp(xml: string): this;
    /** Pixels an inch. */
    withDensity(density: number): this;
    /** All of the input's metadata, with these parts changed. `orientation`: EXIF's tag, by which readers turn the pixels, upright as they are. */
    withMetadata(options?: { density?: number; orientation?: number; exif?: ExifTags; icc?: 'srgb' | 'p3' | ArrayBufferView | ArrayBuffer; xmp?: string }): this;
    /** A pyramid of tiles in the format that was named before this call (JPEG, PNG, WebP), or in JPEG. As `toFormat('dz')`. */
    tile(options?: DzOptions): this;
    toRecipe(): Recipe;
  }
  /** What an end calls instead of giving a promise: after an error with that alone. */
  export type Callback<T extends unknown[]> = (error: PixmillError | null, ...result: T) => void;
  export interface TimeoutOptions {
    /** Seconds, 0 to 3600; 0 is no bound. */
    seconds: number;
  }
  export interface Pipeline extends Steps {
    /** A copy with the same input and steps. A stream that both may read is read once, and its bytes are kept. */
    clone(): this;
    /** The time that each end may take from its call on, unless it has a `timeoutMs` of its own; past it the end fails with `Timeout`. */
    timeout(options: TimeoutOptions): this;
    toBuffer(run?: RunOptions & { resolveWithObject?: false }): Promise<Result>;
    toBuffer(run: RunOptions & { resolveWithObject: true }): Promise<{ data: Result; info: Info }>;
    toBuffer(callback: Callback<[data: Result, info: Info]>): this;
    toBuffer(run: RunOptions, callback: Callback<[data: Result, info: Info]>): this;
    toBufferSync(): Result;
    /** A Uint8Array in every runtime. */
    toUint8Array(run?: RunOptions): Promise<{ data: Bytes; info: Info }>;
    /** The pixels after the last step; sample c of pixel (x, y) is `data[(y * width + x) * channels + c]`. `raw()` before it chooses depth and channels. */
    toPixels(run?: RunOptions): Promise<PixelData>;
    /** The pixels after the last step as 8 bit RGBA: an `ImageData`, where the runtime has the class. */
    toImageData(run?: RunOptions): Promise<{ readonly data: Uint8ClampedArray<ArrayBuffer>; readonly width: number; readonly height: number; readonly colorSpace: string }>;
    toBlob(run?: RunOptions): Promise<Blob>;
    toResponse(run?: RunOptions): Promise<Response>;
    /** Writes the file whole or not at all. Without a named format, the extension decides. */
    toFile(path: string | URL, options?: FileOptions): Promise<Info>;
    toFile(path: string | URL, callback: Callback<[info: Info]>): this;
    toFile(path: string | URL, options: FileOptions, callback: Callback<[info: Info]>): this;
    toStream(run?: RunOptions): ReadableStream<Bytes>;
    /** A stream that takes a file's bytes and gives the result's. */
    transform(run?: RunOptions): { readable: ReadableStream<Bytes>; writable: WritableStream<Uint8Array> };
    metadata(run?: RunOptions): Promise<Metadata>;
    metadata(callback: Callback<[metadata: Metadata]>): this;
    metadataSync(): Metadata;
    /**
     * Figures by sharp's definitions, of the input as step 1 sees it: upright, the first frame, in sRGB, or in its own colours after `keepIccProfile()`.
     * `result: true`: of the pixels after the last step.
     */
    stats(run?: RunOptions & { result?: boolean }): Promise<Stats>;
    stats(callback: Callback<[stats: Stats]>): this;
    /** Of the pixels after the last step (those of `outputs()` do not count), the first frame; decoded no larger than it needs. */
    placeholder(run?: RunOptions): Promise<Placeholder>;
    plan(run?: RunOptions): Promise<Plan>;
  }
  /** A list is several images that become one. */
  export type BatchInput = Input | readonly Input[] | { input: Input | readonly Input[]; name?: string; recipe?: Recipe };
  export interface BatchProgress {
    /** Items that ended, the failed ones among them. */
    done: number;
    failed: number;
    /** Items in all, where the source tells. */
    total?: number;
    /** Bytes. */
    bytesIn: number;
    /** Bytes of finished images. */
    bytesOut: number;
    /** The item that just ended. */
    index: number;
    name: string;
    status: 'fulfilled' | 'rejected';
    reason?: PixmillError;
  }
  export interface BatchRunOptions {
    signal?: AbortSignal;
    /** Milliseconds for all of it. */
    timeoutMs?: number;
    /** Called once an item. */
    onProgress?: (progress: BatchProgress) => void;
  }
  export interface BatchOptions extends BatchRunOptions, InputOptions {
    /** Images at once. Default: the instance's, which is the number of processors. A batch with this or `memoryBudget` is counted apart. */
    concurrency?: number;
    /** Bytes that inputs, running work and finished results may hold together. Default: the instance's. */
    memoryBudget?: number;
    /** Milliseconds for one item: past them it costs only itself. */
    itemTimeoutMs?: number;
    /** How items that are lists of images become one each. */
    join?: JoinOptions;
    /** Default true: results come in input order. */
    preserveOrder?: boolean;
    /** Default false: a bad image costs only itself. */
    stopOnError?: boolean;
  }
  export interface BatchOutput {
    /** As `outputs()` names it. */
    name: string;
    data: Result;
    info: Info;
  }
  export type Settled =
    | { index: number; name: string; status: 'fulfilled'; value: { data: Result; info: Info; outputs: BatchOutput[] } }
    | { index: number; name: string; status: 'rejected'; reason: PixmillError };
  export interface BatchSummary {
    items: number;
    failed: number;
    /** Entries of an archive that are no images, written as they were; absent where there are none. */
    copied?: number;
    /** Bytes of the images that were read. */
    bytesIn: number;
    /** Bytes that were written. */
    bytesOut: number;
    /** Of the failed items, at most the first thousand. */
    errors: PixmillError[];
  }
  export type Sink =
    | string
    | URL
    | WritableStream<Uint8Array>
    | { write(chunk: Uint8Array): unknown; end(): unknown }
    | { createWritable(): Promise<unknown> };
  export interface BatchFileOptions extends BatchRunOptions {
    overwrite?: boolean;
    durable?: boolean;
  }
  /** What an archive is made with, whichever way. */
  export interface ArchiveOptions extends PackOptions {
    /** Of entries whose source has none. Default 1980-01-01. */
    mtime?: Date | number;
    comment?: string;
    /**
     * Encrypts entries by AES-256 (WinZip's AE-2); names, sizes and times stay readable. Salts are random: the same input gives other bytes each time.
     */
    password?: string | ArrayBufferView | ArrayBuffer;
  }
  /** And one that goes to a sink. */
  export interface SinkOptions {
    /** Default false: an existing file is `AlreadyExists`. */
    overwrite?: boolean;
    /**
     * Default false. True, with a path as the sink: what the archive there holds comes first, copied as it is. The old file stays until
     * the new one is whole; one that is not there counts as empty.
     */
    append?: boolean;
  }
  export interface BatchZipOptions extends BatchRunOptions, ArchiveOptions, BatchNameOptions, SinkOptions {}
  /** Many images through the same steps. It starts at its end, once. */
  export interface Batch extends Steps, AsyncIterable<Settled> {
    toArray(options?: BatchRunOptions): Promise<Settled[]>;
    /** `{path}`, `{name}`, `{ext}`, `{index}` and `{output}` in the template are each item's. */
    toFiles(template: string, options?: BatchFileOptions): Promise<BatchSummary>;
    /** One archive, entries in input order. If every item failed it rejects with `AllFailed` and writes nothing. */
    toZip(sink: Sink, options?: BatchZipOptions): Promise<BatchSummary>;
    toZipStream(options?: Omit<BatchZipOptions, keyof SinkOptions>): ReadableStream<Bytes>;
  }
  export interface ZipOptions extends ArchiveOptions, NameOptions, SinkOptions {
    signal?: AbortSignal;
    /** Milliseconds for the whole archive. */
    timeoutMs?: number;
    /** Called once an entry. */
    onProgress?: (progress: { entries: number; bytesIn: number; bytesOut: number; name: string }) => void;
  }
  export interface EntryOptions extends PackOptions, NameOptions {
    mtime?: Date | number;
    /** Unix permissions. */
    mode?: number;
    comment?: string;
    /** Extra fields by their id, with their data. Those that have an option of their own (ZIP64, times, AES, names) are refused. */
    extra?: Record<number, ArrayBufferView | ArrayBuffer>;
    /** Encrypts it by AES-256 (WinZip's AE-2); the archive's own where none is given. */
    password?: string | ArrayBufferView | ArrayBuffer;
    /** Makes a symbolic link that leads to this path; there is no source then. */
    symlink?: string;
    /** Bytes that a stream has: one with more or fewer is `SizeMismatch`. */
    size?: number;
    /** Take the source's ArrayBuffer instead of copying it. */
    transfer?: boolean;
  }
  export interface ZipWriter {
    /**
     * Resolves when the entry is accepted under the high-water mark. Bytes are copied before it returns.
     * A name that ends in a slash is a folder and has no source.
     */
    add(name: string, source?: Input | (() => Input | Promise<Input>), options?: EntryOptions): Promise<void>;
    /**
     * An entry of an archive that `unzip()` reads, copied as it is: neither unpacked nor packed again, so damaged and encrypted ones stay what they are.
     * Method, sums, times, mode, comment and extra fields are kept; the options change some of them.
     */
    addRaw(entry: Entry, options?: NameOptions & { name?: string; mtime?: Date | number; comment?: string; mode?: number }): Promise<void>;
    /** Resolves when the directory is queued; with a sink, when all of it is written. */
    close(): Promise<void>;
    abort(reason?: unknown): Promise<void>;
    /** The archive, where no sink was given. */
    readonly readable: ReadableStream<Bytes>;
  }
  /** Iterated it gives the pieces of its content, without a stream around them: of many small entries that is the quickest way. */
  export interface Entry extends AsyncIterable<Bytes> {
    readonly name: string;
    /** Bytes; NaN while a stream has not told it yet, as the next two. */
    readonly size: number;
    readonly compressedSize: number;
    readonly crc32: number;
    readonly mtime: Date;
    /** Of a stream 0 until its directory has come, and the comment empty. */
    readonly mode: number;
    readonly comment: string;
    readonly isDirectory: boolean;
    readonly encrypted: boolean;
    /** Why the entry must not be written under its name. */
    readonly unsafe: 'UnsafeName' | 'ReservedName' | undefined;
    /** The content, its size and CRC-32 checked. */
    bytes(run?: { signal?: AbortSignal; timeoutMs?: number }): Promise<Result>;
    /** The same piece by piece; a wrong size or CRC-32 is the stream's error at its end. */
    stream(run?: { signal?: AbortSignal; timeoutMs?: number }): ReadableStream<Bytes>;
  }
  /**
   * Of bytes, a Blob, a path or a reader of ranges: its directory, entries in any order and at the same time. Of a stream: once, in
   * the order of their data, each read or passed over before the next; they are provisional until the loop has ended without an error.
   */
  export interface Archive extends AsyncIterable<Entry> {
    /** The entry of this name, else `NoSuchEntry`; of a stream the next one. */
    entry(name: string): Promise<Entry>;
    /** Known once the directory was read; more may come as entries are opened. */
    readonly warnings: Warning[];
    /** The archive's own. */
    readonly comment: string;
  }
  export interface RandomAccess {
    read(offset: number, length: number): Promise<Uint8Array> | Uint8Array;
    /** Bytes. */
    size: number;
  }
  export interface BackendInfo {
    name: 'native' | 'wasm';
    version: string;
    /** Identifies core's sources. */
    build: string;
    simd: string;
    workers: number;
    /** Why this one. */
    reason: string;
  }
  export interface Config {
    backend?: 'native' | 'wasm';
    /** Images at once. */
    concurrency?: number;
    /** Bytes. */
    memoryBudget?: number;
    /** Jobs that may wait. */
    queueLimit?: number;
    /** Where the wasm modules are: a folder's URL, or one for each flavour. */
    wasm?: unknown;
    /** The worker's URL, or what makes one. */
    worker?: string | URL | (() => Worker);
  }
  /** An isolated instance: its own budget, backend and workers. */
  export interface Pixmill extends AsyncDisposable {
    (input?: Input | readonly Input[], options?: PixmillOptions): Pipeline;
    batch: typeof batch;
    zip: typeof zip;
    unzip: typeof unzip;
    metadata: typeof metadata;
    backend: typeof backend;
    counters: typeof counters;
    cache: typeof cache;
    concurrency: typeof concurrency;
    simd: typeof simd;
    block: typeof block;
    unblock: typeof unblock;
    readonly queue: Queue;
    // constants of an instance
    configure: typeof configure;
    ready: typeof ready;
    zipSync: typeof zipSync;
    predictSize: typeof predictSize;
    unzipSync: typeof unzipSync;
    unzipTo: typeof unzipTo;
    crc32: typeof crc32;
    adler32: typeof adler32;
    gzip: typeof gzip;
    gzipSync: typeof gzipSync;
    gunzip: typeof gunzip;
    gunzipSync: typeof gunzipSync;
    gzipStream: typeof gzipStream;
    gunzipStream: typeof gunzipStream;
    deflate: typeof deflate;
    deflateSync: typeof deflateSync;
    inflate: typeof inflate;
    inflateSync: typeof inflateSync;
    deflateStream: typeof deflateStream;
    inflateStream: typeof inflateStream;
    zlib: typeof zlib;
    zlibSync: typeof zlibSync;
    unzlib: typeof unzlib;
    unzlibSync: typeof unzlibSync;
    zlibStream: typeof zlibStream;
    unzlibStream: typeof unzlibStream;
    recipe: typeof recipe;
    /** Ends its workers; what runs rejects with `Closed`. */
    close(): Promise<void>;
  }
  export interface Counters {
    /** Bytes that inputs, running work and finished results hold now. */
    held: number;
    /** The most of that so far. */
    peak: number;
    running: number;
    queued: number;
    done: number;
    /** sharp's word for `queued`. */
    queue: number;
    /** sharp's word for `running`. */
    process: number;
  }
  export interface FormatInfo {
    readonly id: Format;
    /** What is read; a `file` only where the runtime has paths. */
    readonly input: { readonly file: boolean; readonly buffer: boolean; readonly stream: boolean; readonly fileSuffix: readonly string[] };
    /** What is written; `alias` are other names of it. */
    readonly output: { readonly file: boolean; readonly buffer: boolean; readonly stream: boolean; readonly alias: readonly string[] };
  }
  /** Tells how many images wait, whenever one comes or is done: sharp's `queue`, with what of an EventEmitter that takes. */
  export interface Queue {
    on(event: 'change', listener: (queued: number) => void): this;
    once(event: 'change', listener: (queued: number) => void): this;
    off(event: 'change', listener: (queued: number) => void): this;
    addListener(event: 'change', listener: (queued: number) => void): this;
    removeListener(event: 'change', listener: (queued: number) => void): this;
    removeAllListeners(): this;
  }
  export interface CacheOptions {
    memory?: number;
    files?: number;
    items?: number;
  }
  export interface CacheResult {
    memory: { current: number; high: number; max: number };
    files: { current: number; max: number };
    items: { current: number; max: number };
  }
  export interface BlockOptions {
    /**
     * Formats by name, or sharp's names for what reads them: `VipsForeignLoadTiff`, with `File` or `Buffer` at its end only paths or only
     * what is no path, `VipsForeignLoad` all. Files of a recipe (overlays, masks) count as what is no path, whatever they were given as.
     */
    operation: readonly string[];
  }
  export class PixmillError extends Error {
    readonly code: ErrorCode;
    readonly kind: ErrorKind;
    readonly path?: string;
    readonly expected?: string;
    readonly found?: string;
    readonly limit?: number;
    readonly option?: string;
    readonly op?: string;
    readonly format?: string;
    readonly stage?: string;
    readonly reason?: string;
    readonly index?: number;
    readonly errno?: number;
    /** Name of the image or entry that failed. */
    readonly item?: string;
    /** Of `AllFailed`: each item's. */
    readonly errors?: PixmillError[];
    toJSON(): Record<string, unknown>;
    static from(value: unknown): PixmillError;
  }
  export function batch(items: Iterable<BatchInput> | AsyncIterable<BatchInput>, options?: BatchOptions): Batch;
  export function zip(sink?: Sink, options?: ZipOptions): ZipWriter;
  export function zip(options: ZipOptions): ZipWriter;
  export type SyncEntry = ({ name: string; data?: ArrayBufferView | ArrayBuffer } & Omit<EntryOptions, 'transfer' | 'size'>) | [string, ArrayBufferView | ArrayBuffer];
  export type SizedEntry = ({ name: string; data?: Input } & EntryOptions) | [string, Input];
  /**
   * Bytes that an archive of stored entries will have, for a `Content-Length`: what `zip(options)` writes for the same entries,
   * `{ name, size }` for streams, `{ name, data }` for what tells its own size. Options must say `store: 'always'` or `level: 0`.
   */
  export function predictSize(entries: Iterable<SizedEntry> | AsyncIterable<SizedEntry>, options?: ArchiveOptions & NameOptions): Promise<number>;
  export function zipSync(entries: Iterable<SyncEntry>, options?: ArchiveOptions & NameOptions): Result;
  /** For entries that are encrypted; text is UTF-8. */
  export type Password = string | Uint8Array;
  export function unzip(input: Input | RandomAccess, options?: UnzipOptions & { password?: Password; signal?: AbortSignal }): Archive;
  export interface UnzipToOptions extends UnzipOptions {
    password?: Password;
    signal?: AbortSignal;
    /** Milliseconds for the whole archive. */
    timeoutMs?: number;
    /** Called once a file that is written; `total` of them there are, of a stream unknown. */
    onProgress?: (progress: { entries: number; total: number | undefined; bytesOut: number; name: string }) => void;
    /** Default false: an existing file is `AlreadyExists`. Folders may exist. */
    overwrite?: boolean;
    /** Default false: true waits until each file is on the disk. */
    durable?: boolean;
  }
  export interface Extracted {
    files: number;
    folders: number;
    bytesOut: number;
    /** Symbolic links and devices. */
    skipped: number;
    warnings: Warning[];
  }
  /**
   * Extracts an archive into a folder, which is made if it is not there (Node, Deno, Bun). Names are judged before anything is written,
   * each file appears whole or not at all, nothing is written elsewhere, links are neither made nor followed. On failure what was
   * finished stays; of a stream nothing, for its files get their names at its end.
   */
  export function unzipTo(input: Input | RandomAccess, dir: string | URL, options?: UnzipToOptions): Promise<Extracted>;
  export function unzipSync(input: ArrayBufferView | ArrayBuffer, options?: UnzipOptions & { password?: Password }): { name: string; data: Result }[];
  export function metadata(input: Input, run?: RunOptions): Promise<Metadata>;
  /** `seed`: the checksum of what came before. */
  export function crc32(bytes: ArrayBufferView | ArrayBuffer, seed?: number): number;
  /** `seed`: the checksum of what came before; of nothing it is 1. */
  export function adler32(bytes: ArrayBufferView | ArrayBuffer, seed?: number): number;
  /** Of a call that is not synchronous. */
  export interface BytesRun {
    signal?: AbortSignal;
    /** Milliseconds. */
    timeoutMs?: number;
  }
  export interface DeflateOptions extends CompressOptions {
    /** Bytes that the data may refer to, of which the last 32 KiB count. Whoever inflates needs the same. */
    dictionary?: ArrayBufferView | ArrayBuffer;
  }
  export interface GzipOptions extends Omit<GzipFields, 'mtime'>, DeflateOptions {
    /** The time that the header tells, in whole seconds. Default 0: none. */
    mtime?: Date | number;
  }
  export interface ExpandOptions extends InflateOptions {
    dictionary?: ArrayBufferView | ArrayBuffer;
  }
  /** For pipeThrough; for Node's pipeline and Duplex.fromWeb too. What is written is copied when its turn comes. */
  export interface BytesTransform {
    readable: ReadableStream<Bytes>;
    writable: WritableStream<Uint8Array>;
  }
  /** gzip (RFC 1952). The same bytes for any number of workers; bytes are copied before it returns. */
  export function gzip(bytes: ArrayBufferView | ArrayBuffer, options?: GzipOptions & BytesRun): Promise<Result>;
  export function gzipSync(bytes: ArrayBufferView | ArrayBuffer, options?: GzipOptions): Result;
  /** What gzip (RFC 1952) holds; damage, and bytes behind the end but zeros, are errors; several members are one. */
  export function gunzip(bytes: ArrayBufferView | ArrayBuffer, options?: ExpandOptions & BytesRun): Promise<Result>;
  export function gunzipSync(bytes: ArrayBufferView | ArrayBuffer, options?: ExpandOptions): Result;
  export function gzipStream(options?: GzipOptions & { signal?: AbortSignal }): BytesTransform;
  export function gunzipStream(options?: ExpandOptions & { signal?: AbortSignal }): BytesTransform;
  /** raw deflate (RFC 1951). The same bytes for any number of workers; bytes are copied before it returns. */
  export function deflate(bytes: ArrayBufferView | ArrayBuffer, options?: DeflateOptions & BytesRun): Promise<Result>;
  export function deflateSync(bytes: ArrayBufferView | ArrayBuffer, options?: DeflateOptions): Result;
  /** What raw deflate (RFC 1951) holds; damage, and bytes behind the end, are errors. */
  export function inflate(bytes: ArrayBufferView | ArrayBuffer, options?: ExpandOptions & BytesRun): Promise<Result>;
  export function inflateSync(bytes: ArrayBufferView | ArrayBuffer, options?: ExpandOptions): Result;
  export function deflateStream(options?: DeflateOptions & { signal?: AbortSignal }): BytesTransform;
  export function inflateStream(options?: ExpandOptions & { signal?: AbortSignal }): BytesTransform;
  /** zlib (RFC 1950). The same bytes for any number of workers; bytes are copied before it returns. */
  export function zlib(bytes: ArrayBufferView | ArrayBuffer, options?: DeflateOptions & BytesRun): Promise<Result>;
  export function zlibSync(bytes: ArrayBufferView | ArrayBuffer, options?: DeflateOptions): Result;
  /** What zlib (RFC 1950) holds; damage, and bytes behind the end, are errors. */
  export function unzlib(bytes: ArrayBufferView | ArrayBuffer, options?: ExpandOptions & BytesRun): Promise<Result>;
  export function unzlibSync(bytes: ArrayBufferView | ArrayBuffer, options?: ExpandOptions): Result;
  export function zlibStream(options?: DeflateOptions & { signal?: AbortSignal }): BytesTransform;
  export function unzlibStream(options?: ExpandOptions & { signal?: AbortSignal }): BytesTransform;
  // constants
  /** Which backend runs, and why. */
  export function backend(): Promise<BackendInfo>;
  /** What is held and queued now. */
  export function counters(): Counters;
  /** sharp's cache of operations: there is none here, nothing is kept between calls, and all figures are 0 whatever is set. */
  export function cache(options?: boolean | CacheOptions): CacheResult;
  /**
   * Images at once, `configure({ concurrency })`: sets it where a number is given, 0 for as many as there are processors, and returns it.
   * It may be set at any time; a batch with a `concurrency` of its own keeps that. An image itself is worked on by one thread.
   */
  export function concurrency(threads?: number): number;
  /** Whether the backend uses vector instructions. They change no result and cannot be switched off: `false` changes nothing. */
  export function simd(enable?: boolean): boolean;
  /** Images that wait, as events. */
  export const queue: Queue;
  /** Refuses formats from now on, wherever they are found, within other files too: `BlockedFormat`. What runs already is not stopped. */
  export function block(options: BlockOptions): void;
  /** Takes formats again. `block({ operation: ['VipsForeignLoad'] })` and this make a list of what alone is read. */
  export function unblock(options: BlockOptions): void;
  export function close(): Promise<void>;
  export function configure(config: Config): void;
  export function createPixmill(config?: Config): Pixmill;
  /** Resolves when synchronous calls may be made. */
  export function ready(): Promise<void>;
  /** Checks a recipe and returns it. */
  export function recipe(recipe: Recipe): Recipe;
}

export = pixmill;
