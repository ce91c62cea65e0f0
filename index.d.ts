/** Types of pixmill. Written in crates/xtask/src/generate/api.d.ts, completed from core's tables by `cargo xtask generate`. */

/**
 * A pipeline for one image. It is immutable: each call returns a new one.
 * Bytes are copied before the call returns; paths, Blobs and streams are read when a terminal runs.
 */
declare function pixmill(input?: pixmill.Input | readonly pixmill.Input[], options?: pixmill.PixmillOptions): pixmill.Pipeline;

declare namespace pixmill {
  export type ErrorCode = 'UnknownFormat' | 'UnsupportedFormat' | 'UnsupportedFeature' | 'BlockedFormat' | 'EmptyInput' | 'TruncatedImage' | 'CorruptImage' | 'DecoderPanicked' | 'InvalidOption' | 'PixelLimit' | 'SideLimit' | 'FrameLimit' | 'ChannelLimit' | 'ScanLimit' | 'WorkLimit' | 'MemoryLimit' | 'MetadataLimit' | 'MetadataDropped' | 'InputLimit' | 'OutputLimit' | 'SizeLimit' | 'TooLarge' | 'WasmMemory' | 'Aborted' | 'Timeout' | 'NotFound' | 'IsDirectory' | 'PermissionDenied' | 'AlreadyExists' | 'DiskFull' | 'IoFailed' | 'FetchFailed' | 'Panicked' | 'WorkerLost' | 'QueueFull' | 'BackendUnavailable' | 'NotReady' | 'Unavailable' | 'AlreadyStarted' | 'Closed' | 'NotConsumed' | 'AllFailed' | 'CrcMismatch' | 'SizeMismatch' | 'AdlerMismatch' | 'CorruptHeader' | 'TruncatedData' | 'TrailingData' | 'WrongDictionary' | 'NotAnArchive' | 'CorruptArchive' | 'CorruptDeflate' | 'UnsupportedMethod' | 'SizeUnknown' | 'Encrypted' | 'WrongPassword' | 'AuthenticationFailed' | 'Overlap' | 'UnsafeName' | 'ReservedName' | 'DeceptiveName' | 'BackslashName' | 'SimilarName' | 'AmbiguousArchive' | 'HeaderMismatch' | 'BytesAfterData' | 'PrefixBytes' | 'TrailingBytes' | 'GapBytes' | 'SpecialFile' | 'SymbolicLink' | 'DuplicateName' | 'NoSuchEntry' | 'ArchiveLimit';
  export type ErrorKind = 'Aborted' | 'Closed' | 'Internal' | 'InvalidOption' | 'Io' | 'LimitExceeded' | 'Malformed' | 'QueueFull' | 'Timeout' | 'Unavailable' | 'Unsupported';
  export type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'jxl' | 'tiff' | 'bmp' | 'ico' | 'qoi' | 'pnm' | 'hdr' | 'farbfeld' | 'dds' | 'tga' | 'svg' | 'dz' | 'raw';
  export type OutputFormat = 'jpeg' | 'jpg' | 'png' | 'webp' | 'gif' | 'avif' | 'heif' | 'tiff' | 'tif' | 'bmp' | 'ico' | 'qoi' | 'pnm' | 'ppm' | 'pgm' | 'pbm' | 'pam' | 'hdr' | 'rgbe' | 'tga' | 'dz' | 'raw';
  /** What an image may be and use. */
  export interface Limits {
    /** width × height × frames (pixels), whole, 1 to 9007199254740991. Default 268402689. */
    pixels?: number;
    /** width or height (pixels), whole, 1 to 9007199254740991. Default 100000. */
    side?: number;
    /** frames or pages (frames), whole, 1 to 9007199254740991. Default 10000. */
    frames?: number;
    /** channels of an image: 5 are inks and alpha, the most that is read, whole, 1 to 9007199254740991. Default 5. */
    channels?: number;
    /** bytes that one job may hold decoded (bytes), whole, 1 to 9007199254740991. Default 2147483648. */
    memory?: number;
    /** bytes of metadata that are kept (bytes), whole, 0 to 9007199254740991. Default 16777216. */
    metadata?: number;
    /** scans of a progressive JPEG (scans), whole, 1 to 9007199254740991. Default 500. */
    scans?: number;
    /** bytes of the fonts that are given, all together (bytes), whole, 0 to 9007199254740991. Default 33554432. */
    fonts?: number;
    /** pixels of all steps and frames, slow steps counted several times (pixels), whole, 1 to 9007199254740991. Default 100000000000. */
    work?: number;
  }
  /** of TIFF alone */
  export interface InputTiff {
    /** the image of this SubIFD (tag 330) of the page in place of the page's own; -1: the page's own, whole, -1 to 100000. */
    subifd?: number;
  }
  /** of drawings (SVG) alone */
  export interface InputSvg {
    /** CSS rules for what the drawing has none for: they override its attributes, and its own rules them. */
    stylesheet?: string;
  }
  /** How an image is read. */
  export interface InputOptions {
    /** turn upright by the orientation tag before step 1. Default true. */
    autoOrient?: boolean;
    /** all frames, where the output can carry them; else the first. Default true. */
    animated?: boolean;
    /** the frame or page to begin with, whole, 0 to 1000000. Default 0. */
    page?: number;
    /** how many frames or pages from there on, in place of animated; -1: all, whole, -1 to 1000000. */
    pages?: number;
    /** at which a drawing (SVG) has its own size: 144 doubles it (pixels an inch), 1 to 100000. Default 72. */
    density?: number;
    /** TrueType and OpenType files for text in drawings (SVG); the first stands in for families that are not among them; without any DejaVu Sans, its letters of Latin, Greek and Cyrillic, at most 32. */
    fonts?: readonly FileSource[];
    /** take the colours as sRGB, whatever profile the file has; it is kept only where all outputs keep it. Default false. */
    ignoreIcc?: boolean;
    /** the damage that is an error: none takes what can be decoded, warning refuses the slightest. Default 'truncated'. */
    failOn?: 'none' | 'truncated' | 'error' | 'warning';
    /** of TIFF alone. */
    tiff?: InputTiff;
    /** the same as tiff: { subifd }, whole, -1 to 100000. */
    subifd?: number;
    /** of drawings (SVG) alone. */
    svg?: InputSvg;
    /** what the image may be and use. */
    limits?: Limits;
    /** sharp's name of limits.pixels: true the default, 0 or false none (pixels), 0 to 9007199254740991. */
    limitInputPixels?: number | boolean;
    /** sharp's name of limits.channels: true the default, 0 or false none, 0 to 9007199254740991. */
    limitInputChannels?: number | boolean;
    /** lifts every limit that limits does not name, but for pixels and channels. Default false. */
    unlimited?: boolean;
    /** taken from sharp, without effect: an image is always decoded once, from the top. Default true. */
    sequentialRead?: boolean;
  }
  /** What describes samples without a file format. */
  export interface RawInput {
    /** columns (pixels), whole, 1 to 4294967295. */
    width: number;
    /** rows (pixels), whole, 1 to 4294967295. */
    height: number;
    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA, whole, 1 to 4. */
    channels: number;
    /** 8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1. Default 'uchar'. */
    depth?: 'uchar' | 'ushort' | 'float';
    /** the colours are multiplied by alpha. Default false. */
    premultiplied?: boolean;
    /** rows of one page, where several lie below each other; height is a multiple of it (pixels), whole, 1 to 4294967295. */
    pageHeight?: number;
  }
  /** in place of the colour; the same seed gives the same */
  export interface CreateNoise {
    /** nearly normal: a sum of four even ones. Default 'gaussian'. */
    type?: 'gaussian';
    /** of every channel, alpha too, 0 to 10000. Default 128. */
    mean?: number;
    /** the standard deviation, 0 to 10000. Default 30. */
    sigma?: number;
    /** another one gives another noise, whole, 0 to 4294967295. Default 0. */
    seed?: number;
  }
  /** An image that is made: one colour all over, or noise. */
  export interface CreateOptions {
    /** columns (pixels), whole, 1 to 1000000. */
    width: number;
    /** rows, of all pages (pixels), whole, 1 to 1000000. */
    height: number;
    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA: the colour without what is not in them, whole, 1 to 4. Default 4. */
    channels?: number;
    /** the colour. Default '#000000'. */
    background?: Colour;
    /** in place of the colour; the same seed gives the same. */
    noise?: CreateNoise;
    /** rows of one page, where several lie below each other; height is a multiple of it (pixels), whole, 1 to 4294967295. */
    pageHeight?: number;
  }
  /** Text that becomes an image. */
  export interface TextOptions {
    /** what is drawn, with Pango's markup: b, i, u, s, sub, sup, tt, big, small, and span with face, size, weight, style, foreground, background, underline and strikethrough; & and < are &amp; and &lt;. */
    text: string;
    /** family, style and size in points, or in pixels (px): 'Roboto Bold Italic 24'; 12 points of the first font without it. */
    font?: string;
    /** the first font, before those of `fonts`; without any it is DejaVu Sans, in its letters of Latin, Greek and Cyrillic; no font of the system is used. */
    fontfile?: FileSource | { text: string };
    /** where lines are broken (pixels), whole, 1 to 1000000. */
    width?: number;
    /** with width: as many dots an inch as let the text fit into both, in place of dpi (pixels), whole, 1 to 1000000. */
    height?: number;
    /** of lines; left and right are exchanged where a line's first letters run from the right. Default 'left'. */
    align?: 'left' | 'centre' | 'center' | 'right';
    /** spaces are widened so that lines fill the width, but for a paragraph's last. Default false. */
    justify?: boolean;
    /** how many pixels a point has: 72 without it (dots an inch), whole, 1 to 1000000. */
    dpi?: number;
    /** colours and alpha, black where the markup says no other; else one channel, white on black. Default false. */
    rgba?: boolean;
    /** between lines, beside their own height (pixels), whole, -1000000 to 1000000. Default 0. */
    spacing?: number;
    /** where a line may be broken: between words, letters, letters of words that are too long, or nowhere. Default 'word'. */
    wrap?: 'word' | 'char' | 'word-char' | 'none';
  }
  /** How several images become one. */
  export interface JoinOptions {
    /** in a row (images), whole, 1 to 1000000. Default 1. */
    across?: number;
    /** each is a frame of an animation, 100 ms long; without across and shim. Default false. */
    animated?: boolean;
    /** between images (pixels), whole, 0 to 1000000. Default 0. */
    shim?: number;
    /** where no image lies; its alpha counts where an image has some. Default '#000000'. */
    background?: Colour;
    /** where an image lies that is narrower than the widest. Default 'left'. */
    halign?: 'left' | 'centre' | 'center' | 'right';
    /** where an image lies that is lower than the highest. Default 'top'. */
    valign?: 'top' | 'centre' | 'center' | 'bottom';
  }
  /** What of the input's metadata an output keeps, and what is set in it. */
  export interface MetadataOptions {
    /** keep the input's EXIF; its orientation becomes 1 where it was applied. Default false. */
    keepExif?: boolean;
    /** keep the input's own colours and their profile, instead of sRGB. Default false. */
    keepIccProfile?: boolean;
    /** keep the input's XMP packet. Default false. */
    keepXmp?: boolean;
    /** keep the input's IPTC records. Default false. */
    keepIptc?: boolean;
    /** tags to set: IFD0 the image, IFD2 how and IFD3 where it was taken. */
    exif?: ExifTags;
    /** an XMP packet to set, as XML. */
    xmp?: string;
    /** convert to this profile and attach it: srgb, p3, or an RGB or grey ICC profile in base64. */
    icc?: string;
    /** the profile of the colours is named in the file; false: it is not, and readers take them for sRGB. Default true. */
    attachIcc?: boolean;
    /** the print size to note (pixels an inch), 1 to 65535. */
    density?: number;
    /** EXIF's tag, by which readers turn the pixels, upright as they are, whole, 1 to 8. */
    orientation?: number;
  }
  /** How an entry of an archive is packed. */
  export interface PackOptions {
    /** 0 stores, 1 is quick, 9 small, whole, 0 to 9. Default 6. */
    level?: number;
    /** max is the smallest there is, at a tenth of the speed, whatever the level but 0. Default 'level'. */
    effort?: 'level' | 'max';
    /** auto stores what is compressed already, or would not become smaller. Default 'auto'. */
    store?: 'auto' | 'always' | 'never';
  }
  /** What an archive that is read may hold. */
  export interface ArchiveLimits {
    /** entries (entries), whole, 1 to 9007199254740991. Default 1000000. */
    entries?: number;
    /** the directory, which is held in memory while it is read (bytes), whole, 1 to 9007199254740991. Default 268435456. */
    directory?: number;
    /** all entries together (bytes), whole, 1 to 9007199254740991. Default 68719476736. */
    bytes?: number;
    /** one entry (bytes), whole, 1 to 9007199254740991. Default 17179869184. */
    entryBytes?: number;
    /** an entry's bytes for each byte of its data, where it has over 32 MiB, whole, 1 to 9007199254740991. Default 500. */
    ratio?: number;
  }
  /** How an archive is read. */
  export interface UnzipOptions {
    /** refuse what is otherwise only warned of. Default false. */
    strict?: boolean;
    /** rules that the archive may break: the codes of the errors. */
    allow?: readonly ('DuplicateName' | 'HeaderMismatch' | 'BytesAfterData' | 'PrefixBytes' | 'TrailingBytes' | 'GapBytes' | 'BackslashName' | 'SimilarName' | 'DeceptiveName' | 'UnsafeName' | 'SpecialFile' | 'ReservedName')[];
    /** what an archive may hold. */
    limits?: ArchiveLimits;
  }
  /** How bytes are compressed. */
  export interface CompressOptions {
    /** 0 stores, 1 is quick, 9 small, whole, 0 to 9. Default 6. */
    level?: number;
    /** max is the smallest there is, at a tenth of the speed, whatever the level but 0. Default 'level'. */
    effort?: 'level' | 'max';
  }
  /** How bytes are compressed, and what gzip's header tells. */
  export interface GzipFields {
    /** 0 stores, 1 is quick, 9 small, whole, 0 to 9. Default 6. */
    level?: number;
    /** max is the smallest there is, at a tenth of the speed, whatever the level but 0. Default 'level'. */
    effort?: 'level' | 'max';
    /** the time that the header tells, in whole seconds; 0 tells none (milliseconds since 1970), whole, 0 to 4294967295000. Default 0. */
    mtime?: number;
    /** a name in the header, in Latin-1. */
    filename?: string;
    /** a comment in the header, in Latin-1. */
    comment?: string;
  }
  /** What may come out. */
  export interface InflateOptions {
    /** more than this is OutputLimit (bytes), whole, 0 to 9007199254740991. Default 2147483648. */
    maxOutputBytes?: number;
  }
  /** What becomes of names that cannot stay as they are. */
  export interface NameOptions {
    /** what a name with .., a drive, a leading slash, a NUL or a Windows device (CON, COM1) is: an error, or made safe. Default 'refuse'. */
    unsafeNames?: 'refuse' | 'mend';
    /** what an equal name is: an error, or given ' (2)', then also if only letter case differs. Default 'refuse'. */
    duplicates?: 'refuse' | 'number';
  }
  /** The same of a batch, whose names follow from its images. */
  export interface BatchNameOptions {
    /** what a name with .., a drive, a leading slash, a NUL or a Windows device (CON, COM1) is: an error, or made safe. Default 'refuse'. */
    unsafeNames?: 'refuse' | 'mend';
    /** what an equal name is: an error, or given ' (2)', then also if only letter case differs. Default 'number'. */
    duplicates?: 'refuse' | 'number';
  }
  /** Photographs. Transparency is flattened onto black unless a flatten step names a colour. */
  export interface JpegOptions {
    /** higher is larger and closer to the original, whole, 1 to 100. Default 80. */
    quality?: number | 'auto';
    /** that the file may have, metadata among them: the best quality that fits, at most `quality` where that is given, in up to 8 encodes; not of lossless files (bytes), whole, 1 to 9007199254740991. */
    maxBytes?: number;
    /** of `quality: 'auto'`: the SSIMULACRA2 score that the file has at least, where the format reaches it (90: no difference is seen, 70: high quality, 50: medium); the lowest quality that does, in up to 7 encodes; of an animation the first frame counts, 1 to 100. Default 80. */
    target?: number;
    /** scans that refine, for slow networks; without it as `mozjpeg` says. */
    progressive?: boolean;
    /** 4:4:4 keeps full colour resolution. Default '4:2:0'. */
    chromaSubsampling?: '4:2:0' | '4:2:2' | '4:4:4';
    /** Huffman tables made for the image. Default true. */
    optimiseCoding?: boolean;
    /** `optimiseCoding` by its other spelling. */
    optimizeCoding?: boolean;
    /** 0 Annex K, 1 flat, 2 for MS-SSIM, 3 Robidoux, 4 for PSNR-HVS, 5 Klein, 6 Watson (DCTune), 7 Ahumada, 8 Peterson; without it 0, or 3 with `mozjpeg`, whole, 0 to 8. */
    quantisationTable?: number;
    /** `quantisationTable` by its other spelling. */
    quantizationTable?: number;
    /** coefficients are rounded by what they cost in bits: smaller, and several times slower; without it as `mozjpeg` says. */
    trellisQuantisation?: boolean;
    /** `trellisQuantisation` by its other spelling. */
    trellisQuantization?: boolean;
    /** white beside dark, as around letters, is coded as more than white, which readers clip: less is seen around edges; without it as `mozjpeg` says. */
    overshootDeringing?: boolean;
    /** progressive, with the scans that make the smallest file of those tried; slower; without it as `mozjpeg` says. */
    optimiseScans?: boolean;
    /** `optimiseScans` by its other spelling. */
    optimizeScans?: boolean;
    /** progressive with trellis quantisation, overshoot, a search for scans, and table 3, each unless it is said otherwise. Default false. */
    mozjpeg?: boolean;
    /** false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus. Default true. */
    force?: boolean;
  }
  /** Drawings, screenshots and transparency, without loss, 8 and 16 bit; animations as APNG. */
  export interface PngOptions {
    /** 0 stores, 1 to 3 are quick, 4 to 9 smaller; 10 tries every filter and every smaller form that shows the same, whole, 0 to 10. Default 6. */
    compressionLevel?: number;
    /** each row gets the filter that suits it; without it so where that is smaller for some of the rows, never for palettes and few bits. */
    adaptiveFiltering?: boolean;
    /** interlaced: a coarse image comes first; larger. Default false. */
    progressive?: boolean;
    /** at most 256 colours with alpha; without it so where quality, effort, colours or dither are given. */
    palette?: boolean;
    /** of a palette: below 100 the fewest colours that are close enough, whole, 0 to 100. */
    quality?: number;
    /** of a palette: how often its colours are refined; without it 7, whole, 1 to 10. */
    effort?: number;
    /** of a palette: at most so many (colours), whole, 2 to 256. */
    colours?: number;
    /** `colours` by its other spelling. */
    colors?: number;
    /** of a palette: how much of a colour's error goes to its neighbours; without it 1, 0 gives flat areas, 0 to 1. */
    dither?: number;
    /** 1, 2, 4, 8 or 16 a sample; without it 8, or 16 where the pixels have it; below 8: grey, or a palette of 2, 4 or 16 colours (bits), whole, 1 to 16. */
    bitdepth?: number;
    /** times that an animation is shown, 0 for ever; without it the input's own, whole, 0 to 65535. */
    loop?: number;
    /** how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own (ms), whole, 0 to 655350, one or at most 10000. */
    delay?: number | readonly number[];
    /** false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus. Default true. */
    force?: boolean;
  }
  /** Photographs and drawings for the web, with transparency; up to 16,383 pixels on a side. */
  export interface WebpOptions {
    /** higher is larger and closer to the original; lossless: more effort, whole, 1 to 100. Default 80. */
    quality?: number | 'auto';
    /** that the file may have, metadata among them: the best quality that fits, at most `quality` where that is given, in up to 8 encodes; not of lossless files (bytes), whole, 1 to 9007199254740991. */
    maxBytes?: number;
    /** of `quality: 'auto'`: the SSIMULACRA2 score that the file has at least, where the format reaches it (90: no difference is seen, 70: high quality, 50: medium); the lowest quality that does, in up to 7 encodes; of an animation the first frame counts, 1 to 100. Default 80. */
    target?: number;
    /** of the alpha channel beside lossy colours; 100 keeps it exactly, whole, 0 to 100. Default 100. */
    alphaQuality?: number;
    /** every visible pixel is kept as it is. Default false. */
    lossless?: boolean;
    /** lossless after small changes that save bytes; quality says how small. Default false. */
    nearLossless?: boolean;
    /** 0 is quick, 6 slow and smaller, whole, 0 to 6. Default 4. */
    effort?: number;
    /** sharper colour edges in lossy files, slower. Default false. */
    smartSubsample?: boolean;
    /** the strength of the deblocking filter is tried out for each part of lossy files: better edges of low contrast, slower. Default false. */
    smartDeblock?: boolean;
    /** settings of lossy files by what is shown: photo outdoors, picture indoors or a portrait, drawing in lines. Default 'default'. */
    preset?: 'default' | 'photo' | 'picture' | 'drawing' | 'icon' | 'text';
    /** keep the colours of wholly transparent pixels too. Default false. */
    exact?: boolean;
    /** animations: every way to write a frame is tried, and no frame stands alone; slower. Default false. */
    minSize?: boolean;
    /** animations: each frame lossy or lossless, whichever is smaller. Default false. */
    mixed?: boolean;
    /** times that an animation is shown, 0 for ever; without it the input's own, whole, 0 to 65535. */
    loop?: number;
    /** how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own (ms), whole, 0 to 655350, one or at most 10000. */
    delay?: number | readonly number[];
    /** false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus. Default true. */
    force?: boolean;
  }
  /** Stills and short animations with up to 256 colours a frame, one of them transparent. */
  export interface GifOptions {
    /** at most so many, the transparent one among them (colours), whole, 2 to 256. Default 256. */
    colours?: number;
    /** `colours` by its other spelling. */
    colors?: number;
    /** how much of a colour's error goes to its neighbours; 0 gives flat areas, 0 to 1. Default 1. */
    dither?: number;
    /** a pixel stays as the frame before shows it while its colour is no further away; 0 keeps what is equal (levels), 0 to 32. Default 0. */
    interFrameMaxError?: number;
    /** a frame takes the first one's palette while its own would be no further away on average; 0: only where that is exact (levels), 0 to 256. Default 3. */
    interPaletteMaxError?: number;
    /** of a GIF: its palette is the first one, which frames take while it is near enough (`interPaletteMaxError`). Default true. */
    reuse?: boolean;
    /** for palettes that cannot be exact: below 7 each step looks at half of the pixels, above 7 colours are refined, slower, whole, 1 to 10. Default 7. */
    effort?: number;
    /** animations: a frame that is equal to the one before is written; without it the one before stays longer. Default true. */
    keepDuplicateFrames?: boolean;
    /** rows in four passes (interlaced), for slow networks; larger. Default false. */
    progressive?: boolean;
    /** times that an animation is shown, 0 for ever; without it the input's own, whole, 0 to 65535. */
    loop?: number;
    /** how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own (ms), whole, 0 to 655350, one or at most 10000. */
    delay?: number | readonly number[];
    /** false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus. Default true. */
    force?: boolean;
  }
  /** Small photos with alpha; 8 to 12 bit read, 8 and 10 written. Of a sequence the still is read, or its first image where it has none. */
  export interface AvifOptions {
    /** higher is larger and closer to the original, whole, 1 to 100. Default 50. */
    quality?: number | 'auto';
    /** that the file may have, metadata among them: the best quality that fits, at most `quality` where that is given, in up to 8 encodes; not of lossless files (bytes), whole, 1 to 9007199254740991. */
    maxBytes?: number;
    /** of `quality: 'auto'`: the SSIMULACRA2 score that the file has at least, where the format reaches it (90: no difference is seen, 70: high quality, 50: medium); the lowest quality that does, in up to 7 encodes; of an animation the first frame counts, 1 to 100. Default 80. */
    target?: number;
    /** every sample is kept as it is, at 4:4:4. Default false. */
    lossless?: boolean;
    /** 0 is quick, 9 slow and smaller; each step from 4 on takes some times longer, whole, 0 to 9. Default 3. */
    effort?: number;
    /** 4:4:4 keeps full colour resolution. Default '4:4:4'. */
    chromaSubsampling?: '4:2:0' | '4:4:4';
    /** 8 or 10 a sample; 10 bands less (bits), whole, 8 to 10. Default 8. */
    bitdepth?: number;
    /** the one that is written. Default 'av1'. */
    compression?: 'av1';
    /** what libaom seeks at a size: psnr the closest samples, ssim their structure, iq that by matrices which save on fine detail; auto is iq at 8 bit and ssim at 10. Default 'auto'. */
    tune?: 'auto' | 'iq' | 'ssim' | 'psnr';
    /** false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus. Default true. */
    force?: boolean;
  }
  /** Scans and print, without loss, 8 and 16 bit and float; one page or all. */
  export interface TiffOptions {
    /** of the strips or tiles; jpeg and webp lose a little, have 8 bit, and jpeg lays alpha on black. Default 'lzw'. */
    compression?: 'none' | 'lzw' | 'deflate' | 'packbits' | 'jpeg' | 'webp';
    /** of jpeg and webp: higher is larger and closer to the original; jpeg has full colour resolution from 90 on, whole, 1 to 100. Default 80. */
    quality?: number;
    /** store differences of neighbours, which compress better. Default true. */
    predictor?: boolean;
    /** tiles instead of strips, for readers that want a part of a large image. Default false. */
    tile?: boolean;
    /** of tiles, a multiple of 16 (pixels), whole, 16 to 32768. Default 256. */
    tileWidth?: number;
    /** of tiles, a multiple of 16 (pixels), whole, 16 to 32768. Default 256. */
    tileHeight?: number;
    /** in tiles, and each page is followed by copies of half the size each, until one fits into a tile. Default false. */
    pyramid?: boolean;
    /** 1, 2 or 4 of a grey image without alpha: the highest of its 8; with 8, and of other images, nothing is reduced (bits), whole, 1 to 8. Default 8. */
    bitdepth?: number;
    /** white is stored as 0 where `bitdepth` is below 8, as fax and scans have it. Default false. */
    miniswhite?: boolean;
    /** offsets of 64 bits; without it only where the file is larger than 4 GiB. Default false. */
    bigtiff?: boolean;
    /** the print size to note; alone it counts for both sides, and before any other density (pixels a millimetre), 0.001 to 100000. */
    xres?: number;
    /** the same of columns (pixels a millimetre), 0.001 to 100000. */
    yres?: number;
    /** in which `xres` and `yres` are written. Default 'inch'. */
    resolutionUnit?: 'inch' | 'cm';
    /** false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus. Default true. */
    force?: boolean;
  }
  /** Uncompressed pixels for old programs; alpha by a version 4 header. */
  export interface BmpOptions {
  }
  /** Icons of Windows and favicons, in one size or several; of icons and cursors the largest image is read. */
  export interface IcoOptions {
    /** squares that hold the whole image, transparent beside it; without it the image as it is, if no side is over 256 (pixels), whole, 1 to 256, one or at most 32. */
    sizes?: number | readonly number[];
  }
  /** Without loss, quick to write and read, larger than PNG. */
  export interface QoiOptions {
  }
  /** Netpbm's PBM, PGM, PPM and PAM, in text and binary, 8 and 16 bit, and PFM; written as PGM, PPM, or with alpha PAM. */
  export interface PnmOptions {
  }
  /** Radiance's light in floats, far over white: for scenes and environments of 3D programs. */
  export interface HdrOptions {
  }
  /** Textures of games: grey, palette, 15 to 32 bit, plain and run-length; written with 8 to 32 bit. */
  export interface TgaOptions {
    /** equal neighbours are stored once, without loss. Default true. */
    rle?: boolean;
  }
  /** Pyramids of tiles for viewers that zoom: Deep Zoom, IIIF, Zoomify, Google Maps. One ZIP, or where toFile gets a name in .dz, files in a folder. */
  export interface DzOptions {
    /** of a tile's sides (pixels), whole, 1 to 8192. Default 256. */
    size?: number;
    /** that a tile has of each neighbour, at most its size; layout dz alone (pixels), whole, 0 to 8192. Default 0. */
    overlap?: number;
    /** clockwise, a multiple of 90: the image is turned before it is cut (degrees), whole, -360 to 360. Default 0. */
    angle?: number;
    /** of tiles that the image does not fill (google), and the colour of blank ones. Default '#ffffff'. */
    background?: Colour;
    /** how far sizes are halved: to a pixel, to a tile, not at all; without it onepixel for dz, else onetile. */
    depth?: 'onepixel' | 'onetile' | 'one';
    /** tiles are left out whose samples are all so near to the background's; -1: none are; without it 5 for google, else -1 (levels), whole, -1 to 65535. */
    skipBlanks?: number;
    /** of toFile: files in a folder, or one ZIP; without it as the name ends: .dz and .dzi are folders; every other end gives a ZIP. */
    container?: 'fs' | 'zip';
    /** names, sizes and the file that describes them: Deep Zoom, IIIF Image API 2 or 3, Zoomify, Google Maps. Default 'dz'. */
    layout?: 'dz' | 'iiif' | 'iiif3' | 'zoomify' | 'google';
    /** google: the image lies in the middle of the square that the tiles of each size make. Default false. */
    centre?: boolean;
    /** `centre` by its other spelling. */
    center?: boolean;
    /** iiif: where it will lie, without the image's own name; without it https://example.com/iiif. */
    id?: string;
    /** of the files and folders; without it that of toFile's path, else untitled. */
    basename?: string;
    /** of the tiles. Default 'jpeg'. */
    tileFormat?: 'jpeg' | 'png' | 'webp';
    /** options of tiles in it; no quality is searched. */
    jpeg?: JpegOptions;
    /** options of tiles in it. */
    png?: PngOptions;
    /** options of tiles in it; no quality is searched. */
    webp?: WebpOptions;
  }
  /** Samples without a file format: row by row from the top, channels interleaved; 8 bit, 16 bit or float little-endian. Sample c of pixel (x, y) is number (y × width + x) × channels + c. */
  export interface RawOptions {
    /** of a sample: 8, 16 or 32 bit without and with a sign, of which white is the largest, or 32 or 64 bit float, of which it is 1; without it as the pixels are. */
    depth?: 'uchar' | 'char' | 'ushort' | 'short' | 'uint' | 'int' | 'float' | 'double';
    /** 3: RGB, alpha is laid on black; 4: RGBA, opaque where there was none; without it as the pixels are, whole, 3 to 4. */
    channels?: number;
  }
  /** Maps the image by a matrix of 2 × 2. The result has the size of what the matrix makes of the image, rounded; the displacements move the image within it. Nothing is averaged: what becomes much smaller needs a resize first. */
  export interface AffineOptions {
    /** [a, b, c, d] or [[a, b], [c, d]]: x and y become a x + b y and c x + d y, 4 to 4 of -10000000 to 10000000. */
    matrix: number | readonly number[] | readonly (readonly number[])[];
    /** of what lies outside of the image; translucent, it adds alpha. Default '#000000'. */
    background?: Colour;
    /** added to x before the matrix (pixels), -10000000 to 10000000. Default 0. */
    idx?: number;
    /** added to y before the matrix (pixels), -10000000 to 10000000. Default 0. */
    idy?: number;
    /** added to x behind the matrix (pixels), -10000000 to 10000000. Default 0. */
    odx?: number;
    /** added to y behind the matrix (pixels), -10000000 to 10000000. Default 0. */
    ody?: number;
    /** between pixels: nearest takes the one before, bilinear is what sharp does by default (whatever its documentation says), bicubic is Catmull-Rom at 64ths of a pixel, lbb the same within the range of the pixels around, nohalo smoothes oblique lines, vsqbs blurs a little. Default 'bilinear'. */
    interpolator?: 'nearest' | 'bilinear' | 'bicubic' | 'lbb' | 'nohalo' | 'vsqbs';
  }
  /** Turns the image upright by its orientation tag. It already happens before the first step unless input.autoOrient is false. */
  export interface AutoOrientOptions {
  }
  /** Joins all channels of a pixel, alpha too, into one grey, bit by bit. Floats become 16 bit. */
  export interface BandboolOptions {
    /** eor is exclusive or. */
    boolOp: 'and' | 'or' | 'eor';
  }
  /** Blurs. Colours count by their alpha; beyond the borders the outermost pixels go on. No size of blur takes longer than another. */
  export interface BlurOptions {
    /** of the Gaussian; absent or true: the mean of 3 × 3 pixels, rounded down; false: the image stays as it is (pixels), 0.3 to 1000. */
    sigma?: number | boolean;
    /** integer weights are twentieths of the middle one; float weights are exact up to 32 pixels from the middle and in 32 steps beyond; approximate is integer, which costs the same for every sigma. Default 'integer'. */
    precision?: 'integer' | 'float' | 'approximate';
    /** the Gaussian ends where it falls below this part of its height, 0.001 to 1. Default 0.2. */
    minAmplitude?: number;
    /** the mean of a square of this odd side, rounded, instead of a Gaussian (pixels), whole, 1 to 1001. */
    box?: number;
  }
  /** in place of the colour; the same seed gives the same */
  export interface BooleanNoise {
    /** nearly normal: a sum of four even ones. Default 'gaussian'. */
    type?: 'gaussian';
    /** of every channel, alpha too, 0 to 10000. Default 128. */
    mean?: number;
    /** the standard deviation, 0 to 10000. Default 30. */
    sigma?: number;
    /** another one gives another noise, whole, 0 to 4294967295. Default 0. */
    seed?: number;
  }
  /** in place of a file: one colour all over, or noise; { input: { create } } says the same */
  export interface BooleanCreate {
    /** columns (pixels), whole, 1 to 1000000. */
    width: number;
    /** rows, of all pages (pixels), whole, 1 to 1000000. */
    height: number;
    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA: the colour without what is not in them, whole, 1 to 4. Default 4. */
    channels?: number;
    /** the colour. Default '#000000'. */
    background?: Colour;
    /** in place of the colour; the same seed gives the same. */
    noise?: BooleanNoise;
    /** rows of one page, where several lie below each other; height is a multiple of it (pixels), whole, 1 to 4294967295. */
    pageHeight?: number;
  }
  /** in place of a file: text; { input: { text } } says the same */
  export interface BooleanText {
    /** what is drawn, with Pango's markup: b, i, u, s, sub, sup, tt, big, small, and span with face, size, weight, style, foreground, background, underline and strikethrough; & and < are &amp; and &lt;. */
    text: string;
    /** family, style and size in points, or in pixels (px): 'Roboto Bold Italic 24'; 12 points of the first font without it. */
    font?: string;
    /** the first font, before those of `fonts`; without any it is DejaVu Sans, in its letters of Latin, Greek and Cyrillic; no font of the system is used. */
    fontfile?: FileSource | { text: string };
    /** where lines are broken (pixels), whole, 1 to 1000000. */
    width?: number;
    /** with width: as many dots an inch as let the text fit into both, in place of dpi (pixels), whole, 1 to 1000000. */
    height?: number;
    /** of lines; left and right are exchanged where a line's first letters run from the right. Default 'left'. */
    align?: 'left' | 'centre' | 'center' | 'right';
    /** spaces are widened so that lines fill the width, but for a paragraph's last. Default false. */
    justify?: boolean;
    /** how many pixels a point has: 72 without it (dots an inch), whole, 1 to 1000000. */
    dpi?: number;
    /** colours and alpha, black where the markup says no other; else one channel, white on black. Default false. */
    rgba?: boolean;
    /** between lines, beside their own height (pixels), whole, -1000000 to 1000000. Default 0. */
    spacing?: number;
    /** where a line may be broken: between words, letters, letters of words that are too long, or nowhere. Default 'word'. */
    wrap?: 'word' | 'char' | 'word-char' | 'none';
  }
  /** the file is samples without a format, and these are their sides */
  export interface BooleanRaw {
    /** columns (pixels), whole, 1 to 4294967295. */
    width: number;
    /** rows (pixels), whole, 1 to 4294967295. */
    height: number;
    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA, whole, 1 to 4. */
    channels: number;
    /** 8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1. Default 'uchar'. */
    depth?: 'uchar' | 'ushort' | 'float';
    /** the colours are multiplied by alpha. Default false. */
    premultiplied?: boolean;
    /** rows of one page, where several lie below each other; height is a multiple of it (pixels), whole, 1 to 4294967295. */
    pageHeight?: number;
  }
  /** in place of position: what cover keeps nearest to the middle */
  export interface BooleanFocus {
    /** part of the width, from the left, 0 to 1. Default 0.5. */
    x?: number;
    /** part of the height, from the top, 0 to 1. Default 0.5. */
    y?: number;
  }
  /** what that image is resized to first, as by the operation */
  export interface BooleanResize {
    /** absent: follows from the height (pixels), whole, 1 to 1000000. */
    width?: number;
    /** absent: follows from the width (pixels), whole, 1 to 1000000. */
    height?: number;
    /** cover crops, contain pads, fill stretches, inside and outside keep the aspect within or around the box. Default 'cover'. */
    fit?: 'cover' | 'contain' | 'fill' | 'inside' | 'outside';
    /** what a crop keeps, or where padding leaves the image; entropy keeps what has the most different values, attention edges, saturated colours and skin (both of stills only). Default 'centre'. */
    position?: 'centre' | 'center' | 'top' | 'north' | 'right top' | 'northeast' | 'right' | 'east' | 'right bottom' | 'southeast' | 'bottom' | 'south' | 'left bottom' | 'southwest' | 'left' | 'west' | 'left top' | 'northwest' | 'entropy' | 'attention';
    /** in place of position: what cover keeps nearest to the middle. */
    focus?: BooleanFocus;
    /** the interpolation. Default 'lanczos3'. */
    kernel?: 'nearest' | 'linear' | 'cubic' | 'mitchell' | 'lanczos2' | 'lanczos3' | 'mks2013' | 'mks2021';
    /** the padding of contain. Default '#000000'. */
    background?: Colour;
    /** in place of width and height: of each side, 0.5 is half of it, 0.000001 to 1000000. */
    scale?: number;
    /** never larger than the input. Default false. */
    withoutEnlargement?: boolean;
    /** never smaller than the input. Default false. */
    withoutReduction?: boolean;
    /** false: a decoder that can decode smaller (JPEG, SVG) leaves at least a factor of two to the resize. Default true. */
    fastShrinkOnLoad?: boolean;
  }
  /** Bits of each sample with those of another image of as many channels, at this image's depth; one channel on either side meets all of the other's, alpha too. Floats become 16 bit. */
  export interface BooleanOptions {
    /** the other image; where it is smaller, 0 stands on the right and below. */
    operand?: FileSource | { create: BooleanCreate } | { text: BooleanText };
    /** of bits: &, | or ^. */
    operator: 'and' | 'or' | 'eor';
    /** in place of a file: one colour all over, or noise; { input: { create } } says the same. */
    create?: BooleanCreate;
    /** in place of a file: text; { input: { text } } says the same. */
    text?: BooleanText;
    /** the file is samples without a format, and these are their sides. */
    raw?: RawOptions;
    /** what that image is resized to first, as by the operation. */
    resize?: BooleanResize;
    /** turn that image upright by its tag. Default false. */
    autoOrient?: boolean;
    /** its frames run along with the image's, from the first again after the last; else the first alone. Default true. */
    animated?: boolean;
    /** its frame or page to begin with, whole, 0 to 1000000. Default 0. */
    page?: number;
    /** at which a drawing (SVG) has its own size (pixels an inch), 1 to 100000. Default 72. */
    density?: number;
  }
  /** Paints a border. Rounded corners and translucent colours add alpha; colours make grey images coloured. */
  export interface BorderOptions {
    /** how thick it is (pixels), whole, 0 to 100000. */
    width: number;
    /** what it is painted with. Default '#000000'. */
    colour?: Colour;
    /** painted over the image's margin; else the image grows by it on each side. Default false. */
    inside?: boolean;
    /** of its outer corners, one or four from the top left clockwise; the inner ones are parallel, 1 to 4 of 0 to 1000000. */
    radius?: number | readonly number[] | readonly (readonly number[])[];
    /** of the radii; percent are of the shorter side: 50 makes a circle or a pill. Default 'pixels'. */
    unit?: 'pixels' | 'percent';
  }
  /** Equalises each colour channel by the histogram of the window around each pixel (at width ÷ 2, height ÷ 2 of it), the image mirrored at its borders. Alpha stays. 16 bit and floats are counted in 256 levels and placed within them. */
  export interface ClaheOptions {
    /** of the window; at most the image's (pixels), whole, 1 to 65536. */
    width: number;
    /** of the window; at most the image's (pixels), whole, 1 to 65536. */
    height: number;
    /** that count at most of each of 256 levels, the rest is spread over all; 0: no limit (pixels), whole, 0 to 100. Default 3. */
    maxSlope?: number;
  }
  /** in place of the colour; the same seed gives the same */
  export interface CompositeNoise {
    /** nearly normal: a sum of four even ones. Default 'gaussian'. */
    type?: 'gaussian';
    /** of every channel, alpha too, 0 to 10000. Default 128. */
    mean?: number;
    /** the standard deviation, 0 to 10000. Default 30. */
    sigma?: number;
    /** another one gives another noise, whole, 0 to 4294967295. Default 0. */
    seed?: number;
  }
  /** in place of a file: one colour all over, or noise; { input: { create } } says the same */
  export interface CompositeCreate {
    /** columns (pixels), whole, 1 to 1000000. */
    width: number;
    /** rows, of all pages (pixels), whole, 1 to 1000000. */
    height: number;
    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA: the colour without what is not in them, whole, 1 to 4. Default 4. */
    channels?: number;
    /** the colour. Default '#000000'. */
    background?: Colour;
    /** in place of the colour; the same seed gives the same. */
    noise?: CompositeNoise;
    /** rows of one page, where several lie below each other; height is a multiple of it (pixels), whole, 1 to 4294967295. */
    pageHeight?: number;
  }
  /** in place of a file: text; { input: { text } } says the same */
  export interface CompositeText {
    /** what is drawn, with Pango's markup: b, i, u, s, sub, sup, tt, big, small, and span with face, size, weight, style, foreground, background, underline and strikethrough; & and < are &amp; and &lt;. */
    text: string;
    /** family, style and size in points, or in pixels (px): 'Roboto Bold Italic 24'; 12 points of the first font without it. */
    font?: string;
    /** the first font, before those of `fonts`; without any it is DejaVu Sans, in its letters of Latin, Greek and Cyrillic; no font of the system is used. */
    fontfile?: FileSource | { text: string };
    /** where lines are broken (pixels), whole, 1 to 1000000. */
    width?: number;
    /** with width: as many dots an inch as let the text fit into both, in place of dpi (pixels), whole, 1 to 1000000. */
    height?: number;
    /** of lines; left and right are exchanged where a line's first letters run from the right. Default 'left'. */
    align?: 'left' | 'centre' | 'center' | 'right';
    /** spaces are widened so that lines fill the width, but for a paragraph's last. Default false. */
    justify?: boolean;
    /** how many pixels a point has: 72 without it (dots an inch), whole, 1 to 1000000. */
    dpi?: number;
    /** colours and alpha, black where the markup says no other; else one channel, white on black. Default false. */
    rgba?: boolean;
    /** between lines, beside their own height (pixels), whole, -1000000 to 1000000. Default 0. */
    spacing?: number;
    /** where a line may be broken: between words, letters, letters of words that are too long, or nowhere. Default 'word'. */
    wrap?: 'word' | 'char' | 'word-char' | 'none';
  }
  /** the file is samples without a format, and these are their sides */
  export interface CompositeRaw {
    /** columns (pixels), whole, 1 to 4294967295. */
    width: number;
    /** rows (pixels), whole, 1 to 4294967295. */
    height: number;
    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA, whole, 1 to 4. */
    channels: number;
    /** 8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1. Default 'uchar'. */
    depth?: 'uchar' | 'ushort' | 'float';
    /** the colours are multiplied by alpha. Default false. */
    premultiplied?: boolean;
    /** rows of one page, where several lie below each other; height is a multiple of it (pixels), whole, 1 to 4294967295. */
    pageHeight?: number;
  }
  /** in place of position: what cover keeps nearest to the middle */
  export interface CompositeFocus {
    /** part of the width, from the left, 0 to 1. Default 0.5. */
    x?: number;
    /** part of the height, from the top, 0 to 1. Default 0.5. */
    y?: number;
  }
  /** what that image is resized to first, as by the operation */
  export interface CompositeResize {
    /** absent: follows from the height (pixels), whole, 1 to 1000000. */
    width?: number;
    /** absent: follows from the width (pixels), whole, 1 to 1000000. */
    height?: number;
    /** cover crops, contain pads, fill stretches, inside and outside keep the aspect within or around the box. Default 'cover'. */
    fit?: 'cover' | 'contain' | 'fill' | 'inside' | 'outside';
    /** what a crop keeps, or where padding leaves the image; entropy keeps what has the most different values, attention edges, saturated colours and skin (both of stills only). Default 'centre'. */
    position?: 'centre' | 'center' | 'top' | 'north' | 'right top' | 'northeast' | 'right' | 'east' | 'right bottom' | 'southeast' | 'bottom' | 'south' | 'left bottom' | 'southwest' | 'left' | 'west' | 'left top' | 'northwest' | 'entropy' | 'attention';
    /** in place of position: what cover keeps nearest to the middle. */
    focus?: CompositeFocus;
    /** the interpolation. Default 'lanczos3'. */
    kernel?: 'nearest' | 'linear' | 'cubic' | 'mitchell' | 'lanczos2' | 'lanczos3' | 'mks2013' | 'mks2021';
    /** the padding of contain. Default '#000000'. */
    background?: Colour;
    /** in place of width and height: of each side, 0.5 is half of it, 0.000001 to 1000000. */
    scale?: number;
    /** never larger than the input. Default false. */
    withoutEnlargement?: boolean;
    /** never smaller than the input. Default false. */
    withoutReduction?: boolean;
    /** false: a decoder that can decode smaller (JPEG, SVG) leaves at least a factor of two to the resize. Default true. */
    fastShrinkOnLoad?: boolean;
  }
  /** overlays, from the lowest up */
  export interface CompositeImage {
    /** the overlay. */
    input?: FileSource | { create: CompositeCreate } | { text: CompositeText };
    /** in place of a file: one colour all over, or noise; { input: { create } } says the same. */
    create?: CompositeCreate;
    /** in place of a file: text; { input: { text } } says the same. */
    text?: CompositeText;
    /** the file is samples without a format, and these are their sides. */
    raw?: RawOptions;
    /** how its colours meet those below; clear, source, in, out, dest-in and dest-atop clear what it does not cover. Default 'over'. */
    blend?: 'clear' | 'source' | 'over' | 'in' | 'out' | 'atop' | 'dest' | 'dest-over' | 'dest-in' | 'dest-out' | 'dest-atop' | 'xor' | 'add' | 'saturate' | 'multiply' | 'screen' | 'overlay' | 'darken' | 'lighten' | 'colour-dodge' | 'color-dodge' | 'colour-burn' | 'color-burn' | 'hard-light' | 'soft-light' | 'difference' | 'exclusion';
    /** where it lies. Default 'centre'. */
    gravity?: 'centre' | 'center' | 'north' | 'northeast' | 'east' | 'southeast' | 'south' | 'southwest' | 'west' | 'northwest';
    /** from the left, in place of gravity; with top (pixels), whole, -100000000 to 100000000. */
    left?: number;
    /** from the top, in place of gravity; with left (pixels), whole, -100000000 to 100000000. */
    top?: number;
    /** repeated over the whole image, from where it lies. Default false. */
    tile?: boolean;
    /** the file's colours are multiplied by its alpha. Default false. */
    premultiplied?: boolean;
    /** its alpha is multiplied by this, 0 to 1. Default 1. */
    opacity?: number;
    /** one that is larger than the image loses what lies outside; else it is refused. Default false. */
    clip?: boolean;
    /** what that image is resized to first, as by the operation. */
    resize?: CompositeResize;
    /** turn that image upright by its tag. Default false. */
    autoOrient?: boolean;
    /** its frames run along with the image's, from the first again after the last; else the first alone. Default true. */
    animated?: boolean;
    /** its frame or page to begin with, whole, 0 to 1000000. Default 0. */
    page?: number;
    /** at which a drawing (SVG) has its own size (pixels an inch), 1 to 100000. Default 72. */
    density?: number;
  }
  /** Composes images with this one. The result has three colours and alpha, at this image's depth; an overlay that moves does so along with it. */
  export interface CompositeOptions {
    /** overlays, from the lowest up, 1 to 256. */
    images: readonly CompositeImage[];
  }
  /** Makes of each pixel the weighted sum of those around it, as they lie (the kernel is not turned). Colours count by their alpha; beyond the borders the outermost pixels go on; 8 bit is rounded down. */
  export interface ConvolveOptions {
    /** columns of the kernel (weights), whole, 3 to 1001. */
    width: number;
    /** rows of the kernel (weights), whole, 3 to 1001. */
    height: number;
    /** width × height weights, row by row; an even side has its middle right of, or below, the centre, 9 to 1002001 of -1000000000 to 1000000000. */
    kernel: number | readonly number[] | readonly (readonly number[])[];
    /** what sums are divided by, at least 1; absent: the sum of the weights, 0 to 1000000000. */
    scale?: number;
    /** what is added in the end, in steps of the samples: white is 255 at 8 bit, 65535 at 16 bit, 1 in floats, -1000000000 to 1000000000. Default 0. */
    offset?: number;
  }
  /** Dark areas grow by the least value in the square around each pixel, each channel by itself, alpha too: as sharp, whose foreground is dark. */
  export interface DilateOptions {
    /** to each side (pixels), whole, 1 to 65536. Default 1. */
    width?: number;
    /** bits: as sharp, bit by bit, which is meant for samples of 0 and 255; values: the least or greatest. Above 8 bit always values. Default 'bits'. */
    of?: 'bits' | 'values';
  }
  /** Adds alpha where there is none; alpha that is there stays. */
  export interface EnsureAlphaOptions {
    /** of the alpha that is added: 0 is transparent, 1 opaque, 0 to 1. Default 1. */
    alpha?: number;
  }
  /** Light areas grow by the greatest value in the square around each pixel, each channel by itself, alpha too: as sharp, whose foreground is dark. */
  export interface ErodeOptions {
    /** to each side (pixels), whole, 1 to 65536. Default 1. */
    width?: number;
    /** bits: as sharp, bit by bit, which is meant for samples of 0 and 255; values: the least or greatest. Above 8 bit always values. Default 'bits'. */
    of?: 'bits' | 'values';
  }
  /** Adds pixels around the image. */
  export interface ExtendOptions {
    /** on each side that is not given itself (pixels), whole, 0 to 1000000. Default 0. */
    all?: number;
    /** rows above (pixels), whole, 0 to 1000000. */
    top?: number;
    /** rows below (pixels), whole, 0 to 1000000. */
    bottom?: number;
    /** columns before (pixels), whole, 0 to 1000000. */
    left?: number;
    /** columns behind (pixels), whole, 0 to 1000000. */
    right?: number;
    /** background is one colour, copy the nearest pixel, repeat the image again, mirror the image turned over. Default 'background'. */
    extendWith?: 'background' | 'copy' | 'repeat' | 'mirror';
    /** the colour; translucent, it adds alpha. Default '#000000'. */
    background?: Colour;
  }
  /** Cuts a part out of the image. A part that is not wholly within it is an error, known from the header. */
  export interface ExtractOptions {
    /** columns before the part (pixels), whole, 0 to 1000000. */
    left: number;
    /** rows above the part (pixels), whole, 0 to 1000000. */
    top: number;
    /** of the part (pixels), whole, 1 to 1000000. */
    width: number;
    /** of the part (pixels), whole, 1 to 1000000. */
    height: number;
  }
  /** Makes a grey image of one channel. */
  export interface ExtractChannelOptions {
    /** by name or place; alpha is the last channel, red, green and blue of a grey image are its grey, 0 to 4. */
    channel: 'red' | 'green' | 'blue' | 'alpha' | number;
  }
  /** Composes the image onto a colour and drops its alpha. Opaque images stay as they are. */
  export interface FlattenOptions {
    /** what lies below; its own alpha is ignored. Default '#000000'. */
    background?: Colour;
  }
  /** Mirrors the image vertically: what was at the top is at the bottom. */
  export interface FlipOptions {
    /** false leaves the image as it is. Default true. */
    flip?: boolean;
  }
  /** Mirrors the image horizontally: what was at the left is at the right. */
  export interface FlopOptions {
    /** false leaves the image as it is. Default true. */
    flop?: boolean;
  }
  /** Darkens by `gamma`, cuts to whole numbers, then brightens by `gammaOut`, as sharp does around its other steps. Here it is one step: to have others between, write `gamma(2.2, 1)` before them and `gamma(1, 2.2)` behind. Alpha stays. */
  export interface GammaOptions {
    /** darkens: sample to the power of it, 1 to 3. Default 2.2. */
    gamma?: number;
    /** brightens: to the power of 1 by it; absent: gamma, 1 to 3. */
    gammaOut?: number;
  }
  /** Grey with the colour's luminance in linear light (Rec. 709), in one channel; alpha and depth stay. */
  export interface GreyscaleOptions {
    /** false: the image stays as it is. Default true. */
    greyscale?: boolean;
  }
  /** the file is samples without a format, and these are their sides */
  export interface JoinChannelRaw {
    /** columns (pixels), whole, 1 to 4294967295. */
    width: number;
    /** rows (pixels), whole, 1 to 4294967295. */
    height: number;
    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA, whole, 1 to 4. */
    channels: number;
    /** 8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1. Default 'uchar'. */
    depth?: 'uchar' | 'ushort' | 'float';
    /** the colours are multiplied by alpha. Default false. */
    premultiplied?: boolean;
    /** rows of one page, where several lie below each other; height is a multiple of it (pixels), whole, 1 to 4294967295. */
    pageHeight?: number;
  }
  /** in place of position: what cover keeps nearest to the middle */
  export interface JoinChannelFocus {
    /** part of the width, from the left, 0 to 1. Default 0.5. */
    x?: number;
    /** part of the height, from the top, 0 to 1. Default 0.5. */
    y?: number;
  }
  /** what that image is resized to first, as by the operation */
  export interface JoinChannelResize {
    /** absent: follows from the height (pixels), whole, 1 to 1000000. */
    width?: number;
    /** absent: follows from the width (pixels), whole, 1 to 1000000. */
    height?: number;
    /** cover crops, contain pads, fill stretches, inside and outside keep the aspect within or around the box. Default 'cover'. */
    fit?: 'cover' | 'contain' | 'fill' | 'inside' | 'outside';
    /** what a crop keeps, or where padding leaves the image; entropy keeps what has the most different values, attention edges, saturated colours and skin (both of stills only). Default 'centre'. */
    position?: 'centre' | 'center' | 'top' | 'north' | 'right top' | 'northeast' | 'right' | 'east' | 'right bottom' | 'southeast' | 'bottom' | 'south' | 'left bottom' | 'southwest' | 'left' | 'west' | 'left top' | 'northwest' | 'entropy' | 'attention';
    /** in place of position: what cover keeps nearest to the middle. */
    focus?: JoinChannelFocus;
    /** the interpolation. Default 'lanczos3'. */
    kernel?: 'nearest' | 'linear' | 'cubic' | 'mitchell' | 'lanczos2' | 'lanczos3' | 'mks2013' | 'mks2021';
    /** the padding of contain. Default '#000000'. */
    background?: Colour;
    /** in place of width and height: of each side, 0.5 is half of it, 0.000001 to 1000000. */
    scale?: number;
    /** never larger than the input. Default false. */
    withoutEnlargement?: boolean;
    /** never smaller than the input. Default false. */
    withoutReduction?: boolean;
    /** false: a decoder that can decode smaller (JPEG, SVG) leaves at least a factor of two to the resize. Default true. */
    fastShrinkOnLoad?: boolean;
  }
  /** Channels of other images after this one's, at its depth: two are grey and alpha, three RGB, four RGBA. More are an error, as no format that is written holds them. */
  export interface JoinChannelOptions {
    /** what is joined, in this order; where one is smaller, 0 stands on the right and below, at most 3. */
    images: readonly FileSource[];
    /** the file is samples without a format, and these are their sides. */
    raw?: RawOptions;
    /** what that image is resized to first, as by the operation. */
    resize?: JoinChannelResize;
    /** turn that image upright by its tag. Default false. */
    autoOrient?: boolean;
    /** its frames run along with the image's, from the first again after the last; else the first alone. Default true. */
    animated?: boolean;
    /** its frame or page to begin with, whole, 0 to 1000000. Default 0. */
    page?: number;
    /** at which a drawing (SVG) has its own size (pixels an inch), 1 to 100000. Default 72. */
    density?: number;
  }
  /** Makes a × sample + b of each sample, cut to a whole number. Alpha stays, unless it has numbers of its own. */
  export interface LinearOptions {
    /** factors: one, one a colour, or one a channel with alpha; absent: 1, 1 to 5 of -1000000000 to 1000000000. */
    a?: number | readonly number[] | readonly (readonly number[])[];
    /** what is added, as many as factors; white is 255, 65535 at 16 bit, 1 in floats; absent: 0, 1 to 5 of -1000000000 to 1000000000. */
    b?: number | readonly number[] | readonly (readonly number[])[];
  }
  /** Maps colours by a .cube table, as they are coded (no linear light). What lies outside of the table's domain is taken at its border; grey becomes colour; alpha stays. */
  export interface LutOptions {
    /** a .cube file: curves of 2 to 65536 entries, or 2 to 128 colours a side. */
    file?: FileSource | { text: string };
    /** the same as text; one of both. */
    text?: string;
    /** between the colours of a table of three dimensions; curves are linear. Default 'tetrahedral'. */
    interpolation?: 'tetrahedral' | 'trilinear';
  }
  /** in place of the colour; the same seed gives the same */
  export interface MaskNoise {
    /** nearly normal: a sum of four even ones. Default 'gaussian'. */
    type?: 'gaussian';
    /** of every channel, alpha too, 0 to 10000. Default 128. */
    mean?: number;
    /** the standard deviation, 0 to 10000. Default 30. */
    sigma?: number;
    /** another one gives another noise, whole, 0 to 4294967295. Default 0. */
    seed?: number;
  }
  /** in place of a file: one colour all over, or noise; { input: { create } } says the same */
  export interface MaskCreate {
    /** columns (pixels), whole, 1 to 1000000. */
    width: number;
    /** rows, of all pages (pixels), whole, 1 to 1000000. */
    height: number;
    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA: the colour without what is not in them, whole, 1 to 4. Default 4. */
    channels?: number;
    /** the colour. Default '#000000'. */
    background?: Colour;
    /** in place of the colour; the same seed gives the same. */
    noise?: MaskNoise;
    /** rows of one page, where several lie below each other; height is a multiple of it (pixels), whole, 1 to 4294967295. */
    pageHeight?: number;
  }
  /** in place of a file: text; { input: { text } } says the same */
  export interface MaskText {
    /** what is drawn, with Pango's markup: b, i, u, s, sub, sup, tt, big, small, and span with face, size, weight, style, foreground, background, underline and strikethrough; & and < are &amp; and &lt;. */
    text: string;
    /** family, style and size in points, or in pixels (px): 'Roboto Bold Italic 24'; 12 points of the first font without it. */
    font?: string;
    /** the first font, before those of `fonts`; without any it is DejaVu Sans, in its letters of Latin, Greek and Cyrillic; no font of the system is used. */
    fontfile?: FileSource | { text: string };
    /** where lines are broken (pixels), whole, 1 to 1000000. */
    width?: number;
    /** with width: as many dots an inch as let the text fit into both, in place of dpi (pixels), whole, 1 to 1000000. */
    height?: number;
    /** of lines; left and right are exchanged where a line's first letters run from the right. Default 'left'. */
    align?: 'left' | 'centre' | 'center' | 'right';
    /** spaces are widened so that lines fill the width, but for a paragraph's last. Default false. */
    justify?: boolean;
    /** how many pixels a point has: 72 without it (dots an inch), whole, 1 to 1000000. */
    dpi?: number;
    /** colours and alpha, black where the markup says no other; else one channel, white on black. Default false. */
    rgba?: boolean;
    /** between lines, beside their own height (pixels), whole, -1000000 to 1000000. Default 0. */
    spacing?: number;
    /** where a line may be broken: between words, letters, letters of words that are too long, or nowhere. Default 'word'. */
    wrap?: 'word' | 'char' | 'word-char' | 'none';
  }
  /** the file is samples without a format, and these are their sides */
  export interface MaskRaw {
    /** columns (pixels), whole, 1 to 4294967295. */
    width: number;
    /** rows (pixels), whole, 1 to 4294967295. */
    height: number;
    /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA, whole, 1 to 4. */
    channels: number;
    /** 8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1. Default 'uchar'. */
    depth?: 'uchar' | 'ushort' | 'float';
    /** the colours are multiplied by alpha. Default false. */
    premultiplied?: boolean;
    /** rows of one page, where several lie below each other; height is a multiple of it (pixels), whole, 1 to 4294967295. */
    pageHeight?: number;
  }
  /** Alpha from another image, times the alpha that is there. */
  export interface MaskOptions {
    /** the image whose white shows and whose black hides. */
    input?: FileSource | { create: MaskCreate } | { text: MaskText };
    /** what of it counts: luminance in linear light, times its alpha; or alpha alone. Default 'luminance'. */
    channel?: 'luminance' | 'alpha';
    /** black shows and white hides. Default false. */
    invert?: boolean;
    /** how it gets the image's size, as by resize; past one that contains, nothing shows. Default 'fill'. */
    fit?: 'fill' | 'cover' | 'contain';
    /** in place of a file: one colour all over, or noise; { input: { create } } says the same. */
    create?: MaskCreate;
    /** in place of a file: text; { input: { text } } says the same. */
    text?: MaskText;
    /** the file is samples without a format, and these are their sides. */
    raw?: RawOptions;
    /** turn that image upright by its tag. Default false. */
    autoOrient?: boolean;
    /** its frames run along with the image's, from the first again after the last; else the first alone. Default true. */
    animated?: boolean;
    /** its frame or page to begin with, whole, 0 to 1000000. Default 0. */
    page?: number;
    /** at which a drawing (SVG) has its own size (pixels an inch), 1 to 100000. Default 72. */
    density?: number;
  }
  /** Takes the median of the square around each pixel, each channel by itself, alpha too. Beyond the borders the outermost pixels go on. At 8 bit no size takes longer than another; at 16 bit the time grows with the size, in floats with its square. */
  export interface MedianOptions {
    /** side of the square; an even one reaches one pixel further left and up (pixels), whole, 1 to 1000. Default 3. */
    size?: number;
  }
  /** Changes brightness, saturation, hue and lightness, in CIELAB (D65). What leaves sRGB is cut; alpha stays. */
  export interface ModulateOptions {
    /** factor of the lightness, 0 to 1000000. Default 1. */
    brightness?: number;
    /** factor of the chroma, 0 to 1000000. Default 1. */
    saturation?: number;
    /** by which hues turn (degrees), whole, -1000000000 to 1000000000. Default 0. */
    hue?: number;
    /** added to the lightness (of 100), -1000000 to 1000000. Default 0. */
    lightness?: number;
  }
  /** Makes the negative: white less each sample. Alpha is negated too, unless `alpha` is false. */
  export interface NegateOptions {
    /** false: the image stays as it is. Default true. */
    negate?: boolean;
    /** alpha too. Default true. */
    alpha?: boolean;
  }
  /** Adds nearly normal noise (a sum of four even ones, never beyond 3.47 deviations) to the colours; alpha stays. The same seed and size give the same noise. */
  export interface NoiseOptions {
    /** its standard deviation, of 255 at every depth, 0 to 255. Default 10. */
    amount?: number;
    /** another one gives another grain, whole, 0 to 4294967295. Default 0. */
    seed?: number;
    /** the same in all colours of a pixel. Default false. */
    monochrome?: boolean;
  }
  /** Stretches CIELAB's lightness so that it reaches from black to white; chroma and alpha stay. The ends are whole steps of lightness; an image with no more than one step between them stays as it is. */
  export interface NormaliseOptions {
    /** of the pixels are darker than what becomes black (percent), 0 to 99. Default 1. */
    lower?: number;
    /** are darker than what becomes white; more than lower (percent), 1 to 100. Default 99. */
    upper?: number;
  }
  /** Gives every square of pixels their mean, colours by their alpha. Squares at the right and lower border end there. */
  export interface PixelateOptions {
    /** side of the squares, the first at the top left (pixels), whole, 1 to 100000. Default 8. */
    size?: number;
  }
  /** Rounds the corners: what lies outside becomes transparent, with smooth edges. */
  export interface RadiusOptions {
    /** one for all corners, or four from the top left clockwise; those that would meet become smaller, 1 to 4 of 0 to 1000000. */
    radii: number | readonly number[] | readonly (readonly number[])[];
    /** of the radii; percent are of the shorter side: 50 makes a circle or a pill. Default 'pixels'. */
    unit?: 'pixels' | 'percent';
  }
  /** Makes each channel a sum of all, cut to whole numbers. Grey becomes colour first; a matrix for four channels adds alpha. */
  export interface RecombOptions {
    /** 3 × 3 for red, green and blue, or 4 × 4 with alpha; row by row, a row for each channel that comes out, 9 to 16 of -1000000 to 1000000. */
    matrix: number | readonly number[] | readonly (readonly number[])[];
  }
  /** Drops alpha; colours stay as they are under it. `flatten` composes them onto a background instead. */
  export interface RemoveAlphaOptions {
  }
  /** in place of position: what cover keeps nearest to the middle */
  export interface ResizeFocus {
    /** part of the width, from the left, 0 to 1. Default 0.5. */
    x?: number;
    /** part of the height, from the top, 0 to 1. Default 0.5. */
    y?: number;
  }
  /** Resizes to width × height. With one of both, the other follows from the aspect ratio. */
  export interface ResizeOptions {
    /** absent: follows from the height (pixels), whole, 1 to 1000000. */
    width?: number;
    /** absent: follows from the width (pixels), whole, 1 to 1000000. */
    height?: number;
    /** cover crops, contain pads, fill stretches, inside and outside keep the aspect within or around the box. Default 'cover'. */
    fit?: 'cover' | 'contain' | 'fill' | 'inside' | 'outside';
    /** what a crop keeps, or where padding leaves the image; entropy keeps what has the most different values, attention edges, saturated colours and skin (both of stills only). Default 'centre'. */
    position?: 'centre' | 'center' | 'top' | 'north' | 'right top' | 'northeast' | 'right' | 'east' | 'right bottom' | 'southeast' | 'bottom' | 'south' | 'left bottom' | 'southwest' | 'left' | 'west' | 'left top' | 'northwest' | 'entropy' | 'attention';
    /** in place of position: what cover keeps nearest to the middle. */
    focus?: ResizeFocus;
    /** the interpolation. Default 'lanczos3'. */
    kernel?: 'nearest' | 'linear' | 'cubic' | 'mitchell' | 'lanczos2' | 'lanczos3' | 'mks2013' | 'mks2021';
    /** the padding of contain. Default '#000000'. */
    background?: Colour;
    /** in place of width and height: of each side, 0.5 is half of it, 0.000001 to 1000000. */
    scale?: number;
    /** never larger than the input. Default false. */
    withoutEnlargement?: boolean;
    /** never smaller than the input. Default false. */
    withoutReduction?: boolean;
    /** false: a decoder that can decode smaller (JPEG, SVG) leaves at least a factor of two to the resize. Default true. */
    fastShrinkOnLoad?: boolean;
  }
  /** Turns the image clockwise. Multiples of 90 degrees move pixels; other angles interpolate between them (bilinear), turn about the centre and give the whole turned image, its sides rounded. */
  export interface RotateOptions {
    /** clockwise; absent: what autoOrient does (degrees), -10000000 to 10000000. */
    angle?: number;
    /** of the corners that an oblique angle leaves; translucent, it adds alpha. Default '#000000'. */
    background?: Colour;
  }
  /** A shadow of the image's alpha. The canvas grows by what falls outside; the result has three colours and alpha. */
  export interface ShadowOptions {
    /** how far to the right it falls (pixels), whole, -10000 to 10000. Default 0. */
    left?: number;
    /** how far down it falls (pixels), whole, -10000 to 10000. Default 8. */
    top?: number;
    /** sigma of the Gaussian; under 0.3 it is sharp (pixels), 0 to 1000. Default 8. */
    blur?: number;
    /** of the shadow. Default '#000000'. */
    colour?: Colour;
    /** of the shadow where nothing of it is blurred, 0 to 1. Default 0.5. */
    opacity?: number;
  }
  /** Sharpens: without options mildly, with sigma the lightness alone (L* of CIELAB), more where it is jagged than where it is flat. Colours count by their alpha; beyond the borders the outermost pixels go on. */
  export interface SharpenOptions {
    /** of the Gaussian; absent: a mild kernel of 3 × 3 over the samples as they are (pixels), 0.000001 to 10. */
    sigma?: number;
    /** how much flat areas are sharpened; absent: 1, 0 to 1000000. */
    m1?: number;
    /** how much jagged areas are; absent: 2, 0 to 1000000. */
    m2?: number;
    /** the difference that parts flat and jagged; absent: 2 (L*), 0 to 1000000. */
    x1?: number;
    /** the most that is brightened; absent: 10 (L*), 0 to 1000000. */
    y2?: number;
    /** the most that is darkened; absent: 20 (L*), 0 to 1000000. */
    y3?: number;
  }
  /** Makes white of what is at least as bright as the threshold, black of the rest. Alpha becomes opaque or transparent by the same rule, as in sharp. */
  export interface ThresholdOptions {
    /** what is at least as bright becomes white; of 255 at every depth; 0: the image stays as it is, whole, 0 to 255. Default 128. */
    threshold?: number;
    /** of the grey; false: of each channel. Default true. */
    greyscale?: boolean;
    /** the same by its other spelling. Default true. */
    grayscale?: boolean;
  }
  /** Gives the image's lightness the chroma of a colour, in CIELAB (D65): all of it at middle grey, none at black and white. Grey images become coloured; alpha stays. */
  export interface TintOptions {
    /** the colour; its own lightness and alpha are ignored. */
    tint: Colour;
  }
  /** Colour or grey, 8 or 16 bit, for the steps that follow and the output. A grey has the colour's luminance in linear light (Rec. 709), as sharp's has. */
  export interface ToColourspaceOptions {
    /** srgb and rgb16 have three channels of 8 and 16 bit, b-w and grey16 one; alpha stays beside them. */
    space: 'srgb' | 'b-w' | 'rgb16' | 'grey16';
  }
  /** Cuts away edges that look like the background, in colour (composed onto it) and in alpha. An image that is all background stays as it is. The size is known with the pixels only: plan() tells the largest that it may be. Stills only. */
  export interface TrimOptions {
    /** of the edges; absent: the pixel at the top left. */
    background?: Colour;
    /** by how much a channel differs from the background in what is kept, at any depth of the samples (of 255), 0 to 65535. Default 10. */
    threshold?: number;
    /** true: lines of single pixels count too; else a median of 3 × 3 takes specks away before the search. Default false. */
    lineArt?: boolean;
    /** of the edges that stay, as far as there are any (pixels), whole, 0 to 1000000. Default 0. */
    margin?: number;
  }
  /** Makes transparent what is white, by its grey at the image's depth; alpha elsewhere stays, or is opaque where there was none. */
  export interface UnflattenOptions {
  }
  /** Fades from `radius` to the corners to a colour, along an ellipse with the image's proportions: by 3t² − 2t³ of the way t, in the samples as they are coded. Alpha stays. */
  export interface VignetteOptions {
    /** of the colour in the corners, 0 to 1. Default 0.5. */
    amount?: number;
    /** where it begins: 0 at the centre, 1 in the corners, 0 to 1. Default 0.5. */
    radius?: number;
    /** what it fades to; its own alpha is ignored. Default '#000000'. */
    colour?: Colour;
  }
  export type Step = ({ op: 'affine' } & AffineOptions) | ({ op: 'autoOrient' } & AutoOrientOptions) | ({ op: 'bandbool' } & BandboolOptions) | ({ op: 'blur' } & BlurOptions) | ({ op: 'boolean' } & BooleanOptions) | ({ op: 'border' } & BorderOptions) | ({ op: 'clahe' } & ClaheOptions) | ({ op: 'composite' } & CompositeOptions) | ({ op: 'convolve' } & ConvolveOptions) | ({ op: 'dilate' } & DilateOptions) | ({ op: 'ensureAlpha' } & EnsureAlphaOptions) | ({ op: 'erode' } & ErodeOptions) | ({ op: 'extend' } & ExtendOptions) | ({ op: 'extract' } & ExtractOptions) | ({ op: 'extractChannel' } & ExtractChannelOptions) | ({ op: 'flatten' } & FlattenOptions) | ({ op: 'flip' } & FlipOptions) | ({ op: 'flop' } & FlopOptions) | ({ op: 'gamma' } & GammaOptions) | ({ op: 'greyscale' | 'grayscale' } & GreyscaleOptions) | ({ op: 'joinChannel' } & JoinChannelOptions) | ({ op: 'linear' } & LinearOptions) | ({ op: 'lut' } & LutOptions) | ({ op: 'mask' } & MaskOptions) | ({ op: 'median' } & MedianOptions) | ({ op: 'modulate' } & ModulateOptions) | ({ op: 'negate' } & NegateOptions) | ({ op: 'noise' } & NoiseOptions) | ({ op: 'normalise' | 'normalize' } & NormaliseOptions) | ({ op: 'pixelate' } & PixelateOptions) | ({ op: 'radius' } & RadiusOptions) | ({ op: 'recomb' } & RecombOptions) | ({ op: 'removeAlpha' } & RemoveAlphaOptions) | ({ op: 'resize' } & ResizeOptions) | ({ op: 'rotate' } & RotateOptions) | ({ op: 'shadow' } & ShadowOptions) | ({ op: 'sharpen' } & SharpenOptions) | ({ op: 'threshold' } & ThresholdOptions) | ({ op: 'tint' } & TintOptions) | ({ op: 'toColourspace' | 'toColorspace' | 'pipelineColourspace' | 'pipelineColorspace' } & ToColourspaceOptions) | ({ op: 'trim' } & TrimOptions) | ({ op: 'unflatten' } & UnflattenOptions) | ({ op: 'vignette' } & VignetteOptions);
  /** Options of formats, each where an image comes out in it although it is not asked for. */
  export type FormatsOptions = { jpeg?: JpegOptions; png?: PngOptions; webp?: WebpOptions; gif?: GifOptions; avif?: AvifOptions; tiff?: TiffOptions; bmp?: BmpOptions; ico?: IcoOptions; qoi?: QoiOptions; pnm?: PnmOptions; hdr?: HdrOptions; tga?: TgaOptions; dz?: DzOptions; raw?: RawOptions };
  export interface OutputOptions {
    name?: string;
    steps?: Step[];
    metadata?: MetadataOptions;
  }
  export type Output = (OutputOptions & { format: 'jpeg' | 'jpg' } & JpegOptions) | (OutputOptions & { format: 'png' } & PngOptions) | (OutputOptions & { format: 'webp' } & WebpOptions) | (OutputOptions & { format: 'gif' } & GifOptions) | (OutputOptions & { format: 'avif' | 'heif' } & AvifOptions) | (OutputOptions & { format: 'tiff' | 'tif' } & TiffOptions) | (OutputOptions & { format: 'bmp' } & BmpOptions) | (OutputOptions & { format: 'ico' } & IcoOptions) | (OutputOptions & { format: 'qoi' } & QoiOptions) | (OutputOptions & { format: 'pnm' | 'ppm' | 'pgm' | 'pbm' | 'pam' } & PnmOptions) | (OutputOptions & { format: 'hdr' | 'rgbe' } & HdrOptions) | (OutputOptions & { format: 'tga' } & TgaOptions) | (OutputOptions & { format: 'dz' } & DzOptions) | (OutputOptions & { format: 'raw' } & RawOptions) | (OutputOptions & { format?: undefined; formats?: FormatsOptions });
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
    /** Maps the image by a matrix of 2 × 2. The result has the size of what the matrix makes of the image, rounded; the displacements move the image within it. Nothing is averaged: what becomes much smaller needs a resize first. */
    affine(options?: AffineOptions): this;
    affine(matrix?: number | readonly number[] | readonly (readonly number[])[] | null, options?: Omit<AffineOptions, 'matrix'>): this;
    /** Turns the image upright by its orientation tag. It already happens before the first step unless input.autoOrient is false. */
    autoOrient(options?: AutoOrientOptions): this;
    /** Joins all channels of a pixel, alpha too, into one grey, bit by bit. Floats become 16 bit. */
    bandbool(options?: BandboolOptions): this;
    bandbool(boolOp?: 'and' | 'or' | 'eor' | null, options?: Omit<BandboolOptions, 'boolOp'>): this;
    /** Blurs. Colours count by their alpha; beyond the borders the outermost pixels go on. No size of blur takes longer than another. */
    blur(options?: BlurOptions): this;
    blur(sigma?: number | boolean | null, options?: Omit<BlurOptions, 'sigma'>): this;
    /** Bits of each sample with those of another image of as many channels, at this image's depth; one channel on either side meets all of the other's, alpha too. Floats become 16 bit. */
    boolean(options?: BooleanOptions): this;
    boolean(operand?: FileSource | { create: BooleanCreate } | { text: BooleanText } | null, operator?: 'and' | 'or' | 'eor' | null, options?: Omit<BooleanOptions, 'operand' | 'operator'>): this;
    /** Paints a border. Rounded corners and translucent colours add alpha; colours make grey images coloured. */
    border(options?: BorderOptions): this;
    border(width?: number | null, colour?: Colour | null, options?: Omit<BorderOptions, 'width' | 'colour'>): this;
    /** Equalises each colour channel by the histogram of the window around each pixel (at width ÷ 2, height ÷ 2 of it), the image mirrored at its borders. Alpha stays. 16 bit and floats are counted in 256 levels and placed within them. */
    clahe(options?: ClaheOptions): this;
    /** Composes images with this one. The result has three colours and alpha, at this image's depth; an overlay that moves does so along with it. */
    composite(options?: CompositeOptions): this;
    composite(images?: readonly CompositeImage[] | null, options?: Omit<CompositeOptions, 'images'>): this;
    /** Makes of each pixel the weighted sum of those around it, as they lie (the kernel is not turned). Colours count by their alpha; beyond the borders the outermost pixels go on; 8 bit is rounded down. */
    convolve(options?: ConvolveOptions): this;
    /** Dark areas grow by the least value in the square around each pixel, each channel by itself, alpha too: as sharp, whose foreground is dark. */
    dilate(options?: DilateOptions): this;
    dilate(width?: number | null, options?: Omit<DilateOptions, 'width'>): this;
    /** Adds alpha where there is none; alpha that is there stays. */
    ensureAlpha(options?: EnsureAlphaOptions): this;
    ensureAlpha(alpha?: number | null, options?: Omit<EnsureAlphaOptions, 'alpha'>): this;
    /** Light areas grow by the greatest value in the square around each pixel, each channel by itself, alpha too: as sharp, whose foreground is dark. */
    erode(options?: ErodeOptions): this;
    erode(width?: number | null, options?: Omit<ErodeOptions, 'width'>): this;
    /** Adds pixels around the image. */
    extend(options?: ExtendOptions): this;
    extend(all?: number | null, options?: Omit<ExtendOptions, 'all'>): this;
    /** Cuts a part out of the image. A part that is not wholly within it is an error, known from the header. */
    extract(options?: ExtractOptions): this;
    /** Makes a grey image of one channel. */
    extractChannel(options?: ExtractChannelOptions): this;
    extractChannel(channel?: 'red' | 'green' | 'blue' | 'alpha' | number | null, options?: Omit<ExtractChannelOptions, 'channel'>): this;
    /** Composes the image onto a colour and drops its alpha. Opaque images stay as they are. */
    flatten(options?: FlattenOptions): this;
    /** Mirrors the image vertically: what was at the top is at the bottom. */
    flip(options?: FlipOptions): this;
    flip(flip?: boolean | null, options?: Omit<FlipOptions, 'flip'>): this;
    /** Mirrors the image horizontally: what was at the left is at the right. */
    flop(options?: FlopOptions): this;
    flop(flop?: boolean | null, options?: Omit<FlopOptions, 'flop'>): this;
    /** Darkens by `gamma`, cuts to whole numbers, then brightens by `gammaOut`, as sharp does around its other steps. Here it is one step: to have others between, write `gamma(2.2, 1)` before them and `gamma(1, 2.2)` behind. Alpha stays. */
    gamma(options?: GammaOptions): this;
    gamma(gamma?: number | null, gammaOut?: number | null, options?: Omit<GammaOptions, 'gamma' | 'gammaOut'>): this;
    /** Grey with the colour's luminance in linear light (Rec. 709), in one channel; alpha and depth stay. */
    greyscale(options?: GreyscaleOptions): this;
    greyscale(greyscale?: boolean | null, options?: Omit<GreyscaleOptions, 'greyscale'>): this;
    /** Grey with the colour's luminance in linear light (Rec. 709), in one channel; alpha and depth stay. */
    grayscale(options?: GreyscaleOptions): this;
    grayscale(greyscale?: boolean | null, options?: Omit<GreyscaleOptions, 'greyscale'>): this;
    /** Channels of other images after this one's, at its depth: two are grey and alpha, three RGB, four RGBA. More are an error, as no format that is written holds them. */
    joinChannel(options?: JoinChannelOptions): this;
    joinChannel(images?: readonly FileSource[] | null, options?: Omit<JoinChannelOptions, 'images'>): this;
    /** Makes a × sample + b of each sample, cut to a whole number. Alpha stays, unless it has numbers of its own. */
    linear(options?: LinearOptions): this;
    linear(a?: number | readonly number[] | readonly (readonly number[])[] | null, b?: number | readonly number[] | readonly (readonly number[])[] | null, options?: Omit<LinearOptions, 'a' | 'b'>): this;
    /** Maps colours by a .cube table, as they are coded (no linear light). What lies outside of the table's domain is taken at its border; grey becomes colour; alpha stays. */
    lut(options?: LutOptions): this;
    lut(file?: FileSource | { text: string } | null, options?: Omit<LutOptions, 'file'>): this;
    /** Alpha from another image, times the alpha that is there. */
    mask(options?: MaskOptions): this;
    mask(input?: FileSource | { create: MaskCreate } | { text: MaskText } | null, options?: Omit<MaskOptions, 'input'>): this;
    /** Takes the median of the square around each pixel, each channel by itself, alpha too. Beyond the borders the outermost pixels go on. At 8 bit no size takes longer than another; at 16 bit the time grows with the size, in floats with its square. */
    median(options?: MedianOptions): this;
    median(size?: number | null, options?: Omit<MedianOptions, 'size'>): this;
    /** Changes brightness, saturation, hue and lightness, in CIELAB (D65). What leaves sRGB is cut; alpha stays. */
    modulate(options?: ModulateOptions): this;
    /** Makes the negative: white less each sample. Alpha is negated too, unless `alpha` is false. */
    negate(options?: NegateOptions): this;
    negate(negate?: boolean | null, options?: Omit<NegateOptions, 'negate'>): this;
    /** Adds nearly normal noise (a sum of four even ones, never beyond 3.47 deviations) to the colours; alpha stays. The same seed and size give the same noise. */
    noise(options?: NoiseOptions): this;
    noise(amount?: number | null, options?: Omit<NoiseOptions, 'amount'>): this;
    /** Stretches CIELAB's lightness so that it reaches from black to white; chroma and alpha stay. The ends are whole steps of lightness; an image with no more than one step between them stays as it is. */
    normalise(options?: NormaliseOptions): this;
    /** Stretches CIELAB's lightness so that it reaches from black to white; chroma and alpha stay. The ends are whole steps of lightness; an image with no more than one step between them stays as it is. */
    normalize(options?: NormaliseOptions): this;
    /** Gives every square of pixels their mean, colours by their alpha. Squares at the right and lower border end there. */
    pixelate(options?: PixelateOptions): this;
    pixelate(size?: number | null, options?: Omit<PixelateOptions, 'size'>): this;
    /** Rounds the corners: what lies outside becomes transparent, with smooth edges. */
    radius(options?: RadiusOptions): this;
    radius(radii?: number | readonly number[] | readonly (readonly number[])[] | null, options?: Omit<RadiusOptions, 'radii'>): this;
    /** Makes each channel a sum of all, cut to whole numbers. Grey becomes colour first; a matrix for four channels adds alpha. */
    recomb(options?: RecombOptions): this;
    recomb(matrix?: number | readonly number[] | readonly (readonly number[])[] | null, options?: Omit<RecombOptions, 'matrix'>): this;
    /** Drops alpha; colours stay as they are under it. `flatten` composes them onto a background instead. */
    removeAlpha(options?: RemoveAlphaOptions): this;
    /** Resizes to width × height. With one of both, the other follows from the aspect ratio. */
    resize(options?: ResizeOptions): this;
    resize(width?: number | null, height?: number | null, options?: Omit<ResizeOptions, 'width' | 'height'>): this;
    /** Turns the image clockwise. Multiples of 90 degrees move pixels; other angles interpolate between them (bilinear), turn about the centre and give the whole turned image, its sides rounded. */
    rotate(options?: RotateOptions): this;
    rotate(angle?: number | null, options?: Omit<RotateOptions, 'angle'>): this;
    /** A shadow of the image's alpha. The canvas grows by what falls outside; the result has three colours and alpha. */
    shadow(options?: ShadowOptions): this;
    /** Sharpens: without options mildly, with sigma the lightness alone (L* of CIELAB), more where it is jagged than where it is flat. Colours count by their alpha; beyond the borders the outermost pixels go on. */
    sharpen(options?: SharpenOptions): this;
    sharpen(sigma?: number | null, m1?: number | null, m2?: number | null, options?: Omit<SharpenOptions, 'sigma' | 'm1' | 'm2'>): this;
    /** Makes white of what is at least as bright as the threshold, black of the rest. Alpha becomes opaque or transparent by the same rule, as in sharp. */
    threshold(options?: ThresholdOptions): this;
    threshold(threshold?: number | null, options?: Omit<ThresholdOptions, 'threshold'>): this;
    /** Gives the image's lightness the chroma of a colour, in CIELAB (D65): all of it at middle grey, none at black and white. Grey images become coloured; alpha stays. */
    tint(options?: TintOptions): this;
    tint(tint?: Colour | null, options?: Omit<TintOptions, 'tint'>): this;
    /** Colour or grey, 8 or 16 bit, for the steps that follow and the output. A grey has the colour's luminance in linear light (Rec. 709), as sharp's has. */
    toColourspace(options?: ToColourspaceOptions): this;
    toColourspace(space?: 'srgb' | 'b-w' | 'rgb16' | 'grey16' | null, options?: Omit<ToColourspaceOptions, 'space'>): this;
    /** Colour or grey, 8 or 16 bit, for the steps that follow and the output. A grey has the colour's luminance in linear light (Rec. 709), as sharp's has. */
    toColorspace(options?: ToColourspaceOptions): this;
    toColorspace(space?: 'srgb' | 'b-w' | 'rgb16' | 'grey16' | null, options?: Omit<ToColourspaceOptions, 'space'>): this;
    /** Colour or grey, 8 or 16 bit, for the steps that follow and the output. A grey has the colour's luminance in linear light (Rec. 709), as sharp's has. */
    pipelineColourspace(options?: ToColourspaceOptions): this;
    pipelineColourspace(space?: 'srgb' | 'b-w' | 'rgb16' | 'grey16' | null, options?: Omit<ToColourspaceOptions, 'space'>): this;
    /** Colour or grey, 8 or 16 bit, for the steps that follow and the output. A grey has the colour's luminance in linear light (Rec. 709), as sharp's has. */
    pipelineColorspace(options?: ToColourspaceOptions): this;
    pipelineColorspace(space?: 'srgb' | 'b-w' | 'rgb16' | 'grey16' | null, options?: Omit<ToColourspaceOptions, 'space'>): this;
    /** Cuts away edges that look like the background, in colour (composed onto it) and in alpha. An image that is all background stays as it is. The size is known with the pixels only: plan() tells the largest that it may be. Stills only. */
    trim(options?: TrimOptions): this;
    /** Makes transparent what is white, by its grey at the image's depth; alpha elsewhere stays, or is opaque where there was none. */
    unflatten(options?: UnflattenOptions): this;
    /** Fades from `radius` to the corners to a colour, along an ellipse with the image's proportions: by 3t² − 2t³ of the way t, in the samples as they are coded. Alpha stays. */
    vignette(options?: VignetteOptions): this;
    vignette(amount?: number | null, options?: Omit<VignetteOptions, 'amount'>): this;
    /** Photographs. Transparency is flattened onto black unless a flatten step names a colour. */
    jpeg(options?: JpegOptions): this;
    /** Photographs. Transparency is flattened onto black unless a flatten step names a colour. */
    jpg(options?: JpegOptions): this;
    /** Drawings, screenshots and transparency, without loss, 8 and 16 bit; animations as APNG. */
    png(options?: PngOptions): this;
    /** Photographs and drawings for the web, with transparency; up to 16,383 pixels on a side. */
    webp(options?: WebpOptions): this;
    /** Stills and short animations with up to 256 colours a frame, one of them transparent. */
    gif(options?: GifOptions): this;
    /** Small photos with alpha; 8 to 12 bit read, 8 and 10 written. Of a sequence the still is read, or its first image where it has none. */
    avif(options?: AvifOptions): this;
    /** Small photos with alpha; 8 to 12 bit read, 8 and 10 written. Of a sequence the still is read, or its first image where it has none. */
    heif(options?: AvifOptions): this;
    /** Scans and print, without loss, 8 and 16 bit and float; one page or all. */
    tiff(options?: TiffOptions): this;
    /** Scans and print, without loss, 8 and 16 bit and float; one page or all. */
    tif(options?: TiffOptions): this;
    /** Uncompressed pixels for old programs; alpha by a version 4 header. */
    bmp(options?: BmpOptions): this;
    /** Icons of Windows and favicons, in one size or several; of icons and cursors the largest image is read. */
    ico(options?: IcoOptions): this;
    /** Without loss, quick to write and read, larger than PNG. */
    qoi(options?: QoiOptions): this;
    /** Netpbm's PBM, PGM, PPM and PAM, in text and binary, 8 and 16 bit, and PFM; written as PGM, PPM, or with alpha PAM. */
    pnm(options?: PnmOptions): this;
    /** Netpbm's PBM, PGM, PPM and PAM, in text and binary, 8 and 16 bit, and PFM; written as PGM, PPM, or with alpha PAM. */
    ppm(options?: PnmOptions): this;
    /** Netpbm's PBM, PGM, PPM and PAM, in text and binary, 8 and 16 bit, and PFM; written as PGM, PPM, or with alpha PAM. */
    pgm(options?: PnmOptions): this;
    /** Netpbm's PBM, PGM, PPM and PAM, in text and binary, 8 and 16 bit, and PFM; written as PGM, PPM, or with alpha PAM. */
    pbm(options?: PnmOptions): this;
    /** Netpbm's PBM, PGM, PPM and PAM, in text and binary, 8 and 16 bit, and PFM; written as PGM, PPM, or with alpha PAM. */
    pam(options?: PnmOptions): this;
    /** Radiance's light in floats, far over white: for scenes and environments of 3D programs. */
    hdr(options?: HdrOptions): this;
    /** Radiance's light in floats, far over white: for scenes and environments of 3D programs. */
    rgbe(options?: HdrOptions): this;
    /** Textures of games: grey, palette, 15 to 32 bit, plain and run-length; written with 8 to 32 bit. */
    tga(options?: TgaOptions): this;
    /** Pyramids of tiles for viewers that zoom: Deep Zoom, IIIF, Zoomify, Google Maps. One ZIP, or where toFile gets a name in .dz, files in a folder. */
    dz(options?: DzOptions): this;
    /** Samples without a file format: row by row from the top, channels interleaved; 8 bit, 16 bit or float little-endian. Sample c of pixel (x, y) is number (y × width + x) × channels + c. */
    raw(options?: RawOptions): this;
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
    readonly fit: typeof fit;
    readonly kernel: typeof kernel;
    readonly gravity: typeof gravity;
    readonly strategy: typeof strategy;
    readonly bool: typeof bool;
    readonly interpolators: typeof interpolators;
    readonly format: typeof format;
    readonly versions: typeof versions;
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
  /** What `fit` of `resize` takes. */
  export const fit: { readonly cover: 'cover'; readonly contain: 'contain'; readonly fill: 'fill'; readonly inside: 'inside'; readonly outside: 'outside' };
  /** What `kernel` of `resize` takes. */
  export const kernel: { readonly nearest: 'nearest'; readonly linear: 'linear'; readonly cubic: 'cubic'; readonly mitchell: 'mitchell'; readonly lanczos2: 'lanczos2'; readonly lanczos3: 'lanczos3'; readonly mks2013: 'mks2013'; readonly mks2021: 'mks2021' };
  /** Places, for `position` of `resize` and `gravity` of `composite`: words, where sharp has numbers. */
  export const gravity: { readonly centre: 'centre'; readonly center: 'center'; readonly north: 'north'; readonly northeast: 'northeast'; readonly east: 'east'; readonly southeast: 'southeast'; readonly south: 'south'; readonly southwest: 'southwest'; readonly west: 'west'; readonly northwest: 'northwest' };
  /** What `position` of `resize` keeps by what the image shows: words, where sharp has numbers. */
  export const strategy: { readonly entropy: 'entropy'; readonly attention: 'attention' };
  /** What `boolean` and `bandbool` do. */
  export const bool: { readonly and: 'and'; readonly or: 'or'; readonly eor: 'eor' };
  /** What `interpolator` of `affine` takes. */
  export const interpolators: { readonly nearest: 'nearest'; readonly bilinear: 'bilinear'; readonly bicubic: 'bicubic'; readonly lbb: 'lbb'; readonly nohalo: 'nohalo'; readonly vsqbs: 'vsqbs' };
  /** Formats by name, and by other names that `toFormat` takes, which `Object.keys` leaves out. */
  export const format: { readonly [name in 'jpeg' | 'jpg' | 'png' | 'webp' | 'gif' | 'avif' | 'heif' | 'jxl' | 'jpegxl' | 'jpeg-xl' | 'tiff' | 'tif' | 'bmp' | 'ico' | 'qoi' | 'pnm' | 'ppm' | 'pgm' | 'pbm' | 'pam' | 'hdr' | 'rgbe' | 'farbfeld' | 'dds' | 'tga' | 'svg' | 'dz' | 'raw']: FormatInfo };
  /** This version of pixmill, and those of the libraries that it is made of. */
  export const versions: { readonly pixmill: string; readonly aes: string; readonly bytemuck: string; readonly crc32fast: string; readonly ctr: string; readonly deflate64: string; readonly fast_image_resize: string; readonly fdeflate: string; readonly flate2: string; readonly gif: string; readonly harfrust: string; readonly hmac: string; readonly jxl: string; readonly 'libaom-sys': string; readonly 'libjpeg-turbo-rs': string; readonly libm: string; readonly 'libwebp-sys': string; readonly moxcms: string; readonly pbkdf2: string; readonly 'libdeflate-sys': string; readonly png: string; readonly quantette: string; readonly resvg: string; readonly rusty_av1d: string; readonly ruzstd: string; readonly serde_json: string; readonly sha1: string; readonly skrifa: string; readonly 'unicode-bidi': string; readonly 'unicode-script': string; readonly weezl: string; readonly wide: string; readonly 'zlib-rs': string };
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
