/** The front for require: js/ bundled by `npm run bundle`. */
"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// js/common.js
var common_exports = {};
__export(common_exports, {
  createFflate: () => createFflate,
  createFront: () => createFront,
  instanceOf: () => instanceOf,
  overridden: () => overridden
});
module.exports = __toCommonJS(common_exports);

// js/generated/table.js
var version = "0.1.0";
var recipeVersion = 1;
var formats = [
  { "name": "jpeg", "aliases": ["jpg"], "extensions": ["jpg", "jpeg", "jpe", "jfif"], "mime": "image/jpeg", "flavour": "basic", "reads": true, "writes": true, "compressed": true, "alpha": false, "animation": false, "options": [{ "name": "quality", "min": 1, "max": 100, "type": "quality", "default": 80, "unit": "", "doc": "higher is larger and closer to the original" }, { "name": "maxBytes", "min": 1, "max": 9007199254740991, "type": "integer", "unit": "bytes", "doc": "that the file may have, metadata among them: the best quality that fits, at most `quality` where that is given, in up to 8 encodes; not of lossless files" }, { "name": "target", "min": 1, "max": 100, "type": "number", "default": 80, "unit": "", "doc": "of `quality: 'auto'`: the SSIMULACRA2 score that the file has at least, where the format reaches it (90: no difference is seen, 70: high quality, 50: medium); the lowest quality that does, in up to 7 encodes; of an animation the first frame counts" }, { "name": "progressive", "type": "boolean", "unit": "", "doc": "scans that refine, for slow networks; without it as `mozjpeg` says" }, { "name": "chromaSubsampling", "values": ["4:2:0", "4:2:2", "4:4:4"], "type": "choice", "default": "4:2:0", "unit": "", "doc": "4:4:4 keeps full colour resolution" }, { "name": "optimiseCoding", "aliases": ["optimizeCoding"], "type": "boolean", "default": true, "unit": "", "doc": "Huffman tables made for the image" }, { "name": "quantisationTable", "aliases": ["quantizationTable"], "min": 0, "max": 8, "type": "integer", "unit": "", "doc": "0 Annex K, 1 flat, 2 for MS-SSIM, 3 Robidoux, 4 for PSNR-HVS, 5 Klein, 6 Watson (DCTune), 7 Ahumada, 8 Peterson; without it 0, or 3 with `mozjpeg`" }, { "name": "trellisQuantisation", "aliases": ["trellisQuantization"], "type": "boolean", "unit": "", "doc": "coefficients are rounded by what they cost in bits: smaller, and several times slower; without it as `mozjpeg` says" }, { "name": "overshootDeringing", "type": "boolean", "unit": "", "doc": "white beside dark, as around letters, is coded as more than white, which readers clip: less is seen around edges; without it as `mozjpeg` says" }, { "name": "optimiseScans", "aliases": ["optimizeScans"], "type": "boolean", "unit": "", "doc": "progressive, with the scans that make the smallest file of those tried; slower; without it as `mozjpeg` says" }, { "name": "mozjpeg", "type": "boolean", "default": false, "unit": "", "doc": "progressive with trellis quantisation, overshoot, a search for scans, and table 3, each unless it is said otherwise" }, { "name": "force", "type": "boolean", "default": true, "unit": "", "doc": "false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus" }], "doc": "Photographs. Transparency is flattened onto black unless a flatten step names a colour." },
  { "name": "png", "aliases": [], "extensions": ["png", "apng"], "mime": "image/png", "flavour": "basic", "reads": true, "writes": true, "compressed": true, "alpha": true, "animation": true, "options": [{ "name": "compressionLevel", "min": 0, "max": 10, "type": "integer", "default": 6, "unit": "", "doc": "0 stores, 1 to 3 are quick, 4 to 9 smaller; 10 tries every filter and every smaller form that shows the same" }, { "name": "adaptiveFiltering", "type": "boolean", "unit": "", "doc": "each row gets the filter that suits it; without it so where that is smaller for some of the rows, never for palettes and few bits" }, { "name": "progressive", "type": "boolean", "default": false, "unit": "", "doc": "interlaced: a coarse image comes first; larger" }, { "name": "palette", "type": "boolean", "unit": "", "doc": "at most 256 colours with alpha; without it so where quality, effort, colours or dither are given" }, { "name": "quality", "min": 0, "max": 100, "type": "integer", "unit": "", "doc": "of a palette: below 100 the fewest colours that are close enough" }, { "name": "effort", "min": 1, "max": 10, "type": "integer", "unit": "", "doc": "of a palette: how often its colours are refined; without it 7" }, { "name": "colours", "aliases": ["colors"], "min": 2, "max": 256, "type": "integer", "unit": "colours", "doc": "of a palette: at most so many" }, { "name": "dither", "min": 0, "max": 1, "type": "number", "unit": "", "doc": "of a palette: how much of a colour's error goes to its neighbours; without it 1, 0 gives flat areas" }, { "name": "bitdepth", "min": 1, "max": 16, "type": "integer", "unit": "bits", "doc": "1, 2, 4, 8 or 16 a sample; without it 8, or 16 where the pixels have it; below 8: grey, or a palette of 2, 4 or 16 colours" }, { "name": "loop", "min": 0, "max": 65535, "type": "integer", "unit": "", "doc": "times that an animation is shown, 0 for ever; without it the input's own" }, { "name": "delay", "min": 0, "max": 655350, "most": 1e4, "type": "integers", "unit": "ms", "doc": "how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own" }, { "name": "force", "type": "boolean", "default": true, "unit": "", "doc": "false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus" }], "doc": "Drawings, screenshots and transparency, without loss, 8 and 16 bit; animations as APNG." },
  { "name": "webp", "aliases": [], "extensions": ["webp"], "mime": "image/webp", "flavour": "basic", "reads": true, "writes": true, "compressed": true, "alpha": true, "animation": true, "options": [{ "name": "quality", "min": 1, "max": 100, "type": "quality", "default": 80, "unit": "", "doc": "higher is larger and closer to the original; lossless: more effort" }, { "name": "maxBytes", "min": 1, "max": 9007199254740991, "type": "integer", "unit": "bytes", "doc": "that the file may have, metadata among them: the best quality that fits, at most `quality` where that is given, in up to 8 encodes; not of lossless files" }, { "name": "target", "min": 1, "max": 100, "type": "number", "default": 80, "unit": "", "doc": "of `quality: 'auto'`: the SSIMULACRA2 score that the file has at least, where the format reaches it (90: no difference is seen, 70: high quality, 50: medium); the lowest quality that does, in up to 7 encodes; of an animation the first frame counts" }, { "name": "alphaQuality", "min": 0, "max": 100, "type": "integer", "default": 100, "unit": "", "doc": "of the alpha channel beside lossy colours; 100 keeps it exactly" }, { "name": "lossless", "type": "boolean", "default": false, "unit": "", "doc": "every visible pixel is kept as it is" }, { "name": "nearLossless", "type": "boolean", "default": false, "unit": "", "doc": "lossless after small changes that save bytes; quality says how small" }, { "name": "effort", "min": 0, "max": 6, "type": "integer", "default": 4, "unit": "", "doc": "0 is quick, 6 slow and smaller" }, { "name": "smartSubsample", "type": "boolean", "default": false, "unit": "", "doc": "sharper colour edges in lossy files, slower" }, { "name": "smartDeblock", "type": "boolean", "default": false, "unit": "", "doc": "the strength of the deblocking filter is tried out for each part of lossy files: better edges of low contrast, slower" }, { "name": "preset", "values": ["default", "photo", "picture", "drawing", "icon", "text"], "type": "choice", "default": "default", "unit": "", "doc": "settings of lossy files by what is shown: photo outdoors, picture indoors or a portrait, drawing in lines" }, { "name": "exact", "type": "boolean", "default": false, "unit": "", "doc": "keep the colours of wholly transparent pixels too" }, { "name": "minSize", "type": "boolean", "default": false, "unit": "", "doc": "animations: every way to write a frame is tried, and no frame stands alone; slower" }, { "name": "mixed", "type": "boolean", "default": false, "unit": "", "doc": "animations: each frame lossy or lossless, whichever is smaller" }, { "name": "loop", "min": 0, "max": 65535, "type": "integer", "unit": "", "doc": "times that an animation is shown, 0 for ever; without it the input's own" }, { "name": "delay", "min": 0, "max": 655350, "most": 1e4, "type": "integers", "unit": "ms", "doc": "how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own" }, { "name": "force", "type": "boolean", "default": true, "unit": "", "doc": "false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus" }], "doc": "Photographs and drawings for the web, with transparency; up to 16,383 pixels on a side." },
  { "name": "gif", "aliases": [], "extensions": ["gif"], "mime": "image/gif", "flavour": "basic", "reads": true, "writes": true, "compressed": true, "alpha": true, "animation": true, "options": [{ "name": "colours", "aliases": ["colors"], "min": 2, "max": 256, "type": "integer", "default": 256, "unit": "colours", "doc": "at most so many, the transparent one among them" }, { "name": "dither", "min": 0, "max": 1, "type": "number", "default": 1, "unit": "", "doc": "how much of a colour's error goes to its neighbours; 0 gives flat areas" }, { "name": "interFrameMaxError", "min": 0, "max": 32, "type": "number", "default": 0, "unit": "levels", "doc": "a pixel stays as the frame before shows it while its colour is no further away; 0 keeps what is equal" }, { "name": "interPaletteMaxError", "min": 0, "max": 256, "type": "number", "default": 3, "unit": "levels", "doc": "a frame takes the first one's palette while its own would be no further away on average; 0: only where that is exact" }, { "name": "reuse", "type": "boolean", "default": true, "unit": "", "doc": "of a GIF: its palette is the first one, which frames take while it is near enough (`interPaletteMaxError`)" }, { "name": "effort", "min": 1, "max": 10, "type": "integer", "default": 7, "unit": "", "doc": "for palettes that cannot be exact: below 7 each step looks at half of the pixels, above 7 colours are refined, slower" }, { "name": "keepDuplicateFrames", "type": "boolean", "default": true, "unit": "", "doc": "animations: a frame that is equal to the one before is written; without it the one before stays longer" }, { "name": "progressive", "type": "boolean", "default": false, "unit": "", "doc": "rows in four passes (interlaced), for slow networks; larger" }, { "name": "loop", "min": 0, "max": 65535, "type": "integer", "unit": "", "doc": "times that an animation is shown, 0 for ever; without it the input's own" }, { "name": "delay", "min": 0, "max": 655350, "most": 1e4, "type": "integers", "unit": "ms", "doc": "how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own" }, { "name": "force", "type": "boolean", "default": true, "unit": "", "doc": "false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus" }], "doc": "Stills and short animations with up to 256 colours a frame, one of them transparent." },
  { "name": "avif", "aliases": ["heif"], "extensions": ["avif"], "mime": "image/avif", "flavour": "full", "reads": true, "writes": true, "compressed": true, "alpha": true, "animation": false, "options": [{ "name": "quality", "min": 1, "max": 100, "type": "quality", "default": 50, "unit": "", "doc": "higher is larger and closer to the original" }, { "name": "maxBytes", "min": 1, "max": 9007199254740991, "type": "integer", "unit": "bytes", "doc": "that the file may have, metadata among them: the best quality that fits, at most `quality` where that is given, in up to 8 encodes; not of lossless files" }, { "name": "target", "min": 1, "max": 100, "type": "number", "default": 80, "unit": "", "doc": "of `quality: 'auto'`: the SSIMULACRA2 score that the file has at least, where the format reaches it (90: no difference is seen, 70: high quality, 50: medium); the lowest quality that does, in up to 7 encodes; of an animation the first frame counts" }, { "name": "lossless", "type": "boolean", "default": false, "unit": "", "doc": "every sample is kept as it is, at 4:4:4" }, { "name": "effort", "min": 0, "max": 9, "type": "integer", "default": 3, "unit": "", "doc": "0 is quick, 9 slow and smaller; each step from 4 on takes some times longer" }, { "name": "chromaSubsampling", "values": ["4:2:0", "4:4:4"], "type": "choice", "default": "4:4:4", "unit": "", "doc": "4:4:4 keeps full colour resolution" }, { "name": "bitdepth", "min": 8, "max": 10, "type": "integer", "default": 8, "unit": "bits", "doc": "8 or 10 a sample; 10 bands less" }, { "name": "compression", "values": ["av1"], "type": "choice", "default": "av1", "unit": "", "doc": "the one that is written" }, { "name": "tune", "values": ["auto", "iq", "ssim", "psnr"], "type": "choice", "default": "auto", "unit": "", "doc": "what libaom seeks at a size: psnr the closest samples, ssim their structure, iq that by matrices which save on fine detail; auto is iq at 8 bit and ssim at 10" }, { "name": "force", "type": "boolean", "default": true, "unit": "", "doc": "false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus" }], "doc": "Small photos with alpha; 8 to 12 bit read, 8 and 10 written. Of a sequence the still is read, or its first image where it has none." },
  { "name": "jxl", "aliases": ["jpegxl", "jpeg-xl"], "extensions": ["jxl"], "mime": "image/jxl", "flavour": "full", "reads": true, "writes": false, "compressed": true, "alpha": true, "animation": false, "options": [], "doc": "Photographs and drawings of any depth, with alpha and animation; read only." },
  { "name": "tiff", "aliases": ["tif"], "extensions": ["tiff", "tif"], "mime": "image/tiff", "flavour": "full", "reads": true, "writes": true, "compressed": false, "alpha": true, "animation": false, "options": [{ "name": "compression", "values": ["none", "lzw", "deflate", "packbits", "jpeg", "webp"], "type": "choice", "default": "lzw", "unit": "", "doc": "of the strips or tiles; jpeg and webp lose a little, have 8 bit, and jpeg lays alpha on black" }, { "name": "quality", "min": 1, "max": 100, "type": "integer", "default": 80, "unit": "", "doc": "of jpeg and webp: higher is larger and closer to the original; jpeg has full colour resolution from 90 on" }, { "name": "predictor", "type": "boolean", "default": true, "unit": "", "doc": "store differences of neighbours, which compress better" }, { "name": "tile", "type": "boolean", "default": false, "unit": "", "doc": "tiles instead of strips, for readers that want a part of a large image" }, { "name": "tileWidth", "min": 16, "max": 32768, "type": "integer", "default": 256, "unit": "pixels", "doc": "of tiles, a multiple of 16" }, { "name": "tileHeight", "min": 16, "max": 32768, "type": "integer", "default": 256, "unit": "pixels", "doc": "of tiles, a multiple of 16" }, { "name": "pyramid", "type": "boolean", "default": false, "unit": "", "doc": "in tiles, and each page is followed by copies of half the size each, until one fits into a tile" }, { "name": "bitdepth", "min": 1, "max": 8, "type": "integer", "default": 8, "unit": "bits", "doc": "1, 2 or 4 of a grey image without alpha: the highest of its 8; with 8, and of other images, nothing is reduced" }, { "name": "miniswhite", "type": "boolean", "default": false, "unit": "", "doc": "white is stored as 0 where `bitdepth` is below 8, as fax and scans have it" }, { "name": "bigtiff", "type": "boolean", "default": false, "unit": "", "doc": "offsets of 64 bits; without it only where the file is larger than 4 GiB" }, { "name": "xres", "min": 1e-3, "max": 1e5, "type": "number", "unit": "pixels a millimetre", "doc": "the print size to note; alone it counts for both sides, and before any other density" }, { "name": "yres", "min": 1e-3, "max": 1e5, "type": "number", "unit": "pixels a millimetre", "doc": "the same of columns" }, { "name": "resolutionUnit", "values": ["inch", "cm"], "type": "choice", "default": "inch", "unit": "", "doc": "in which `xres` and `yres` are written" }, { "name": "force", "type": "boolean", "default": true, "unit": "", "doc": "false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus" }], "doc": "Scans and print, without loss, 8 and 16 bit and float; one page or all." },
  { "name": "bmp", "aliases": [], "extensions": ["bmp", "dib"], "mime": "image/bmp", "flavour": "basic", "reads": true, "writes": true, "compressed": false, "alpha": true, "animation": false, "options": [], "doc": "Uncompressed pixels for old programs; alpha by a version 4 header." },
  { "name": "ico", "aliases": [], "extensions": ["ico", "cur"], "mime": "image/x-icon", "flavour": "basic", "reads": true, "writes": true, "compressed": false, "alpha": true, "animation": false, "options": [{ "name": "sizes", "min": 1, "max": 256, "most": 32, "type": "integers", "unit": "pixels", "doc": "squares that hold the whole image, transparent beside it; without it the image as it is, if no side is over 256" }], "doc": "Icons of Windows and favicons, in one size or several; of icons and cursors the largest image is read." },
  { "name": "qoi", "aliases": [], "extensions": ["qoi"], "mime": "image/qoi", "flavour": "basic", "reads": true, "writes": true, "compressed": true, "alpha": true, "animation": false, "options": [], "doc": "Without loss, quick to write and read, larger than PNG." },
  { "name": "pnm", "aliases": ["ppm", "pgm", "pbm", "pam"], "extensions": ["ppm", "pgm", "pbm", "pam", "pnm", "pfm"], "mime": "image/x-portable-anymap", "flavour": "basic", "reads": true, "writes": true, "compressed": false, "alpha": true, "animation": false, "options": [], "doc": "Netpbm's PBM, PGM, PPM and PAM, in text and binary, 8 and 16 bit, and PFM; written as PGM, PPM, or with alpha PAM." },
  { "name": "hdr", "aliases": ["rgbe"], "extensions": ["hdr", "rgbe", "xyze", "pic"], "mime": "image/vnd.radiance", "flavour": "basic", "reads": true, "writes": true, "compressed": false, "alpha": false, "animation": false, "options": [], "doc": "Radiance's light in floats, far over white: for scenes and environments of 3D programs." },
  { "name": "farbfeld", "aliases": [], "extensions": ["ff"], "mime": "image/x-farbfeld", "flavour": "basic", "reads": true, "writes": false, "compressed": false, "alpha": true, "animation": false, "options": [], "doc": "Pixels of four times 16 bit with nothing around them, for pipes." },
  { "name": "dds", "aliases": [], "extensions": ["dds"], "mime": "image/vnd-ms.dds", "flavour": "basic", "reads": true, "writes": false, "compressed": false, "alpha": true, "animation": false, "options": [], "doc": "Textures of games: uncompressed, BC1 to BC5 (DXT1 to DXT5) and BC7; the first surface." },
  { "name": "tga", "aliases": [], "extensions": ["tga", "icb", "vda", "vst"], "mime": "image/x-tga", "flavour": "basic", "reads": true, "writes": true, "compressed": false, "alpha": true, "animation": false, "options": [{ "name": "rle", "type": "boolean", "default": true, "unit": "", "doc": "equal neighbours are stored once, without loss" }], "doc": "Textures of games: grey, palette, 15 to 32 bit, plain and run-length; written with 8 to 32 bit." },
  { "name": "svg", "aliases": [], "extensions": ["svg", "svgz"], "mime": "image/svg+xml", "flavour": "full", "reads": true, "writes": false, "compressed": false, "alpha": true, "animation": false, "options": [], "doc": "Drawings, rendered at the size that the first resize wants; text in a font of Latin, Greek and Cyrillic unless others are given, files from elsewhere are not read; read only." },
  { "name": "dz", "aliases": [], "extensions": ["szi", "dz", "dzi"], "mime": "application/zip", "flavour": "basic", "reads": false, "writes": true, "compressed": true, "alpha": true, "animation": false, "options": [{ "name": "size", "min": 1, "max": 8192, "type": "integer", "default": 256, "unit": "pixels", "doc": "of a tile's sides" }, { "name": "overlap", "min": 0, "max": 8192, "type": "integer", "default": 0, "unit": "pixels", "doc": "that a tile has of each neighbour, at most its size; layout dz alone" }, { "name": "angle", "min": -360, "max": 360, "type": "integer", "default": 0, "unit": "degrees", "doc": "clockwise, a multiple of 90: the image is turned before it is cut" }, { "name": "background", "type": "colour", "default": "#ffffff", "unit": "", "doc": "of tiles that the image does not fill (google), and the colour of blank ones" }, { "name": "depth", "values": ["onepixel", "onetile", "one"], "type": "choice", "unit": "", "doc": "how far sizes are halved: to a pixel, to a tile, not at all; without it onepixel for dz, else onetile" }, { "name": "skipBlanks", "min": -1, "max": 65535, "type": "integer", "unit": "levels", "doc": "tiles are left out whose samples are all so near to the background's; -1: none are; without it 5 for google, else -1" }, { "name": "container", "values": ["fs", "zip"], "type": "choice", "unit": "", "doc": "of toFile: files in a folder, or one ZIP; without it as the name ends: .dz and .dzi are folders; every other end gives a ZIP" }, { "name": "layout", "values": ["dz", "iiif", "iiif3", "zoomify", "google"], "type": "choice", "default": "dz", "unit": "", "doc": "names, sizes and the file that describes them: Deep Zoom, IIIF Image API 2 or 3, Zoomify, Google Maps" }, { "name": "centre", "aliases": ["center"], "type": "boolean", "default": false, "unit": "", "doc": "google: the image lies in the middle of the square that the tiles of each size make" }, { "name": "id", "max": 2048, "type": "text", "unit": "", "doc": "iiif: where it will lie, without the image's own name; without it https://example.com/iiif" }, { "name": "basename", "max": 200, "type": "text", "unit": "", "doc": "of the files and folders; without it that of toFile's path, else untitled" }, { "name": "tileFormat", "values": ["jpeg", "png", "webp"], "type": "choice", "default": "jpeg", "unit": "", "doc": "of the tiles" }, { "name": "jpeg", "fields": [{ "name": "quality", "min": 1, "max": 100, "type": "quality", "default": 80, "unit": "", "doc": "higher is larger and closer to the original" }, { "name": "maxBytes", "min": 1, "max": 9007199254740991, "type": "integer", "unit": "bytes", "doc": "that the file may have, metadata among them: the best quality that fits, at most `quality` where that is given, in up to 8 encodes; not of lossless files" }, { "name": "target", "min": 1, "max": 100, "type": "number", "default": 80, "unit": "", "doc": "of `quality: 'auto'`: the SSIMULACRA2 score that the file has at least, where the format reaches it (90: no difference is seen, 70: high quality, 50: medium); the lowest quality that does, in up to 7 encodes; of an animation the first frame counts" }, { "name": "progressive", "type": "boolean", "unit": "", "doc": "scans that refine, for slow networks; without it as `mozjpeg` says" }, { "name": "chromaSubsampling", "values": ["4:2:0", "4:2:2", "4:4:4"], "type": "choice", "default": "4:2:0", "unit": "", "doc": "4:4:4 keeps full colour resolution" }, { "name": "optimiseCoding", "aliases": ["optimizeCoding"], "type": "boolean", "default": true, "unit": "", "doc": "Huffman tables made for the image" }, { "name": "quantisationTable", "aliases": ["quantizationTable"], "min": 0, "max": 8, "type": "integer", "unit": "", "doc": "0 Annex K, 1 flat, 2 for MS-SSIM, 3 Robidoux, 4 for PSNR-HVS, 5 Klein, 6 Watson (DCTune), 7 Ahumada, 8 Peterson; without it 0, or 3 with `mozjpeg`" }, { "name": "trellisQuantisation", "aliases": ["trellisQuantization"], "type": "boolean", "unit": "", "doc": "coefficients are rounded by what they cost in bits: smaller, and several times slower; without it as `mozjpeg` says" }, { "name": "overshootDeringing", "type": "boolean", "unit": "", "doc": "white beside dark, as around letters, is coded as more than white, which readers clip: less is seen around edges; without it as `mozjpeg` says" }, { "name": "optimiseScans", "aliases": ["optimizeScans"], "type": "boolean", "unit": "", "doc": "progressive, with the scans that make the smallest file of those tried; slower; without it as `mozjpeg` says" }, { "name": "mozjpeg", "type": "boolean", "default": false, "unit": "", "doc": "progressive with trellis quantisation, overshoot, a search for scans, and table 3, each unless it is said otherwise" }, { "name": "force", "type": "boolean", "default": true, "unit": "", "doc": "false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus" }], "type": "object", "unit": "", "doc": "options of tiles in it; no quality is searched" }, { "name": "png", "fields": [{ "name": "compressionLevel", "min": 0, "max": 10, "type": "integer", "default": 6, "unit": "", "doc": "0 stores, 1 to 3 are quick, 4 to 9 smaller; 10 tries every filter and every smaller form that shows the same" }, { "name": "adaptiveFiltering", "type": "boolean", "unit": "", "doc": "each row gets the filter that suits it; without it so where that is smaller for some of the rows, never for palettes and few bits" }, { "name": "progressive", "type": "boolean", "default": false, "unit": "", "doc": "interlaced: a coarse image comes first; larger" }, { "name": "palette", "type": "boolean", "unit": "", "doc": "at most 256 colours with alpha; without it so where quality, effort, colours or dither are given" }, { "name": "quality", "min": 0, "max": 100, "type": "integer", "unit": "", "doc": "of a palette: below 100 the fewest colours that are close enough" }, { "name": "effort", "min": 1, "max": 10, "type": "integer", "unit": "", "doc": "of a palette: how often its colours are refined; without it 7" }, { "name": "colours", "aliases": ["colors"], "min": 2, "max": 256, "type": "integer", "unit": "colours", "doc": "of a palette: at most so many" }, { "name": "dither", "min": 0, "max": 1, "type": "number", "unit": "", "doc": "of a palette: how much of a colour's error goes to its neighbours; without it 1, 0 gives flat areas" }, { "name": "bitdepth", "min": 1, "max": 16, "type": "integer", "unit": "bits", "doc": "1, 2, 4, 8 or 16 a sample; without it 8, or 16 where the pixels have it; below 8: grey, or a palette of 2, 4 or 16 colours" }, { "name": "loop", "min": 0, "max": 65535, "type": "integer", "unit": "", "doc": "times that an animation is shown, 0 for ever; without it the input's own" }, { "name": "delay", "min": 0, "max": 655350, "most": 1e4, "type": "integers", "unit": "ms", "doc": "how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own" }, { "name": "force", "type": "boolean", "default": true, "unit": "", "doc": "false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus" }], "type": "object", "unit": "", "doc": "options of tiles in it" }, { "name": "webp", "fields": [{ "name": "quality", "min": 1, "max": 100, "type": "quality", "default": 80, "unit": "", "doc": "higher is larger and closer to the original; lossless: more effort" }, { "name": "maxBytes", "min": 1, "max": 9007199254740991, "type": "integer", "unit": "bytes", "doc": "that the file may have, metadata among them: the best quality that fits, at most `quality` where that is given, in up to 8 encodes; not of lossless files" }, { "name": "target", "min": 1, "max": 100, "type": "number", "default": 80, "unit": "", "doc": "of `quality: 'auto'`: the SSIMULACRA2 score that the file has at least, where the format reaches it (90: no difference is seen, 70: high quality, 50: medium); the lowest quality that does, in up to 7 encodes; of an animation the first frame counts" }, { "name": "alphaQuality", "min": 0, "max": 100, "type": "integer", "default": 100, "unit": "", "doc": "of the alpha channel beside lossy colours; 100 keeps it exactly" }, { "name": "lossless", "type": "boolean", "default": false, "unit": "", "doc": "every visible pixel is kept as it is" }, { "name": "nearLossless", "type": "boolean", "default": false, "unit": "", "doc": "lossless after small changes that save bytes; quality says how small" }, { "name": "effort", "min": 0, "max": 6, "type": "integer", "default": 4, "unit": "", "doc": "0 is quick, 6 slow and smaller" }, { "name": "smartSubsample", "type": "boolean", "default": false, "unit": "", "doc": "sharper colour edges in lossy files, slower" }, { "name": "smartDeblock", "type": "boolean", "default": false, "unit": "", "doc": "the strength of the deblocking filter is tried out for each part of lossy files: better edges of low contrast, slower" }, { "name": "preset", "values": ["default", "photo", "picture", "drawing", "icon", "text"], "type": "choice", "default": "default", "unit": "", "doc": "settings of lossy files by what is shown: photo outdoors, picture indoors or a portrait, drawing in lines" }, { "name": "exact", "type": "boolean", "default": false, "unit": "", "doc": "keep the colours of wholly transparent pixels too" }, { "name": "minSize", "type": "boolean", "default": false, "unit": "", "doc": "animations: every way to write a frame is tried, and no frame stands alone; slower" }, { "name": "mixed", "type": "boolean", "default": false, "unit": "", "doc": "animations: each frame lossy or lossless, whichever is smaller" }, { "name": "loop", "min": 0, "max": 65535, "type": "integer", "unit": "", "doc": "times that an animation is shown, 0 for ever; without it the input's own" }, { "name": "delay", "min": 0, "max": 655350, "most": 1e4, "type": "integers", "unit": "ms", "doc": "how long each frame of an animation is shown, one for all or a list whose last is for the rest; without it the input's own" }, { "name": "force", "type": "boolean", "default": true, "unit": "", "doc": "false: these options count where the image comes out in this format, but do not make it come out so; several formats may be given thus" }], "type": "object", "unit": "", "doc": "options of tiles in it; no quality is searched" }], "doc": "Pyramids of tiles for viewers that zoom: Deep Zoom, IIIF, Zoomify, Google Maps. One ZIP, or where toFile gets a name in .dz, files in a folder." },
  { "name": "raw", "aliases": [], "extensions": ["raw"], "mime": "application/octet-stream", "flavour": "basic", "reads": true, "writes": true, "compressed": false, "alpha": true, "animation": false, "options": [{ "name": "depth", "values": ["uchar", "char", "ushort", "short", "uint", "int", "float", "double"], "type": "choice", "unit": "", "doc": "of a sample: 8, 16 or 32 bit without and with a sign, of which white is the largest, or 32 or 64 bit float, of which it is 1; without it as the pixels are" }, { "name": "channels", "min": 3, "max": 4, "type": "integer", "unit": "", "doc": "3: RGB, alpha is laid on black; 4: RGBA, opaque where there was none; without it as the pixels are" }], "doc": "Samples without a file format: row by row from the top, channels interleaved; 8 bit, 16 bit or float little-endian. Sample c of pixel (x, y) is number (y × width + x) × channels + c." }
];
var ops = [
  { "name": "affine", "aliases": [], "positional": ["matrix"], "fields": [{ "name": "matrix", "min": -1e7, "max": 1e7, "least": 4, "most": 4, "type": "numbers", "required": true, "unit": "", "doc": "[a, b, c, d] or [[a, b], [c, d]]: x and y become a x + b y and c x + d y" }, { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "of what lies outside of the image; translucent, it adds alpha" }, { "name": "idx", "min": -1e7, "max": 1e7, "type": "number", "default": 0, "unit": "pixels", "doc": "added to x before the matrix" }, { "name": "idy", "min": -1e7, "max": 1e7, "type": "number", "default": 0, "unit": "pixels", "doc": "added to y before the matrix" }, { "name": "odx", "min": -1e7, "max": 1e7, "type": "number", "default": 0, "unit": "pixels", "doc": "added to x behind the matrix" }, { "name": "ody", "min": -1e7, "max": 1e7, "type": "number", "default": 0, "unit": "pixels", "doc": "added to y behind the matrix" }, { "name": "interpolator", "values": ["nearest", "bilinear", "bicubic", "lbb", "nohalo", "vsqbs"], "type": "choice", "default": "bilinear", "unit": "", "doc": "between pixels: nearest takes the one before, bilinear is what sharp does by default (whatever its documentation says), bicubic is Catmull-Rom at 64ths of a pixel, lbb the same within the range of the pixels around, nohalo smoothes oblique lines, vsqbs blurs a little" }], "doc": "Maps the image by a matrix of 2 × 2. The result has the size of what the matrix makes of the image, rounded; the displacements move the image within it. Nothing is averaged: what becomes much smaller needs a resize first." },
  { "name": "autoOrient", "aliases": [], "positional": [], "fields": [], "doc": "Turns the image upright by its orientation tag. It already happens before the first step unless input.autoOrient is false." },
  { "name": "bandbool", "aliases": [], "positional": ["boolOp"], "fields": [{ "name": "boolOp", "values": ["and", "or", "eor"], "type": "choice", "required": true, "unit": "", "doc": "eor is exclusive or" }], "doc": "Joins all channels of a pixel, alpha too, into one grey, bit by bit. Floats become 16 bit." },
  { "name": "blur", "aliases": [], "positional": ["sigma"], "fields": [{ "name": "sigma", "min": 0.3, "max": 1e3, "type": "switch", "unit": "pixels", "doc": "of the Gaussian; absent or true: the mean of 3 × 3 pixels, rounded down; false: the image stays as it is" }, { "name": "precision", "values": ["integer", "float", "approximate"], "type": "choice", "default": "integer", "unit": "", "doc": "integer weights are twentieths of the middle one; float weights are exact up to 32 pixels from the middle and in 32 steps beyond; approximate is integer, which costs the same for every sigma" }, { "name": "minAmplitude", "min": 1e-3, "max": 1, "type": "number", "default": 0.2, "unit": "", "doc": "the Gaussian ends where it falls below this part of its height" }, { "name": "box", "min": 1, "max": 1001, "type": "integer", "unit": "pixels", "doc": "the mean of a square of this odd side, rounded, instead of a Gaussian" }], "doc": "Blurs. Colours count by their alpha; beyond the borders the outermost pixels go on. No size of blur takes longer than another." },
  { "name": "boolean", "aliases": [], "positional": ["operand", "operator"], "fields": [{ "name": "operand", "type": "file", "unit": "", "doc": "the other image; where it is smaller, 0 stands on the right and below" }, { "name": "operator", "values": ["and", "or", "eor"], "type": "choice", "required": true, "unit": "", "doc": "of bits: &, | or ^" }, { "name": "create", "fields": [{ "name": "width", "min": 1, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "columns" }, { "name": "height", "min": 1, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "rows, of all pages" }, { "name": "channels", "min": 1, "max": 4, "type": "integer", "default": 4, "unit": "", "doc": "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA: the colour without what is not in them" }, { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "the colour" }, { "name": "noise", "fields": [{ "name": "type", "values": ["gaussian"], "type": "choice", "default": "gaussian", "unit": "", "doc": "nearly normal: a sum of four even ones" }, { "name": "mean", "min": 0, "max": 1e4, "type": "number", "default": 128, "unit": "", "doc": "of every channel, alpha too" }, { "name": "sigma", "min": 0, "max": 1e4, "type": "number", "default": 30, "unit": "", "doc": "the standard deviation" }, { "name": "seed", "min": 0, "max": 4294967295, "type": "integer", "default": 0, "unit": "", "doc": "another one gives another noise" }], "type": "object", "unit": "", "doc": "in place of the colour; the same seed gives the same" }, { "name": "pageHeight", "min": 1, "max": 4294967295, "type": "integer", "unit": "pixels", "doc": "rows of one page, where several lie below each other; height is a multiple of it" }], "type": "object", "unit": "", "doc": "in place of a file: one colour all over, or noise; { input: { create } } says the same" }, { "name": "text", "fields": [{ "name": "text", "max": 65536, "type": "text", "required": true, "unit": "", "doc": "what is drawn, with Pango's markup: b, i, u, s, sub, sup, tt, big, small, and span with face, size, weight, style, foreground, background, underline and strikethrough; & and < are &amp; and &lt;" }, { "name": "font", "max": 1e3, "type": "text", "unit": "", "doc": "family, style and size in points, or in pixels (px): 'Roboto Bold Italic 24'; 12 points of the first font without it" }, { "name": "fontfile", "type": "file", "unit": "", "doc": "the first font, before those of `fonts`; without any it is DejaVu Sans, in its letters of Latin, Greek and Cyrillic; no font of the system is used" }, { "name": "width", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "where lines are broken" }, { "name": "height", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "with width: as many dots an inch as let the text fit into both, in place of dpi" }, { "name": "align", "values": ["left", "centre", "center", "right"], "type": "choice", "default": "left", "unit": "", "doc": "of lines; left and right are exchanged where a line's first letters run from the right" }, { "name": "justify", "type": "boolean", "default": false, "unit": "", "doc": "spaces are widened so that lines fill the width, but for a paragraph's last" }, { "name": "dpi", "min": 1, "max": 1e6, "type": "integer", "unit": "dots an inch", "doc": "how many pixels a point has: 72 without it" }, { "name": "rgba", "type": "boolean", "default": false, "unit": "", "doc": "colours and alpha, black where the markup says no other; else one channel, white on black" }, { "name": "spacing", "min": -1e6, "max": 1e6, "type": "integer", "default": 0, "unit": "pixels", "doc": "between lines, beside their own height" }, { "name": "wrap", "values": ["word", "char", "word-char", "none"], "type": "choice", "default": "word", "unit": "", "doc": "where a line may be broken: between words, letters, letters of words that are too long, or nowhere" }], "type": "object", "unit": "", "doc": "in place of a file: text; { input: { text } } says the same" }, { "name": "raw", "fields": [{ "name": "width", "min": 1, "max": 4294967295, "type": "integer", "required": true, "unit": "pixels", "doc": "columns" }, { "name": "height", "min": 1, "max": 4294967295, "type": "integer", "required": true, "unit": "pixels", "doc": "rows" }, { "name": "channels", "min": 1, "max": 4, "type": "integer", "required": true, "unit": "", "doc": "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA" }, { "name": "depth", "values": ["uchar", "ushort", "float"], "type": "choice", "default": "uchar", "unit": "", "doc": "8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1" }, { "name": "premultiplied", "type": "boolean", "default": false, "unit": "", "doc": "the colours are multiplied by alpha" }, { "name": "pageHeight", "min": 1, "max": 4294967295, "type": "integer", "unit": "pixels", "doc": "rows of one page, where several lie below each other; height is a multiple of it" }], "type": "object", "unit": "", "doc": "the file is samples without a format, and these are their sides" }, { "name": "resize", "fields": [{ "name": "width", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "absent: follows from the height" }, { "name": "height", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "absent: follows from the width" }, { "name": "fit", "values": ["cover", "contain", "fill", "inside", "outside"], "type": "choice", "default": "cover", "unit": "", "doc": "cover crops, contain pads, fill stretches, inside and outside keep the aspect within or around the box" }, { "name": "position", "values": ["centre", "center", "top", "north", "right top", "northeast", "right", "east", "right bottom", "southeast", "bottom", "south", "left bottom", "southwest", "left", "west", "left top", "northwest", "entropy", "attention"], "type": "choice", "default": "centre", "unit": "", "doc": "what a crop keeps, or where padding leaves the image; entropy keeps what has the most different values, attention edges, saturated colours and skin (both of stills only)" }, { "name": "focus", "fields": [{ "name": "x", "min": 0, "max": 1, "type": "number", "default": 0.5, "unit": "", "doc": "part of the width, from the left" }, { "name": "y", "min": 0, "max": 1, "type": "number", "default": 0.5, "unit": "", "doc": "part of the height, from the top" }], "type": "object", "unit": "", "doc": "in place of position: what cover keeps nearest to the middle" }, { "name": "kernel", "values": ["nearest", "linear", "cubic", "mitchell", "lanczos2", "lanczos3", "mks2013", "mks2021"], "type": "choice", "default": "lanczos3", "unit": "", "doc": "the interpolation" }, { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "the padding of contain" }, { "name": "scale", "min": 1e-6, "max": 1e6, "type": "number", "unit": "", "doc": "in place of width and height: of each side, 0.5 is half of it" }, { "name": "withoutEnlargement", "type": "boolean", "default": false, "unit": "", "doc": "never larger than the input" }, { "name": "withoutReduction", "type": "boolean", "default": false, "unit": "", "doc": "never smaller than the input" }, { "name": "fastShrinkOnLoad", "type": "boolean", "default": true, "unit": "", "doc": "false: a decoder that can decode smaller (JPEG, SVG) leaves at least a factor of two to the resize" }], "type": "object", "unit": "", "doc": "what that image is resized to first, as by the operation" }, { "name": "autoOrient", "type": "boolean", "default": false, "unit": "", "doc": "turn that image upright by its tag" }, { "name": "animated", "type": "boolean", "default": true, "unit": "", "doc": "its frames run along with the image's, from the first again after the last; else the first alone" }, { "name": "page", "min": 0, "max": 1e6, "type": "integer", "default": 0, "unit": "", "doc": "its frame or page to begin with" }, { "name": "density", "min": 1, "max": 1e5, "type": "number", "default": 72, "unit": "pixels an inch", "doc": "at which a drawing (SVG) has its own size" }], "doc": "Bits of each sample with those of another image of as many channels, at this image's depth; one channel on either side meets all of the other's, alpha too. Floats become 16 bit." },
  { "name": "border", "aliases": [], "positional": ["width", "colour"], "fields": [{ "name": "width", "min": 0, "max": 1e5, "type": "integer", "required": true, "unit": "pixels", "doc": "how thick it is" }, { "name": "colour", "type": "colour", "default": "#000000", "unit": "", "doc": "what it is painted with" }, { "name": "inside", "type": "boolean", "default": false, "unit": "", "doc": "painted over the image's margin; else the image grows by it on each side" }, { "name": "radius", "min": 0, "max": 1e6, "least": 1, "most": 4, "type": "numbers", "unit": "", "doc": "of its outer corners, one or four from the top left clockwise; the inner ones are parallel" }, { "name": "unit", "values": ["pixels", "percent"], "type": "choice", "default": "pixels", "unit": "", "doc": "of the radii; percent are of the shorter side: 50 makes a circle or a pill" }], "doc": "Paints a border. Rounded corners and translucent colours add alpha; colours make grey images coloured." },
  { "name": "clahe", "aliases": [], "positional": [], "fields": [{ "name": "width", "min": 1, "max": 65536, "type": "integer", "required": true, "unit": "pixels", "doc": "of the window; at most the image's" }, { "name": "height", "min": 1, "max": 65536, "type": "integer", "required": true, "unit": "pixels", "doc": "of the window; at most the image's" }, { "name": "maxSlope", "min": 0, "max": 100, "type": "integer", "default": 3, "unit": "pixels", "doc": "that count at most of each of 256 levels, the rest is spread over all; 0: no limit" }], "doc": "Equalises each colour channel by the histogram of the window around each pixel (at width ÷ 2, height ÷ 2 of it), the image mirrored at its borders. Alpha stays. 16 bit and floats are counted in 256 levels and placed within them." },
  { "name": "composite", "aliases": [], "positional": ["images"], "fields": [{ "name": "images", "most": 256, "fields": [{ "name": "input", "type": "file", "unit": "", "doc": "the overlay" }, { "name": "create", "fields": [{ "name": "width", "min": 1, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "columns" }, { "name": "height", "min": 1, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "rows, of all pages" }, { "name": "channels", "min": 1, "max": 4, "type": "integer", "default": 4, "unit": "", "doc": "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA: the colour without what is not in them" }, { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "the colour" }, { "name": "noise", "fields": [{ "name": "type", "values": ["gaussian"], "type": "choice", "default": "gaussian", "unit": "", "doc": "nearly normal: a sum of four even ones" }, { "name": "mean", "min": 0, "max": 1e4, "type": "number", "default": 128, "unit": "", "doc": "of every channel, alpha too" }, { "name": "sigma", "min": 0, "max": 1e4, "type": "number", "default": 30, "unit": "", "doc": "the standard deviation" }, { "name": "seed", "min": 0, "max": 4294967295, "type": "integer", "default": 0, "unit": "", "doc": "another one gives another noise" }], "type": "object", "unit": "", "doc": "in place of the colour; the same seed gives the same" }, { "name": "pageHeight", "min": 1, "max": 4294967295, "type": "integer", "unit": "pixels", "doc": "rows of one page, where several lie below each other; height is a multiple of it" }], "type": "object", "unit": "", "doc": "in place of a file: one colour all over, or noise; { input: { create } } says the same" }, { "name": "text", "fields": [{ "name": "text", "max": 65536, "type": "text", "required": true, "unit": "", "doc": "what is drawn, with Pango's markup: b, i, u, s, sub, sup, tt, big, small, and span with face, size, weight, style, foreground, background, underline and strikethrough; & and < are &amp; and &lt;" }, { "name": "font", "max": 1e3, "type": "text", "unit": "", "doc": "family, style and size in points, or in pixels (px): 'Roboto Bold Italic 24'; 12 points of the first font without it" }, { "name": "fontfile", "type": "file", "unit": "", "doc": "the first font, before those of `fonts`; without any it is DejaVu Sans, in its letters of Latin, Greek and Cyrillic; no font of the system is used" }, { "name": "width", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "where lines are broken" }, { "name": "height", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "with width: as many dots an inch as let the text fit into both, in place of dpi" }, { "name": "align", "values": ["left", "centre", "center", "right"], "type": "choice", "default": "left", "unit": "", "doc": "of lines; left and right are exchanged where a line's first letters run from the right" }, { "name": "justify", "type": "boolean", "default": false, "unit": "", "doc": "spaces are widened so that lines fill the width, but for a paragraph's last" }, { "name": "dpi", "min": 1, "max": 1e6, "type": "integer", "unit": "dots an inch", "doc": "how many pixels a point has: 72 without it" }, { "name": "rgba", "type": "boolean", "default": false, "unit": "", "doc": "colours and alpha, black where the markup says no other; else one channel, white on black" }, { "name": "spacing", "min": -1e6, "max": 1e6, "type": "integer", "default": 0, "unit": "pixels", "doc": "between lines, beside their own height" }, { "name": "wrap", "values": ["word", "char", "word-char", "none"], "type": "choice", "default": "word", "unit": "", "doc": "where a line may be broken: between words, letters, letters of words that are too long, or nowhere" }], "type": "object", "unit": "", "doc": "in place of a file: text; { input: { text } } says the same" }, { "name": "raw", "fields": [{ "name": "width", "min": 1, "max": 4294967295, "type": "integer", "required": true, "unit": "pixels", "doc": "columns" }, { "name": "height", "min": 1, "max": 4294967295, "type": "integer", "required": true, "unit": "pixels", "doc": "rows" }, { "name": "channels", "min": 1, "max": 4, "type": "integer", "required": true, "unit": "", "doc": "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA" }, { "name": "depth", "values": ["uchar", "ushort", "float"], "type": "choice", "default": "uchar", "unit": "", "doc": "8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1" }, { "name": "premultiplied", "type": "boolean", "default": false, "unit": "", "doc": "the colours are multiplied by alpha" }, { "name": "pageHeight", "min": 1, "max": 4294967295, "type": "integer", "unit": "pixels", "doc": "rows of one page, where several lie below each other; height is a multiple of it" }], "type": "object", "unit": "", "doc": "the file is samples without a format, and these are their sides" }, { "name": "blend", "values": ["clear", "source", "over", "in", "out", "atop", "dest", "dest-over", "dest-in", "dest-out", "dest-atop", "xor", "add", "saturate", "multiply", "screen", "overlay", "darken", "lighten", "colour-dodge", "color-dodge", "colour-burn", "color-burn", "hard-light", "soft-light", "difference", "exclusion"], "type": "choice", "default": "over", "unit": "", "doc": "how its colours meet those below; clear, source, in, out, dest-in and dest-atop clear what it does not cover" }, { "name": "gravity", "values": ["centre", "center", "north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"], "type": "choice", "default": "centre", "unit": "", "doc": "where it lies" }, { "name": "left", "min": -1e8, "max": 1e8, "type": "integer", "unit": "pixels", "doc": "from the left, in place of gravity; with top" }, { "name": "top", "min": -1e8, "max": 1e8, "type": "integer", "unit": "pixels", "doc": "from the top, in place of gravity; with left" }, { "name": "tile", "type": "boolean", "default": false, "unit": "", "doc": "repeated over the whole image, from where it lies" }, { "name": "premultiplied", "type": "boolean", "default": false, "unit": "", "doc": "the file's colours are multiplied by its alpha" }, { "name": "opacity", "min": 0, "max": 1, "type": "number", "default": 1, "unit": "", "doc": "its alpha is multiplied by this" }, { "name": "clip", "type": "boolean", "default": false, "unit": "", "doc": "one that is larger than the image loses what lies outside; else it is refused" }, { "name": "resize", "fields": [{ "name": "width", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "absent: follows from the height" }, { "name": "height", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "absent: follows from the width" }, { "name": "fit", "values": ["cover", "contain", "fill", "inside", "outside"], "type": "choice", "default": "cover", "unit": "", "doc": "cover crops, contain pads, fill stretches, inside and outside keep the aspect within or around the box" }, { "name": "position", "values": ["centre", "center", "top", "north", "right top", "northeast", "right", "east", "right bottom", "southeast", "bottom", "south", "left bottom", "southwest", "left", "west", "left top", "northwest", "entropy", "attention"], "type": "choice", "default": "centre", "unit": "", "doc": "what a crop keeps, or where padding leaves the image; entropy keeps what has the most different values, attention edges, saturated colours and skin (both of stills only)" }, { "name": "focus", "fields": [{ "name": "x", "min": 0, "max": 1, "type": "number", "default": 0.5, "unit": "", "doc": "part of the width, from the left" }, { "name": "y", "min": 0, "max": 1, "type": "number", "default": 0.5, "unit": "", "doc": "part of the height, from the top" }], "type": "object", "unit": "", "doc": "in place of position: what cover keeps nearest to the middle" }, { "name": "kernel", "values": ["nearest", "linear", "cubic", "mitchell", "lanczos2", "lanczos3", "mks2013", "mks2021"], "type": "choice", "default": "lanczos3", "unit": "", "doc": "the interpolation" }, { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "the padding of contain" }, { "name": "scale", "min": 1e-6, "max": 1e6, "type": "number", "unit": "", "doc": "in place of width and height: of each side, 0.5 is half of it" }, { "name": "withoutEnlargement", "type": "boolean", "default": false, "unit": "", "doc": "never larger than the input" }, { "name": "withoutReduction", "type": "boolean", "default": false, "unit": "", "doc": "never smaller than the input" }, { "name": "fastShrinkOnLoad", "type": "boolean", "default": true, "unit": "", "doc": "false: a decoder that can decode smaller (JPEG, SVG) leaves at least a factor of two to the resize" }], "type": "object", "unit": "", "doc": "what that image is resized to first, as by the operation" }, { "name": "autoOrient", "type": "boolean", "default": false, "unit": "", "doc": "turn that image upright by its tag" }, { "name": "animated", "type": "boolean", "default": true, "unit": "", "doc": "its frames run along with the image's, from the first again after the last; else the first alone" }, { "name": "page", "min": 0, "max": 1e6, "type": "integer", "default": 0, "unit": "", "doc": "its frame or page to begin with" }, { "name": "density", "min": 1, "max": 1e5, "type": "number", "default": 72, "unit": "pixels an inch", "doc": "at which a drawing (SVG) has its own size" }], "type": "list", "required": true, "unit": "", "doc": "overlays, from the lowest up" }], "doc": "Composes images with this one. The result has three colours and alpha, at this image's depth; an overlay that moves does so along with it." },
  { "name": "convolve", "aliases": [], "positional": [], "fields": [{ "name": "width", "min": 3, "max": 1001, "type": "integer", "required": true, "unit": "weights", "doc": "columns of the kernel" }, { "name": "height", "min": 3, "max": 1001, "type": "integer", "required": true, "unit": "weights", "doc": "rows of the kernel" }, { "name": "kernel", "min": -1e9, "max": 1e9, "least": 9, "most": 1002001, "type": "numbers", "required": true, "unit": "", "doc": "width × height weights, row by row; an even side has its middle right of, or below, the centre" }, { "name": "scale", "min": 0, "max": 1e9, "type": "number", "unit": "", "doc": "what sums are divided by, at least 1; absent: the sum of the weights" }, { "name": "offset", "min": -1e9, "max": 1e9, "type": "number", "default": 0, "unit": "", "doc": "what is added in the end, in steps of the samples: white is 255 at 8 bit, 65535 at 16 bit, 1 in floats" }], "doc": "Makes of each pixel the weighted sum of those around it, as they lie (the kernel is not turned). Colours count by their alpha; beyond the borders the outermost pixels go on; 8 bit is rounded down." },
  { "name": "dilate", "aliases": [], "positional": ["width"], "fields": [{ "name": "width", "min": 1, "max": 65536, "type": "integer", "default": 1, "unit": "pixels", "doc": "to each side" }, { "name": "of", "values": ["bits", "values"], "type": "choice", "default": "bits", "unit": "", "doc": "bits: as sharp, bit by bit, which is meant for samples of 0 and 255; values: the least or greatest. Above 8 bit always values" }], "doc": "Dark areas grow by the least value in the square around each pixel, each channel by itself, alpha too: as sharp, whose foreground is dark." },
  { "name": "ensureAlpha", "aliases": [], "positional": ["alpha"], "fields": [{ "name": "alpha", "min": 0, "max": 1, "type": "number", "default": 1, "unit": "", "doc": "of the alpha that is added: 0 is transparent, 1 opaque" }], "doc": "Adds alpha where there is none; alpha that is there stays." },
  { "name": "erode", "aliases": [], "positional": ["width"], "fields": [{ "name": "width", "min": 1, "max": 65536, "type": "integer", "default": 1, "unit": "pixels", "doc": "to each side" }, { "name": "of", "values": ["bits", "values"], "type": "choice", "default": "bits", "unit": "", "doc": "bits: as sharp, bit by bit, which is meant for samples of 0 and 255; values: the least or greatest. Above 8 bit always values" }], "doc": "Light areas grow by the greatest value in the square around each pixel, each channel by itself, alpha too: as sharp, whose foreground is dark." },
  { "name": "extend", "aliases": [], "positional": ["all"], "fields": [{ "name": "all", "min": 0, "max": 1e6, "type": "integer", "default": 0, "unit": "pixels", "doc": "on each side that is not given itself" }, { "name": "top", "min": 0, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "rows above" }, { "name": "bottom", "min": 0, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "rows below" }, { "name": "left", "min": 0, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "columns before" }, { "name": "right", "min": 0, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "columns behind" }, { "name": "extendWith", "values": ["background", "copy", "repeat", "mirror"], "type": "choice", "default": "background", "unit": "", "doc": "background is one colour, copy the nearest pixel, repeat the image again, mirror the image turned over" }, { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "the colour; translucent, it adds alpha" }], "doc": "Adds pixels around the image." },
  { "name": "extract", "aliases": [], "positional": [], "fields": [{ "name": "left", "min": 0, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "columns before the part" }, { "name": "top", "min": 0, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "rows above the part" }, { "name": "width", "min": 1, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "of the part" }, { "name": "height", "min": 1, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "of the part" }], "doc": "Cuts a part out of the image. A part that is not wholly within it is an error, known from the header." },
  { "name": "extractChannel", "aliases": [], "positional": ["channel"], "fields": [{ "name": "channel", "min": 0, "max": 4, "values": ["red", "green", "blue", "alpha"], "type": "index", "required": true, "unit": "", "doc": "by name or place; alpha is the last channel, red, green and blue of a grey image are its grey" }], "doc": "Makes a grey image of one channel." },
  { "name": "flatten", "aliases": [], "positional": [], "fields": [{ "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "what lies below; its own alpha is ignored" }], "doc": "Composes the image onto a colour and drops its alpha. Opaque images stay as they are." },
  { "name": "flip", "aliases": [], "positional": ["flip"], "fields": [{ "name": "flip", "type": "boolean", "default": true, "unit": "", "doc": "false leaves the image as it is" }], "doc": "Mirrors the image vertically: what was at the top is at the bottom." },
  { "name": "flop", "aliases": [], "positional": ["flop"], "fields": [{ "name": "flop", "type": "boolean", "default": true, "unit": "", "doc": "false leaves the image as it is" }], "doc": "Mirrors the image horizontally: what was at the left is at the right." },
  { "name": "gamma", "aliases": [], "positional": ["gamma", "gammaOut"], "fields": [{ "name": "gamma", "min": 1, "max": 3, "type": "number", "default": 2.2, "unit": "", "doc": "darkens: sample to the power of it" }, { "name": "gammaOut", "min": 1, "max": 3, "type": "number", "unit": "", "doc": "brightens: to the power of 1 by it; absent: gamma" }], "doc": "Darkens by `gamma`, cuts to whole numbers, then brightens by `gammaOut`, as sharp does around its other steps. Here it is one step: to have others between, write `gamma(2.2, 1)` before them and `gamma(1, 2.2)` behind. Alpha stays." },
  { "name": "greyscale", "aliases": ["grayscale"], "positional": ["greyscale"], "fields": [{ "name": "greyscale", "type": "boolean", "default": true, "unit": "", "doc": "false: the image stays as it is" }], "doc": "Grey with the colour's luminance in linear light (Rec. 709), in one channel; alpha and depth stay." },
  { "name": "joinChannel", "aliases": [], "positional": ["images"], "fields": [{ "name": "images", "most": 3, "type": "files", "required": true, "unit": "", "doc": "what is joined, in this order; where one is smaller, 0 stands on the right and below" }, { "name": "raw", "fields": [{ "name": "width", "min": 1, "max": 4294967295, "type": "integer", "required": true, "unit": "pixels", "doc": "columns" }, { "name": "height", "min": 1, "max": 4294967295, "type": "integer", "required": true, "unit": "pixels", "doc": "rows" }, { "name": "channels", "min": 1, "max": 4, "type": "integer", "required": true, "unit": "", "doc": "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA" }, { "name": "depth", "values": ["uchar", "ushort", "float"], "type": "choice", "default": "uchar", "unit": "", "doc": "8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1" }, { "name": "premultiplied", "type": "boolean", "default": false, "unit": "", "doc": "the colours are multiplied by alpha" }, { "name": "pageHeight", "min": 1, "max": 4294967295, "type": "integer", "unit": "pixels", "doc": "rows of one page, where several lie below each other; height is a multiple of it" }], "type": "object", "unit": "", "doc": "the file is samples without a format, and these are their sides" }, { "name": "resize", "fields": [{ "name": "width", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "absent: follows from the height" }, { "name": "height", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "absent: follows from the width" }, { "name": "fit", "values": ["cover", "contain", "fill", "inside", "outside"], "type": "choice", "default": "cover", "unit": "", "doc": "cover crops, contain pads, fill stretches, inside and outside keep the aspect within or around the box" }, { "name": "position", "values": ["centre", "center", "top", "north", "right top", "northeast", "right", "east", "right bottom", "southeast", "bottom", "south", "left bottom", "southwest", "left", "west", "left top", "northwest", "entropy", "attention"], "type": "choice", "default": "centre", "unit": "", "doc": "what a crop keeps, or where padding leaves the image; entropy keeps what has the most different values, attention edges, saturated colours and skin (both of stills only)" }, { "name": "focus", "fields": [{ "name": "x", "min": 0, "max": 1, "type": "number", "default": 0.5, "unit": "", "doc": "part of the width, from the left" }, { "name": "y", "min": 0, "max": 1, "type": "number", "default": 0.5, "unit": "", "doc": "part of the height, from the top" }], "type": "object", "unit": "", "doc": "in place of position: what cover keeps nearest to the middle" }, { "name": "kernel", "values": ["nearest", "linear", "cubic", "mitchell", "lanczos2", "lanczos3", "mks2013", "mks2021"], "type": "choice", "default": "lanczos3", "unit": "", "doc": "the interpolation" }, { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "the padding of contain" }, { "name": "scale", "min": 1e-6, "max": 1e6, "type": "number", "unit": "", "doc": "in place of width and height: of each side, 0.5 is half of it" }, { "name": "withoutEnlargement", "type": "boolean", "default": false, "unit": "", "doc": "never larger than the input" }, { "name": "withoutReduction", "type": "boolean", "default": false, "unit": "", "doc": "never smaller than the input" }, { "name": "fastShrinkOnLoad", "type": "boolean", "default": true, "unit": "", "doc": "false: a decoder that can decode smaller (JPEG, SVG) leaves at least a factor of two to the resize" }], "type": "object", "unit": "", "doc": "what that image is resized to first, as by the operation" }, { "name": "autoOrient", "type": "boolean", "default": false, "unit": "", "doc": "turn that image upright by its tag" }, { "name": "animated", "type": "boolean", "default": true, "unit": "", "doc": "its frames run along with the image's, from the first again after the last; else the first alone" }, { "name": "page", "min": 0, "max": 1e6, "type": "integer", "default": 0, "unit": "", "doc": "its frame or page to begin with" }, { "name": "density", "min": 1, "max": 1e5, "type": "number", "default": 72, "unit": "pixels an inch", "doc": "at which a drawing (SVG) has its own size" }], "doc": "Channels of other images after this one's, at its depth: two are grey and alpha, three RGB, four RGBA. More are an error, as no format that is written holds them." },
  { "name": "linear", "aliases": [], "positional": ["a", "b"], "fields": [{ "name": "a", "min": -1e9, "max": 1e9, "least": 1, "most": 5, "type": "numbers", "unit": "", "doc": "factors: one, one a colour, or one a channel with alpha; absent: 1" }, { "name": "b", "min": -1e9, "max": 1e9, "least": 1, "most": 5, "type": "numbers", "unit": "", "doc": "what is added, as many as factors; white is 255, 65535 at 16 bit, 1 in floats; absent: 0" }], "doc": "Makes a × sample + b of each sample, cut to a whole number. Alpha stays, unless it has numbers of its own." },
  { "name": "lut", "aliases": [], "positional": ["file"], "fields": [{ "name": "file", "type": "file", "unit": "", "doc": "a .cube file: curves of 2 to 65536 entries, or 2 to 128 colours a side" }, { "name": "text", "max": 67108864, "type": "text", "unit": "", "doc": "the same as text; one of both" }, { "name": "interpolation", "values": ["tetrahedral", "trilinear"], "type": "choice", "default": "tetrahedral", "unit": "", "doc": "between the colours of a table of three dimensions; curves are linear" }], "doc": "Maps colours by a .cube table, as they are coded (no linear light). What lies outside of the table's domain is taken at its border; grey becomes colour; alpha stays." },
  { "name": "mask", "aliases": [], "positional": ["input"], "fields": [{ "name": "input", "type": "file", "unit": "", "doc": "the image whose white shows and whose black hides" }, { "name": "channel", "values": ["luminance", "alpha"], "type": "choice", "default": "luminance", "unit": "", "doc": "what of it counts: luminance in linear light, times its alpha; or alpha alone" }, { "name": "invert", "type": "boolean", "default": false, "unit": "", "doc": "black shows and white hides" }, { "name": "fit", "values": ["fill", "cover", "contain"], "type": "choice", "default": "fill", "unit": "", "doc": "how it gets the image's size, as by resize; past one that contains, nothing shows" }, { "name": "create", "fields": [{ "name": "width", "min": 1, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "columns" }, { "name": "height", "min": 1, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "rows, of all pages" }, { "name": "channels", "min": 1, "max": 4, "type": "integer", "default": 4, "unit": "", "doc": "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA: the colour without what is not in them" }, { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "the colour" }, { "name": "noise", "fields": [{ "name": "type", "values": ["gaussian"], "type": "choice", "default": "gaussian", "unit": "", "doc": "nearly normal: a sum of four even ones" }, { "name": "mean", "min": 0, "max": 1e4, "type": "number", "default": 128, "unit": "", "doc": "of every channel, alpha too" }, { "name": "sigma", "min": 0, "max": 1e4, "type": "number", "default": 30, "unit": "", "doc": "the standard deviation" }, { "name": "seed", "min": 0, "max": 4294967295, "type": "integer", "default": 0, "unit": "", "doc": "another one gives another noise" }], "type": "object", "unit": "", "doc": "in place of the colour; the same seed gives the same" }, { "name": "pageHeight", "min": 1, "max": 4294967295, "type": "integer", "unit": "pixels", "doc": "rows of one page, where several lie below each other; height is a multiple of it" }], "type": "object", "unit": "", "doc": "in place of a file: one colour all over, or noise; { input: { create } } says the same" }, { "name": "text", "fields": [{ "name": "text", "max": 65536, "type": "text", "required": true, "unit": "", "doc": "what is drawn, with Pango's markup: b, i, u, s, sub, sup, tt, big, small, and span with face, size, weight, style, foreground, background, underline and strikethrough; & and < are &amp; and &lt;" }, { "name": "font", "max": 1e3, "type": "text", "unit": "", "doc": "family, style and size in points, or in pixels (px): 'Roboto Bold Italic 24'; 12 points of the first font without it" }, { "name": "fontfile", "type": "file", "unit": "", "doc": "the first font, before those of `fonts`; without any it is DejaVu Sans, in its letters of Latin, Greek and Cyrillic; no font of the system is used" }, { "name": "width", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "where lines are broken" }, { "name": "height", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "with width: as many dots an inch as let the text fit into both, in place of dpi" }, { "name": "align", "values": ["left", "centre", "center", "right"], "type": "choice", "default": "left", "unit": "", "doc": "of lines; left and right are exchanged where a line's first letters run from the right" }, { "name": "justify", "type": "boolean", "default": false, "unit": "", "doc": "spaces are widened so that lines fill the width, but for a paragraph's last" }, { "name": "dpi", "min": 1, "max": 1e6, "type": "integer", "unit": "dots an inch", "doc": "how many pixels a point has: 72 without it" }, { "name": "rgba", "type": "boolean", "default": false, "unit": "", "doc": "colours and alpha, black where the markup says no other; else one channel, white on black" }, { "name": "spacing", "min": -1e6, "max": 1e6, "type": "integer", "default": 0, "unit": "pixels", "doc": "between lines, beside their own height" }, { "name": "wrap", "values": ["word", "char", "word-char", "none"], "type": "choice", "default": "word", "unit": "", "doc": "where a line may be broken: between words, letters, letters of words that are too long, or nowhere" }], "type": "object", "unit": "", "doc": "in place of a file: text; { input: { text } } says the same" }, { "name": "raw", "fields": [{ "name": "width", "min": 1, "max": 4294967295, "type": "integer", "required": true, "unit": "pixels", "doc": "columns" }, { "name": "height", "min": 1, "max": 4294967295, "type": "integer", "required": true, "unit": "pixels", "doc": "rows" }, { "name": "channels", "min": 1, "max": 4, "type": "integer", "required": true, "unit": "", "doc": "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA" }, { "name": "depth", "values": ["uchar", "ushort", "float"], "type": "choice", "default": "uchar", "unit": "", "doc": "8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1" }, { "name": "premultiplied", "type": "boolean", "default": false, "unit": "", "doc": "the colours are multiplied by alpha" }, { "name": "pageHeight", "min": 1, "max": 4294967295, "type": "integer", "unit": "pixels", "doc": "rows of one page, where several lie below each other; height is a multiple of it" }], "type": "object", "unit": "", "doc": "the file is samples without a format, and these are their sides" }, { "name": "autoOrient", "type": "boolean", "default": false, "unit": "", "doc": "turn that image upright by its tag" }, { "name": "animated", "type": "boolean", "default": true, "unit": "", "doc": "its frames run along with the image's, from the first again after the last; else the first alone" }, { "name": "page", "min": 0, "max": 1e6, "type": "integer", "default": 0, "unit": "", "doc": "its frame or page to begin with" }, { "name": "density", "min": 1, "max": 1e5, "type": "number", "default": 72, "unit": "pixels an inch", "doc": "at which a drawing (SVG) has its own size" }], "doc": "Alpha from another image, times the alpha that is there." },
  { "name": "median", "aliases": [], "positional": ["size"], "fields": [{ "name": "size", "min": 1, "max": 1e3, "type": "integer", "default": 3, "unit": "pixels", "doc": "side of the square; an even one reaches one pixel further left and up" }], "doc": "Takes the median of the square around each pixel, each channel by itself, alpha too. Beyond the borders the outermost pixels go on. At 8 bit no size takes longer than another; at 16 bit the time grows with the size, in floats with its square." },
  { "name": "modulate", "aliases": [], "positional": [], "fields": [{ "name": "brightness", "min": 0, "max": 1e6, "type": "number", "default": 1, "unit": "", "doc": "factor of the lightness" }, { "name": "saturation", "min": 0, "max": 1e6, "type": "number", "default": 1, "unit": "", "doc": "factor of the chroma" }, { "name": "hue", "min": -1e9, "max": 1e9, "type": "integer", "default": 0, "unit": "degrees", "doc": "by which hues turn" }, { "name": "lightness", "min": -1e6, "max": 1e6, "type": "number", "default": 0, "unit": "of 100", "doc": "added to the lightness" }], "doc": "Changes brightness, saturation, hue and lightness, in CIELAB (D65). What leaves sRGB is cut; alpha stays." },
  { "name": "negate", "aliases": [], "positional": ["negate"], "fields": [{ "name": "negate", "type": "boolean", "default": true, "unit": "", "doc": "false: the image stays as it is" }, { "name": "alpha", "type": "boolean", "default": true, "unit": "", "doc": "alpha too" }], "doc": "Makes the negative: white less each sample. Alpha is negated too, unless `alpha` is false." },
  { "name": "noise", "aliases": [], "positional": ["amount"], "fields": [{ "name": "amount", "min": 0, "max": 255, "type": "number", "default": 10, "unit": "", "doc": "its standard deviation, of 255 at every depth" }, { "name": "seed", "min": 0, "max": 4294967295, "type": "integer", "default": 0, "unit": "", "doc": "another one gives another grain" }, { "name": "monochrome", "type": "boolean", "default": false, "unit": "", "doc": "the same in all colours of a pixel" }], "doc": "Adds nearly normal noise (a sum of four even ones, never beyond 3.47 deviations) to the colours; alpha stays. The same seed and size give the same noise." },
  { "name": "normalise", "aliases": ["normalize"], "positional": [], "fields": [{ "name": "lower", "min": 0, "max": 99, "type": "number", "default": 1, "unit": "percent", "doc": "of the pixels are darker than what becomes black" }, { "name": "upper", "min": 1, "max": 100, "type": "number", "default": 99, "unit": "percent", "doc": "are darker than what becomes white; more than lower" }], "doc": "Stretches CIELAB's lightness so that it reaches from black to white; chroma and alpha stay. The ends are whole steps of lightness; an image with no more than one step between them stays as it is." },
  { "name": "pixelate", "aliases": [], "positional": ["size"], "fields": [{ "name": "size", "min": 1, "max": 1e5, "type": "integer", "default": 8, "unit": "pixels", "doc": "side of the squares, the first at the top left" }], "doc": "Gives every square of pixels their mean, colours by their alpha. Squares at the right and lower border end there." },
  { "name": "radius", "aliases": [], "positional": ["radii"], "fields": [{ "name": "radii", "min": 0, "max": 1e6, "least": 1, "most": 4, "type": "numbers", "required": true, "unit": "", "doc": "one for all corners, or four from the top left clockwise; those that would meet become smaller" }, { "name": "unit", "values": ["pixels", "percent"], "type": "choice", "default": "pixels", "unit": "", "doc": "of the radii; percent are of the shorter side: 50 makes a circle or a pill" }], "doc": "Rounds the corners: what lies outside becomes transparent, with smooth edges." },
  { "name": "recomb", "aliases": [], "positional": ["matrix"], "fields": [{ "name": "matrix", "min": -1e6, "max": 1e6, "least": 9, "most": 16, "type": "numbers", "required": true, "unit": "", "doc": "3 × 3 for red, green and blue, or 4 × 4 with alpha; row by row, a row for each channel that comes out" }], "doc": "Makes each channel a sum of all, cut to whole numbers. Grey becomes colour first; a matrix for four channels adds alpha." },
  { "name": "removeAlpha", "aliases": [], "positional": [], "fields": [], "doc": "Drops alpha; colours stay as they are under it. `flatten` composes them onto a background instead." },
  { "name": "resize", "aliases": [], "positional": ["width", "height"], "fields": [{ "name": "width", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "absent: follows from the height" }, { "name": "height", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "absent: follows from the width" }, { "name": "fit", "values": ["cover", "contain", "fill", "inside", "outside"], "type": "choice", "default": "cover", "unit": "", "doc": "cover crops, contain pads, fill stretches, inside and outside keep the aspect within or around the box" }, { "name": "position", "values": ["centre", "center", "top", "north", "right top", "northeast", "right", "east", "right bottom", "southeast", "bottom", "south", "left bottom", "southwest", "left", "west", "left top", "northwest", "entropy", "attention"], "type": "choice", "default": "centre", "unit": "", "doc": "what a crop keeps, or where padding leaves the image; entropy keeps what has the most different values, attention edges, saturated colours and skin (both of stills only)" }, { "name": "focus", "fields": [{ "name": "x", "min": 0, "max": 1, "type": "number", "default": 0.5, "unit": "", "doc": "part of the width, from the left" }, { "name": "y", "min": 0, "max": 1, "type": "number", "default": 0.5, "unit": "", "doc": "part of the height, from the top" }], "type": "object", "unit": "", "doc": "in place of position: what cover keeps nearest to the middle" }, { "name": "kernel", "values": ["nearest", "linear", "cubic", "mitchell", "lanczos2", "lanczos3", "mks2013", "mks2021"], "type": "choice", "default": "lanczos3", "unit": "", "doc": "the interpolation" }, { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "the padding of contain" }, { "name": "scale", "min": 1e-6, "max": 1e6, "type": "number", "unit": "", "doc": "in place of width and height: of each side, 0.5 is half of it" }, { "name": "withoutEnlargement", "type": "boolean", "default": false, "unit": "", "doc": "never larger than the input" }, { "name": "withoutReduction", "type": "boolean", "default": false, "unit": "", "doc": "never smaller than the input" }, { "name": "fastShrinkOnLoad", "type": "boolean", "default": true, "unit": "", "doc": "false: a decoder that can decode smaller (JPEG, SVG) leaves at least a factor of two to the resize" }], "doc": "Resizes to width × height. With one of both, the other follows from the aspect ratio." },
  { "name": "rotate", "aliases": [], "positional": ["angle"], "fields": [{ "name": "angle", "min": -1e7, "max": 1e7, "type": "number", "unit": "degrees", "doc": "clockwise; absent: what autoOrient does" }, { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "of the corners that an oblique angle leaves; translucent, it adds alpha" }], "doc": "Turns the image clockwise. Multiples of 90 degrees move pixels; other angles interpolate between them (bilinear), turn about the centre and give the whole turned image, its sides rounded." },
  { "name": "shadow", "aliases": [], "positional": [], "fields": [{ "name": "left", "min": -1e4, "max": 1e4, "type": "integer", "default": 0, "unit": "pixels", "doc": "how far to the right it falls" }, { "name": "top", "min": -1e4, "max": 1e4, "type": "integer", "default": 8, "unit": "pixels", "doc": "how far down it falls" }, { "name": "blur", "min": 0, "max": 1e3, "type": "number", "default": 8, "unit": "pixels", "doc": "sigma of the Gaussian; under 0.3 it is sharp" }, { "name": "colour", "type": "colour", "default": "#000000", "unit": "", "doc": "of the shadow" }, { "name": "opacity", "min": 0, "max": 1, "type": "number", "default": 0.5, "unit": "", "doc": "of the shadow where nothing of it is blurred" }], "doc": "A shadow of the image's alpha. The canvas grows by what falls outside; the result has three colours and alpha." },
  { "name": "sharpen", "aliases": [], "positional": ["sigma", "m1", "m2"], "fields": [{ "name": "sigma", "min": 1e-6, "max": 10, "type": "number", "unit": "pixels", "doc": "of the Gaussian; absent: a mild kernel of 3 × 3 over the samples as they are" }, { "name": "m1", "min": 0, "max": 1e6, "type": "number", "unit": "", "doc": "how much flat areas are sharpened; absent: 1" }, { "name": "m2", "min": 0, "max": 1e6, "type": "number", "unit": "", "doc": "how much jagged areas are; absent: 2" }, { "name": "x1", "min": 0, "max": 1e6, "type": "number", "unit": "L*", "doc": "the difference that parts flat and jagged; absent: 2" }, { "name": "y2", "min": 0, "max": 1e6, "type": "number", "unit": "L*", "doc": "the most that is brightened; absent: 10" }, { "name": "y3", "min": 0, "max": 1e6, "type": "number", "unit": "L*", "doc": "the most that is darkened; absent: 20" }], "doc": "Sharpens: without options mildly, with sigma the lightness alone (L* of CIELAB), more where it is jagged than where it is flat. Colours count by their alpha; beyond the borders the outermost pixels go on." },
  { "name": "threshold", "aliases": [], "positional": ["threshold"], "fields": [{ "name": "threshold", "min": 0, "max": 255, "type": "integer", "default": 128, "unit": "", "doc": "what is at least as bright becomes white; of 255 at every depth; 0: the image stays as it is" }, { "name": "greyscale", "type": "boolean", "default": true, "unit": "", "doc": "of the grey; false: of each channel" }, { "name": "grayscale", "type": "boolean", "default": true, "unit": "", "doc": "the same by its other spelling" }], "doc": "Makes white of what is at least as bright as the threshold, black of the rest. Alpha becomes opaque or transparent by the same rule, as in sharp." },
  { "name": "tint", "aliases": [], "positional": ["tint"], "fields": [{ "name": "tint", "type": "colour", "required": true, "unit": "", "doc": "the colour; its own lightness and alpha are ignored" }], "doc": "Gives the image's lightness the chroma of a colour, in CIELAB (D65): all of it at middle grey, none at black and white. Grey images become coloured; alpha stays." },
  { "name": "toColourspace", "aliases": ["toColorspace", "pipelineColourspace", "pipelineColorspace"], "positional": ["space"], "fields": [{ "name": "space", "values": ["srgb", "b-w", "rgb16", "grey16"], "type": "choice", "required": true, "unit": "", "doc": "srgb and rgb16 have three channels of 8 and 16 bit, b-w and grey16 one; alpha stays beside them" }], "doc": "Colour or grey, 8 or 16 bit, for the steps that follow and the output. A grey has the colour's luminance in linear light (Rec. 709), as sharp's has." },
  { "name": "trim", "aliases": [], "positional": [], "fields": [{ "name": "background", "type": "colour", "unit": "", "doc": "of the edges; absent: the pixel at the top left" }, { "name": "threshold", "min": 0, "max": 65535, "type": "number", "default": 10, "unit": "of 255", "doc": "by how much a channel differs from the background in what is kept, at any depth of the samples" }, { "name": "lineArt", "type": "boolean", "default": false, "unit": "", "doc": "true: lines of single pixels count too; else a median of 3 × 3 takes specks away before the search" }, { "name": "margin", "min": 0, "max": 1e6, "type": "integer", "default": 0, "unit": "pixels", "doc": "of the edges that stay, as far as there are any" }], "doc": "Cuts away edges that look like the background, in colour (composed onto it) and in alpha. An image that is all background stays as it is. The size is known with the pixels only: plan() tells the largest that it may be. Stills only." },
  { "name": "unflatten", "aliases": [], "positional": [], "fields": [], "doc": "Makes transparent what is white, by its grey at the image's depth; alpha elsewhere stays, or is opaque where there was none." },
  { "name": "vignette", "aliases": [], "positional": ["amount"], "fields": [{ "name": "amount", "min": 0, "max": 1, "type": "number", "default": 0.5, "unit": "", "doc": "of the colour in the corners" }, { "name": "radius", "min": 0, "max": 1, "type": "number", "default": 0.5, "unit": "", "doc": "where it begins: 0 at the centre, 1 in the corners" }, { "name": "colour", "type": "colour", "default": "#000000", "unit": "", "doc": "what it fades to; its own alpha is ignored" }], "doc": "Fades from `radius` to the corners to a colour, along an ellipse with the image's proportions: by 3t² − 2t³ of the way t, in the samples as they are coded. Alpha stays." }
];
var input = [
  { "name": "autoOrient", "type": "boolean", "default": true, "unit": "", "doc": "turn upright by the orientation tag before step 1" },
  { "name": "animated", "type": "boolean", "default": true, "unit": "", "doc": "all frames, where the output can carry them; else the first" },
  { "name": "page", "min": 0, "max": 1e6, "type": "integer", "default": 0, "unit": "", "doc": "the frame or page to begin with" },
  { "name": "pages", "min": -1, "max": 1e6, "type": "integer", "unit": "", "doc": "how many frames or pages from there on, in place of animated; -1: all" },
  { "name": "density", "min": 1, "max": 1e5, "type": "number", "default": 72, "unit": "pixels an inch", "doc": "at which a drawing (SVG) has its own size: 144 doubles it" },
  { "name": "fonts", "most": 32, "type": "files", "unit": "", "doc": "TrueType and OpenType files for text in drawings (SVG); the first stands in for families that are not among them; without any DejaVu Sans, its letters of Latin, Greek and Cyrillic" },
  { "name": "ignoreIcc", "type": "boolean", "default": false, "unit": "", "doc": "take the colours as sRGB, whatever profile the file has; it is kept only where all outputs keep it" },
  { "name": "failOn", "values": ["none", "truncated", "error", "warning"], "type": "choice", "default": "truncated", "unit": "", "doc": "the damage that is an error: none takes what can be decoded, warning refuses the slightest" },
  { "name": "tiff", "fields": [{ "name": "subifd", "min": -1, "max": 1e5, "type": "integer", "unit": "", "doc": "the image of this SubIFD (tag 330) of the page in place of the page's own; -1: the page's own" }], "type": "object", "unit": "", "doc": "of TIFF alone" },
  { "name": "subifd", "min": -1, "max": 1e5, "type": "integer", "unit": "", "doc": "the same as tiff: { subifd }" },
  { "name": "svg", "fields": [{ "name": "stylesheet", "max": 1048576, "type": "text", "unit": "", "doc": "CSS rules for what the drawing has none for: they override its attributes, and its own rules them" }], "type": "object", "unit": "", "doc": "of drawings (SVG) alone" },
  { "name": "limits", "fields": [{ "name": "pixels", "min": 1, "max": 9007199254740991, "type": "integer", "default": 268402689, "unit": "pixels", "doc": "width × height × frames" }, { "name": "side", "min": 1, "max": 9007199254740991, "type": "integer", "default": 1e5, "unit": "pixels", "doc": "width or height" }, { "name": "frames", "min": 1, "max": 9007199254740991, "type": "integer", "default": 1e4, "unit": "frames", "doc": "frames or pages" }, { "name": "channels", "min": 1, "max": 9007199254740991, "type": "integer", "default": 5, "unit": "", "doc": "channels of an image: 5 are inks and alpha, the most that is read" }, { "name": "memory", "min": 1, "max": 9007199254740991, "type": "integer", "default": 2147483648, "unit": "bytes", "doc": "bytes that one job may hold decoded" }, { "name": "metadata", "min": 0, "max": 9007199254740991, "type": "integer", "default": 16777216, "unit": "bytes", "doc": "bytes of metadata that are kept" }, { "name": "scans", "min": 1, "max": 9007199254740991, "type": "integer", "default": 500, "unit": "scans", "doc": "scans of a progressive JPEG" }, { "name": "fonts", "min": 0, "max": 9007199254740991, "type": "integer", "default": 33554432, "unit": "bytes", "doc": "bytes of the fonts that are given, all together" }, { "name": "work", "min": 1, "max": 9007199254740991, "type": "integer", "default": 1e11, "unit": "pixels", "doc": "pixels of all steps and frames, slow steps counted several times" }], "type": "object", "unit": "", "doc": "what the image may be and use" },
  { "name": "limitInputPixels", "min": 0, "max": 9007199254740991, "type": "switch", "unit": "pixels", "doc": "sharp's name of limits.pixels: true the default, 0 or false none" },
  { "name": "limitInputChannels", "min": 0, "max": 9007199254740991, "type": "switch", "unit": "", "doc": "sharp's name of limits.channels: true the default, 0 or false none" },
  { "name": "unlimited", "type": "boolean", "default": false, "unit": "", "doc": "lifts every limit that limits does not name, but for pixels and channels" },
  { "name": "sequentialRead", "type": "boolean", "default": true, "unit": "", "doc": "taken from sharp, without effect: an image is always decoded once, from the top" }
];
var raw = [
  { "name": "width", "min": 1, "max": 4294967295, "type": "integer", "required": true, "unit": "pixels", "doc": "columns" },
  { "name": "height", "min": 1, "max": 4294967295, "type": "integer", "required": true, "unit": "pixels", "doc": "rows" },
  { "name": "channels", "min": 1, "max": 4, "type": "integer", "required": true, "unit": "", "doc": "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA" },
  { "name": "depth", "values": ["uchar", "ushort", "float"], "type": "choice", "default": "uchar", "unit": "", "doc": "8 bit, 16 bit little-endian, or 32 bit float little-endian from 0 to 1" },
  { "name": "premultiplied", "type": "boolean", "default": false, "unit": "", "doc": "the colours are multiplied by alpha" },
  { "name": "pageHeight", "min": 1, "max": 4294967295, "type": "integer", "unit": "pixels", "doc": "rows of one page, where several lie below each other; height is a multiple of it" }
];
var create = [
  { "name": "width", "min": 1, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "columns" },
  { "name": "height", "min": 1, "max": 1e6, "type": "integer", "required": true, "unit": "pixels", "doc": "rows, of all pages" },
  { "name": "channels", "min": 1, "max": 4, "type": "integer", "default": 4, "unit": "", "doc": "1 grey, 2 grey and alpha, 3 RGB, 4 RGBA: the colour without what is not in them" },
  { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "the colour" },
  { "name": "noise", "fields": [{ "name": "type", "values": ["gaussian"], "type": "choice", "default": "gaussian", "unit": "", "doc": "nearly normal: a sum of four even ones" }, { "name": "mean", "min": 0, "max": 1e4, "type": "number", "default": 128, "unit": "", "doc": "of every channel, alpha too" }, { "name": "sigma", "min": 0, "max": 1e4, "type": "number", "default": 30, "unit": "", "doc": "the standard deviation" }, { "name": "seed", "min": 0, "max": 4294967295, "type": "integer", "default": 0, "unit": "", "doc": "another one gives another noise" }], "type": "object", "unit": "", "doc": "in place of the colour; the same seed gives the same" },
  { "name": "pageHeight", "min": 1, "max": 4294967295, "type": "integer", "unit": "pixels", "doc": "rows of one page, where several lie below each other; height is a multiple of it" }
];
var text = [
  { "name": "text", "max": 65536, "type": "text", "required": true, "unit": "", "doc": "what is drawn, with Pango's markup: b, i, u, s, sub, sup, tt, big, small, and span with face, size, weight, style, foreground, background, underline and strikethrough; & and < are &amp; and &lt;" },
  { "name": "font", "max": 1e3, "type": "text", "unit": "", "doc": "family, style and size in points, or in pixels (px): 'Roboto Bold Italic 24'; 12 points of the first font without it" },
  { "name": "fontfile", "type": "file", "unit": "", "doc": "the first font, before those of `fonts`; without any it is DejaVu Sans, in its letters of Latin, Greek and Cyrillic; no font of the system is used" },
  { "name": "width", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "where lines are broken" },
  { "name": "height", "min": 1, "max": 1e6, "type": "integer", "unit": "pixels", "doc": "with width: as many dots an inch as let the text fit into both, in place of dpi" },
  { "name": "align", "values": ["left", "centre", "center", "right"], "type": "choice", "default": "left", "unit": "", "doc": "of lines; left and right are exchanged where a line's first letters run from the right" },
  { "name": "justify", "type": "boolean", "default": false, "unit": "", "doc": "spaces are widened so that lines fill the width, but for a paragraph's last" },
  { "name": "dpi", "min": 1, "max": 1e6, "type": "integer", "unit": "dots an inch", "doc": "how many pixels a point has: 72 without it" },
  { "name": "rgba", "type": "boolean", "default": false, "unit": "", "doc": "colours and alpha, black where the markup says no other; else one channel, white on black" },
  { "name": "spacing", "min": -1e6, "max": 1e6, "type": "integer", "default": 0, "unit": "pixels", "doc": "between lines, beside their own height" },
  { "name": "wrap", "values": ["word", "char", "word-char", "none"], "type": "choice", "default": "word", "unit": "", "doc": "where a line may be broken: between words, letters, letters of words that are too long, or nowhere" }
];
var join = [
  { "name": "across", "min": 1, "max": 1e6, "type": "integer", "default": 1, "unit": "images", "doc": "in a row" },
  { "name": "animated", "type": "boolean", "default": false, "unit": "", "doc": "each is a frame of an animation, 100 ms long; without across and shim" },
  { "name": "shim", "min": 0, "max": 1e6, "type": "integer", "default": 0, "unit": "pixels", "doc": "between images" },
  { "name": "background", "type": "colour", "default": "#000000", "unit": "", "doc": "where no image lies; its alpha counts where an image has some" },
  { "name": "halign", "values": ["left", "centre", "center", "right"], "type": "choice", "default": "left", "unit": "", "doc": "where an image lies that is narrower than the widest" },
  { "name": "valign", "values": ["top", "centre", "center", "bottom"], "type": "choice", "default": "top", "unit": "", "doc": "where an image lies that is lower than the highest" }
];
var metadata = [
  { "name": "keepExif", "type": "boolean", "default": false, "unit": "", "doc": "keep the input's EXIF; its orientation becomes 1 where it was applied" },
  { "name": "keepIccProfile", "type": "boolean", "default": false, "unit": "", "doc": "keep the input's own colours and their profile, instead of sRGB" },
  { "name": "keepXmp", "type": "boolean", "default": false, "unit": "", "doc": "keep the input's XMP packet" },
  { "name": "keepIptc", "type": "boolean", "default": false, "unit": "", "doc": "keep the input's IPTC records" },
  { "name": "exif", "type": "tags", "unit": "", "doc": "tags to set: IFD0 the image, IFD2 how and IFD3 where it was taken" },
  { "name": "xmp", "max": 16777216, "type": "text", "unit": "", "doc": "an XMP packet to set, as XML" },
  { "name": "icc", "max": 16777216, "type": "text", "unit": "", "doc": "convert to this profile and attach it: srgb, p3, or an RGB or grey ICC profile in base64" },
  { "name": "attachIcc", "type": "boolean", "default": true, "unit": "", "doc": "the profile of the colours is named in the file; false: it is not, and readers take them for sRGB" },
  { "name": "density", "min": 1, "max": 65535, "type": "number", "unit": "pixels an inch", "doc": "the print size to note" },
  { "name": "orientation", "min": 1, "max": 8, "type": "integer", "unit": "", "doc": "EXIF's tag, by which readers turn the pixels, upright as they are" }
];
var archive = [
  { "name": "level", "min": 0, "max": 9, "type": "integer", "default": 6, "unit": "", "doc": "0 stores, 1 is quick, 9 small" },
  { "name": "effort", "values": ["level", "max"], "type": "choice", "default": "level", "unit": "", "doc": "max is the smallest there is, at a tenth of the speed, whatever the level but 0" },
  { "name": "store", "values": ["auto", "always", "never"], "type": "choice", "default": "auto", "unit": "", "doc": "auto stores what is compressed already, or would not become smaller" }
];
var unzip = [
  { "name": "strict", "type": "boolean", "default": false, "unit": "", "doc": "refuse what is otherwise only warned of" },
  { "name": "allow", "values": ["DuplicateName", "HeaderMismatch", "BytesAfterData", "PrefixBytes", "TrailingBytes", "GapBytes", "BackslashName", "SimilarName", "DeceptiveName", "UnsafeName", "SpecialFile", "ReservedName"], "type": "words", "unit": "", "doc": "rules that the archive may break: the codes of the errors" },
  { "name": "limits", "fields": [{ "name": "entries", "min": 1, "max": 9007199254740991, "type": "integer", "default": 1e6, "unit": "entries", "doc": "entries" }, { "name": "directory", "min": 1, "max": 9007199254740991, "type": "integer", "default": 268435456, "unit": "bytes", "doc": "the directory, which is held in memory while it is read" }, { "name": "bytes", "min": 1, "max": 9007199254740991, "type": "integer", "default": 68719476736, "unit": "bytes", "doc": "all entries together" }, { "name": "entryBytes", "min": 1, "max": 9007199254740991, "type": "integer", "default": 17179869184, "unit": "bytes", "doc": "one entry" }, { "name": "ratio", "min": 1, "max": 9007199254740991, "type": "integer", "default": 500, "unit": "", "doc": "an entry's bytes for each byte of its data, where it has over 32 MiB" }], "type": "object", "unit": "", "doc": "what an archive may hold" }
];
var compress = [
  { "name": "level", "min": 0, "max": 9, "type": "integer", "default": 6, "unit": "", "doc": "0 stores, 1 is quick, 9 small" },
  { "name": "effort", "values": ["level", "max"], "type": "choice", "default": "level", "unit": "", "doc": "max is the smallest there is, at a tenth of the speed, whatever the level but 0" }
];
var gzip = [
  { "name": "level", "min": 0, "max": 9, "type": "integer", "default": 6, "unit": "", "doc": "0 stores, 1 is quick, 9 small" },
  { "name": "effort", "values": ["level", "max"], "type": "choice", "default": "level", "unit": "", "doc": "max is the smallest there is, at a tenth of the speed, whatever the level but 0" },
  { "name": "mtime", "min": 0, "max": 4294967295e3, "type": "integer", "default": 0, "unit": "milliseconds since 1970", "doc": "the time that the header tells, in whole seconds; 0 tells none" },
  { "name": "filename", "max": 65535, "type": "text", "unit": "", "doc": "a name in the header, in Latin-1" },
  { "name": "comment", "max": 65535, "type": "text", "unit": "", "doc": "a comment in the header, in Latin-1" }
];
var inflate = [
  { "name": "maxOutputBytes", "min": 0, "max": 9007199254740991, "type": "integer", "default": 2147483648, "unit": "bytes", "doc": "more than this is OutputLimit" }
];
var naming = [
  { "name": "unsafeNames", "values": ["refuse", "mend"], "type": "choice", "default": "refuse", "unit": "", "doc": "what a name with .., a drive, a leading slash, a NUL or a Windows device (CON, COM1) is: an error, or made safe" },
  { "name": "duplicates", "values": ["refuse", "number"], "type": "choice", "default": "refuse", "unit": "", "doc": "what an equal name is: an error, or given ' (2)', then also if only letter case differs" }
];
var batchNaming = [
  { "name": "unsafeNames", "values": ["refuse", "mend"], "type": "choice", "default": "refuse", "unit": "", "doc": "what a name with .., a drive, a leading slash, a NUL or a Windows device (CON, COM1) is: an error, or made safe" },
  { "name": "duplicates", "values": ["refuse", "number"], "type": "choice", "default": "number", "unit": "", "doc": "what an equal name is: an error, or given ' (2)', then also if only letter case differs" }
];
var devices = [
  "CON",
  "PRN",
  "AUX",
  "NUL",
  "CONIN$",
  "CONOUT$",
  "COM0",
  "COM1",
  "COM2",
  "COM3",
  "COM4",
  "COM5",
  "COM6",
  "COM7",
  "COM8",
  "COM9",
  "COM¹",
  "COM²",
  "COM³",
  "LPT0",
  "LPT1",
  "LPT2",
  "LPT3",
  "LPT4",
  "LPT5",
  "LPT6",
  "LPT7",
  "LPT8",
  "LPT9",
  "LPT¹",
  "LPT²",
  "LPT³"
];
var codes = {
  UnknownFormat: { "kind": "Unsupported", "message": "expected an image, found {found}", "doc": "The first bytes are of no format that pixmill knows. Check that the file is what its name says." },
  UnsupportedFormat: { "kind": "Unsupported", "message": "cannot {op} {format}[: {reason}]", "doc": "The format is known, but this direction is not supported. Choose another format." },
  UnsupportedFeature: { "kind": "Unsupported", "message": "{format} feature not supported: {found}", "doc": "The file uses a part of its format that no decoder here reads." },
  BlockedFormat: { "kind": "Unsupported", "message": "{format} is blocked", "doc": "block() refuses this format, as an input or as a file of the recipe; unblock() takes it again." },
  EmptyInput: { "kind": "Malformed", "message": "expected an image, found 0 bytes", "doc": "The input holds no bytes." },
  TruncatedImage: { "kind": "Malformed", "message": "{format} image ends early[: {reason}]", "doc": "The file was cut off. Fetch it again, or pass failOn: 'none' to take what is there." },
  CorruptImage: { "kind": "Malformed", "message": "{format} image is damaged[: {reason}]", "doc": "The file breaks its own format's rules." },
  DecoderPanicked: { "kind": "Malformed", "message": "the {format} decoder gave up on a damaged image", "doc": "A decoder hit a bug on damaged input; the job was isolated and nothing else was lost." },
  InvalidOption: { "kind": "InvalidOption", "message": "expected {expected}[ for {path}], found {found}", "doc": "An option has a wrong name, type or value." },
  PixelLimit: { "kind": "LimitExceeded", "message": "image has {found} pixels, over the limit of {limit}[; raise {option} to allow it]", "doc": "Width × height × frames is over limits.pixels." },
  SideLimit: { "kind": "LimitExceeded", "message": "image is {found} pixels on a side, over the limit of {limit}[; raise {option} to allow it]", "doc": "Width or height is over limits.side." },
  FrameLimit: { "kind": "LimitExceeded", "message": "image has more than {limit} frames[; raise {option} to allow it]", "doc": "Frames are over limits.frames." },
  ChannelLimit: { "kind": "LimitExceeded", "message": "image has {found} channels, over the limit of {limit}[; raise {option} to allow it]", "doc": "Channels are over limits.channels." },
  ScanLimit: { "kind": "LimitExceeded", "message": "image has more than {limit} scans", "doc": "A progressive JPEG with absurdly many scans." },
  WorkLimit: { "kind": "LimitExceeded", "message": "the steps up to {path} take {found} pixels of work, over the limit of {limit}[; raise {option} to allow it]", "doc": "The pixels of all steps and frames, slow steps counted several times, are over limits.work: the recipe could take hours." },
  MemoryLimit: { "kind": "LimitExceeded", "message": "needs {found} bytes, over the limit of {limit}[; raise {option} to allow it]", "doc": "One job would need more memory than limits.memory, or the system refused it." },
  MetadataLimit: { "kind": "LimitExceeded", "message": "{format} image carries {found} bytes of metadata, over the limit of {limit}[; raise {option} to allow it]", "doc": "ICC, EXIF, XMP and IPTC together are over limits.metadata." },
  MetadataDropped: { "kind": "Unsupported", "message": "{format} cannot carry {found}[: {reason}]", "doc": "A warning: the output was written without this metadata. Choose another format, or less of it." },
  InputLimit: { "kind": "LimitExceeded", "message": "input has {found} bytes, over the limit of {limit}[; raise {option} to allow it]", "doc": "The input is larger than limits.input." },
  OutputLimit: { "kind": "LimitExceeded", "message": "output passes {limit} bytes[; raise {option} to allow it]", "doc": "What was inflated or encoded is larger than limits.output." },
  SizeLimit: { "kind": "LimitExceeded", "message": "expected width and height from 1 to {limit} for {format}, found {found}", "doc": "The output format cannot carry an image of this size. Resize first." },
  TooLarge: { "kind": "LimitExceeded", "message": "expected at most {limit} bytes of {format}, found {found} at the lowest quality[; raise {option} to allow it]", "doc": "No quality makes a file as small as maxBytes asks. Resize first, keep less metadata, or allow more." },
  WasmMemory: { "kind": "LimitExceeded", "message": "out of memory in WebAssembly[ during {stage}]", "doc": "The job does not fit the 4 GiB of a wasm instance. Use the native backend or a smaller image." },
  Aborted: { "kind": "Aborted", "message": "the operation was aborted", "doc": "The caller's signal fired, or close() was called." },
  Timeout: { "kind": "Timeout", "message": "timed out after {limit} ms", "doc": "timeoutMs passed." },
  NotFound: { "kind": "Io", "message": "no such file or folder: {path}", "doc": "Check the path." },
  IsDirectory: { "kind": "Io", "message": "expected a file, found a folder: {path}", "doc": "Give a file, or use the command line, which recurses into folders." },
  PermissionDenied: { "kind": "Io", "message": "permission denied: {path}", "doc": "Check the permissions of the file, or of the runtime." },
  AlreadyExists: { "kind": "Io", "message": "already exists: {path}", "doc": "Pass overwrite: true to replace it." },
  DiskFull: { "kind": "Io", "message": "no space left: {path}", "doc": "Free some space; nothing was left under the final name." },
  IoFailed: { "kind": "Io", "message": "input or output failed[: {reason}]", "doc": "The system's own error is in cause." },
  FetchFailed: { "kind": "Io", "message": "expected a response with status 200, found {found}", "doc": "The Response given as input is not ok." },
  Panicked: { "kind": "Internal", "message": "internal error[ during {stage}][: {reason}]", "doc": "A bug in pixmill. Please report it with the input." },
  WorkerLost: { "kind": "Internal", "message": "a worker stopped unexpectedly[: {reason}]", "doc": "The worker was replaced; only its job was lost." },
  QueueFull: { "kind": "QueueFull", "message": "the queue holds {found}, its limit is {limit}", "doc": "Await results before starting more, or raise queueLimit." },
  BackendUnavailable: { "kind": "Unavailable", "message": "no backend could be loaded[: {reason}]", "doc": "Each attempt's reason and the command to type are in the message." },
  NotReady: { "kind": "Unavailable", "message": "expected await ready() before a synchronous call", "doc": "In browsers the module loads asynchronously." },
  Unavailable: { "kind": "Unavailable", "message": "{op} is not available in this runtime", "doc": "The runtime lacks what this call needs." },
  AlreadyStarted: { "kind": "Closed", "message": "expected configure() before the first job", "doc": "Backend and URLs are fixed once a job has run. Use createPixmill for another instance." },
  Closed: { "kind": "Closed", "message": "already closed[: {reason}]", "doc": "The instance, writer or archive was closed or aborted, or the batch was run." },
  NotConsumed: { "kind": "Closed", "message": "expected a sink or a reader for the archive within 30 s", "doc": "zip() without a sink fills z.readable; read it, or pass a sink." },
  AllFailed: { "kind": "Malformed", "message": "all {found} images failed", "doc": "Nothing was written; each item's error is in errors." },
  CrcMismatch: { "kind": "Malformed", "message": "[{path}: ]expected CRC-32 {expected}, found {found}", "doc": "The bytes are not what was archived or compressed." },
  SizeMismatch: { "kind": "Malformed", "message": "[{path}: ]expected {expected} bytes, found {found}", "doc": "The size is not what the archive or gzip's trailer says." },
  AdlerMismatch: { "kind": "Malformed", "message": "expected Adler-32 {expected}, found {found}", "doc": "The bytes are not what was compressed." },
  CorruptHeader: { "kind": "Malformed", "message": "expected a {format} header[: {reason}]", "doc": "The data is of another form, or its header is damaged." },
  TruncatedData: { "kind": "Malformed", "message": "compressed data ends early", "doc": "The data was cut off. Fetch it again." },
  TrailingData: { "kind": "Malformed", "message": "bytes follow the end of the compressed data", "doc": "Behind the end there may be zeros in gzip, and nothing else." },
  WrongDictionary: { "kind": "InvalidOption", "message": "expected the dictionary with Adler-32 {expected}, found {found}", "doc": "The data was compressed with a preset dictionary: pass the same one." },
  NotAnArchive: { "kind": "Malformed", "message": "expected a ZIP archive[: {reason}]", "doc": "No end record was found." },
  CorruptArchive: { "kind": "Malformed", "message": "archive is damaged[: {reason}]", "doc": "The archive breaks the format's rules." },
  CorruptDeflate: { "kind": "Malformed", "message": "compressed data is damaged[: {reason}]", "doc": "The deflate stream cannot be inflated." },
  UnsupportedMethod: { "kind": "Unsupported", "message": "{path}: method {found} is not supported", "doc": "Entries are read that are stored, deflated or of deflate64, and encrypted by AES or ZipCrypto." },
  SizeUnknown: { "kind": "Unsupported", "message": "{path}: the entry's size is behind its data, whose end nothing tells", "doc": "A stream cannot be read so: pass bytes, a Blob or a path." },
  Encrypted: { "kind": "InvalidOption", "message": "{path}: expected a password, the entry is encrypted", "doc": "Pass password." },
  WrongPassword: { "kind": "InvalidOption", "message": "{path}: the password is wrong", "doc": "Pass another. With ZipCrypto, damaged data cannot be told from a wrong password." },
  AuthenticationFailed: { "kind": "Malformed", "message": "{path}: the encrypted data was changed", "doc": "Its authentication code is not that of its bytes." },
  Overlap: { "kind": "Malformed", "message": "{path}: entries overlap", "doc": "Two entries claim the same bytes: a bomb, or damage." },
  UnsafeName: { "kind": "Malformed", "message": "expected a relative name without .., found {found}", "doc": "The name could leave the target folder." },
  ReservedName: { "kind": "Malformed", "message": "expected a name that every system takes as it is, found {found}", "doc": "Windows takes the name for a device or a stream, or drops its end. Allowed, unzipTo writes it where the system is another." },
  DeceptiveName: { "kind": "Malformed", "message": "expected a name that is what it shows, found {found}", "doc": "It has control characters, marks that change the direction of writing, broken UTF-8 or a second name. Show names escaped." },
  BackslashName: { "kind": "Malformed", "message": "expected slashes in a name, found {found}", "doc": "They are read as slashes." },
  SimilarName: { "kind": "Malformed", "message": "{path} and {found} are one place where letter case and composition do not count", "doc": "Some file systems keep only one of them." },
  AmbiguousArchive: { "kind": "Malformed", "message": "archive can be read in two ways[: {reason}]", "doc": "Two readers would find different entries in it. Ask its maker for another." },
  HeaderMismatch: { "kind": "Malformed", "message": "{path}: {op} differs between the directory and the local header: expected {expected}, found {found}", "doc": "Two readers would read the entry differently. Allowed, the directory is believed." },
  BytesAfterData: { "kind": "Malformed", "message": "{path}: {found} bytes follow the end of the compressed data", "doc": "The entry's data is longer than what it unpacks to. Allowed, they are passed over." },
  PrefixBytes: { "kind": "Malformed", "message": "{found} bytes before the archive", "doc": "Self-extracting archives have a program there." },
  TrailingBytes: { "kind": "Malformed", "message": "{found} bytes after the archive", "doc": "Something was added to the file, or it was not cut." },
  GapBytes: { "kind": "Malformed", "message": "{found} bytes between {path} and what follows it belong to no entry", "doc": "A signing block, a deleted entry, or something hidden." },
  SpecialFile: { "kind": "Unsupported", "message": "{path} is a symbolic link or a device, which is not extracted", "doc": "A warning of unzipTo, and an error when strict. Read the entry to see where a link leads." },
  SymbolicLink: { "kind": "Io", "message": "{path} is a symbolic link, which is not followed", "doc": "It was in the folder before, and would lead elsewhere. Remove it, or choose another folder." },
  DuplicateName: { "kind": "Malformed", "message": "duplicate entry {found}", "doc": "Two entries have one name." },
  NoSuchEntry: { "kind": "InvalidOption", "message": "no entry {found} in the archive", "doc": "List the entries to see their names." },
  ArchiveLimit: { "kind": "LimitExceeded", "message": "[{path}: ]archive holds {found} {op}, over the limit of {limit}[; raise {option} to allow it]", "doc": "The archive passes a limit on entries, bytes or ratio." }
};
var constants = {
  fit: { "cover": "cover", "contain": "contain", "fill": "fill", "inside": "inside", "outside": "outside" },
  kernel: { "nearest": "nearest", "linear": "linear", "cubic": "cubic", "mitchell": "mitchell", "lanczos2": "lanczos2", "lanczos3": "lanczos3", "mks2013": "mks2013", "mks2021": "mks2021" },
  gravity: { "centre": "centre", "center": "center", "north": "north", "northeast": "northeast", "east": "east", "southeast": "southeast", "south": "south", "southwest": "southwest", "west": "west", "northwest": "northwest" },
  strategy: { "entropy": "entropy", "attention": "attention" },
  bool: { "and": "and", "or": "or", "eor": "eor" },
  interpolators: { "nearest": "nearest", "bilinear": "bilinear", "bicubic": "bicubic", "lbb": "lbb", "nohalo": "nohalo", "vsqbs": "vsqbs" }
};
var loaders = {
  Jpeg: ["jpeg"],
  Png: ["png"],
  Webp: ["webp"],
  Nsgif: ["gif"],
  Heif: ["avif"],
  Jxl: ["jxl"],
  Tiff: ["tiff"],
  Svg: ["svg"],
  Ppm: ["pnm"],
  Rad: ["hdr"],
  Magick: ["bmp", "ico", "qoi", "farbfeld", "dds", "tga"],
  Magick7: ["bmp", "ico", "qoi", "farbfeld", "dds", "tga"],
  Analyze: [],
  Csv: [],
  Dcraw: [],
  Fits: [],
  Jp2k: [],
  Mat: [],
  Matrix: [],
  Nifti: [],
  Openexr: [],
  Openslide: [],
  Pdf: [],
  Raw: [],
  Uhdr: [],
  Vips: []
};
var libraries = {
  aes: "0.9.4",
  bytemuck: "1.25.2",
  crc32fast: "1.5.5",
  ctr: "0.10.1",
  deflate64: "0.1.12",
  fast_image_resize: "6.1.0",
  fdeflate: "0.3.7",
  flate2: "1.1.11",
  gif: "0.14.2",
  harfrust: "0.12.0",
  hmac: "0.13.0",
  jxl: "0.8.0",
  "libaom-sys": "0.17.2+libaom.3.11.0",
  "libjpeg-turbo-rs": "0.9.0",
  libm: "0.2.16",
  "libwebp-sys": "0.14.4",
  moxcms: "0.9.2",
  pbkdf2: "0.13.0",
  "libdeflate-sys": "1.26.1",
  png: "0.18.1",
  quantette: "0.6.0",
  resvg: "0.49.0",
  rusty_av1d: "1.2.1",
  ruzstd: "0.9.1",
  serde_json: "1.0.154",
  sha1: "0.11.0",
  skrifa: "0.44.0",
  "unicode-bidi": "0.3.18",
  "unicode-script": "0.5.9",
  weezl: "0.1.12",
  wide: "1.7.1",
  "zlib-rs": "0.6.8"
};

// js/errors.js
var FIELDS = ["stage", "format", "path", "expected", "found", "limit", "option", "op", "reason", "index", "name", "errno"];
function render(form, fields) {
  const has = (name) => fields[name] !== void 0 && fields[name] !== null;
  const fill2 = (text3) => text3.replace(/\{(\w+)\}/g, (_, name) => has(name) ? String(fields[name]) : "");
  const parts2 = form.replace(
    /\[([^\]]*)\]/g,
    (_, part2) => [...part2.matchAll(/\{(\w+)\}/g)].every(([, name]) => has(name)) ? part2 : ""
  );
  return fill2(parts2);
}
var NAMES = { Aborted: "AbortError", Timeout: "TimeoutError" };
var PixmillError = class _PixmillError extends Error {
  /**
   * @param {string} code one of the table's codes
   * @param {Record<string, unknown>} [fields]
   * @param {{cause?: unknown}} [options]
   */
  constructor(code, fields = {}, options = {}) {
    const row = codes[code] ?? codes.Panicked;
    const item = fields.item === void 0 ? "" : `${fields.item}: `;
    super(item + render(row.message, fields), "cause" in options ? { cause: options.cause } : void 0);
    this.code = codes[code] ? code : "Panicked";
    this.kind = row.kind;
    for (const name of FIELDS) {
      if (name !== "name" && fields[name] !== void 0 && fields[name] !== null) this[name] = fields[name];
    }
    this.item = fields.item;
    this.errors = void 0;
    if (Array.isArray(fields.errors)) this.errors = fields.errors;
    else delete this.errors;
    Object.defineProperty(this, "name", {
      value: NAMES[row.kind] ?? "PixmillError",
      configurable: true,
      writable: true,
      enumerable: false
    });
  }
  toJSON() {
    const json = { name: this.name, code: this.code, kind: this.kind, message: this.message };
    for (const name of [...FIELDS.filter((field) => field !== "name"), "item"]) {
      if (this[name] !== void 0) json[name] = this[name];
    }
    if (this.errors) json.errors = this.errors.map((error) => error.toJSON());
    return json;
  }
  /**
   * From its JSON, a core error's JSON text, or any other error.
   * @param {any} value
   * @returns {PixmillError}
   */
  static from(value) {
    if (value instanceof _PixmillError) return value;
    let data = value;
    if (value instanceof Error || typeof value === "string") {
      const text3 = typeof value === "string" ? value : value.message;
      try {
        data = JSON.parse(text3);
      } catch {
        return new _PixmillError("Panicked", { reason: text3 }, { cause: value });
      }
    }
    if (data === null || typeof data !== "object" || !codes[data.code]) {
      return new _PixmillError("Panicked", { reason: String(value) }, { cause: value });
    }
    const { errors } = data;
    return new _PixmillError(data.code, Array.isArray(errors) ? { ...data, errors: errors.map(_PixmillError.from) } : data);
  }
  /**
   * The same error, told of the item that it cost.
   * @param {{index?: number, item?: string}} place
   */
  at(place) {
    const error = new _PixmillError(
      this.code,
      /** @type {any} */
      { ...this, ...place },
      "cause" in this ? { cause: this.cause } : {}
    );
    const frames = /\n {4}at [^]*/.exec(this.stack ?? "")?.[0] ?? "";
    error.stack = `${error.name}: ${error.message}${frames}`;
    return error;
  }
};
Object.defineProperty(PixmillError, "name", { value: "PixmillError" });
function fail(code, fields, cause) {
  return new PixmillError(code, fields, cause === void 0 ? {} : { cause });
}
function wrongOption(path, expected, found) {
  return fail("InvalidOption", { path, expected, found: show(found) });
}
function show(value) {
  let text3;
  if (value === void 0) text3 = "undefined";
  else if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") text3 = typeof value;
  else if (typeof value === "number") text3 = String(value);
  else {
    try {
      text3 = JSON.stringify(value) ?? typeof value;
    } catch (error) {
      text3 = `${typeof value} (${error.message})`;
    }
  }
  return text3.length > 60 ? `${text3.slice(0, 57)}...` : text3;
}
function aborted(signal) {
  if (signal.reason instanceof PixmillError && signal.reason.code === "Timeout") return signal.reason;
  const error = fail("Aborted", {}, signal.reason);
  if (signal.reason?.name === "TimeoutError") error.name = "TimeoutError";
  return error;
}
var SYSTEM = {
  ENOENT: "NotFound",
  NotFound: "NotFound",
  ENOTDIR: "NotFound",
  EISDIR: "IsDirectory",
  EACCES: "PermissionDenied",
  EPERM: "PermissionDenied",
  PermissionDenied: "PermissionDenied",
  NotCapable: "PermissionDenied",
  EEXIST: "AlreadyExists",
  ENOSPC: "DiskFull",
  EDQUOT: "DiskFull",
  EFBIG: "DiskFull"
};
function ioError(error, path) {
  if (error instanceof PixmillError) return error;
  const code = SYSTEM[error?.code] ?? SYSTEM[error?.name] ?? "IoFailed";
  const reason = path ? `${path}: ${error?.message ?? error}` : error?.message ?? String(error);
  return fail(code, { path, reason, errno: error?.errno }, error);
}

// js/runtime.js
var { process } = globalThis;
function builtin(name) {
  return process?.getBuiltinModule?.(name);
}
var runtime = globalThis.Deno ? "deno" : globalThis.Bun ? "bun" : process?.versions?.node ? "node" : "browser";
function granted(descriptor2) {
  return runtime !== "deno" || globalThis.Deno.permissions.querySync(descriptor2).state === "granted";
}
function readsFreely() {
  return builtin("fs") !== void 0 && !/** @type {any} */
  process.permission && granted({ name: "read" });
}
function processors() {
  return builtin("os")?.availableParallelism?.() ?? globalThis.navigator?.hardwareConcurrency ?? 2;
}
function systemMemory() {
  const os = builtin("os");
  if (!os || !granted({ name: "sys", kind: "systemMemoryInfo" })) return (
    /** @type {any} */
    (globalThis.navigator?.deviceMemory ?? 4) * 2 ** 30
  );
  const total = os.totalmem();
  const limit = runtime === "node" ? process.constrainedMemory?.() : void 0;
  return limit && limit < total ? limit : total;
}
function environment(name) {
  return granted({ name: "env", variable: name }) ? process?.env?.[name] : void 0;
}
function toResult(bytes) {
  const Buffer2 = globalThis.Buffer ?? builtin("buffer")?.Buffer;
  return Buffer2 ? Buffer2.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes;
}
var nowhere;
function discard(buffer) {
  if (!(buffer instanceof ArrayBuffer)) return;
  const { transfer } = (
    /** @type {any} */
    buffer
  );
  if (transfer) {
    transfer.call(buffer, 0);
    return;
  }
  if (!nowhere) {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    port1.unref?.();
    nowhere = port1;
  }
  nowhere.postMessage(null, [buffer]);
}
var heard = /* @__PURE__ */ new WeakSet();
function onAbort(signal, stop) {
  if (!signal) return;
  if (!heard.has(signal)) {
    heard.add(signal);
    builtin("events")?.setMaxListeners?.(0, signal);
  }
  signal.addEventListener("abort", stop, { once: true });
}
function warn(text3) {
  if (warned.has(text3)) return;
  warned.add(text3);
  if (process?.emitWarning) process.emitWarning(text3, "PixmillWarning");
  else console.warn(`pixmill: ${text3}`);
}
var warned = /* @__PURE__ */ new Set();

// js/kinds.js
function isPlain(value) {
  if (value === null || typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
function viewOf(value) {
  const isView = ArrayBuffer.isView(value);
  const tag = isView ? "" : Object.prototype.toString.call(value);
  if (!isView && tag !== "[object ArrayBuffer]" && tag !== "[object SharedArrayBuffer]") return void 0;
  if (value.byteLength === 0) return new Uint8Array(0);
  return isView ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value);
}
function encoded(value) {
  return typeof value === "string" ? new TextEncoder().encode(value) : viewOf(value);
}
function isUrl(value) {
  return value instanceof URL || typeof value === "string" && /^file:\/\//i.test(value);
}
function isPath(value) {
  return typeof value === "string" || value instanceof URL;
}
function isResponse(value) {
  const looksSo = typeof value?.arrayBuffer === "function" && typeof value.ok === "boolean";
  return looksSo && typeof Response !== "undefined" && value instanceof Response;
}
function pathOf(file) {
  if (!isUrl(file)) return String(file);
  const url = new URL(file);
  if (url.protocol !== "file:") throw wrongOption("input", "a path, or a file: URL; fetch() others and give the Response", url.href);
  const { fileURLToPath } = builtin("url") ?? {};
  if (!fileURLToPath) throw fail("Unavailable", { op: `reading ${url.href}` });
  try {
    return fileURLToPath(url);
  } catch {
    throw wrongOption("input", "a file: URL of this machine", url.href);
  }
}

// js/backend/override.js
var FLAVOURS = ["bytes", "basic", "full"];
function isUrl2(value) {
  return typeof value === "string" && value !== "" || value instanceof URL;
}
function isBuild(value) {
  return isUrl2(value) || isPlain(value) && Object.keys(value).every((name) => FLAVOURS.includes(name));
}
function absolute(url) {
  return new URL(url, globalThis.location?.href);
}
async function compile(given2) {
  const value = await given2;
  if (value instanceof WebAssembly.Module) return value;
  if (isUrl2(value)) {
    const url = absolute(value);
    const fs = url.protocol === "file:" ? builtin("fs") : void 0;
    return compile(fs ? await fs.promises.readFile(url) : await fetch(url));
  }
  if (isResponse(value)) {
    if (!value.ok) throw new Error(`${value.url}: ${value.status} ${value.statusText}`);
    return WebAssembly.compile(await value.arrayBuffer());
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return WebAssembly.compile(
    /** @type {any} */
    value
  );
  throw wrongOption("config.wasm", "a URL, Response, Module or bytes for each flavour", value);
}
function startWorker(program) {
  const Thread = builtin("worker_threads")?.Worker;
  if (Thread) return new Thread(typeof program === "string" && /^\w{2,}:/.test(program) ? new URL(program) : program);
  return isForeign(program) ? startForeign(program) : new Worker(program, { type: "module" });
}
function isForeign(program) {
  const { origin } = absolute(program);
  return origin !== "null" && origin !== globalThis.location?.origin;
}
function startForeign(program) {
  const text3 = `import ${JSON.stringify(absolute(program).href)};`;
  const own = URL.createObjectURL(new Blob([text3], { type: "text/javascript" }));
  const worker = new Worker(own, { type: "module" });
  worker.addEventListener("message", () => URL.revokeObjectURL(own), { once: true });
  return worker;
}
function overridden(source, { wasm, worker }) {
  const own = { ...source };
  if (wasm) {
    const named4 = (flavour) => isUrl2(wasm) ? new URL(`pixmill_${flavour}.wasm`, absolute(String(wasm).replace(/\/?$/, "/"))) : wasm[flavour];
    own.module = async (flavour) => {
      const given2 = named4(flavour);
      return given2 === void 0 ? source.module(flavour) : compile(given2);
    };
    own.moduleSync = void 0;
  }
  if (typeof worker === "function") own.worker = worker;
  else if (worker) own.worker = () => startWorker(worker);
  return own;
}

// js/embedded.js
var CHUNK = 1 << 15;
function base64(bytes) {
  const { Buffer: Buffer2 } = builtin("buffer") ?? {};
  if (Buffer2) return Buffer2.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  let text3 = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text3 += String.fromCharCode.apply(
    null,
    /** @type {any} */
    bytes.subarray(at, at + CHUNK)
  );
  return btoa(text3);
}
function bytesOf(file, path) {
  const view = viewOf(file);
  if (view) return view;
  if (!(file instanceof URL) && (typeof file !== "string" || file === "")) throw wrongOption(path, "bytes, a path or file: URL, or a data: URL", file);
  const name = pathOf(file);
  const fs = builtin("fs");
  if (!fs) throw fail("Unavailable", { op: `reading the path ${name}` });
  try {
    return fs.readFileSync(name);
  } catch (error) {
    throw ioError(error, name);
  }
}
function dataUrl(file, path) {
  const isOne = isPath(file) && /^data:/.test(String(file));
  return isOne ? String(file) : `data:;base64,${base64(bytesOf(file, path))}`;
}
function embedded(field, value, path) {
  if (field.type === "file") return dataUrl(value, path);
  if (field.type !== "files" || !Array.isArray(value)) return value;
  return value.map((file, index) => dataUrl(file, `${path}[${index}]`));
}
var asGiven = (field, value) => value;

// js/check.js
function expectation(field) {
  switch (field.type) {
    case "integer":
      return `integer from ${field.min} to ${field.max}`;
    case "number":
      return `number from ${field.min} to ${field.max}`;
    case "switch":
      return `number from ${field.min} to ${field.max}, or boolean`;
    case "integers":
      return `integer from ${field.min} to ${field.max}, or 1 to ${field.most} of them`;
    case "numbers":
      return `${field.least} to ${field.most} numbers from ${field.min} to ${field.max}`;
    case "quality":
      return `integer from ${field.min} to ${field.max}, or auto`;
    case "choice":
      return `one of ${field.values.join(", ")}`;
    case "index":
      return `integer from 0 to ${field.max}, or one of ${field.values.join(", ")}`;
    case "words":
      return `list of ${field.values.join(", ")}`;
    case "colour":
      return "colour (#rrggbb, #rrggbbaa, a CSS name, rgb(), hsl(), hwb(), or { r, g, b, alpha })";
    case "text":
      return `text of at most ${field.max} bytes`;
    case "tags":
      return "object of EXIF directories, each an object of tags and their text";
    case "files":
      return `list of at most ${field.most} files (bytes, paths, or data: URLs in base64)`;
    case "file":
      return "file (bytes, a path, or a data: URL in base64)";
    case "list":
      return `list of 1 to ${field.most} objects with ${field.fields.map((inner) => inner.name).join(", ")}`;
    case "object":
      return `object with ${field.fields.map((inner) => inner.name).join(", ")}`;
    default:
      return field.type;
  }
}
function fits(field, value) {
  switch (field.type) {
    case "integer":
      return Number.isInteger(value) && value >= field.min && value <= field.max;
    case "number":
      return Number.isFinite(value) && value >= field.min && value <= field.max;
    case "integers":
      return !Array.isArray(value) ? fits({ ...field, type: "integer" }, value) : value.length > 0 && value.length <= field.most && value.every((item) => fits({ ...field, type: "integer" }, item));
    case "numbers": {
      const numbers = flat(value);
      return numbers.length >= field.least && numbers.length <= field.most && numbers.every((item) => fits({ ...field, type: "number" }, item));
    }
    case "quality":
      return value === "auto" || fits({ ...field, type: "integer" }, value);
    case "boolean":
      return typeof value === "boolean";
    case "switch":
      return typeof value === "boolean" || fits({ ...field, type: "number" }, value);
    case "choice":
      return field.values.includes(value);
    case "index":
      return field.values.includes(value) || fits({ ...field, type: "integer" }, value);
    case "words":
      return Array.isArray(value) && value.every((word) => field.values.includes(word));
    case "colour":
      return typeof value === "string" || isChannels(value);
    case "text":
      return typeof value === "string" && value.length <= field.max;
    case "tags":
      return isPlain(value) && Object.values(value).every((tags) => isPlain(tags) && Object.values(tags).every((text3) => typeof text3 === "string"));
    case "files":
      return Array.isArray(value) && value.length <= field.most && value.every((file) => fits({ type: "file" }, file));
    case "file":
      return typeof value === "string" && /^data:[^,]*;base64,/.test(value);
    case "list":
      return Array.isArray(value) && value.length > 0 && value.length <= field.most && value.every(isPlain);
    default:
      return isPlain(value);
  }
}
function flat(value) {
  return Array.isArray(value) || ArrayBuffer.isView(value) ? [.../** @type {any[]} */
  value].flat() : [value];
}
function isChannels(value) {
  const channel = (given2) => Number.isInteger(given2) && given2 >= 0 && given2 <= 255;
  if (!isPlain(value)) return false;
  const { r, g, b, alpha = 1, ...others } = value;
  return [r, g, b].every(channel) && Number.isFinite(alpha) && alpha >= 0 && alpha <= 1 && Object.keys(others).length === 0;
}
function checkFields(fields, given2, path, more = [], files = embedded) {
  if (!isPlain(given2)) throw wrongOption(path, `object with ${fields.map((field) => field.name).join(", ")}`, given2);
  const checked = {};
  for (const [name, value] of Object.entries(beside(fields, given2))) {
    if (more.includes(name)) continue;
    const field = fields.find((row) => row.name === name || row.aliases?.includes(name));
    if (!field) {
      throw wrongOption(path, `one of ${[...fields.map((row) => row.name), ...more].join(", ")}`, name);
    }
    if (value === void 0 || value === null) continue;
    const at = path ? `${path}.${name}` : name;
    const plain2 = files(field, value, at);
    if (!fits(field, plain2)) throw wrongOption(at, expectation(field), value);
    if (Object.hasOwn(checked, field.name)) throw wrongOption(path ? `${path}.${field.name}` : field.name, `one of ${[field.name, ...field.aliases].join(", ")}`, "both");
    checked[field.name] = copied(field, plain2, at, files);
  }
  return checked;
}
function beside(fields, given2) {
  const made = fields.find((field) => field.type === "file" && isPlain(given2[field.name]) && Object.keys(given2[field.name]).length > 0);
  if (!made) return given2;
  const { [made.name]: value, ...rest } = given2;
  return { ...rest, ...value };
}
function copied(field, value, at, files) {
  switch (field.type) {
    case "object":
      return checkFields(field.fields, value, at, [], files);
    case "list":
      return value.map((each, index) => checkFields(field.fields, each, `${at}[${index}]`, [], files));
    case "numbers":
      return flat(value);
    default:
      return Array.isArray(value) ? [...value] : value;
  }
}
function checkInput(given2, more, files) {
  return checkFields(input, given2, "input", more, files);
}
function checkMetadata(given2, path) {
  return checkFields(metadata, given2, path);
}
function findOp(name) {
  return ops.find((op) => op.name === name || /** @type {string[]} */
  op.aliases.includes(name));
}
function checkStep(name, given2, path, files) {
  const row = findOp(name);
  if (!row) throw wrongOption(`${path}.op`, `one of ${ops.map((op) => op.name).join(", ")}`, name);
  return { op: row.name, ...checkFields(row.fields, given2, path, ["op"], files) };
}
function findFormat(name) {
  const word = typeof name === "string" ? name.toLowerCase() : "";
  return formats.find((row) => row.name === word || /** @type {string[]} */
  row.aliases.includes(word) || /** @type {string[]} */
  row.extensions.includes(word));
}
function checkFormats(given2, path) {
  if (!isPlain(given2)) throw wrongOption(path, "an object", given2);
  return Object.fromEntries(
    Object.entries(given2).map(([name, options]) => {
      const { format, force, ...checked } = checkFormat(name, options, path ? `${path}.${name}` : name);
      return [format, checked];
    })
  );
}
function checkFormat(name, given2, path, more = []) {
  const row = findFormat(name);
  const writable = formats.filter((format) => format.writes).map((format) => format.name);
  if (!row) throw wrongOption(path ? `${path}.format` : "format", `one of ${writable.join(", ")}`, name);
  if (!row.writes) {
    throw fail("UnsupportedFormat", { format: row.name, op: "encode", reason: `choose one of ${writable.join(", ")}` });
  }
  return { format: row.name, ...checkFields(row.options, given2, path, ["format", ...more]) };
}

// js/run.js
var SHARED = {
  signal: { accepts: "an AbortSignal", fits: (value) => typeof value?.addEventListener === "function" && "aborted" in value },
  timeoutMs: { accepts: "milliseconds, over 0", fits: (value) => Number.isFinite(value) && value > 0 },
  onProgress: { accepts: "a function", fits: (value) => typeof value === "function" }
};
function checkRun(options = {}, more = {}) {
  const known2 = { ...SHARED, ...more };
  if (!isPlain(options)) throw wrongOption("options", `object with ${Object.keys(known2).join(", ")}`, options);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(known2, name)) throw wrongOption("options", `one of ${Object.keys(known2).join(", ")}`, name);
    if (value !== void 0 && !known2[name].fits(value)) throw wrongOption(name, known2[name].accepts, value);
  }
  return options;
}
var flag = { accepts: "boolean", fits: (value) => typeof value === "boolean" };
var OURS = 3;
function underSignal({ signal, timeoutMs }, work, end) {
  const place = {};
  Error.captureStackTrace?.(place, underSignal);
  const promise = timeoutMs === void 0 ? work(signal) : timed(signal, timeoutMs, work);
  return promise.catch((error) => {
    const coded2 = PixmillError.from(error);
    const frames = place.stack?.split("\n").slice(1) ?? [];
    const above = frames.slice(frames.findIndex((frame, index) => index < OURS && isFrameOf(frame, end)) + 1);
    if (above.length > 0) coded2.stack = `${coded2.name}: ${coded2.message}
${above.join("\n")}`;
    throw coded2;
  });
}
function isFrameOf(frame, { name }) {
  return name !== "" && new RegExp(`[\\s.]${name}( \\[as .*\\])? \\(`).test(frame);
}
async function orAborted(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve2, reject) => {
    const stop = () => reject(aborted(signal));
    const end = (settle) => (value) => {
      signal.removeEventListener("abort", stop);
      settle(value);
    };
    Promise.resolve(promise).then(end(resolve2), end(reject));
    if (signal.aborted) stop();
    else onAbort(signal, stop);
  });
}
async function timed(signal, timeoutMs, work) {
  const controller = new AbortController();
  const pass = () => controller.abort(signal?.reason);
  if (signal?.aborted) pass();
  onAbort(signal, pass);
  const timer = setTimeout(() => controller.abort(fail("Timeout", { limit: timeoutMs })), timeoutMs);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", pass);
  }
}

// js/input.js
var KINDS = "bytes (Uint8Array, Buffer, ArrayBuffer, …), a path or file: URL, Blob, Response, ReadableStream, Readable, AsyncIterable of Uint8Array, { data, width, height, channels }, { create }, or { text }";
function copyOf(view) {
  const copy = new Uint8Array(view.byteLength);
  copy.set(view);
  return copy;
}
function take(view) {
  const { buffer, byteOffset, byteLength } = view;
  try {
    const taken2 = structuredClone(buffer, { transfer: [
      /** @type {ArrayBuffer} */
      buffer
    ] });
    return new Uint8Array(taken2, byteOffset, byteLength);
  } catch {
    return copyOf(view);
  }
}
function checkInputSize(size, limit) {
  if (size > limit) throw fail("InputLimit", { found: size, limit, option: "memoryBudget" });
}
function lastSegment(path) {
  return path.split(/[\\/]/).findLast((part2) => part2 !== "");
}
function segmentOf(url) {
  const segment = lastSegment(new URL(url).pathname) ?? "";
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
function nameOf(input2) {
  if (typeof input2 === "string" && !isUrl(input2)) return lastSegment(input2);
  if (isUrl(input2)) return segmentOf(input2);
  if (isResponse(input2)) return input2.url ? segmentOf(input2.url) || void 0 : void 0;
  return input2?.webkitRelativePath || (typeof input2?.name === "string" && input2.name ? input2.name : void 0);
}
var MADE = { create, text };
function whole(fields, given2, path, more) {
  const checked = checkFields(fields, given2, path, more);
  const missing = fields.find((field) => field.required && checked[field.name] === void 0);
  if (missing) throw wrongOption(`${path}.${missing.name}`, missing.type === "text" ? "text" : `integer from ${missing.min} to ${missing.max}`, void 0);
  return checked;
}
function depthOf(data) {
  if (data instanceof Uint16Array) return { depth: "ushort" };
  return data instanceof Float32Array ? { depth: "float" } : {};
}
function acceptRaw(input2, raw2, options) {
  return { ...accept(input2, options), header: { raw: { ...depthOf(input2), ...whole(raw, raw2, "raw") } } };
}
function accept(input2, { transfer = false } = {}) {
  const name = nameOf(input2);
  const view = viewOf(input2);
  if (view) return { bytes: transfer ? take(view) : copyOf(view) };
  if (isPlain(input2) && "data" in input2) {
    const data = viewOf(input2.data);
    if (!data) throw wrongOption("input.data", "bytes", input2.data);
    const raw2 = whole(raw, input2, "input", ["data"]);
    return { bytes: transfer ? take(data) : copyOf(data), header: { raw: raw2 } };
  }
  const made = isPlain(input2) ? Object.keys(MADE).find((key) => key in input2) : void 0;
  if (made) {
    const other = Object.keys(input2).find((key) => key !== made);
    if (other) throw wrongOption("input", `${made} alone`, other);
    return { bytes: new Uint8Array(0), header: { [made]: structuredClone(whole(MADE[made], input2[made], `input.${made}`)) } };
  }
  const readable = isPath(input2) || typeof input2?.arrayBuffer === "function" || typeof input2?.getReader === "function" || typeof input2?.[Symbol.asyncIterator] === "function";
  if (!readable || input2 === "") throw wrongOption("input", KINDS, input2 === "" ? "" : typeof input2 === "object" ? input2 : typeof input2);
  return { name, later: input2 };
}
function acceptImage(input2, { raw: raw2, join: join3, ...options } = {}) {
  if (!Array.isArray(input2) || input2.length === 0) {
    if (join3 !== void 0) throw wrongOption("input", "a list of images to join", typeof input2);
    return raw2 === void 0 ? accept(input2, options) : acceptRaw(input2, raw2, options);
  }
  if (raw2 !== void 0) throw wrongOption("raw", "one image: of several each says it itself, { data, width, height, channels }", raw2);
  const how = checkFields(join, join3 ?? {}, "join");
  const parts2 = input2.map((each) => accept(each, options));
  return parts2.every((part2) => part2.bytes) ? together(parts2, how) : { parts: parts2, how };
}
function together(parts2, how) {
  const all = parts2.map(({ bytes }) => (
    /** @type {Uint8Array} */
    bytes
  ));
  const images = parts2.map(({ header }, index) => ({ size: all[index].byteLength, ...header }));
  return { bytes: concat(all), header: { join: { ...how, images } } };
}
async function sizeOf({ bytes, later, parts: parts2 }) {
  if (bytes) return bytes.byteLength;
  if (parts2) return (await Promise.all(parts2.map(sizeOf))).reduce((sum, size) => sum + size, 0);
  if (isPath(later)) {
    const stat = await builtin("fs")?.promises.stat(pathOf(later)).catch(() => void 0);
    return stat?.isFile() ? stat.size : 0;
  }
  return typeof later.size === "number" ? later.size : 0;
}
async function read(source, options = {}) {
  if (!source.parts) return { header: source.header, ...await readOne(source, options) };
  const { limit = Infinity } = options;
  const parts2 = [];
  let size = 0;
  for (const part2 of source.parts) {
    const { bytes, header } = await read(part2, options);
    size += bytes.byteLength;
    checkInputSize(size, limit);
    parts2.push({ bytes, header });
  }
  return together(parts2, source.how);
}
async function readOne(source, { signal, limit = Infinity }) {
  if (source.bytes) return { bytes: source.bytes };
  const { later } = source;
  if (signal?.aborted) throw aborted(signal);
  if (source.shared) return orAborted(readShared(source, limit), signal);
  if (isPath(later)) return readFile(later, signal, limit);
  if (isResponse(later)) {
    const body = bodyOf(later);
    if (later.bodyUsed) throw wasRead();
    return { bytes: await collect(body, signal, limit, source.name) };
  }
  if (typeof later.arrayBuffer === "function") {
    if (typeof later.size === "number") checkInputSize(later.size, limit);
    const view = viewOf(await bufferOf(later, signal, source.name));
    if (!view) throw wrongOption("input", "bytes from arrayBuffer()", "something else");
    checkInputSize(view.byteLength, limit);
    return { bytes: later instanceof Blob ? view : copyOf(view), mtime: modifiedAt(later) };
  }
  return { bytes: await collect(later, signal, limit, source.name) };
}
function share(source) {
  source.parts?.forEach(share);
  const { later } = source;
  const isStream = typeof later?.getReader === "function" || typeof later?.[Symbol.asyncIterator] === "function";
  source.shared ??= isResponse(later) || isStream && typeof later.arrayBuffer !== "function";
}
function readShared(source, limit) {
  source.reading ??= read({ ...source, shared: false }, { limit }).then((found) => {
    source.bytes = found.bytes;
    return found;
  });
  return source.reading;
}
function bodyOf(response) {
  if (!response.ok) throw fail("FetchFailed", { found: `${response.status} ${response.statusText}`.trim(), path: response.url || void 0 });
  return response.body ?? new Blob([]).stream();
}
function isBlob(later) {
  return typeof later?.slice === "function" && typeof later.size === "number";
}
function wasRead() {
  return wrongOption("input", "a stream that nobody has read (bytes, a Blob or a path can be used twice)", "one that was read, or is being read");
}
async function bufferOf(later, signal, name) {
  try {
    return await orAborted(later.arrayBuffer(), signal);
  } catch (error) {
    throw ioError(error, name);
  }
}
function modifiedAt(blob) {
  return typeof File !== "undefined" && blob instanceof File ? blob.lastModified : void 0;
}
async function readFile(file, signal, limit) {
  const path = pathOf(file);
  const fs = builtin("fs")?.promises;
  if (!fs) throw fail("Unavailable", { op: `reading the path ${path}` });
  try {
    const { mtimeMs, size } = await fs.stat(path);
    checkInputSize(size, limit);
    const bytes = await fs.readFile(path, { signal });
    const own = bytes.byteLength === bytes.buffer.byteLength;
    return { bytes: own ? new Uint8Array(bytes.buffer) : copyOf(bytes), mtime: mtimeMs };
  } catch (error) {
    if (signal?.aborted) throw aborted(signal);
    throw ioError(error, path);
  }
}
function stepsOf(stream) {
  if (typeof stream.getReader === "function") {
    if (stream.locked) throw wasRead();
    const reader = stream.getReader();
    return { next: () => reader.read(), cancel: () => reader.cancel() };
  }
  const iterator = stream[Symbol.asyncIterator]();
  return { next: async () => iterator.next(), cancel: async () => iterator.return?.() };
}
async function* chunksOf(stream, signal) {
  const steps = stepsOf(stream);
  let done = false;
  try {
    for (; ; ) {
      const step = await orAborted(steps.next(), signal);
      if (step.done) {
        done = true;
        return;
      }
      yield bytesOf2(step.value);
    }
  } finally {
    if (!done) steps.cancel().catch(() => void 0);
  }
}
function bytesOf2(chunk) {
  const view = viewOf(chunk);
  if (!view) throw wrongOption("input", "chunks of bytes", typeof chunk);
  return view;
}
async function collect(stream, signal, limit = Infinity, name = void 0) {
  const steps = stepsOf(stream);
  const parts2 = [];
  let size = 0;
  try {
    for (; ; ) {
      const step = await orAborted(steps.next(), signal);
      if (step.done) break;
      const chunk = copyOf(bytesOf2(step.value));
      parts2.push(chunk);
      size += chunk.byteLength;
      checkInputSize(size, limit);
    }
  } catch (error) {
    steps.cancel().catch(() => void 0);
    throw ioError(error, name);
  }
  return concat(parts2);
}
function concat(parts2) {
  const all = new Uint8Array(parts2.reduce((sum, part2) => sum + part2.byteLength, 0));
  let at = 0;
  for (const part2 of parts2) {
    all.set(part2, at);
    at += part2.byteLength;
  }
  return all;
}

// js/memory.js
var [LEAST, MOST] = [64 << 10, 4 << 20];
var IDLE = 8 << 20;
var Memory = class {
  /** @type {Map<number, ArrayBuffer[]>} idle ones by size */
  #idle = /* @__PURE__ */ new Map();
  #bytes = 0;
  /** @type {WeakSet<ArrayBufferLike>} */
  #own = /* @__PURE__ */ new WeakSet();
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
    row.push(
      /** @type {ArrayBuffer} */
      buffer
    );
    this.#bytes += length;
  }
  /** Whether memory was taken here and not given back. @param {Uint8Array} bytes */
  owns({ buffer }) {
    return this.#own.has(buffer);
  }
};

// js/pieces.js
var STEP = 1 << 20;
var BLOCK = 256 << 10;
var WINDOW = 32 << 10;
var PART = 4 * BLOCK;
var FIRST = 64 << 10;
function isPatient({ bytes, later }) {
  return bytes !== void 0 || isPath(later) || isBlob(later);
}
async function openPieces(given2, signal, memory = new Memory()) {
  const source = typeof given2 === "function" ? accept(await called(given2, signal)) : given2;
  if (source.header) throw wrongOption("source", "bytes, not pixels: give the result of pixmill()", "raw" in source.header ? "raw pixels" : Object.keys(source.header)[0]);
  const { bytes, later } = source;
  if (bytes) return { size: bytes.byteLength, mtime: void 0, again: true, chunks: () => ofBytes(bytes), whole: async () => bytes };
  if (isPath(later)) return ofFile(pathOf(later), memory);
  if (isBlob(later)) {
    const whole3 = async () => new Uint8Array(await later.slice(0, later.size).arrayBuffer());
    return { size: later.size, mtime: modifiedAt(later), again: true, chunks: () => ofBlob(later), whole: whole3 };
  }
  const stream = isResponse(later) ? bodyOf(later) : later;
  return { size: void 0, mtime: void 0, again: false, chunks: () => ofStream(stream, source.name, signal) };
}
function counted(pieces2, size, name) {
  const wrong2 = (found) => fail("SizeMismatch", { path: name, expected: String(size), found: String(found) });
  if (pieces2.size !== void 0 && pieces2.size !== size) {
    pieces2.close?.();
    throw wrong2(pieces2.size);
  }
  const chunks = async function* () {
    let sent = 0;
    for await (const chunk of pieces2.chunks()) {
      sent += chunk.byteLength;
      if (sent > size) throw wrong2("more");
      yield chunk;
    }
    if (sent < size) throw wrong2(sent);
  };
  return pieces2.size === void 0 ? { ...pieces2, chunks } : pieces2;
}
async function called(give, signal) {
  try {
    return await orAborted((async () => give())(), signal);
  } catch (error) {
    throw ioError(error);
  }
}
async function* ofBytes(bytes) {
  for (let at = 0; at < bytes.byteLength; at += STEP) yield bytes.subarray(at, at + STEP);
}
async function* ofBlob(blob) {
  for (let at = 0; at < blob.size; at += STEP) yield new Uint8Array(await blob.slice(at, at + STEP).arrayBuffer());
}
async function* ofStream(stream, name, signal) {
  try {
    yield* chunksOf(stream, signal);
  } catch (error) {
    throw ioError(error, name);
  }
}
function call(work, ...args) {
  return new Promise((resolve2, reject) => {
    work(...args, (error, value) => error ? reject(error) : resolve2(value));
  });
}
async function ofFile(path, memory) {
  const fs = builtin("fs");
  if (!fs) throw fail("Unavailable", { op: `reading the path ${path}` });
  let file;
  const close = () => {
    const opened = file;
    file = void 0;
    if (opened !== void 0) closeFile(fs, opened);
  };
  try {
    file = await call(fs.open, path, "r");
    const stat = fs.fstatSync(file);
    const { size, mtimeMs: mtime } = stat;
    const whole3 = async () => {
      const bytes = memory.take(size);
      try {
        for (let filled = 0; filled < size; ) {
          const more = await call(fs.read, file, bytes, filled, size - filled, null);
          if (more === 0) throw fail("IoFailed", { reason: `${path} changed while it was read` });
          filled += more;
        }
      } catch (error) {
        throw ioError(error, path);
      } finally {
        close();
      }
      return bytes;
    };
    const known2 = { size, mtime, again: true, chunks: () => fileChunks(path) };
    if (stat.isFile() && size > FIRST) return { ...known2, whole: whole3, close };
    const first = memory.take(FIRST);
    const got = await call(fs.read, file, first, 0, FIRST, null);
    if (!stat.isFile() || got !== size) {
      const opened = file;
      file = void 0;
      return { size: void 0, mtime, again: false, chunks: () => fileChunks(path, opened, first.subarray(0, got)) };
    }
    close();
    return { ...known2, whole: async () => first.subarray(0, size) };
  } catch (error) {
    close();
    throw ioError(error, path);
  }
}
async function* fileChunks(path, opened, first) {
  const fs = builtin("fs");
  let file = opened;
  try {
    if (first) yield first;
    file ??= await call(fs.open, path, "r");
    const buffer = new Uint8Array(STEP);
    for (; ; ) {
      const filled = await call(fs.read, file, buffer, 0, STEP, null);
      if (filled === 0) return;
      yield buffer.subarray(0, filled);
    }
  } catch (error) {
    throw ioError(error, path);
  } finally {
    if (file !== void 0) closeFile(fs, file);
  }
}
function closeFile(fs, file) {
  try {
    fs.closeSync(file);
  } catch {
  }
}
async function* partsOf(chunks, size) {
  let whole3 = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.byteLength; ) {
      const part2 = chunk.subarray(at, at + size - filled);
      whole3.set(part2, filled);
      filled += part2.byteLength;
      at += part2.byteLength;
      if (filled < size) continue;
      yield whole3;
      whole3 = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield copyOf(whole3.subarray(0, filled));
}
async function* partJobs(chunks, size, before, make) {
  let window = before;
  let held2;
  const job = (part2, last) => {
    const next = part2.slice(-WINDOW);
    const made = make(part2, window, last);
    window = next;
    return made;
  };
  for await (const part2 of partsOf(chunks, size)) {
    if (held2) yield job(held2, false);
    held2 = part2;
  }
  yield job(held2 ?? new Uint8Array(0), true);
}
async function beginOf(chunks, most, shown) {
  const iterator = chunks[Symbol.asyncIterator]();
  const cancel = () => iterator.return?.(void 0);
  const parts2 = [];
  let size = 0;
  while (size <= most) {
    const { done, value } = await iterator.next();
    if (done) return { head: concat(parts2), rest: void 0, cancel };
    parts2.push(copyOf(value));
    size += value.byteLength;
  }
  const head = firstOf(parts2, shown);
  const rest = (async function* () {
    try {
      for (let part2 = parts2.shift(); part2; part2 = parts2.shift()) {
        yield part2;
        discard(part2.buffer);
      }
      for (let step = await iterator.next(); !step.done; step = await iterator.next()) yield step.value;
    } finally {
      await cancel();
    }
  })();
  return { head, rest, cancel };
}
function firstOf(parts2, len) {
  const first = new Uint8Array(len);
  let filled = 0;
  for (const part2 of parts2) {
    const taken2 = part2.subarray(0, len - filled);
    first.set(taken2, filled);
    filled += taken2.byteLength;
  }
  return first.subarray(0, filled);
}

// js/scheduler.js
var READ_AHEAD = 2;
var INPUTS = 0.5;
var Scheduler = class {
  #backend;
  #changed;
  #concurrency;
  #budget;
  #limit;
  #held = 0;
  #entered = 0;
  /** Of those that entered, the ones that belong to no batch or archive. */
  #single = 0;
  #running = 0;
  /** Jobs that wait to read their input. */
  #outside = [];
  /** Jobs that were read and wait for memory and a processor. */
  #inside = [];
  #peak = 0;
  #done = 0;
  /**
   * @param {() => Promise<any>} backend
   * @param {{concurrency: number, memoryBudget: number, queueLimit: number}} config
   * @param {(queued: number) => void} [changed] told how many jobs wait, when one comes and when one ends
   */
  constructor(backend, { concurrency, memoryBudget, queueLimit }, changed = () => {
  }) {
    this.#backend = backend;
    this.#changed = changed;
    this.#concurrency = concurrency;
    this.#budget = memoryBudget;
    this.#limit = queueLimit;
  }
  get concurrency() {
    return this.#concurrency;
  }
  set concurrency(concurrency) {
    this.#concurrency = concurrency;
    this.pump();
  }
  get #queued() {
    return this.#outside.length + this.#inside.length;
  }
  get budget() {
    return this.#budget;
  }
  get limit() {
    return this.#limit;
  }
  /** What is held and queued now. */
  counters() {
    return {
      held: this.#held,
      peak: this.#peak,
      running: this.#running,
      queued: this.#queued,
      done: this.#done
    };
  }
  /**
   * Runs a job: `prepare` reads its input and says what it needs, once there is room to.
   * @param {() => Promise<{request: object, inputs: Uint8Array[], owned?: boolean, files?: object, bytes: number, peak?: number, flavour?: string}>} prepare
   * @param {{expected?: number, urgent?: () => boolean, signal?: AbortSignal}} [options] `expected`: bytes that it will read, as
   *   far as that can be told before. `urgent`: of a batch or an archive, whether its next
   *   result in order waits for this job. Such a job passes the budget, or a slow first item would block the rest for ever.
   * @returns {Promise<{info: any, buffers: Uint8Array[], release: () => void}>}
   */
  async run(prepare, { expected = 0, urgent, signal } = {}) {
    if (signal?.aborted) throw aborted(signal);
    const single = urgent === void 0 ? 1 : 0;
    const enterNow = urgent ?? (() => this.#single === 0);
    const startNow = urgent ?? (() => this.#running === 0);
    const enter = {
      urgent: enterNow,
      fits: () => enterNow() || this.#entered < this.#concurrency + READ_AHEAD && this.#held + expected <= this.#budget * INPUTS,
      take: () => {
        this.#hold(expected);
        this.#entered += 1;
        this.#single += single;
      }
    };
    await this.#wait(this.#outside, enter, signal, true);
    let cost = expected;
    let running = false;
    try {
      let job = (
        /** @type {any} */
        await prepare()
      );
      const { bytes, peak = 0, owned, files, flavour } = job;
      cost = bytes;
      this.#hold(bytes - expected);
      const start = {
        urgent: startNow,
        fits: () => this.#running < this.#concurrency && (startNow() || this.#held + peak <= this.#budget),
        take: () => {
          this.#running += 1;
          running = true;
          cost += peak;
          this.#hold(peak);
        }
      };
      await this.#wait(this.#inside, start, signal);
      const backend = await this.#backend();
      const work = backend.run(job.request, job.inputs, { owned, files, flavour, signal });
      job = void 0;
      const { info, buffers } = await work;
      if (signal?.aborted) throw aborted(signal);
      const finished = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
      return { info, buffers, release: this.hold(finished) };
    } catch (error) {
      throw signal?.aborted ? aborted(signal) : error;
    } finally {
      this.#hold(-cost);
      this.#entered -= 1;
      this.#single -= single;
      if (running) this.#running -= 1;
      this.#done += 1;
      this.pump();
      this.#changed(this.#queued);
    }
  }
  /**
   * Counts bytes that js/ itself holds; the result gives them back, once.
   * @param {number} bytes
   */
  hold(bytes) {
    this.#hold(bytes);
    let given2 = false;
    return () => {
      if (given2) return;
      given2 = true;
      this.#hold(-bytes);
      this.pump();
    };
  }
  /** Starts whatever may start now, in the order of waiting; an urgent job passes those that do not fit. */
  pump() {
    for (const queue of [this.#inside, this.#outside]) {
      let blocked = false;
      for (let at = 0; at < queue.length; ) {
        const job = queue[at];
        if ((!blocked || job.urgent()) && job.fits()) {
          queue.splice(at, 1);
          job.take();
          job.start();
        } else {
          blocked = true;
          at += 1;
        }
      }
    }
  }
  #hold(bytes) {
    this.#held += bytes;
    this.#peak = Math.max(this.#peak, this.#held);
  }
  #wait(queue, { urgent, fits: fits2, take: take2 }, signal, bounded = false) {
    return new Promise((resolve2, reject) => {
      if (bounded && queue.length >= this.#limit) {
        reject(fail("QueueFull", { found: `${queue.length} jobs`, limit: this.#limit }));
        return;
      }
      const stop = () => {
        const at = queue.indexOf(job);
        if (at >= 0) queue.splice(at, 1);
        if (bounded) this.#changed(this.#queued);
        reject(aborted(signal));
      };
      const start = () => {
        signal?.removeEventListener("abort", stop);
        resolve2(void 0);
      };
      const job = { urgent, fits: fits2, take: take2, start };
      if (signal?.aborted) {
        reject(aborted(signal));
        return;
      }
      onAbort(signal, stop);
      queue.push(job);
      if (bounded) this.#changed(this.#queued);
      this.pump();
    });
  }
};
async function* inOrder(items, ahead, start) {
  const started = [];
  const first = async () => {
    const { info, buffers, release } = await started[0].job;
    started.shift();
    release();
    return { info, buffers };
  };
  try {
    for await (const item of items) {
      const entry = (
        /** @type {any} */
        {}
      );
      started.push(entry);
      entry.job = start(item, () => started[0] === entry);
      entry.job.catch(() => void 0);
      if (started.length > ahead) yield await first();
    }
    while (started.length > 0) yield await first();
  } finally {
    for (const { job } of started) job?.then(({ release }) => release(), () => void 0);
  }
}

// js/bytes.js
var GROWTH = 4;
var FORMS = [
  { form: "gzip", pack: "gzip", unpack: "gunzip", fields: gzip },
  { form: "raw", pack: "deflate", unpack: "inflate", fields: compress },
  { form: "zlib", pack: "zlib", unpack: "unzlib", fields: compress }
];
var RUN = ["signal", "timeoutMs"];
function bytesOf3(value) {
  const view = viewOf(value);
  if (!view) throw wrongOption("bytes", "bytes", value);
  return view;
}
function checkBytes(fields, options = {}, own = []) {
  if (!isPlain(options)) throw wrongOption("options", `object with ${[...fields.map((field) => field.name), "dictionary", ...own].join(", ")}`, options);
  const mtime = options.mtime instanceof Date && fields.some((field) => field.name === "mtime") ? { mtime: options.mtime.getTime() } : {};
  const given2 = checkFields(fields, { ...options, ...mtime }, "options", ["dictionary", ...own]);
  const { dictionary } = options;
  const view = dictionary === void 0 ? new Uint8Array(0) : viewOf(dictionary);
  if (!view) throw wrongOption("options.dictionary", "bytes", dictionary);
  return { given: given2, dictionary: copyOf(view), run: checkRun(Object.fromEntries(own.filter((name) => options[name] !== void 0).map((name) => [name, options[name]]))) };
}
function partJob(request, part2, before, last) {
  const bytes = part2.byteLength + before.byteLength;
  return { request: { ...request, task: "compressPart", last }, inputs: [part2, before], owned: true, bytes, peak: 2 * bytes };
}
function submit(instance, job, { urgent, signal }) {
  return instance.scheduler.run(async () => (
    /** @type {any} */
    job
  ), { expected: (
    /** @type {any} */
    job.bytes
  ), urgent, signal });
}
async function pack(instance, request, view, dictionary, signal) {
  if (view.byteLength <= PART) {
    const bytes = view.byteLength;
    const job = { request: { ...request, task: "compress" }, inputs: [copyOf(view), dictionary], owned: true, bytes, peak: 2 * bytes };
    const { buffers, release } = await submit(instance, job, { signal });
    release();
    return buffers[0];
  }
  const jobs = [];
  for (let at = 0; at < view.byteLength; at += PART) {
    const before = at === 0 ? copyOf(dictionary) : copyOf(view.subarray(at - WINDOW, at));
    jobs.push(partJob(request, copyOf(view.subarray(at, at + PART)), before, at + PART >= view.byteLength));
  }
  const backend = await instance.backend();
  const parts2 = [];
  const sums = [];
  for await (const { info, buffers } of inOrder(jobs, 2 * backend.workers(), (job, urgent) => submit(instance, job, { urgent, signal }))) {
    sums.push(info);
    parts2.push(buffers[0]);
  }
  const { buffers: [head, tail] } = backend.runSync({ ...request, task: "compressFrame", parts: sums }, [dictionary]);
  return concat([head, ...parts2, tail]);
}
async function unpack(instance, request, view, dictionary, signal, owned = false) {
  const bytes = view.byteLength;
  const job = { request: { ...request, task: "decompress" }, inputs: [owned ? view : copyOf(view), dictionary], owned: true, bytes, peak: GROWTH * bytes };
  const { buffers, release } = await submit(instance, job, { signal });
  release();
  return buffers[0];
}
function bytesCalls(instance) {
  const calls = {};
  const both = (name, fields, form, work, task) => {
    calls[name] = (bytes, options) => underSignal(options ?? {}, async (signal) => {
      const { given: given2, dictionary } = checkBytes(fields, options, RUN);
      return toResult(await work(instance, { form, ...given2 }, bytesOf3(bytes), dictionary, signal));
    }, calls[name]);
    calls[`${name}Sync`] = (bytes, options) => {
      const { given: given2, dictionary } = checkBytes(fields, options);
      return toResult(instance.backendSync().runSync({ task, form, ...given2 }, [bytesOf3(bytes), dictionary]).buffers[0]);
    };
  };
  for (const { form, pack: packs, unpack: unpacks, fields } of FORMS) {
    both(packs, fields, form, pack, "compress");
    both(unpacks, inflate, form, unpack, "decompress");
  }
  return calls;
}
function checksum(bytes, seed, sum) {
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) throw wrongOption("seed", "integer from 0 to 4294967295", seed);
  return sum(bytesOf3(bytes));
}

// js/fflate/engine.js
var nothing = () => new Uint8Array(0);
function plain(bytes) {
  return new Uint8Array(
    /** @type {ArrayBuffer} */
    bytes.buffer,
    bytes.byteOffset,
    bytes.byteLength
  );
}
function timeOf(mtime) {
  return new Date(mtime === void 0 || mtime === null ? Date.now() : mtime);
}
function latin1(text3) {
  return Array.from({ length: text3.length }, (_, at) => String.fromCharCode(text3.charCodeAt(at) & 255)).join("").replaceAll("\0", "");
}
function requestOf(form, options) {
  const { level, mtime, filename } = options;
  const request = { form, ...level !== void 0 && level !== null && { level } };
  if (form !== "gzip") return request;
  const time = mtime === 0 ? 0 : Math.max(0, Math.floor(timeOf(mtime).getTime()) || 0);
  return { ...request, mtime: time, ...filename && { filename: latin1(String(filename)) } };
}
function dictionaryOf({ dictionary }) {
  return dictionary ? copyOf(bytesOf3(dictionary)) : new Uint8Array(0);
}
function createEngine(instance) {
  const runSync = (request, inputs) => instance.backendSync().runSync(request, inputs);
  return {
    instance,
    packSync: (form, data, options) => plain(runSync({ ...requestOf(form, options), task: "compress" }, [bytesOf3(data), dictionaryOf(options)]).buffers[0]),
    unpackSync: (form, data, options, more = {}) => plain(runSync({ form, leave: true, ...more, task: "decompress" }, [bytesOf3(data), dictionaryOf(options)]).buffers[0]),
    pack: async (form, data, options, signal) => plain(await pack(instance, requestOf(form, options), taken(data, options), dictionaryOf(options), signal)),
    unpack: async (form, data, options, signal, more = {}) => plain(await unpack(instance, { form, leave: true, ...more }, taken(data, options), dictionaryOf(options), signal, Boolean(options.consume))),
    /** A CRC-32 that goes on from another's. */
    crc: (seed, bytes) => instance.backendSync().crc32(seed, bytes),
    frame: (request, dictionary, parts2) => runSync({ ...request, task: "compressFrame", parts: parts2 }, [dictionary]),
    partSync: ({ request, inputs }) => runSync(request, inputs),
    part: (job, signal) => submit(instance, job, { urgent: () => true, signal }),
    inflater: (form, options) => instance.backendSync().inflater({ form, leave: form !== "gzip", members: form === "gzip" }, dictionaryOf(options))
  };
}
function taken(data, { consume }) {
  const view = bytesOf3(data);
  return consume ? (
    /** @type {Uint8Array} */
    accept(view, { transfer: true }).bytes
  ) : view;
}
var Cutter = class {
  #request;
  #before;
  #block = new Uint8Array(BLOCK);
  #filled = 0;
  /** @param {object} request @param {Uint8Array} dictionary */
  constructor(request, dictionary) {
    this.#request = request;
    this.#before = dictionary.slice(-WINDOW);
  }
  /**
   * The jobs that more bytes fill. A full block waits for the next byte: the last one ends the stream.
   * @param {Uint8Array} chunk
   * @param {boolean} final
   */
  *push(chunk, final) {
    for (let at = 0; at < chunk.byteLength; ) {
      if (this.#filled === BLOCK) yield this.cut(false);
      const part2 = chunk.subarray(at, at + BLOCK - this.#filled);
      this.#block.set(part2, this.#filled);
      this.#filled += part2.byteLength;
      at += part2.byteLength;
    }
    if (final) yield this.cut(true);
  }
  /** What was pushed and not cut yet, as a job. @param {boolean} last */
  cut(last) {
    const block = this.#block.slice(0, this.#filled);
    const job = partJob(this.#request, block, copyOf(this.#before), last);
    this.#before = concat([this.#before, block]).slice(-WINDOW);
    this.#filled = 0;
    return job;
  }
  /** Bytes that wait. */
  get waiting() {
    return this.#filled;
  }
};

// js/fflate/errors.js
var FlateErrorCode = {
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
  UnknownCompressionMethod: 14
};
var WORDS = [
  "unexpected EOF",
  "invalid block type",
  "invalid length/literal",
  "invalid distance",
  "stream finished",
  "no stream handler",
  "invalid data",
  "no callback",
  "invalid UTF-8 data",
  "extra field too long",
  "date not in range 1980-2099",
  "filename too long",
  "stream finishing",
  "invalid zip data",
  "unknown compression type"
];
function flateError(code, words = WORDS[code], cause = void 0) {
  return Object.assign(new Error(words, cause === void 0 ? void 0 : { cause }), { code });
}
var NUMBERS = {
  TruncatedData: FlateErrorCode.UnexpectedEOF,
  CorruptHeader: FlateErrorCode.InvalidHeader,
  WrongDictionary: FlateErrorCode.InvalidHeader,
  TrailingData: FlateErrorCode.InvalidHeader,
  CrcMismatch: FlateErrorCode.InvalidHeader,
  SizeMismatch: FlateErrorCode.InvalidHeader,
  AdlerMismatch: FlateErrorCode.InvalidHeader
};
function damageOf(reason) {
  if (/block/.test(reason)) return FlateErrorCode.InvalidBlockType;
  return /distance/.test(reason) && !/length/.test(reason) ? FlateErrorCode.InvalidDistance : FlateErrorCode.InvalidLengthLiteral;
}
function asFlate(error, form = "gzip") {
  if (!(error instanceof PixmillError)) return error;
  if (error.code === "CorruptDeflate") return flateError(damageOf(String(
    /** @type {any} */
    error.reason
  )), void 0, error);
  const code = NUMBERS[error.code];
  if (code === void 0) return error;
  if (code !== FlateErrorCode.InvalidHeader) return flateError(code, void 0, error);
  const detail = { CorruptHeader: "", WrongDictionary: ": need dictionary" }[error.code] ?? `: ${error.message}`;
  return flateError(code, `invalid ${form} data${detail}`, error);
}

// js/fflate/bytes.js
function checkCallback(cb) {
  if (typeof cb !== "function") throw flateError(FlateErrorCode.NoCallback);
}
function given(options, cb) {
  return typeof options === "function" ? [{}, options] : [options ?? {}, cb];
}
function withCallback(work) {
  return (data, options, cb) => {
    if (cb === void 0) [options, cb] = [{}, options];
    checkCallback(cb);
    const controller = new AbortController();
    const tell2 = (error, result) => queueMicrotask(() => controller.signal.aborted || cb(error, result));
    work(data, options ?? {}, controller.signal).then((result) => tell2(null, result), (error) => tell2(error, null));
    return () => controller.abort();
  };
}
function into(result, out) {
  if (!out) return result;
  const fitting = result.subarray(0, out.length);
  out.set(fitting);
  return out.subarray(0, fitting.length);
}
function formOf(data) {
  if (data[0] === 31 && data[1] === 139 && data[2] === 8) return "gzip";
  const isZlib = (data[0] & 15) === 8 && data[0] >> 4 <= 7 && (data[0] << 8 | data[1]) % 31 === 0;
  return isZlib ? "zlib" : "raw";
}
function precheck(form, data, { dictionary }) {
  if (form === "gzip" && (data.length < 18 || formOf(data) !== "gzip")) throw flateError(FlateErrorCode.InvalidHeader, "invalid gzip data");
  if (form === "zlib" && dictionary && data.length > 1 && (data[1] & 32) === 0) {
    throw flateError(FlateErrorCode.InvalidHeader, "invalid zlib data: unexpected dictionary");
  }
}
function createBytes(engine) {
  const unpackSync = (form, data, options = {}) => {
    const bytes = bytesOf3(data);
    precheck(form, bytes, options);
    try {
      return into(form === "raw" && bytes.length === 0 ? nothing() : engine.unpackSync(form, bytes, options), options.out);
    } catch (error) {
      throw asFlate(error, form);
    }
  };
  const unpack2 = async (form, data, options, signal) => {
    const bytes = bytesOf3(data);
    try {
      precheck(form, bytes, options);
      const result = form === "raw" && bytes.length === 0 ? nothing() : await engine.unpack(form, data, options, signal);
      return options.size === void 0 ? result : result.slice(0, options.size);
    } catch (error) {
      throw asFlate(error, form);
    }
  };
  class Packer {
    #request;
    #dictionary;
    #cutter;
    #sums;
    #begun = false;
    ended = false;
    constructor(form, options) {
      this.#request = requestOf(form, options);
      this.#dictionary = dictionaryOf(options);
      this.#sums = engine.frame(this.#request, this.#dictionary, []).info;
      this.#cutter = new Cutter({ form, ..."level" in this.#request && { level: this.#request.level } }, this.#dictionary);
      this.form = form;
    }
    *jobs(chunk, final) {
      if (this.ended) throw flateError(FlateErrorCode.StreamFinished);
      this.ended = final;
      yield* this.#cutter.push(chunk, final);
    }
    flush() {
      return this.#cutter.waiting > 0 ? [this.#cutter.cut(false)] : [];
    }
    /** A part's bytes as they stand in the stream. */
    wrap({ info, buffers }, last) {
      const parts2 = [buffers[0]];
      if (!this.#begun) parts2.unshift(engine.frame(this.#request, this.#dictionary, []).buffers[0]);
      this.#begun = true;
      const { info: sums, buffers: [, tail] } = engine.frame(this.#request, this.#dictionary, [this.#sums, info]);
      this.#sums = sums;
      if (last) parts2.push(tail);
      return concat(parts2);
    }
  }
  const packers = ({ form }) => {
    class Pack {
      /** @type {any} */
      ondata;
      #packer;
      constructor(options, cb) {
        [options, this.ondata] = given(options, cb);
        this.#packer = new Packer(form, options);
      }
      push(chunk, final = false) {
        if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
        this.#emit(this.#packer.jobs(bytesOf3(chunk), Boolean(final)));
      }
      flush() {
        if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
        if (this.#packer.ended) throw flateError(FlateErrorCode.StreamFinished);
        this.#emit(this.#packer.flush());
      }
      #emit(jobs) {
        for (const job of jobs) {
          const { last } = job.request;
          this.ondata(this.#packer.wrap(engine.partSync(job), last), last);
        }
      }
    }
    class AsyncPack extends Terminable {
      #packer;
      constructor(options, cb) {
        super();
        [options, this.ondata] = given(options, cb);
        this.#packer = new Packer(form, options);
      }
      push(chunk, final = false) {
        this.check();
        if (this.#packer.ended) return this.fail(flateError(FlateErrorCode.StreamFinished), Boolean(final));
        const { byteLength } = bytesOf3(chunk);
        this.queuedSize += byteLength;
        this.#send([...this.#packer.jobs(bytesOf3(chunk), Boolean(final))], byteLength);
      }
      flush() {
        this.check();
        this.#send(this.#packer.flush(), 0);
      }
      /** Starts the jobs now, and tells what they give in their order. */
      #send(jobs, byteLength) {
        const started = jobs.map((job) => [engine.part(job, this.signal), job.request.last]);
        for (const [job] of started) job.catch(() => void 0);
        this.later(async () => {
          for (const [job, last] of started) {
            const outcome = await job;
            outcome.release();
            this.tell(this.#packer.wrap(outcome, last), last);
          }
          this.drained(byteLength);
        });
      }
    }
    return { Pack, AsyncPack };
  };
  const unpackers = ({ form }) => {
    class Unpack {
      /** @type {any} */
      ondata;
      #inflater;
      #ended = false;
      constructor(options, cb) {
        [options, this.ondata] = given(options, cb);
        this.#inflater = engine.inflater(form, options);
      }
      push(chunk, final = false) {
        if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
        if (this.#ended) throw flateError(FlateErrorCode.StreamFinished);
        this.#ended = Boolean(final);
        try {
          const told3 = members(this);
          let held2 = nothing();
          for (const piece of this.#inflater.pieces(bytesOf3(chunk))) {
            if (held2.byteLength > 0) this.ondata(held2, false);
            held2 = plain(piece);
            told3(this.#inflater);
          }
          told3(this.#inflater);
          if (final) this.#end();
          this.ondata(held2, Boolean(final));
        } catch (error) {
          throw asFlate(error, form);
        }
      }
      #end() {
        this.#inflater.finish();
        this.#inflater.free();
      }
    }
    class AsyncUnpack extends Terminable {
      #inflater;
      #ended = false;
      constructor(options, cb) {
        super();
        [options, this.ondata] = given(options, cb);
        this.#inflater = engine.inflater(form, options);
      }
      push(chunk, final = false) {
        this.check();
        if (this.#ended) return this.fail(flateError(FlateErrorCode.StreamFinished), Boolean(final));
        this.#ended = Boolean(final);
        const bytes = copyOf(bytesOf3(chunk));
        this.queuedSize += bytes.byteLength;
        this.later(async () => {
          try {
            const told3 = members(this);
            let held2 = nothing();
            for await (const piece of this.#inflater.later(bytes)) {
              if (held2.byteLength > 0) this.tell(held2, false);
              held2 = plain(piece);
              told3(this.#inflater);
            }
            told3(this.#inflater);
            if (final) this.#inflater.finish();
            this.tell(held2, Boolean(final));
            this.drained(bytes.byteLength);
            if (final) this.#inflater.free();
          } catch (error) {
            throw asFlate(error, form);
          }
        });
      }
    }
    return { Unpack, AsyncUnpack };
  };
  const detecting = (classes, isAsync) => class {
    /** @type {any} */
    ondata;
    /** @type {any} */
    ondrain;
    /** @type {any} */
    #inner;
    #options;
    #held = nothing();
    constructor(options, cb) {
      [this.#options, this.ondata] = given(options, cb);
      this.queuedSize = 0;
      if (isAsync) this.terminate = () => this.#inner?.terminate();
    }
    push(chunk, final = false) {
      if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
      if (!this.#inner) {
        this.#held = concat([this.#held, bytesOf3(chunk)]);
        if (this.#held.byteLength < 3 && !final) return;
        chunk = this.#held;
        this.#inner = new classes[formOf(chunk)](this.#options, (...args) => this.ondata(...args));
        if (isAsync) {
          this.#inner.ondrain = (size) => {
            this.queuedSize = this.#inner.queuedSize;
            this.ondrain?.(size);
          };
        }
      }
      this.#inner.push(chunk, final);
      if (isAsync) this.queuedSize = this.#inner.queuedSize;
    }
  };
  const api = {};
  const [sync, async] = [{}, {}];
  const pascal = (name) => name[0].toUpperCase() + name.slice(1);
  for (const row of FORMS) {
    const { form, pack: pack2, unpack: undo } = row;
    const { Pack, AsyncPack } = packers(row);
    const { Unpack, AsyncUnpack } = unpackers(row);
    sync[form] = Unpack;
    async[form] = AsyncUnpack;
    const calls = {
      [pack2]: withCallback(async (data, options, signal) => engine.pack(form, data, options, signal)),
      [`${pack2}Sync`]: (data, options = {}) => engine.packSync(form, data, options),
      [undo]: withCallback((data, options, signal) => unpack2(form, data, options, signal)),
      [`${undo}Sync`]: (data, options) => unpackSync(form, data, options)
    };
    Object.assign(api, named({ ...calls, [pascal(pack2)]: Pack, [`Async${pascal(pack2)}`]: AsyncPack, [pascal(undo)]: Unpack, [`Async${pascal(undo)}`]: AsyncUnpack }));
  }
  const own = {
    Decompress: detecting(sync, false),
    AsyncDecompress: detecting(async, true),
    decompress: withCallback(async (data, options, signal) => unpack2(formOf(bytesOf3(data)), data, options, signal)),
    decompressSync: (data, options) => unpackSync(formOf(bytesOf3(data)), data, options)
  };
  return Object.assign(api, named(own), { compress: api.gzip, compressSync: api.gzipSync, Compress: api.Gzip, AsyncCompress: api.AsyncGzip });
}
function named(all) {
  for (const [name, each] of Object.entries(all)) Object.defineProperty(each, "name", { value: name });
  return all;
}
function members(stream) {
  return (inflater) => {
    if (stream.onmember) for (const offset of inflater.state().members) stream.onmember(offset);
  };
}
function outside(call2) {
  try {
    call2();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
var Terminable = class {
  #work = Promise.resolve();
  #controller = new AbortController();
  #failed = false;
  constructor() {
    this.ondata = void 0;
    this.queuedSize = 0;
    this.terminate = () => this.#controller.abort();
  }
  get signal() {
    return this.#controller.signal;
  }
  check() {
    if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
  }
  tell(data, final) {
    if (!this.signal.aborted) outside(() => this.ondata(null, data, final));
  }
  fail(error, final) {
    if (!this.signal.aborted) outside(() => this.ondata(error, null, final));
  }
  drained(size) {
    this.queuedSize -= size;
    if (size > 0 && !this.signal.aborted) outside(() => (
      /** @type {any} */
      this.ondrain?.(size)
    ));
  }
  /** @param {() => Promise<void>} work */
  later(work) {
    this.#work = this.#work.then(async () => {
      if (this.#failed || this.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        this.#failed = true;
        this.fail(error, false);
      }
    });
  }
};

// js/fflate/text.js
var encoder = new TextEncoder();
var decoder = new TextDecoder();
var STEP2 = 16384;
function strToU8(str, latin12) {
  if (!latin12) return encoder.encode(str);
  const bytes = new Uint8Array(str.length);
  for (let at = 0; at < str.length; at += 1) bytes[at] = str.charCodeAt(at);
  return bytes;
}
function strFromU8(dat, latin12) {
  if (!latin12) return decoder.decode(dat);
  let text3 = "";
  for (let at = 0; at < dat.length; at += STEP2) text3 += String.fromCharCode(...dat.subarray(at, at + STEP2));
  return text3;
}
var EncodeUTF8 = class {
  #ended = false;
  /** @param {(data: Uint8Array, final: boolean) => void} [cb] */
  constructor(cb) {
    this.ondata = cb;
  }
  /** @param {string} chunk @param {boolean} [final] */
  push(chunk, final = false) {
    if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
    if (this.#ended) throw flateError(FlateErrorCode.StreamFinished);
    this.#ended = final;
    this.ondata(strToU8(chunk), final || false);
  }
};
var DecodeUTF8 = class {
  #ended = false;
  #decoder = new TextDecoder();
  /** @param {(data: string, final: boolean) => void} [cb] */
  constructor(cb) {
    this.ondata = cb;
  }
  /** @param {Uint8Array} chunk @param {boolean} [final] */
  push(chunk, final = false) {
    if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
    if (this.#ended) throw flateError(FlateErrorCode.StreamFinished);
    this.#ended = final;
    this.ondata(this.#decoder.decode(chunk, { stream: true }), final || false);
    if (final && this.#decoder.decode().length > 0) throw flateError(FlateErrorCode.InvalidUTF8);
  }
};

// js/fflate/records.js
var LOCAL = 67324752;
var DESCRIPTOR = 134695760;
var CENTRAL = 33639248;
var END = 101010256;
var VERSION = 20;
var [DESCRIBED, UTF8] = [8, 2048];
var MOST2 = 65535;
function record(size) {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer) };
}
function dosTime(mtime) {
  const date = timeOf(mtime);
  const year = date.getFullYear() - 1980;
  if (!(year >= 0 && year <= 119)) throw flateError(FlateErrorCode.InvalidDate);
  const day = year << 25 | date.getMonth() + 1 << 21 | date.getDate() << 16;
  return (day | date.getHours() << 11 | date.getMinutes() << 5 | date.getSeconds() >> 1) >>> 0;
}
function extraFields(extra) {
  const fields = Object.entries(extra ?? {});
  const { bytes, view } = record(fields.reduce((sum, [, data]) => sum + 4 + data.length, 0));
  let at = 0;
  for (const [id, data] of fields) {
    if (data.length > MOST2) throw flateError(FlateErrorCode.ExtraFieldTooLong);
    view.setUint16(at, Number(id), true);
    view.setUint16(at + 2, data.length, true);
    bytes.set(data, at + 4);
    at += 4 + data.length;
  }
  if (bytes.length > MOST2) throw flateError(FlateErrorCode.ExtraFieldTooLong);
  return bytes;
}
function entryOf(filename, file) {
  const name = strToU8(filename);
  if (name.length > MOST2) throw flateError(FlateErrorCode.FilenameTooLong);
  const comment = strToU8(file.comment ?? "");
  if (comment.length > MOST2) throw flateError(FlateErrorCode.ExtraFieldTooLong, "comment too long");
  return {
    name,
    comment,
    utf8: name.length !== filename.length || comment.length !== (file.comment ?? "").length,
    time: dosTime(file.mtime),
    extra: extraFields(file.extra),
    os: file.os ?? 0,
    attrs: file.attrs ?? 0
  };
}
function shared(view, at, { utf8, time, name, extra }, { flag: flag2 = 0, described: described2, compression, crc, compressed, size }) {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, (flag2 ?? 0) << 1 | (described2 ? DESCRIBED : 0) | (utf8 ? UTF8 : 0), true);
  view.setUint16(at + 4, compression, true);
  view.setUint32(at + 6, time, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, compressed, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, name.length, true);
  view.setUint16(at + 24, extra.length, true);
}
function localHeader(entry, sums) {
  const { bytes, view } = record(30 + entry.name.length + entry.extra.length);
  view.setUint32(0, LOCAL, true);
  shared(view, 4, entry, sums);
  bytes.set(entry.name, 30);
  bytes.set(entry.extra, 30 + entry.name.length);
  return bytes;
}
function descriptor({ crc, compressed, size }) {
  const { bytes, view } = record(16);
  [DESCRIPTOR, crc, compressed, size].forEach((value, at) => view.setUint32(4 * at, value, true));
  return bytes;
}
function directory(files, offset) {
  const parts2 = files.map(({ entry, sums, offset: at }) => {
    const { bytes: bytes2, view: view2 } = record(46 + entry.name.length + entry.extra.length + entry.comment.length);
    view2.setUint32(0, CENTRAL, true);
    bytes2[4] = VERSION;
    bytes2[5] = entry.os;
    shared(view2, 6, entry, sums);
    view2.setUint16(32, entry.comment.length, true);
    view2.setUint32(38, entry.attrs, true);
    view2.setUint32(42, at, true);
    bytes2.set(entry.name, 46);
    bytes2.set(entry.extra, 46 + entry.name.length);
    bytes2.set(entry.comment, 46 + entry.name.length + entry.extra.length);
    return bytes2;
  });
  const size = parts2.reduce((sum, part2) => sum + part2.byteLength, 0);
  if (files.length > MOST2 || offset + size > 4294967295) {
    throw flateError(FlateErrorCode.InvalidZipData, "over 65535 files or 4 GiB: fflate has no ZIP64, zip() of pixmill has");
  }
  const { bytes, view } = record(22);
  view.setUint32(0, END, true);
  view.setUint16(8, files.length, true);
  view.setUint16(10, files.length, true);
  view.setUint32(12, size, true);
  view.setUint32(16, offset, true);
  return [...parts2, bytes];
}
function viewOn(data) {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}
function wide(view, at, end, values) {
  while (at + 4 <= end) {
    const [id, len] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (id === 1) {
      let from = at + 4;
      return values.map((value) => {
        if (value !== 4294967295) return value;
        from += 8;
        return Number(view.getBigUint64(from - 8, true));
      });
    }
    at += 4 + len;
  }
  return values;
}
function* entriesOf(data) {
  const view = viewOn(data);
  let at = data.length - 22;
  for (; at < 0 || view.getUint32(at, true) !== END; at -= 1) {
    if (at < 0 || data.length - at > 65558) throw flateError(FlateErrorCode.InvalidZipData);
  }
  let [count2, offset] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
  if ((offset === 4294967295 || count2 === 65535) && at >= 20 && view.getUint32(at - 20, true) === 117853008) {
    const end64 = Number(view.getBigUint64(at - 12, true));
    if (view.getUint32(end64, true) === 101075792) {
      [count2, offset] = [Number(view.getBigUint64(end64 + 32, true)), Number(view.getBigUint64(end64 + 48, true))];
    }
  }
  for (let index = 0; index < count2; index += 1) {
    if (view.getUint32(offset, true) !== CENTRAL) throw flateError(FlateErrorCode.InvalidZipData);
    const nameLen = view.getUint16(offset + 28, true);
    const extraLen = view.getUint16(offset + 30, true);
    const commentLen = view.getUint16(offset + 32, true);
    const nameEnd = offset + 46 + nameLen;
    const numbers = [view.getUint32(offset + 24, true), view.getUint32(offset + 20, true), view.getUint32(offset + 42, true)];
    const [originalSize, size, local] = wide(view, nameEnd, nameEnd + extraLen, numbers);
    yield {
      flags: view.getUint16(offset + 8, true),
      compression: view.getUint16(offset + 10, true),
      crc: view.getUint32(offset + 16, true),
      size,
      originalSize,
      nameBytes: data.subarray(offset + 46, nameEnd),
      data: () => {
        if (view.getUint32(local, true) !== LOCAL) throw flateError(FlateErrorCode.InvalidZipData);
        const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
        if (from + size > data.length) throw flateError(FlateErrorCode.InvalidZipData);
        return data.subarray(from, from + size);
      }
    };
    offset = nameEnd + extraLen + commentLen;
  }
}
var SIGNATURES = { LOCAL, DESCRIPTOR, CENTRAL, END };

// js/fflate/unzip.js
var LOCAL_LEN = 30;
var SMALL = 32e4;
function infoOf({ nameBytes, flags, size, originalSize, compression }) {
  return { name: strFromU8(nameBytes, (flags & UTF8) === 0), size, originalSize, compression };
}
function invalid(error) {
  if (error instanceof RangeError) return flateError(FlateErrorCode.InvalidZipData, void 0, error);
  const told3 = asFlate(error, "zip");
  return told3?.code === FlateErrorCode.InvalidHeader || told3?.code === "OutputLimit" ? flateError(FlateErrorCode.InvalidZipData, void 0, error) : told3;
}
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
function createUnzip(engine, { Inflate, AsyncInflate }) {
  const checked = ({ crc, originalSize }, content) => {
    if (content.length !== originalSize || engine.crc(0, content) !== crc) throw flateError(FlateErrorCode.InvalidZipData);
    return content;
  };
  const unzipSync2 = (data, options = {}) => {
    const files = /* @__PURE__ */ Object.create(null);
    try {
      for (const { entry, info, packed: packed3 } of wanted(bytesOf3(data), options)) {
        const content = info.compression === 0 ? copyOf(packed3) : engine.unpackSync("raw", packed3, {}, { maxOutputBytes: entry.originalSize });
        files[info.name] = checked(entry, content);
      }
    } catch (error) {
      throw invalid(error);
    }
    return files;
  };
  const unzip2 = withCallback(async (data, options, signal) => {
    try {
      const started = Array.from(wanted(bytesOf3(data), options), ({ entry, info, packed: packed3 }) => ({
        entry,
        info,
        content: info.compression === 0 ? copyOf(packed3) : engine.unpack("raw", packed3, {}, signal, { maxOutputBytes: entry.originalSize })
      }));
      for (const { content } of started) Promise.resolve(content).catch(() => void 0);
      const files = /* @__PURE__ */ Object.create(null);
      for (const { entry, info, content } of started) files[info.name] = checked(entry, await content);
      return files;
    } catch (error) {
      throw invalid(error);
    }
  });
  class UnzipPassThrough {
    static compression = 0;
    constructor() {
      this.ondata = void 0;
    }
    push(data, final) {
      this.ondata(null, data, final);
    }
  }
  class UnzipInflate {
    static compression = 8;
    #inflate;
    constructor() {
      this.ondata = void 0;
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
      this.ondata = void 0;
      if (size !== void 0 && size < SMALL) {
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
    #decoders = /* @__PURE__ */ new Map([[0, UnzipPassThrough]]);
    /** What came and was not taken yet. */
    #held = nothing();
    /** The file whose data comes. @type {any} */
    #file;
    #ended = false;
    #past = false;
    constructor(cb) {
      this.onfile = cb;
    }
    register(decoder2) {
      this.#decoders.set(decoder2.compression, decoder2);
    }
    push(chunk, final = false) {
      if (!this.onfile) throw flateError(FlateErrorCode.NoStreamHandler);
      if (this.#ended) throw flateError(FlateErrorCode.StreamFinished);
      this.#ended = Boolean(final);
      this.#held = concat([this.#held, bytesOf3(chunk)]);
      while (!this.#past && (this.#file ? this.#data() : this.#header())) ;
      if (final && this.#file) throw flateError(FlateErrorCode.InvalidZipData);
    }
    #take(len) {
      const taken2 = this.#held.slice(0, len);
      this.#held = this.#held.subarray(len);
      return taken2;
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
      const held2 = this.#held;
      for (let at = held2.indexOf(80); at >= 0 && at + 4 <= held2.length; at = held2.indexOf(80, at + 1)) {
        if (held2[at + 1] !== 75) continue;
        const word = held2[at + 2] | held2[at + 3] << 8;
        if (word === 1027 || word === 513 || word === 1541 || word === 1542) return at;
      }
      return -1;
    }
    /** What of the data came. */
    #data() {
      const file = this.#file;
      if (file.left !== void 0) {
        const taken3 = this.#take(Math.min(file.left, this.#held.length));
        if (taken3.length === 0) return false;
        file.left -= taken3.length;
        this.#feed(taken3, file.left === 0);
        return true;
      }
      const { end, safe } = this.#end(file.seen);
      const taken2 = this.#take(end ?? safe);
      file.seen += taken2.length;
      if (end === void 0) {
        if (taken2.length > 0) this.#feed(taken2, false);
        return false;
      }
      this.#feed(taken2, true);
      return true;
    }
    /**
     * Where data of unknown length ends: a descriptor, or what follows one without a signature, whose size is that of the data.
     * @param {number} seen bytes of it that came before
     * @returns {{end?: number, safe: number}} `safe`: bytes that are data whatever follows
     */
    #end(seen) {
      const held2 = this.#held;
      const view = viewOn(held2);
      const safe = Math.max(0, held2.length - 28);
      for (let at = held2.indexOf(80); at >= 0 && at + 4 <= held2.length; at = held2.indexOf(80, at + 1)) {
        const word = view.getUint32(at, true);
        if (word === SIGNATURES.DESCRIPTOR) {
          const isNarrow = at + 12 <= held2.length && view.getUint32(at + 8, true) === seen + at;
          const isWide = at + 16 <= held2.length && Number(view.getBigUint64(at + 8, true)) === seen + at;
          if (isNarrow || isWide) return { end: at, safe };
          if (at + 16 > held2.length) return { safe: Math.min(safe, at) };
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
      if (final) this.#file = void 0;
      if (file.decoder) file.decoder.push(bytes, final);
      else if (!file.over) file.waiting.push([bytes, final]);
    }
    #open(name, compression, sizes) {
      const file = (
        /** @type {any} */
        { decoder: void 0, waiting: [], over: false, left: sizes.size, seen: 0, shown: void 0 }
      );
      const decoders = this.#decoders;
      const shown = {
        name,
        compression,
        ...sizes,
        /** @type {any} */
        ondata: void 0,
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
          file.decoder = sizes.size === void 0 ? new Decoder(name) : new Decoder(name, sizes.size, sizes.originalSize);
          file.decoder.ondata = (error, data, final) => file.over || shown.ondata(error, data, final);
          for (const [bytes, final] of file.waiting.splice(0)) file.decoder.push(bytes, final);
        },
        terminate: () => {
          file.over = true;
          file.waiting = [];
          file.decoder?.terminate?.();
        }
      };
      file.shown = shown;
      return file;
    }
  }
  return named({ unzip: unzip2, unzipSync: unzipSync2, Unzip, UnzipPassThrough, UnzipInflate, AsyncUnzipInflate });
}

// js/fflate/zip.js
function* flattened(data, path, options) {
  for (const [key, value] of Object.entries(data)) {
    const [content, own] = Array.isArray(value) ? value : [value, {}];
    const name = path + key;
    const all = { ...options, ...own };
    if (ArrayBuffer.isView(content) || !isPlain(content)) yield { name, bytes: bytesOf3(content), options: all };
    else {
      yield { name: `${name}/`, bytes: nothing(), options: all };
      yield* flattened(content, `${name}/`, all);
    }
  }
}
function isStored({ name, bytes, options }) {
  return options.level === 0 || bytes.length === 0 && name.endsWith("/");
}
function assembled(files) {
  const parts2 = [];
  const listed = [];
  let offset = 0;
  for (const { file, packed: packed3, crc } of files) {
    const entry = entryOf(file.name, file.options);
    const sums = { compression: isStored(file) ? 0 : 8, crc, compressed: packed3.length, size: file.bytes.length };
    const head = localHeader(entry, sums);
    listed.push({ entry, sums, offset });
    parts2.push(head, packed3);
    offset += head.length + packed3.length;
  }
  return concat([...parts2, ...directory(listed, offset)]);
}
function createZip(engine, { Deflate, AsyncDeflate }) {
  const zipSync2 = (data, options = {}) => {
    const files = [...flattened(data, "", options)];
    return assembled(
      files.map((file) => ({
        file,
        packed: isStored(file) ? file.bytes : engine.packSync("raw", file.bytes, file.options),
        crc: engine.crc(0, file.bytes)
      }))
    );
  };
  const zip = withCallback(async (data, options, signal) => {
    const files = [...flattened(data, "", options)];
    for (const { name, options: own } of files) entryOf(name, own);
    const jobs = files.map((file) => isStored(file) ? file.bytes.slice() : engine.pack("raw", file.bytes, { ...file.options, consume: false }, signal));
    const crcs = files.map((file) => engine.crc(0, file.bytes));
    const packed3 = await Promise.all(jobs);
    for (const { bytes, options: own } of files) if (own.consume) accept(bytes, { transfer: true });
    return assembled(files.map((file, at) => ({ file, packed: packed3[at], crc: crcs[at] })));
  });
  class ZipPassThrough {
    #crc = 0;
    /** @param {string} filename */
    constructor(filename) {
      this.filename = filename;
      this.size = 0;
      this.crc = 0;
      this.compression = 0;
      this.ondata = void 0;
    }
    process(chunk, final) {
      this.ondata(null, chunk, final);
    }
    push(chunk, final = false) {
      if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
      const bytes = bytesOf3(chunk);
      this.#crc = engine.crc(this.#crc, bytes);
      this.size += bytes.length;
      if (final) this.crc = this.#crc;
      this.process(chunk, final || false);
    }
  }
  const flagOf = (level) => level === 1 ? 3 : level < 6 ? 2 : level === 9 ? 1 : 0;
  class ZipDeflate extends ZipPassThrough {
    #deflate;
    constructor(filename, options = {}) {
      super(filename);
      this.#deflate = new Deflate(options, (data, final) => this.ondata(null, data, final));
      this.compression = 8;
      this.flag = flagOf(options.level ?? 6);
    }
    process(chunk, final) {
      try {
        this.#deflate.push(chunk, final);
      } catch (error) {
        this.ondata(asFlate(error, "zip"), null, final);
      }
    }
  }
  class AsyncZipDeflate extends ZipPassThrough {
    #deflate;
    constructor(filename, options = {}) {
      super(filename);
      this.#deflate = new AsyncDeflate(options, (error, data, final) => this.ondata(error, data, final));
      this.compression = 8;
      this.flag = flagOf(options.level ?? 6);
      this.terminate = this.#deflate.terminate;
    }
    process(chunk, final) {
      this.#deflate.push(chunk, final);
    }
  }
  class Zip {
    /** Files that were added, in order; the first that is not done is written through. @type {any[]} */
    #files = [];
    #written = 0;
    #offset = 0;
    #ending = false;
    #over = false;
    constructor(cb) {
      this.ondata = cb;
    }
    add(file) {
      if (!this.ondata) throw flateError(FlateErrorCode.NoStreamHandler);
      if (this.#ending || this.#over) {
        this.ondata(flateError(this.#ending ? FlateErrorCode.StreamFinishing : FlateErrorCode.StreamFinished), null, false);
        return;
      }
      let entry;
      try {
        entry = entryOf(file.filename, file);
      } catch (error) {
        this.ondata(error, null, false);
        return;
      }
      const each = (
        /** @type {any} */
        { file, entry, chunks: [], begun: false, done: false, compressed: 0, offset: 0 }
      );
      this.#files.push(each);
      file.ondata = (error, chunk, final) => {
        if (this.#over || each.done) return;
        if (error) {
          this.ondata(error, chunk, final);
          this.terminate();
          return;
        }
        each.chunks.push(chunk);
        each.compressed += chunk.length;
        if (final) {
          each.done = true;
          each.sums = { ...this.#fields(each), crc: file.crc, compressed: each.compressed, size: file.size };
        }
        this.#drain();
      };
    }
    end() {
      if (this.#ending || this.#over) {
        this.ondata(flateError(this.#ending ? FlateErrorCode.StreamFinishing : FlateErrorCode.StreamFinished), null, true);
        return;
      }
      this.#ending = true;
      this.#drain();
    }
    terminate() {
      for (const { file } of this.#files.slice(this.#written)) file.terminate?.();
      this.#over = true;
      this.#ending = false;
    }
    #fields({ file }) {
      return { described: true, compression: file.compression, flag: file.flag };
    }
    #emit(bytes, final = false) {
      this.#offset += bytes.length;
      this.ondata(null, bytes, final);
    }
    /** Writes what may be written: files in their order, then the directory. */
    #drain() {
      for (; this.#written < this.#files.length; this.#written += 1) {
        const each = this.#files[this.#written];
        if (each.chunks.length > 0 && !each.begun) {
          each.begun = true;
          each.offset = this.#offset;
          this.#emit(localHeader(each.entry, { ...this.#fields(each), crc: 0, compressed: 0, size: 0 }));
        }
        for (const chunk of each.chunks.splice(0)) this.#emit(chunk);
        if (!each.done) return;
        this.#emit(descriptor(each.sums));
      }
      if (!this.#ending || this.#over) return;
      this.#over = true;
      try {
        this.ondata(null, concat(directory(this.#files, this.#offset)), true);
      } catch (error) {
        this.ondata(error, null, true);
      }
    }
  }
  return named({ zip, zipSync: zipSync2, Zip, ZipPassThrough, ZipDeflate, AsyncZipDeflate });
}

// js/fflate/index.js
function createFflate(instance) {
  const engine = createEngine(instance);
  const bytes = createBytes(engine);
  return { FlateErrorCode, ...bytes, ...createZip(engine, bytes), ...createUnzip(engine, bytes), ...named({ strToU8, strFromU8, DecodeUTF8, EncodeUTF8 }) };
}

// js/archive.js
var SMALL2 = 64 << 10;
var WORTH = 16 << 10;
var ArchiveOutput = class {
  #machine;
  #open;
  #memory;
  /** @type {Promise<import('./sink.js').Sink> | undefined} */
  #opened;
  /** Why it was aborted. @type {unknown} */
  #stopped;
  /** Ends the wait for a sink. @type {(reason: unknown) => void} */
  #interrupt = () => {
  };
  /** What is on its way, together. */
  #gathered = new Uint8Array(2 * SMALL2);
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
  async stream(about, { sums, chunks, known: known2 }, more = false) {
    const header = this.#machine.begin(JSON.stringify({ ...about, ...known2 ? sums : { method: sums.method } }));
    await this.#write(header);
    for await (const chunk of chunks) await this.#write(chunk);
    const { crc32, size, compressedSize } = sums;
    if (!known2) await this.#write(this.#machine.end(JSON.stringify({ crc32, size, compressedSize })));
    if (!more) await this.#flush();
    this.entries += 1;
  }
  /** Ends the archive. @param {string} [comment] */
  async finish(comment = "") {
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
    const sink = await this.#opened?.catch(() => void 0);
    try {
      await sink?.abort(reason);
    } finally {
      this.#interrupt(reason);
    }
  }
  /** @param {() => Promise<void>} work @returns {Promise<void>} */
  #unlessAborted(work) {
    return new Promise((resolve2, reject) => {
      this.#interrupt = reject;
      if (this.#stopped) reject(this.#stopped);
      else work().then(resolve2, reject);
    });
  }
  /** Small pieces are gathered, which takes no turn; a large one goes as it is. @param {Uint8Array} bytes @returns {Promise<void> | undefined} */
  #write(bytes) {
    const { byteLength } = bytes;
    if (byteLength >= SMALL2) return this.#writeLarge(bytes);
    this.#gathered.set(bytes, this.#filled);
    this.#filled += byteLength;
    if (byteLength >= WORTH) this.#drop(bytes);
    return this.#filled >= SMALL2 ? this.#flush() : void 0;
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
    const given2 = sink.isDone || this.#isLoose(bytes) ? bytes : bytes.slice();
    await this.#unlessAborted(() => sink.write(given2));
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
};
function isExact(bytes) {
  return bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
}

// js/names.js
var PLACES = ["path", "name", "ext", "index", "output"];
function partsOf2(name) {
  return name.split("/").filter((part2) => part2 !== "" && part2 !== ".");
}
function safeName(name) {
  const slashed = name.normalize("NFC").replaceAll("\\", "/");
  const parts2 = partsOf2(slashed);
  if (parts2.length === 0 || parts2.includes("..") || slashed.startsWith("/") || /^[a-z]:/i.test(slashed) || slashed.includes("\0")) {
    throw fail("UnsafeName", { found: show(name) });
  }
  return parts2.join("/");
}
var DEVICE = new RegExp(`^(?:${devices.map((device) => device.replace("$", "\\$")).join("|")}) *(?:\\.|$)`, "i");
function archiveName(name, unsafe) {
  const end = /[/\\]$/.test(name) ? "/" : "";
  if (unsafe !== "mend") {
    const safe = safeName(name);
    if (safe.split("/").some((part2) => DEVICE.test(part2))) throw fail("UnsafeName", { found: show(name) });
    return safe + end;
  }
  const parts2 = name.normalize("NFC").replaceAll("\0", "_").split(/[/\\]/).map((part2, at) => at === 0 ? part2.replace(/^(?:[a-z]:)+/i, "") : part2);
  const kept2 = parts2.filter((part2) => !["", ".", ".."].includes(part2)).map((part2) => DEVICE.test(part2) ? `_${part2}` : part2);
  const mended = kept2.join("/").replace(/^[a-z]:/i, (drive) => `${drive[0]}_`);
  if (mended === "") throw fail("UnsafeName", { found: show(name) });
  return mended + end;
}
function defaultName(index) {
  return `image-${String(index + 1).padStart(4, "0")}`;
}
function split(name) {
  const at = name.lastIndexOf("/") + 1;
  const [path, file] = [name.slice(0, Math.max(at - 1, 0)), name.slice(at)];
  const dot = file.lastIndexOf(".");
  const extension = dot > 0 ? file.slice(dot + 1) : "";
  return extension && findFormat(extension) ? { path, stem: file.slice(0, dot), extension } : { path, stem: file, extension: "" };
}
function join2(path, file) {
  return path === "" ? file : `${path}/${file}`;
}
function parts(name, format, output) {
  const { path, stem, extension } = split(safeName(name));
  const row = format === void 0 ? void 0 : findFormat(format);
  const ext = row === void 0 || findFormat(extension) === row ? extension : row.extensions[0];
  return { path, name: output === void 0 ? stem : `${stem}-${output}`, ext };
}
function entryName(name, format, output, unsafe) {
  const { path, name: stem, ext } = parts(unsafe === "mend" ? archiveName(name, unsafe) : name, format, output);
  return archiveName(join2(path, ext === "" ? stem : `${stem}.${ext}`), unsafe);
}
function fillTemplate(template) {
  if (typeof template !== "string" || template === "") throw wrongOption("template", "a path with {path}, {name}, {ext}, {index}", template);
  for (const [, place] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (!PLACES.includes(place)) throw wrongOption("template", `one of ${PLACES.map((each) => `{${each}}`).join(", ")}`, `{${place}}`);
  }
  const named4 = template.includes("{output}");
  return (name, format, index, output) => {
    const { path, name: stem, ext } = parts(name, format, named4 ? void 0 : output);
    const values = { path, name: stem, ext, index: String(index + 1), output: output ?? "main" };
    const from = path === "" ? template.replace(/\{path\}[/\\]?/g, "") : template;
    const filled = from.replace(/\{(\w+)\}/g, (_, place) => values[place]);
    return ext === "" ? filled.replace(/\.$/, "") : filled;
  };
}
function folded(name) {
  return (name.endsWith("/") ? name.slice(0, -1) : name).normalize("NFC").toUpperCase().toLowerCase();
}
var Places = class {
  /** @type {Map<string, any>} */
  #top = /* @__PURE__ */ new Map();
  /**
   * Takes a name's place; gives the name that has it already, as one that differs or a file where this needs a folder.
   * @param {string} name with slashes, one at the end for a folder
   * @returns {string | undefined}
   */
  take(name) {
    const parts2 = partsOf2(folded(name));
    const last = parts2.pop();
    if (last === void 0) return void 0;
    let folder = this.#top;
    for (const part2 of parts2) {
      let place2 = folder.get(part2);
      if (!place2) folder.set(part2, place2 = {});
      if (place2.name !== void 0 && !place2.name.endsWith("/")) return place2.name;
      place2.inside ??= /* @__PURE__ */ new Map();
      folder = place2.inside;
      place2.within ??= name;
    }
    const place = folder.get(last);
    if (!place) {
      folder.set(last, { name });
      return void 0;
    }
    const isFolder = name.endsWith("/");
    if (place.name === void 0) {
      place.name = name;
      return isFolder ? void 0 : place.within;
    }
    return place.name;
  }
};
var Names = class {
  #taken = /* @__PURE__ */ new Set();
  #exact = /* @__PURE__ */ new Set();
  /** @param {string} name */
  unique(name) {
    for (let count2 = 1; ; count2 += 1) {
      const tried = count2 === 1 ? name : numbered(name, count2);
      const key = folded(tried);
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return tried;
    }
  }
  /**
   * A name for one entry: what is taken is refused, to the letter, or numbered.
   * @param {string} name
   * @param {string} [duplicates] refuse or number
   */
  claim(name, duplicates) {
    if (duplicates !== "number") {
      if (this.#exact.has(name)) throw fail("DuplicateName", { found: name });
      this.#taken.add(folded(name));
    }
    const claimed = duplicates === "number" ? this.unique(name) : name;
    this.#exact.add(claimed);
    return claimed;
  }
};
function numbered(name, count2) {
  const end = name.endsWith("/") ? "/" : "";
  const plain2 = end ? name.slice(0, -1) : name;
  const slash = Math.max(plain2.lastIndexOf("/"), plain2.lastIndexOf("\\"));
  const dot = end ? -1 : plain2.lastIndexOf(".");
  return dot > slash + 1 ? `${plain2.slice(0, dot)} (${count2})${plain2.slice(dot)}` : `${plain2} (${count2})${end}`;
}

// js/entry.js
var LINK = 40960;
var EMPTY = new Uint8Array(0);
var text2 = { accepts: "text", fits: (value) => typeof value === "string" };
var OWN = {
  mtime: { accepts: "a Date or milliseconds since 1970", fits: (value) => Number.isFinite(Number(value)) && (typeof value === "number" || value instanceof Date) },
  comment: text2,
  mode: { accepts: "integer from 0 to 65535", fits: (value) => Number.isInteger(value) && value >= 0 && value <= 65535 },
  extra: { accepts: "an object of ids from 0 to 65535, each with its bytes", fits: isExtra },
  symlink: { accepts: "the path that the link leads to", fits: (value) => typeof value === "string" && value !== "" && !value.includes("\0") },
  password: { accepts: "text or bytes", fits: (value) => (encoded(value)?.byteLength ?? 0) > 0 },
  size: { accepts: "bytes", fits: (value) => Number.isSafeInteger(value) && value >= 0 }
};
var ENTRY = ["mtime", "comment", "mode", "extra", "symlink", "password"];
var ARCHIVE = ["mtime", "comment", "password"];
function isExtra(value) {
  const isId = (id) => /^\d{1,5}$/.test(id) && Number(id) <= 65535;
  return isPlain(value) && Object.entries(value).every(([id, data]) => isId(id) && viewOf(data));
}
function written(extra) {
  const hex = (byte) => byte.toString(16).padStart(2, "0");
  return Object.entries(extra).map(([id, data]) => [Number(id), Array.from(
    /** @type {Uint8Array} */
    viewOf(data),
    hex
  ).join("")]);
}
var READ = {
  mtime: Number,
  extra: written,
  password: (value) => copyOf(
    /** @type {Uint8Array} */
    encoded(value)
  )
};
function part(fields, checked) {
  return Object.fromEntries(fields.filter(({ name }) => checked[name] !== void 0).map(({ name }) => [name, checked[name]]));
}
function checkOptions(given2, own, more = [], nameFields = naming) {
  if (isPlain(given2) && Object.keys(given2).length === 0) return { pack: {}, naming: {} };
  const fields = checkFields([...archive, ...nameFields], given2, "options", [...own, ...more]);
  const checked = {};
  for (const name of own) {
    const value = given2[name];
    if (value === void 0) continue;
    if (!OWN[name].fits(value)) throw wrongOption(name, OWN[name].accepts, value);
    checked[name] = READ[name]?.(value) ?? value;
  }
  return { pack: part(archive, fields), naming: part(nameFields, fields), ...checked };
}
function describeEntry(name, source, options, shared2, more) {
  if (typeof name !== "string") throw wrongOption("name", "text", name);
  const { pack: pack2, naming: naming2, symlink, size, password = shared2.password, ...about } = checkOptions(options, [...ENTRY, "size"], more);
  const { unsafeNames, duplicates } = { ...shared2.naming, ...naming2 };
  const entry = { name: archiveName(name, unsafeNames), ...shared2.mtime !== void 0 && { mtime: shared2.mtime }, ...about };
  const secret = { about: { ...entry, ...password && { encrypted: true } }, password };
  const isFolder = entry.name.endsWith("/");
  if (!isFolder && symlink === void 0) return { ...secret, pack: { ...shared2.pack, ...pack2 }, duplicates, size, source };
  if (isFolder && symlink !== void 0) throw wrongOption("symlink", "a name without a slash at its end", name);
  const empty = source === void 0 || source === null || viewOf(source)?.byteLength === 0;
  const stored = { pack: { store: "always" }, duplicates };
  if (isFolder) {
    if (viewOf(source) && !empty) throw wrongOption("source", "nothing for a folder, whose name ends in a slash", typeof source);
    return { about: entry, ...stored, size: 0, source: empty ? EMPTY : source };
  }
  if (!empty) throw wrongOption("source", "nothing for a symbolic link", typeof source);
  secret.about.mode = LINK | (entry.mode ?? 511) & 4095;
  return { ...secret, ...stored, source: new TextEncoder().encode(symlink) };
}
function namedEntry(entry) {
  if (Array.isArray(entry) && entry.length === 2) return { name: entry[0], data: entry[1], options: {} };
  if (isPlain(entry) && "name" in entry) {
    const { name, data, ...options } = entry;
    return { name, data, options };
  }
  throw wrongOption("entries", "{ name, data } or [name, data] each (fflate's object of names is in pixmill/fflate)", entry);
}

// js/access.js
var BLOCK2 = 64 << 10;
var FILE_BLOCK = 256 << 10;
var IDLE2 = 200;
function ofBytes2(bytes) {
  return {
    size: bytes.byteLength,
    at: async (offset, len) => bytes.subarray(offset, offset + len),
    own: async (offset, len) => bytes.slice(offset, offset + len)
  };
}
function buffered({ size, at, isNew = false, block: most = BLOCK2 }) {
  let start = 0;
  let block = new Uint8Array(0);
  let turn = Promise.resolve();
  const short = (offset, len, signal) => {
    if (len >= most) return at(offset, len, signal);
    const read2 = turn.then(async () => {
      if (offset < start || offset + len > start + block.byteLength) {
        block = await at(offset, Math.min(most, size - offset), signal);
        start = offset;
      }
      return block.subarray(offset - start, offset - start + len);
    });
    turn = read2.catch(() => void 0);
    return read2;
  };
  return { size, at: short, own: async (offset, len, signal) => isNew && len >= most ? at(offset, len, signal) : copyOf(await short(offset, len, signal)) };
}
var OpenFile = class {
  #path;
  #fs;
  #stat;
  /** @type {Promise<any> | undefined} */
  #handle;
  #reading = 0;
  /** @type {any} */
  #timer;
  constructor(path, fs, stat) {
    this.#path = path;
    this.#fs = fs;
    this.#stat = stat;
  }
  async read(offset, len) {
    this.#reading += 1;
    clearTimeout(this.#timer);
    try {
      this.#handle ??= this.#open();
      const handle = await this.#handle;
      const buffer = new Uint8Array(len);
      let filled = 0;
      while (filled < len) {
        const { bytesRead } = await handle.read(buffer, filled, len - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    } catch (error) {
      throw ioError(error, this.#path);
    } finally {
      this.#reading -= 1;
      if (this.#reading === 0) this.#timer = setTimeout(() => this.#close(), IDLE2);
      this.#timer?.unref?.();
    }
  }
  async #open() {
    try {
      const handle = await this.#fs.open(this.#path, "r");
      const { size, mtimeMs } = await handle.stat();
      if (size === this.#stat.size && mtimeMs === this.#stat.mtimeMs) return handle;
      await handle.close();
      throw fail("IoFailed", { reason: `${this.#path} changed while it was read` });
    } catch (error) {
      this.#handle = void 0;
      throw error;
    }
  }
  #close() {
    const handle = this.#handle;
    this.#handle = void 0;
    handle?.then((open) => open.close()).catch(() => void 0);
  }
};
async function ofFile2(path) {
  const fs = builtin("fs")?.promises;
  if (!fs) throw fail("Unavailable", { op: `reading the path ${path}` });
  try {
    const stat = await fs.stat(path);
    if (stat.isDirectory()) throw fail("IsDirectory", { path });
    const file = new OpenFile(path, fs, stat);
    return { size: stat.size, at: (offset, len) => file.read(offset, len), isNew: true, block: FILE_BLOCK };
  } catch (error) {
    throw ioError(error, path);
  }
}
function ofRanges(input2) {
  if (!(Number.isSafeInteger(input2.size) && input2.size >= 0)) throw wrongOption("input.size", "bytes", input2.size);
  const at = async (offset, len) => {
    let given2;
    try {
      given2 = await input2.read(offset, len);
    } catch (error) {
      throw ioError(error);
    }
    const view = viewOf(given2);
    if (!view || view.byteLength !== len) throw fail("IoFailed", { reason: `read(${offset}, ${len}) gave ${view?.byteLength ?? "no"} bytes` });
    return view;
  };
  return { size: input2.size, at };
}
function askSync(machine, answer2, bytesAt) {
  for (; ; ) {
    const told3 = JSON.parse(answer2);
    if (!told3.need) return told3;
    answer2 = machine.step(bytesAt(told3.need));
  }
}
function listSync(machine, bytesAt) {
  const entries = [];
  for (; ; ) {
    const page = askSync(machine, machine.step(new Uint8Array(0)), bytesAt);
    for (const entry of page.entries) entries.push(entry);
    if (!page.more) return { ...page, entries };
  }
}
function isRanged(input2) {
  return isPlain(input2) && typeof input2.read === "function";
}
async function openAccess(input2) {
  if (isRanged(input2)) return buffered(ofRanges(input2));
  const { bytes, later } = input2;
  if (bytes) return ofBytes2(bytes);
  if (isPath(later)) return buffered(await ofFile2(pathOf(later)));
  if (isBlob(later)) {
    return buffered({ size: later.size, at: async (offset, len) => new Uint8Array(await later.slice(offset, offset + len).arrayBuffer()), isNew: true });
  }
  return void 0;
}

// js/forward.js
var TAIL = 22 + 65535 + 20;
var DESCRIPTOR2 = 24 + 4;
var STEP3 = 256 << 10;
var EMPTY2 = new Uint8Array(0);
var Cursor = class {
  #chunks;
  /** @type {Uint8Array[]} */
  #ahead = [];
  #size = 0;
  #ended = false;
  /** The last bytes that were taken. @type {Uint8Array[]} */
  #behind = [];
  #remembered = 0;
  /** Where the next byte stands. */
  at = 0;
  /** @param {AsyncGenerator<Uint8Array>} chunks */
  constructor(chunks) {
    this.#chunks = chunks;
  }
  async #fill(len) {
    while (this.#size < len && !this.#ended) {
      const { done, value } = await this.#chunks.next();
      this.#ended = done === true;
      if (done || value.byteLength === 0) continue;
      this.#ahead.push(copyOf(value));
      this.#size += value.byteLength;
    }
  }
  /** At most `len` bytes, fewer at the end. @param {number} len */
  async peek(len) {
    await this.#fill(len);
    if (this.#ahead.length > 1 && this.#ahead[0].byteLength < len) this.#ahead = [concat(this.#ahead)];
    return this.#ahead[0]?.subarray(0, len) ?? EMPTY2;
  }
  /** The next bytes, some of at most `most`; none at the end. @param {number} most */
  async some(most) {
    await this.#fill(1);
    const first = this.#ahead[0];
    if (!first) return EMPTY2;
    const taken2 = first.subarray(0, most);
    if (taken2.byteLength === first.byteLength) this.#ahead.shift();
    else this.#ahead[0] = first.subarray(most);
    this.#size -= taken2.byteLength;
    this.at += taken2.byteLength;
    this.#behind.push(taken2);
    this.#remembered += taken2.byteLength;
    while (this.#behind.length > 1 && this.#remembered - this.#behind[0].byteLength >= TAIL) {
      this.#remembered -= this.#behind[0].byteLength;
      this.#behind.shift();
    }
    return taken2;
  }
  /** Gives back bytes that were taken last. @param {number} len */
  untake(len) {
    for (let left = len; left > 0; ) {
      const last = (
        /** @type {Uint8Array} */
        this.#behind.pop()
      );
      const back = last.subarray(Math.max(0, last.byteLength - left));
      if (back.byteLength < last.byteLength) this.#behind.push(last.subarray(0, last.byteLength - back.byteLength));
      this.#ahead.unshift(back);
      this.#size += back.byteLength;
      this.#remembered -= back.byteLength;
      this.at -= back.byteLength;
      left -= back.byteLength;
    }
  }
  /** Exactly `len` bytes, or those that are there. @param {number} len */
  async take(len) {
    const parts2 = [];
    for (let left = len; left > 0; ) {
      const part2 = await this.some(left);
      if (part2.byteLength === 0) break;
      parts2.push(part2);
      left -= part2.byteLength;
    }
    return concat(parts2);
  }
  /** The last bytes that were taken, and where they begin. */
  last() {
    return { from: this.at - this.#remembered, bytes: concat(this.#behind) };
  }
  async cancel() {
    await this.#chunks.return(void 0);
  }
};
var Forward = class {
  #backend;
  #options;
  #cursor;
  /** Local headers and descriptors by offset, for the check at the end. @type {Map<number, Uint8Array>} */
  #kept = /* @__PURE__ */ new Map();
  /** What was handed out, by the offset of its header. @type {Map<number, any>} */
  #given = /* @__PURE__ */ new Map();
  #total = 0;
  #most;
  /** The entry whose data comes next. @type {any} */
  #current;
  /**
   * @param {any} backend
   * @param {any} stream
   * @param {{options: any, password?: number[], most: {bytes: number, directory: number}, signal?: AbortSignal}} how
   */
  constructor(backend, stream, { options, password, most, signal }) {
    this.#backend = backend;
    this.#options = options;
    this.password = password;
    this.#most = most;
    this.#cursor = new Cursor(chunksOf(stream, signal));
  }
  /** The next entry, or undefined at the directory. What is left of the one before is passed over. */
  async next() {
    const cursor = this.#cursor;
    await this.#current?.end();
    const offset = cursor.at;
    const about = await this.#header();
    if (about.end) return void 0;
    this.#kept.set(offset, await cursor.take(about.len));
    this.#current = new Body(this, cursor, this.#backend, { ...about, offset });
    this.#given.set(offset, this.#current.about);
    return this.#current;
  }
  async #header() {
    const request = { task: "localHeader", loose: this.#options.allow?.includes("BytesAfterData") };
    for (let len = 30; ; ) {
      const bytes = await this.#cursor.peek(len);
      const { info } = this.#backend.runSync(request, [bytes]);
      if (!info.need) return info;
      if (bytes.byteLength < len) throw fail("CorruptArchive", { reason: "it ends within a local header" });
      len = info.need;
    }
  }
  /** Behind an entry's data: its descriptor, which says its sums. @param {any} sums */
  async descriptor(sums) {
    const cursor = this.#cursor;
    const bytes = await cursor.peek(DESCRIPTOR2);
    const { crc32, size, compressedSize } = sums;
    const { len } = this.#backend.runSync({ task: "descriptor", crc32, size, compressedSize }, [bytes]).info;
    if (len === 0 && !this.#options.allow?.includes("HeaderMismatch")) {
      throw fail("HeaderMismatch", { path: sums.name, op: "data descriptor", expected: "the sums of the data", found: "others" });
    }
    this.#kept.set(cursor.at, copyOf(bytes));
    await cursor.take(len);
  }
  /** @param {number} size */
  count(size) {
    this.#total += size;
    const limit = this.#most.bytes;
    if (this.#total > limit) throw fail("ArchiveLimit", { found: this.#total, limit, op: "bytes", option: "limits.bytes" });
  }
  get limits() {
    return this.#options.limits;
  }
  /**
   * The directory and all that follows: whether it says what came. Gives the listed entries and the warnings.
   * @returns {Promise<{entries: any[], warnings: any[], comment: string}>}
   */
  async confirm() {
    const cursor = this.#cursor;
    const from = cursor.at;
    const parts2 = [];
    const most = this.#most.directory + TAIL;
    for (let part2 = await cursor.some(STEP3); part2.byteLength > 0; part2 = await cursor.some(STEP3)) {
      parts2.push(part2);
      if (cursor.at - from > most) throw fail("ArchiveLimit", { found: cursor.at - from, limit: most, op: "bytes of directory", option: "limits.directory" });
    }
    const tail = { from, bytes: concat(parts2) };
    const machine = this.#backend.reader({ ...this.#options, size: cursor.at, verify: true });
    try {
      const { entries, warnings, comment } = listSync(machine, (need) => this.#bytesAt(need, tail));
      this.#compare(entries);
      return { entries, warnings, comment };
    } catch (error) {
      throw PixmillError.from(error);
    }
  }
  /** What the reader asks for, out of what came by. */
  #bytesAt({ offset, len }, tail) {
    for (const { from, bytes } of [tail, this.#cursor.last()]) {
      if (offset >= from) return bytes.subarray(offset - from, offset - from + len);
    }
    const kept2 = this.#kept.get(offset);
    if (kept2) return kept2.subarray(0, len);
    throw fail("AmbiguousArchive", { reason: "the directory tells of an entry that did not come" });
  }
  #compare(entries) {
    for (const { offset, name, size, crc32, encrypted } of entries) {
      const given2 = this.#given.get(offset);
      if (!given2 || given2.name !== name) throw fail("AmbiguousArchive", { reason: `${name} did not come where the directory says` });
      const same = given2.size === void 0 || given2.size === size && (encrypted || given2.crc32 === crc32);
      if (!same && !this.#options.allow?.includes("HeaderMismatch")) {
        throw fail("HeaderMismatch", { path: name, op: "size", expected: size, found: given2.size });
      }
      this.#given.delete(offset);
    }
    for (const { name } of this.#given.values()) throw fail("AmbiguousArchive", { reason: `the directory does not know ${name}` });
  }
  async cancel() {
    await this.#cursor.cancel();
  }
};
var Body = class {
  #forward;
  #cursor;
  #backend;
  /** @type {'new' | 'reading' | 'passed' | 'done'} */
  #state = "new";
  /** Bytes of its data that were taken. */
  #taken = 0;
  /** @type {any} */
  #unpacker;
  /** @type {Promise<unknown> | undefined} */
  #whole;
  constructor(forward, cursor, backend, about) {
    this.#forward = forward;
    this.#cursor = cursor;
    this.#backend = backend;
    this.about = about;
    this.known = typeof about.compressedSize === "number";
  }
  /** All of it, at most `limit` bytes. @param {number} limit */
  content(limit) {
    const whole3 = this.#collect(limit);
    this.#whole = whole3.catch(() => void 0);
    return whole3;
  }
  async #collect(limit) {
    const parts2 = [];
    let size = 0;
    for await (const piece of this.chunks()) {
      parts2.push(piece);
      size += piece.byteLength;
      if (size > limit) throw fail("OutputLimit", { limit, option: "memoryBudget", path: this.about.name });
    }
    return concat(parts2);
  }
  /** The content, a piece at a time, its sums checked at the end. */
  async *chunks() {
    const { about } = this;
    if (this.#state !== "new") throw fail("Closed", { reason: `${about.name} was read or passed over: a stream gives its entries once` });
    if (about.error) throw PixmillError.from(about.error);
    this.#state = "reading";
    this.#unpacker = this.#backend.unpacker({ ...about.unpack, password: this.#forward.password, limits: this.#forward.limits });
    for await (const piece of this.#unpacked()) {
      yield piece;
      if (this.#state !== "reading") throw fail("Closed", { reason: `${about.name} was passed over` });
    }
  }
  async *#unpacked() {
    const { about } = this;
    const isOver = () => this.known ? this.#taken === about.compressedSize : this.#unpacker.state().done;
    if (this.#taken > 0) yield* this.#unpacker.later(EMPTY2);
    while (!isOver()) yield* this.#unpacker.later(await this.#next());
    const { size, crc32, unused } = this.#unpacker.finish();
    if (this.known) return this.#finished();
    this.#cursor.untake(unused);
    this.#taken -= unused;
    return this.#finished({ size, crc32, compressedSize: this.#taken });
  }
  async #next() {
    const { about } = this;
    const packed3 = await this.#cursor.some(this.known ? Math.min(STEP3, about.compressedSize - this.#taken) : STEP3);
    if (packed3.byteLength === 0) throw fail("CorruptArchive", { reason: `${about.name} ends early` });
    this.#taken += packed3.byteLength;
    return packed3;
  }
  async #finished(sums = {}) {
    const about = Object.assign(this.about, sums);
    this.#state = "done";
    if (about.described) await this.#forward.descriptor(about);
    this.#forward.count(about.size);
  }
  /** Passes over what is left, so that the next entry can come. */
  async end() {
    await this.#whole;
    const begun = this.#state === "reading";
    if (this.#state === "done") return;
    this.#state = "passed";
    if (this.known) {
      while (this.#taken < this.about.compressedSize) await this.#next();
      await this.#finished();
      return;
    }
    if (!begun) this.#unpacker = this.#backend.unpacker({ ...this.about.unpack, limits: this.#forward.limits });
    for await (const piece of this.#unpacked()) void piece;
  }
};

// js/packing.js
var WHOLE = 4 << 20;
var HEAD = 64 << 10;
var MAGIC = 4096;
var SMALL3 = 64 << 10;
function isStored2(backend, head, { level, store }) {
  if (level === 0 || store === "always") return true;
  if (store === "never") return false;
  return backend.runSync({ task: "compressed" }, [head]).info.compressed;
}
function packWhole(backend, bytes, pack2, run2) {
  if (isStored2(backend, bytes.subarray(0, MAGIC), pack2)) {
    const size = bytes.byteLength;
    return { sums: { method: 0, crc32: backend.crc32(0, bytes), size, compressedSize: size }, data: bytes };
  }
  return run2({ request: { task: "deflate", ...pack2 }, inputs: [bytes], owned: false, bytes: bytes.byteLength, peak: bytes.byteLength });
}
function isBundled(bytes, { level, store }) {
  return bytes.byteLength <= SMALL3 && level !== 0 && store !== "always";
}
function packed({ info, buffers }, bytes) {
  return { sums: info, data: info.method === 0 ? bytes : buffers[0] };
}
async function storeLarge(backend, pieces2, name) {
  let [crc32, size] = [0, 0];
  for await (const chunk of pieces2.chunks()) {
    crc32 = backend.crc32(crc32, chunk);
    size += chunk.byteLength;
  }
  const chunks = async function* () {
    let [again, sent] = [0, 0];
    for await (const chunk of pieces2.chunks()) {
      again = backend.crc32(again, chunk);
      sent += chunk.byteLength;
      if (sent > size) break;
      yield chunk.slice();
    }
    if (again !== crc32 || sent !== size) throw fail("IoFailed", { reason: `${name} changed while it was read` });
  };
  return { sums: { method: 0, crc32, size, compressedSize: size }, chunks: chunks() };
}
function deflateLarge(backend, chunks, level, submit2, ahead) {
  const sums = { method: 8, crc32: 0, size: 0, compressedSize: 0 };
  const job = (part2, window, last) => ({ ...partJob2(part2, window, level, last), owned: true, bytes: part2.byteLength, peak: part2.byteLength });
  const data = async function* () {
    for await (const { info, buffers } of inOrder(partJobs(chunks, PART, new Uint8Array(0), job), ahead, submit2)) {
      add(backend, sums, info);
      yield buffers[0];
    }
  };
  return { sums, chunks: data() };
}
function add(backend, sums, { crc32, size, compressedSize }) {
  sums.crc32 = backend.runSync({ task: "crc32Combine", a: sums.crc32, b: crc32, size }, []).info.crc32;
  sums.size += size;
  sums.compressedSize += compressedSize;
}
function partJob2(part2, window, level, last) {
  return { request: { task: "deflatePart", level, last }, inputs: [part2, window] };
}
function packSync(backend, bytes, pack2) {
  if (bytes.byteLength <= WHOLE) {
    const run2 = ({ request, inputs }) => packed(backend.runSync(request, inputs), bytes);
    const { sums: sums2, data: data2 } = packWhole(backend, bytes, pack2, run2);
    return { sums: sums2, data: [data2], known: true };
  }
  const { store, level } = chooseLarge(backend, bytes, pack2);
  if (store) {
    const size = bytes.byteLength;
    return { sums: { method: 0, crc32: backend.crc32(0, bytes), size, compressedSize: size }, data: [bytes], known: true };
  }
  const sums = { method: 8, crc32: 0, size: 0, compressedSize: 0 };
  const data = [];
  for (let at = 0; at < bytes.byteLength; at += PART) {
    const window = bytes.subarray(Math.max(0, at - WINDOW), at);
    const { request, inputs } = partJob2(bytes.subarray(at, at + PART), window, level, at + PART >= bytes.byteLength);
    const { info, buffers } = backend.runSync(request, inputs);
    add(backend, sums, info);
    data.push(buffers[0]);
  }
  return { sums, data, known: false };
}
function chooseLarge(backend, head, pack2) {
  const store = isStored2(backend, head.subarray(0, HEAD), pack2);
  if (store) return { store, level: 0 };
  return { store, level: backend.runSync({ task: "compressed", ...pack2 }, [head.subarray(0, MAGIC)]).info.level };
}

// js/unzip.js
var STEP4 = 256 << 10;
var SMALL4 = 64 << 10;
var AROUND = 512;
var EMPTY3 = new Uint8Array(0);
var LIMITS = Object.fromEntries((unzip.find((field) => field.name === "limits")?.fields ?? []).map((field) => [field.name, field.default]));
function checkUnzip(options = {}, more = []) {
  const checked = checkFields(unzip, options, "options", ["password", ...more]);
  const rest = Object.fromEntries(more.map((name) => [name, options[name]]));
  if (options.password === void 0) return { options: checked, rest };
  const bytes = encoded(options.password);
  if (!bytes) throw wrongOption("password", "text or bytes", options.password);
  return { options: checked, password: [...bytes], rest };
}
var Entry = class {
  #source;
  #about;
  /** @param {{content: (signal?: AbortSignal) => Promise<Uint8Array>, chunks: (signal?: AbortSignal) => AsyncGenerator<Uint8Array>, raw?: (signal: AbortSignal) => Promise<any>}} source @param {any} about */
  constructor(source, about) {
    this.#source = source;
    this.#about = about;
    this.name = about.name;
    this.mtime = new Date(about.mtime);
    this.isDirectory = about.isDirectory;
    this.encrypted = about.encrypted;
    this.unsafe = about.unsafe ?? void 0;
  }
  get size() {
    return this.#about.size ?? NaN;
  }
  get compressedSize() {
    return this.#about.compressedSize ?? NaN;
  }
  get crc32() {
    return this.#about.crc32 ?? NaN;
  }
  get mode() {
    return this.#about.mode ?? 0;
  }
  get comment() {
    return this.#about.comment ?? "";
  }
  /** @param {{signal?: AbortSignal, timeoutMs?: number}} [run] */
  bytes(run2) {
    return underSignal(run2 ?? {}, async (signal) => {
      checkRun(run2);
      return toResult(await this.#source.content(signal));
    }, this.bytes);
  }
  /** Its content piece by piece: an entry is an input like any other. For small ones a stream would cost more than their unpacking. */
  async *[Symbol.asyncIterator]() {
    try {
      yield* this.#source.chunks();
    } catch (error) {
      throw PixmillError.from(error);
    }
  }
  /** Its data as it lies there, for `ZipWriter.addRaw`. @param {AbortSignal} signal */
  async _raw(signal) {
    if (!this.#source.raw) throw fail("InvalidOption", { path: "entry", expected: "one of an archive that is not read as a stream", found: this.name });
    return this.#source.raw(signal);
  }
  /** @param {{signal?: AbortSignal, timeoutMs?: number}} [run] */
  stream(run2) {
    const { signal: given2, timeoutMs } = checkRun(run2);
    const controller = new AbortController();
    const chunks = this.#source.chunks(given2 ? AbortSignal.any([controller.signal, given2]) : controller.signal);
    const timer = timeoutMs === void 0 ? void 0 : setTimeout(() => controller.abort(fail("Timeout", { limit: timeoutMs })), timeoutMs);
    return new ReadableStream(
      {
        pull: async (stream) => {
          try {
            const { done, value } = await chunks.next();
            if (!done) return stream.enqueue(value);
          } catch (error) {
            clearTimeout(timer);
            throw PixmillError.from(error);
          }
          clearTimeout(timer);
          return stream.close();
        },
        cancel: async (reason) => {
          clearTimeout(timer);
          controller.abort(reason);
          await chunks.return(void 0);
        }
      },
      { highWaterMark: 0 }
    );
  }
};
var Archive = class {
  #instance;
  #input;
  #options;
  #password;
  #signal;
  /** @type {Promise<{listed?: Listed, forward?: Forward}> | undefined} */
  #opened;
  /** The reader answers one question at a time. */
  #turn = Promise.resolve();
  /** Those that were begun. */
  #asking = 0;
  /** Of a stream: what was begun. @type {AsyncGenerator<Entry> | undefined} */
  #coming;
  /** @type {{code: string, message: string}[]} */
  warnings = [];
  comment = "";
  /**
   * @param {any} instance
   * @param {any} input
   * @param {{options: any, password?: number[], signal?: AbortSignal}} how
   */
  constructor(instance, input2, { options, password, signal }) {
    this.#instance = instance;
    this.#input = input2;
    this.#options = options;
    this.#password = password;
    this.#signal = signal;
  }
  #open() {
    this.#opened ??= this.#begin();
    return this.#opened;
  }
  async #begin() {
    try {
      const backend = await this.#instance.backend();
      const access = await openAccess(this.#input);
      if (access) return { listed: await this.#list(backend, access) };
      const most = { ...LIMITS, ...this.#options.limits };
      return { forward: new Forward(backend, await streamOf(this.#input), { options: this.#options, password: this.#password, most, signal: this.#signal }) };
    } catch (error) {
      throw PixmillError.from(error);
    }
  }
  /** @returns {Promise<Listed>} */
  async #list(backend, access) {
    const machine = backend.reader({ ...this.#options, size: access.size });
    const entries = [];
    for (let more = true; more; ) {
      const page = await this.#ask(machine, access, machine.step(EMPTY3), this.#signal);
      for (const about of page.entries) {
        const source = {
          content: (signal) => this.#content(about, signal),
          chunks: (signal) => this.#chunks(about, signal),
          raw: (signal) => this.#raw(about, signal)
        };
        entries.push(new Entry(source, about));
      }
      more = page.more ?? false;
      if (!more) this.#heard(page);
    }
    this.warnings.push(...similar(entries, this.#options));
    return { backend, machine, access, entries };
  }
  /** What the machine tells beside the entries. */
  #heard({ warnings, comment = this.comment }) {
    this.warnings.push(...warnings);
    this.comment = comment;
  }
  /** Answers the machine's needs until it tells something else. */
  async #ask(machine, access, answer2, signal) {
    for (; ; ) {
      const told3 = JSON.parse(answer2);
      if (!told3.need) return told3;
      if (signal?.aborted) throw aborted(signal);
      const { offset, len } = told3.need;
      answer2 = machine.step(await access.at(offset, len, signal));
    }
  }
  /**
   * Where an entry's data lies, and the request that unpacks it; or what a copy of it must bring along.
   * @param {number} index @param {AbortSignal} [signal] @param {'open' | 'raw'} [how]
   */
  async #locate(index, signal, how = "open") {
    const { listed } = await this.#open();
    const { machine, access, backend } = (
      /** @type {Listed} */
      listed
    );
    this.#asking += 1;
    const before = this.#turn;
    let done = () => {
    };
    this.#turn = new Promise((resolve2) => {
      done = () => resolve2(void 0);
    });
    await before;
    try {
      const told3 = await this.#ask(machine, access, machine[how](index), signal);
      this.#heard(told3);
      const { data, unpack: unpack2, raw: raw2 } = told3;
      return { ...data, unpack: unpack2?.encryption ? { ...unpack2, password: this.#password } : unpack2, raw: raw2, access, backend };
    } catch (error) {
      throw PixmillError.from(error);
    } finally {
      this.#asking -= 1;
      done();
    }
  }
  /**
   * An entry's data as it lies there, unchecked, and what a copy of it must bring along.
   * @param {any} about
   * @param {AbortSignal} signal
   */
  async #raw(about, signal) {
    const { offset, len, raw: raw2, access } = await this.#locate(about.index, signal, "raw");
    const chunks = async function* () {
      for (let at = 0; at < len; at += STEP4) {
        if (signal.aborted) throw aborted(signal);
        const wanted2 = Math.min(STEP4, len - at);
        yield whole2(await access.own(offset + at, wanted2, signal), wanted2, about.name);
      }
    };
    return { ...raw2, len, chunks };
  }
  /** An entry's bytes, checked. @param {any} about @param {AbortSignal} [signal] */
  async #content(about, signal) {
    if (signal?.aborted) throw aborted(signal);
    const { scheduler } = this.#instance;
    const most = Math.max(about.size, about.compressedSize);
    if (most > scheduler.budget) throw fail("OutputLimit", { limit: scheduler.budget, option: "memoryBudget", path: about.name });
    const quick = await this.#quickly(about, signal);
    if (quick) return quick;
    const { offset, len, unpack: unpack2, access, backend } = await this.#locate(about.index, signal);
    if (isPlain2(unpack2)) {
      const bytes = whole2(await access.own(offset, len, signal), len, about.name);
      checkCrc(about, backend.crc32(0, bytes));
      return bytes;
    }
    const prepare = async () => {
      const packed3 = whole2(await access.at(offset, len, signal), len, about.name);
      return { request: { task: "unpack", ...unpack2 }, inputs: [packed3], owned: false, bytes: len, peak: len + about.size };
    };
    const { buffers, release } = await scheduler.run(prepare, { signal });
    release();
    return buffers[0];
  }
  /**
   * A small entry's bytes by one question, where that is enough.
   * @param {any} about @param {AbortSignal} [signal] @returns {Promise<Uint8Array | undefined>}
   */
  async #quickly(about, signal) {
    if (!isSmall(about)) return void 0;
    const { listed } = await this.#open();
    const { machine, access } = (
      /** @type {Listed} */
      listed
    );
    const { offset, len } = around(about, access.size);
    const bytes = await access.at(offset, len, signal);
    const content = this.#asking === 0 ? machine.content(about.index, bytes) : void 0;
    const warnings = content && machine.warnings();
    if (warnings) this.warnings.push(...JSON.parse(warnings));
    return content ?? void 0;
  }
  /** The same in chunks: a large entry is read as it is taken. @param {any} about @param {AbortSignal} [signal] */
  async *#chunks(about, signal) {
    if (about.size <= WHOLE && about.compressedSize <= WHOLE) {
      const bytes = await this.#content(about, signal);
      if (bytes.byteLength > 0) yield new Uint8Array(bytes.buffer);
      return;
    }
    const { offset, len, unpack: unpack2, access, backend } = await this.#locate(about.index, signal);
    const unpacker2 = isPlain2(unpack2) ? void 0 : backend.unpacker(unpack2);
    let crc = 0;
    for (let at = 0; at < len; at += STEP4) {
      if (signal?.aborted) throw aborted(signal);
      const wanted2 = Math.min(STEP4, len - at);
      if (!unpacker2) {
        const chunk = whole2(await access.own(offset + at, wanted2, signal), wanted2, about.name);
        crc = backend.crc32(crc, chunk);
        yield chunk;
        continue;
      }
      const bytes = whole2(await access.at(offset + at, wanted2, signal), wanted2, about.name);
      for await (const piece of unpacker2.later(bytes)) {
        yield piece;
        if (signal?.aborted) throw aborted(signal);
      }
    }
    if (unpacker2) unpacker2.finish();
    else checkCrc(about, crc);
  }
  /** Entries of a stream, in the order of their data; at the end the directory must say the same. */
  async *#come(forward) {
    const { budget } = this.#instance.scheduler;
    const abouts = [];
    let whole3 = false;
    try {
      for (let body = await forward.next(); body; body = await forward.next()) {
        abouts.push(body.about);
        const { about } = body;
        const content = async () => {
          if (about.size > budget) throw fail("OutputLimit", { limit: budget, option: "memoryBudget", path: about.name });
          return body.content(budget);
        };
        yield new Entry({ content, chunks: () => body.chunks() }, about);
      }
      const { entries, ...told3 } = await forward.confirm();
      this.#heard(told3);
      this.warnings.push(...similar(entries, this.#options));
      const listed = new Map(entries.map((entry) => [entry.offset, entry]));
      for (const about of abouts) Object.assign(about, listed.get(about.offset));
      whole3 = true;
    } catch (error) {
      throw PixmillError.from(error);
    } finally {
      if (!whole3) await forward.cancel();
    }
  }
  /** A stream is gone through once, whoever asks. @param {Forward} forward */
  #once(forward) {
    this.#coming ??= this.#come(forward);
    return this.#coming;
  }
  /** Whether it is read as it comes. What is no archive fails here, if it is not. */
  async isStream() {
    const { forward } = await this.#open();
    return forward !== void 0;
  }
  async *[Symbol.asyncIterator]() {
    const { listed, forward } = await this.#open();
    if (forward) yield* this.#once(forward);
    else yield* (
      /** @type {Listed} */
      listed.entries
    );
  }
  /** @param {string} name */
  entry(name) {
    return underSignal({}, async () => {
      const { listed, forward } = await this.#open();
      if (forward) return this.#find(this.#once(forward), name);
      const found = (
        /** @type {Listed} */
        listed.entries.findLast((entry) => entry.name === name)
      );
      if (!found) throw fail("NoSuchEntry", { found: name });
      return found;
    }, this.entry);
  }
  /** Of a stream the next one of that name. */
  async #find(coming, name) {
    for (let step = await coming.next(); !step.done; step = await coming.next()) if (step.value.name === name) return step.value;
    throw fail("NoSuchEntry", { found: name });
  }
};
async function streamOf({ later, raw: raw2 }) {
  if (raw2) throw wrongOption("input", "an archive", "raw pixels");
  if (isResponse(later)) return bodyOf(later);
  if (typeof later.getReader === "function" || typeof later[Symbol.asyncIterator] === "function") return later;
  return new Blob([await later.arrayBuffer()]).stream();
}
function isPlain2({ method, encryption }) {
  return method === 0 && !encryption;
}
function similar(entries, { strict, allow = [] }) {
  const places = new Places();
  let first;
  let more = -1;
  for (const { name } of entries) {
    const other = places.take(name);
    if (other === void 0 || other === name) continue;
    const error = fail("SimilarName", { path: other, found: name });
    if (strict && !allow.includes(error.code)) throw error;
    first ??= error;
    more += 1;
  }
  if (!first) return [];
  return [{ code: first.code, message: more > 0 ? `${first.message}, and ${more} more` : first.message }];
}
function isSmall({ size, compressedSize, encrypted }) {
  return !encrypted && Math.max(size, compressedSize) <= SMALL4;
}
function around({ offset, compressedSize }, size) {
  return { offset, len: Math.min(compressedSize + AROUND, size - offset) };
}
function whole2(bytes, len, name) {
  if (bytes.byteLength !== len) throw fail("CorruptArchive", { reason: `${name} ends early` });
  return bytes;
}
function checkCrc({ name, crc32 }, found) {
  const hex = (value) => value.toString(16).padStart(8, "0");
  if (found !== crc32) throw fail("CrcMismatch", { path: name, expected: hex(crc32), found: hex(found) });
}
function openArchive(instance, input2, options) {
  const { rest, ...how } = checkUnzip(options, ["signal"]);
  checkRun(rest);
  return new Archive(instance, isRanged(input2) ? input2 : accept(input2), { ...how, ...rest });
}
function unzipSync(instance, input2, options) {
  const bytes = viewOf(input2);
  if (!bytes) throw wrongOption("input", "bytes: a synchronous call reads nothing", typeof input2);
  const { options: checked, password } = checkUnzip(options);
  const backend = instance.backendSync();
  try {
    const machine = backend.reader({ ...checked, size: bytes.byteLength });
    const bytesAt = ({ offset, len }) => bytes.subarray(offset, offset + len);
    const { entries } = listSync(machine, bytesAt);
    similar(entries, checked);
    return entries.filter((entry) => !entry.isDirectory).map((about) => {
      const { index, name, crc32 } = about;
      const quick = isSmall(about) && machine.content(index, bytesAt(around(about, bytes.byteLength)));
      if (quick) return { name, data: toResult(quick) };
      const { data: at, unpack: unpack2 } = askSync(machine, machine.open(index), bytesAt);
      const data = bytesAt(at);
      if (!isPlain2(unpack2)) {
        const request = { task: "unpack", ...unpack2, ...unpack2.encryption && { password } };
        return { name, data: toResult(backend.runSync(request, [data]).buffers[0]) };
      }
      const copy = copyOf(data);
      checkCrc({ name, crc32 }, backend.crc32(0, copy));
      return { name, data: toResult(copy) };
    });
  } catch (error) {
    throw PixmillError.from(error);
  }
}

// js/copying.js
var [ENCRYPTED, DESCRIBED2] = [1 << 0, 1 << 3];
var AES = 99;
var TIMES = 21589;
function isEntry(value) {
  return typeof value?._raw === "function";
}
function checkCopy(entry, given2, shared2) {
  if (!isEntry(entry)) throw wrongOption("entry", "an entry of unzip()", typeof entry);
  const { pack: pack2, naming: naming2, ...changed } = checkOptions(given2, ["mtime", "comment", "mode"], ["name"]);
  const [packing] = Object.keys(pack2);
  if (packing) throw wrongOption("options", "one of name, mtime, comment, mode, unsafeNames, duplicates: what is copied is not packed again", packing);
  if (given2.name !== void 0 && typeof given2.name !== "string") throw wrongOption("name", "text", given2.name);
  const { unsafeNames, duplicates } = { ...shared2.naming, ...naming2 };
  const name = given2.name === void 0 && unsafeNames !== "mend" ? entry.name : archiveName(given2.name ?? entry.name, unsafeNames);
  return { name, duplicates, changed };
}
async function copied2(entry, changed, signal) {
  const { flags, method, dos, kept: kept2, len, chunks } = await entry._raw(signal);
  const described2 = (flags & (ENCRYPTED | DESCRIBED2)) === (ENCRYPTED | DESCRIBED2) && method !== AES;
  if (described2 && changed.mtime !== void 0) {
    throw fail("InvalidOption", { path: "mtime", expected: "no other time for an entry whose password is checked by it", found: entry.name });
  }
  const { crc32, size, comment, mode } = entry;
  const time = changed.mtime === void 0 ? { dos, kept: kept2 } : { mtime: changed.mtime, kept: kept2.filter(([id]) => id !== TIMES) };
  return {
    about: { comment, mode, ...changed, flags, ...time },
    sums: { method, crc32, size, compressedSize: len },
    known: !described2,
    chunks: chunks()
  };
}
async function carry(entry, output, { name = entry.name, more, signal, seal }) {
  const { about, ...raw2 } = await copied2(entry, {}, signal);
  if (!seal || entry.encrypted || entry.isDirectory) await output.stream({ name, ...about }, raw2, more);
  else await output.stream({ name, ...about, encrypted: true }, { ...raw2, ...seal(raw2) }, more);
}
async function held(instance, path, names, signal) {
  const archive2 = openArchive(instance, path, { signal });
  const entries = [];
  try {
    for await (const entry of archive2) {
      names.claim(entry.name);
      entries.push(entry);
    }
  } catch (error) {
    if (error.code === "NotFound") return { entries: [] };
    throw error;
  }
  return { entries, comment: archive2.comment };
}

// js/encrypting.js
var SALT = 16;
var OVERHEAD = SALT + 2 + 10;
function salt() {
  return globalThis.crypto.getRandomValues(new Uint8Array(SALT));
}
function encryptJob(data, password) {
  const request = { task: "encrypt", password: [...password] };
  return { request, inputs: [data, salt()], owned: false, bytes: data.byteLength, peak: data.byteLength };
}
function sealing(pack2, password) {
  if (!password) return () => pack2;
  return (count2) => ({ ...pack2, password: [...password], salts: Array.from({ length: count2 }, () => [...salt()]) });
}
function encryptedWhole(sums, data) {
  return { sums: { ...sums, compressedSize: data.byteLength }, data };
}
function encryptLarge(backend, { sums, chunks }, known2, password) {
  const machine = backend.encrypter(password, salt());
  const pieces2 = async function* () {
    try {
      yield machine.head();
      for await (const chunk of chunks) yield machine.apply(chunk);
      yield machine.finish();
    } finally {
      machine.free?.();
    }
    if (!known2) sums.compressedSize += OVERHEAD;
  };
  return { sums: known2 ? { ...sums, compressedSize: sums.compressedSize + OVERHEAD } : sums, chunks: pieces2() };
}
function encryptSync(backend, { sums, data, known: known2 }, password) {
  const machine = backend.encrypter(password, salt());
  const pieces2 = [machine.head(), ...data.map((piece) => machine.apply(piece)), machine.finish()];
  machine.free?.();
  return { sums: { ...sums, compressedSize: sums.compressedSize + OVERHEAD }, data: pieces2, known: known2 };
}

// js/files.js
var PREFIX = ".pixmill-";
function identity() {
  const { process: process2 } = globalThis;
  const known2 = ["hostname", "osUptime"].every((kind) => granted({ name: "sys", kind }));
  const host = known2 ? builtin("os").hostname().replace(/[^\w]/g, "_").slice(0, 32) || "host" : "unknown";
  const boot = known2 ? bootOf() : unknownBoot;
  return { host, boot, pid: process2.pid, start: Math.round(performance.timeOrigin).toString(36) };
}
function bootOf() {
  try {
    return builtin("fs").readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim().slice(0, 8);
  } catch {
    return Math.round((Date.now() / 1e3 - builtin("os").uptime()) / 60).toString(36);
  }
}
var unknownBoot = Math.random().toString(36).slice(2, 10);
var serial = 0;
function temporaryName() {
  const { host, boot, pid, start } = identity();
  serial += 1;
  return `${PREFIX}${host}-${boot}-${pid}-${start}-${serial}.tmp`;
}
function isAlive(pid) {
  try {
    globalThis.process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
var cleared = /* @__PURE__ */ new Set();
async function clear(folder) {
  if (cleared.has(folder)) return;
  cleared.add(folder);
  const fs = builtin("fs").promises;
  const { host, boot, pid } = identity();
  const mine = `${PREFIX}${host}-${boot}-`;
  const names = (await fs.readdir(folder)).filter((name) => name.startsWith(mine) && name.endsWith(".tmp"));
  for (const name of names) {
    const owner = Number(name.slice(mine.length).split("-")[0]);
    if (owner !== pid && Number.isInteger(owner) && !isAlive(owner)) {
      await fs.rm(builtin("path").join(folder, name), { force: true });
    }
  }
}
async function resolve(path) {
  const fs = builtin("fs").promises;
  const { dirname, basename, join: join3 } = builtin("path");
  try {
    return await fs.realpath(path);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    const target = await fs.readlink(path).catch(() => void 0);
    if (target !== void 0) return builtin("path").resolve(dirname(path), target);
    return join3(await fs.realpath(dirname(path)), basename(path));
  }
}
var WholeFile = class {
  /** As a sink: what was written is on its way to the disk, and its memory free. */
  isDone = true;
  #path;
  #target = "";
  #temporary = "";
  /** @type {any} */
  #handle;
  #options;
  /** @type {any} */
  #stat;
  #aborted = false;
  /** @type {Promise<void> | undefined} */
  #closing;
  /**
   * @param {string} path
   * @param {{overwrite?: boolean, durable?: boolean}} [options]
   */
  constructor(path, options = {}) {
    this.#path = path;
    this.#options = options;
  }
  async open() {
    const { promises: fs, constants: constants3 } = builtin("fs");
    try {
      this.#target = await resolve(this.#path);
      this.#stat = await fs.stat(this.#target).catch((error) => {
        if (error.code === "ENOENT") return void 0;
        throw error;
      });
      if (this.#stat?.isDirectory()) throw fail("IsDirectory", { path: this.#path });
      if (this.#stat?.isFile() && !this.#options.overwrite) throw fail("AlreadyExists", { path: this.#path });
      if (this.#stat && !this.#stat.isFile()) {
        this.#handle = await fs.open(this.#target, constants3.O_WRONLY);
        return;
      }
      const folder = builtin("path").dirname(this.#target);
      await clear(folder);
      this.#temporary = builtin("path").join(folder, temporaryName());
      this.#handle = await fs.open(this.#temporary, "wx", this.#stat ? this.#stat.mode & 4095 : 438);
      if (this.#stat) await this.#handle.chmod(this.#stat.mode & 4095);
    } catch (error) {
      await this.#discard();
      throw ioError(error, this.#path);
    }
  }
  /** @param {Uint8Array} bytes */
  async write(bytes) {
    try {
      for (let at = 0; at < bytes.byteLength; ) {
        if (this.#aborted) throw fail("Aborted");
        at += (await this.#handle.write(bytes, at, bytes.byteLength - at)).bytesWritten;
      }
    } catch (error) {
      await this.#discard();
      throw ioError(error, this.#path);
    }
  }
  /** All is written, and its name comes later: the file is no longer open. */
  async seal() {
    try {
      if (this.#options.durable && this.#temporary) await this.#handle.sync();
      const handle = this.#handle;
      this.#handle = void 0;
      await handle.close();
    } catch (error) {
      await this.#discard();
      throw ioError(error, this.#path);
    }
  }
  /**
   * Permissions, as far as a new file here has them, and the time of change; before it has its name.
   * @param {{mode: number, mtime: Date}} of
   */
  async stamp({ mode, mtime }) {
    const fs = builtin("fs").promises;
    try {
      if ((mode & 511) !== 0 && globalThis.process.platform !== "win32") {
        const given2 = (await fs.stat(this.#temporary)).mode;
        await fs.chmod(this.#temporary, mode & (given2 | (given2 & 292) >> 2) & 511);
      }
      await fs.utimes(this.#temporary, mtime, mtime);
    } catch (error) {
      await this.#discard();
      throw ioError(error, this.#path);
    }
  }
  /** Gives the file its name. */
  close() {
    this.#closing = this.#close();
    return this.#closing;
  }
  async #close() {
    const fs = builtin("fs").promises;
    try {
      if (this.#handle) await this.seal();
      if (!this.#temporary) return;
      if (this.#aborted) throw fail("Aborted");
      if (this.#options.overwrite) await fs.rename(this.#temporary, this.#target);
      else await this.#publish();
      this.#temporary = "";
      if (this.#options.durable) await syncFolder(builtin("path").dirname(this.#target));
    } catch (error) {
      await this.#discard();
      throw ioError(error, this.#path);
    }
  }
  /** A name that exists by now stays as it is: link refuses it, rename would not. */
  async #publish() {
    const fs = builtin("fs").promises;
    try {
      await fs.link(this.#temporary, this.#target);
    } catch (error) {
      if (error.code === "EEXIST") throw fail("AlreadyExists", { path: this.#path }, error);
      const claim = await fs.open(this.#target, "wx");
      await claim.close();
      await fs.rename(this.#temporary, this.#target);
      return;
    }
    await fs.rm(this.#temporary);
  }
  /** Leaves nothing behind. A file that is being given its name has it afterwards: then it is too late. */
  async abort() {
    this.#aborted = true;
    if (this.#closing) await this.#closing.catch(() => void 0);
    else await this.#discard();
  }
  async #discard() {
    const fs = builtin("fs").promises;
    const handle = this.#handle;
    const temporary = this.#temporary;
    this.#handle = void 0;
    this.#temporary = "";
    await handle?.close().catch(() => void 0);
    if (temporary) await fs.rm(temporary, { force: true });
  }
};
async function syncFolder(folder) {
  if (globalThis.process.platform === "win32") return;
  const handle = await builtin("fs").promises.open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
async function writeWhole(path, bytes, { overwrite, durable, signal } = {}) {
  if (!builtin("fs")) throw fail("Unavailable", { op: "toFile()" });
  if (signal?.aborted) throw aborted(signal);
  const file = new WholeFile(path, { overwrite, durable });
  await file.open();
  await file.write(bytes);
  if (signal?.aborted) {
    await file.abort();
    throw aborted(signal);
  }
  await file.close();
}

// js/job.js
var PREFIX2 = 64 * 1024;
function ask(backend, request, bytes) {
  let len = Math.min(PREFIX2, bytes.byteLength);
  for (; ; ) {
    const { info } = backend.runSync({ ...request, size: bytes.byteLength }, [bytes.subarray(0, len)]);
    if (info.needMore === void 0) return info;
    len = info.needMore;
  }
}
async function askFully(backend, request, bytes, signal) {
  const found = ask(backend, request, bytes);
  if (!found.unmeasured) return found;
  const { info } = await backend.run(request, [bytes], { flavour: found.flavour, signal });
  return info;
}
function askFullySync(backend, request, bytes) {
  const found = ask(backend, request, bytes);
  return found.unmeasured ? backend.runSync(request, [bytes], found.flavour).info : found;
}
function requestOf2(instance, source, request, header = source.header) {
  return { ...request, ...header, ...instance.blocked.of(source) };
}
async function convert(instance, { recipe, archive: archive2, ...job }) {
  const start = performance.now();
  const { info, ...rest } = await run(instance, { ...job, task: "convert", shared: { recipe }, own: archive2 && { archive: archive2 } });
  return { outputs: describe(info, performance.now() - start), input: info.input, ...rest };
}
async function run(instance, job) {
  const { source, task, own, urgent, scheduler = instance.scheduler, signal, onProgress, once = false } = job;
  const about = { bytesIn: 0, mtime: void 0 };
  const prepare = async () => {
    const backend = await instance.backend();
    const { bytes, header, mtime } = await read(source, { signal, limit: scheduler.budget });
    about.bytesIn = bytes.byteLength;
    about.mtime = mtime;
    onProgress?.({ stage: "read" });
    const asked = (request2) => requestOf2(instance, source, request2, header);
    const { peak, flavour } = await askFully(backend, asked({ task: "plan", for: task, ...job.shared }), bytes, signal);
    onProgress?.({ stage: "plan" });
    const request = asked({ task, ...job.shared, ...own });
    const owned = once || source.bytes === void 0;
    return { request, inputs: [bytes], owned, bytes: bytes.byteLength, peak: peak + backend.copies * bytes.byteLength, flavour };
  };
  const expected = await sizeOf(source);
  const { info, buffers, release } = await scheduler.run(prepare, { expected, urgent, signal });
  onProgress?.({ stage: "convert" });
  return { info, buffers, release, ...about };
}
function convertSync(instance, { source, recipe }) {
  const start = performance.now();
  const request = requestOf2(instance, source, { task: "convert", recipe });
  const { info, buffers } = instance.backendSync().runSync(request, [source.bytes]);
  return { outputs: describe(info, performance.now() - start), buffers };
}
function describe({ outputs, warnings }, ms) {
  return outputs.map(({ name, archive: archive2, ...output }) => ({
    name,
    archive: archive2,
    info: { ...output, warnings, ms: Math.round(ms * 10) / 10 }
  }));
}

// js/extract.js
var AHEAD = 4;
var LONGEST = 255;
var OWN2 = ["signal", "timeoutMs", "onProgress", "overwrite", "durable"];
var [KIND, REGULAR, FOLDER] = [61440, 32768, 16384];
var Plan = class {
  #places = new Places();
  #allow;
  /** @param {{allow?: string[]}} options */
  constructor({ allow = [] }) {
    this.#allow = new Set(globalThis.process.platform === "win32" ? allow.filter((code) => code !== "ReservedName") : allow);
  }
  /**
   * The parts of an entry's path, none for the folder itself.
   * @param {any} entry
   * @returns {string[]}
   */
  take({ name, unsafe }) {
    if (unsafe !== void 0 && !(unsafe === "ReservedName" && this.#allow.has(unsafe))) throw fail(unsafe, { found: show(name), path: name });
    const parts2 = partsOf2(name);
    const long = parts2.some((part2) => new TextEncoder().encode(part2).byteLength > LONGEST);
    if (long || parts2.length === 0 && !name.endsWith("/")) throw fail("UnsafeName", { found: show(name), path: name });
    const other = this.#places.take(name);
    const same = other === name || other !== void 0 && parts2.join("/") === partsOf2(other).join("/");
    if (same) throw fail("DuplicateName", { found: show(name), path: name });
    if (other !== void 0 && !this.#allow.has("SimilarName")) throw fail("SimilarName", { path: other, found: name });
    return parts2;
  }
};
var Target = class {
  #fs = builtin("fs").promises;
  #path = builtin("path");
  #options;
  /** Folders that are there and no links. */
  #known = /* @__PURE__ */ new Set();
  /** Folders of the archive's own entries, to be stamped when everything is in them. @type {{path: string, entry: any}[]} */
  #folders = [];
  #root = "";
  /** @param {{overwrite?: boolean, durable?: boolean}} options */
  constructor(options) {
    this.#options = options;
  }
  /** @param {string} dir */
  async open(dir) {
    await this.#fs.mkdir(dir, { recursive: true });
    this.#root = await this.#fs.realpath(dir);
    this.#known.add(this.#root);
  }
  /** @param {string} path */
  async #stat(path) {
    const stat = await this.#fs.lstat(path).catch((error) => {
      if (error.code === "ENOENT") return void 0;
      throw error;
    });
    if (stat?.isSymbolicLink()) throw fail("SymbolicLink", { path });
    return stat;
  }
  /** Makes the folders of a path, one below the other. @param {string[]} parts */
  async folder(parts2) {
    let path = this.#root;
    for (const part2 of parts2) {
      path = this.#path.join(path, part2);
      if (this.#known.has(path)) continue;
      const stat = await this.#stat(path);
      if (stat && !stat.isDirectory()) throw fail("AlreadyExists", { path });
      if (!stat) await this.#fs.mkdir(path).catch((error) => error.code === "EEXIST" ? this.#stat(path) : Promise.reject(error));
      this.#known.add(path);
    }
    return path;
  }
  /** @param {string[]} parts @param {any} entry */
  async stamped(parts2, entry) {
    this.#folders.push({ path: await this.folder(parts2), entry });
  }
  /** A file that is not there yet under its name. @param {string[]} parts */
  async file(parts2) {
    const path = this.#path.join(
      await this.folder(parts2.slice(0, -1)),
      /** @type {string} */
      parts2.at(-1)
    );
    const stat = await this.#stat(path);
    if (stat && !stat.isDirectory() && !(stat.isFile() && this.#options.overwrite)) throw fail("AlreadyExists", { path });
    const file = new WholeFile(path, this.#options);
    await file.open();
    return file;
  }
  /** Times of folders, the inner ones first: what is written into them changes them. */
  async finish() {
    for (const { path, entry } of this.#folders.reverse()) await this.#fs.utimes(path, entry.mtime, entry.mtime);
  }
};
function isSpecial({ mode }) {
  const kind = mode & KIND;
  return kind !== 0 && kind !== REGULAR && kind !== FOLDER;
}
async function fill(entry, file, signal) {
  try {
    if (entry.size <= WHOLE) {
      const bytes = await entry.bytes({ signal });
      if (bytes.byteLength > 0) await file.write(bytes);
      return bytes.byteLength;
    }
    const reader = entry.stream({ signal }).getReader();
    let size = 0;
    try {
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        await file.write(step.value);
        size += step.value.byteLength;
      }
    } catch (error) {
      reader.cancel(error).catch(() => void 0);
      throw error;
    }
    return size;
  } catch (error) {
    await file.abort();
    throw error;
  }
}
var Extraction = class {
  #archive;
  #plan;
  #target;
  #how;
  #signal;
  #warnings;
  /** @type {{files: number, folders: number, bytesOut: number, skipped: number}} */
  done = { files: 0, folders: 0, bytesOut: 0, skipped: 0 };
  constructor(archive2, target, options, how, signal) {
    this.#archive = archive2;
    this.#target = target;
    this.#plan = new Plan(options);
    this.#how = { ...how, strict: options.strict, allow: options.allow ?? [] };
    this.#signal = signal;
    this.#warnings = archive2.warnings;
  }
  /** Whether an entry is a link or a device: passed over with a warning, or refused when strict. @param {any} entry */
  #passed(entry) {
    if (!isSpecial(entry)) return false;
    const error = fail("SpecialFile", { path: entry.name });
    if (this.#how.strict && !this.#how.allow.includes(error.code)) throw error;
    this.#warnings.push({ code: error.code, message: error.message });
    this.done.skipped += 1;
    return true;
  }
  /** @param {any} entry @param {number} size @param {number} [total] */
  #finished(entry, size, total) {
    this.done.files += 1;
    this.done.bytesOut += size;
    const { files, bytesOut } = this.done;
    this.#how.onProgress?.({ entries: files, total, bytesOut, name: entry.name });
  }
  #check() {
    if (this.#signal?.aborted) throw fail("Aborted", {}, this.#signal.reason);
  }
  /** Of an archive with a directory: all names are judged first, then several files are written at the same time. */
  async listed() {
    const entries = [];
    for await (const entry of this.#archive) {
      if (!this.#passed(entry)) entries.push({ entry, parts: this.#plan.take(entry) });
    }
    const total = entries.filter(({ entry }) => !entry.isDirectory).length;
    const next = entries[Symbol.iterator]();
    let failed = false;
    const work = async () => {
      try {
        for (const { entry, parts: parts2 } of next) {
          if (failed) return;
          this.#check();
          await this.#write(entry, parts2, total);
        }
      } catch (error) {
        failed = true;
        throw error;
      }
    };
    const ended = await Promise.allSettled(Array.from({ length: AHEAD }, work));
    for (const end of ended) if (end.status === "rejected") throw end.reason;
  }
  async #write(entry, parts2, total) {
    if (entry.isDirectory) {
      await this.#target.stamped(parts2, entry);
      this.done.folders += 1;
      return;
    }
    const file = await this.#target.file(parts2);
    const size = await fill(entry, file, this.#signal);
    await file.stamp(entry);
    await file.close();
    this.#finished(entry, size, total);
  }
  /** Of a stream: files get their names when the directory has said the same as what came. */
  async coming() {
    const waiting = [];
    try {
      for await (const entry of this.#archive) {
        this.#check();
        const parts2 = this.#plan.take(entry);
        if (entry.isDirectory) {
          await this.#target.stamped(parts2, entry);
          this.done.folders += 1;
          continue;
        }
        const file = await this.#target.file(parts2);
        waiting.push({ entry, file, size: 0 });
        const size = await fill(entry, file, this.#signal);
        await file.seal();
        waiting[waiting.length - 1].size = size;
      }
      const passed = new Set(waiting.filter(({ entry }) => this.#passed(entry)));
      for (let first = waiting[0]; first; first = waiting[0]) {
        const { entry, file, size } = first;
        if (passed.has(first)) {
          await file.abort();
        } else {
          await file.stamp(entry);
          await file.close();
          this.#finished(entry, size, void 0);
        }
        waiting.shift();
      }
    } finally {
      for (const { file } of waiting) await file.abort();
    }
  }
};
function unzipTo(instance, input2, dir, options = {}) {
  return underSignal(options ?? {}, async (signal) => {
    const { options: checked, rest } = checkUnzip(options, OWN2);
    checkRun(rest, { overwrite: flag, durable: flag });
    if (!builtin("fs")) throw fail("Unavailable", { op: "unzipTo()" });
    const { overwrite = false, durable = false } = rest;
    if (dir === "" || !isPath(dir)) throw wrongOption("dir", "a path or file: URL", dir);
    const given2 = Object.fromEntries(Object.entries(options).filter(([name]) => !OWN2.includes(name)));
    const archive2 = openArchive(instance, input2, { ...given2, signal });
    const target = new Target({ overwrite, durable });
    const extraction = new Extraction(archive2, target, checked, rest, signal);
    const streamed = await archive2.isStream();
    try {
      await target.open(pathOf(dir));
      await (streamed ? extraction.coming() : extraction.listed());
      await target.finish();
    } catch (error) {
      throw ioError(error, error.path);
    }
    return { ...extraction.done, warnings: archive2.warnings };
  }, unzipTo);
}

// js/tiles.js
var FORMAT = "dz";
var ROW = formats.find((row) => row.name === FORMAT);
var TILES = (
  /** @type {any} */
  (ROW?.options.find((field) => field.name === "tileFormat")).values
);
function tiled({ format, formats: each, ...given2 } = (
  /** @type {any} */
  {}
), options) {
  if (format === FORMAT) return { ...given2, ...options };
  if (format !== void 0 && !TILES.includes(format)) throw wrongOption("format", `one of ${TILES.join(", ")}`, format);
  const known2 = Object.entries(each ?? {}).filter(([name]) => TILES.includes(name));
  return { ...Object.fromEntries(known2), ...format && { tileFormat: format, [format]: given2 }, ...options };
}
function namedAs(recipe, path) {
  const [output] = recipe.outputs ?? [];
  if (output?.format !== FORMAT || output.basename !== void 0) return recipe;
  const { basename, extname } = builtin("path");
  return { ...recipe, outputs: [{ ...output, basename: basename(path, extname(path)) }] };
}
function isFolderOfTiles({ outputs: [output] = [] }, path) {
  return output?.format === FORMAT && (output.container ?? (/\.dzi?$/i.test(path) ? "fs" : "zip")) === "fs";
}
async function writeTiles(instance, path, zip, { overwrite = false, durable = false, signal }) {
  if (!builtin("fs")) throw fail("Unavailable", { op: "toFile()" });
  const fs = builtin("fs").promises;
  const { dirname, join: join3 } = builtin("path");
  const folder = dirname(path);
  let own = "";
  try {
    own = await fs.mkdtemp(join3(folder, ".pixmill-tiles-"));
    const limits2 = { entries: Number.MAX_SAFE_INTEGER, directory: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };
    await unzipTo(instance, zip, own, { durable, signal, limits: limits2 });
    const names = await fs.readdir(own);
    for (const name of names) {
      const there = await fs.lstat(join3(folder, name)).catch(() => void 0);
      if (there && !overwrite) throw fail("AlreadyExists", { path: join3(folder, name) });
    }
    const kinds = await Promise.all(names.map(async (name) => ({ name, last: (await fs.stat(join3(own, name))).isFile() })));
    for (const { name } of kinds.sort((a, b) => Number(a.last) - Number(b.last))) {
      if (overwrite) await fs.rm(join3(folder, name), { recursive: true, force: true });
      await fs.rename(join3(own, name), join3(folder, name));
    }
  } catch (error) {
    throw ioError(error, path);
  } finally {
    if (own) await fs.rm(own, { recursive: true, force: true });
  }
}

// js/steps.js
var KEEP = { keepExif: true, keepIccProfile: true, keepXmp: true, keepIptc: true };
function profile(icc) {
  if (typeof icc === "string") return icc;
  const bytes = viewOf(icc);
  if (!bytes) throw wrongOption("outputs[0].metadata.icc", "srgb, p3, or the bytes of an ICC profile", icc);
  return base64(bytes);
}
var METADATA = {
  keepExif: () => ({ keepExif: true }),
  keepIccProfile: () => ({ keepIccProfile: true }),
  keepXmp: () => ({ keepXmp: true }),
  keepIptc: () => ({ keepIptc: true }),
  keepMetadata: () => KEEP,
  withExif: (exif) => ({ keepExif: false, exif }),
  withExifMerge: (exif) => ({ keepExif: true, exif }),
  withIccProfile: (icc, options = {}) => {
    const { attach, ...rest } = isPlain(options) ? options : wrong(options);
    const unknown = Object.keys(rest)[0];
    if (unknown !== void 0) throw wrongOption("options", "attach", unknown);
    return { icc: profile(icc), attachIcc: attach };
  },
  withXmp: (xmp) => ({ xmp }),
  withDensity: (density) => ({ density }),
  withMetadata: ({ icc, ...options } = {}) => ({ ...KEEP, ...options, ...icc !== void 0 && { icc: profile(icc) } })
};
function named2(row, given2) {
  if (given2.length === 0) return {};
  const first = row.fields.find((field) => field.name === row.positional[0]);
  const isValue = first?.type === "colour" && isPlain(given2[0]) && "r" in given2[0] || first?.type === "file" && given2.length > 1;
  if (!first || isPlain(given2[0]) && !isValue) {
    if (given2.length > 1) throw wrongOption(row.name, "one object of options", given2[1]);
    return given2[0] ?? {};
  }
  const options = given2[row.positional.length] ?? {};
  if (!isPlain(options) || given2.length > row.positional.length + 1) {
    throw wrongOption(row.name, `${row.positional.join(", ")} and an object of options`, given2.at(-1));
  }
  const alone = (name, value) => row.fields.some((field) => field.name === name && field.type === "files") && !Array.isArray(value) && value !== void 0;
  const placed = row.positional.map((name, index) => [name, given2[index] ?? void 0]).map(([name, value]) => [name, alone(name, value) ? [value] : value]);
  return { ...options, ...Object.fromEntries(placed.filter(([, value]) => value !== void 0)) };
}
function ownCopy(value) {
  if (Array.isArray(value)) return value.map(ownCopy);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, ownCopy(each)]));
}
function unforced(output = {}, { format, ...options }) {
  if (output.format === void 0) return { formats: { ...output.formats, [format]: options } };
  return output.format === format ? { ...output, ...options } : output;
}
var forced = ({ force = true, ...output }) => force ? output : unforced(void 0, output);
var Steps = class {
  /** @type {{input: any, steps: any[], output: any, outputs: any[] | undefined, metadata?: any, timeoutMs?: number}} */
  _state;
  /** What becomes of files. */
  _files = embedded;
  /** @param {any} state */
  constructor(state) {
    this._state = state;
  }
  /**
   * The same with another state.
   * @param {any} _state
   * @returns {any}
   */
  _with(_state) {
    throw new Error("abstract");
  }
  /** @param {string} name @param {any[]} given */
  _step(name, given2) {
    const row = findOp(name);
    const step = checkStep(name, named2(row, given2), `steps[${this._state.steps.length}]`);
    return this._with({ ...this._state, steps: [...this._state.steps, step] });
  }
  /**
   * The output's format; the last one wins. With `force: false` the options alone, for where it comes out so.
   * @param {string} format
   * @param {object} [options]
   */
  toFormat(format, options = {}) {
    const { force = true, ...checked } = checkFormat(format, options, "outputs[0]");
    const output = force ? checked : unforced(this._state.output, checked);
    return this._with({ ...this._state, output, outputs: void 0 });
  }
  /**
   * A pyramid of tiles in the format that was named before this call, or in JPEG.
   * @param {object} [options]
   */
  tile(options = {}) {
    if (!isPlain(options)) throw wrongOption("tile", "an object of options", options);
    return this.toFormat("dz", tiled(this._state.output, options));
  }
  /**
   * Several outputs of one decode.
   * @param {any[]} outputs
   */
  outputs(outputs) {
    if (!Array.isArray(outputs) || outputs.length === 0) throw wrongOption("outputs", "a list of outputs", outputs);
    const checked = outputs.map((output, index) => {
      const path = `outputs[${index}]`;
      if (!isPlain(output)) throw wrongOption(path, "an object", output);
      const { name, steps = [], format, formats: each, metadata: metadata2, ...options } = output;
      if (!Array.isArray(steps)) throw wrongOption(`${path}.steps`, "a list of steps", steps);
      const own = steps.map((step, at) => checkStep(step?.op, step, `${path}.steps[${at}]`, this._files));
      const encoded2 = format === void 0 ? { ...each !== void 0 && { formats: checkFormats(each, `${path}.formats`) } } : forced(checkFormat(format, { ...options, ...each !== void 0 && { formats: each } }, path));
      const about = metadata2 === void 0 ? {} : { metadata: checkMetadata(metadata2, `${path}.metadata`) };
      return { ...name !== void 0 && { name }, ...own.length > 0 && { steps: own }, ...encoded2, ...about };
    });
    return this._with({ ...this._state, output: void 0, outputs: checked });
  }
  /** @param {object} given options of every output's metadata */
  _metadata(given2) {
    const checked = checkMetadata(given2, "outputs[0].metadata");
    return this._with({ ...this._state, metadata: { ...this._state.metadata, ...checked } });
  }
  /** The recipe as plain JSON; its own copy. */
  toRecipe() {
    const { input: input2, steps, output, outputs, metadata: metadata2 } = this._state;
    const plain2 = outputs ?? (output || metadata2 ? [output ?? {}] : []);
    const all = metadata2 ? plain2.map((each) => ({ ...each, metadata: { ...metadata2, ...each.metadata } })) : plain2;
    return ownCopy({
      version: recipeVersion,
      ...Object.keys(input2).length > 0 && { input: input2 },
      ...steps.length > 0 && { steps },
      ...all.length > 0 && { outputs: all }
    });
  }
};
for (const row of ops) {
  for (const name of [row.name, ...row.aliases]) {
    Object.defineProperty(Steps.prototype, name, {
      value(...given2) {
        return this._step(row.name, given2);
      },
      configurable: true,
      writable: true
    });
  }
}
for (const [name, options] of Object.entries(METADATA)) {
  Object.defineProperty(Steps.prototype, name, {
    value(...given2) {
      return this._metadata(options(...given2));
    },
    configurable: true,
    writable: true
  });
}
for (const row of formats.filter((format) => format.writes)) {
  for (const name of [row.name, ...row.aliases]) {
    Object.defineProperty(Steps.prototype, name, {
      value(options) {
        return this.toFormat(row.name, options);
      },
      configurable: true,
      writable: true
    });
  }
}
var Detached = class _Detached extends Steps {
  /** @param {any} state @param {typeof embedded} files */
  constructor(state, files) {
    super(state);
    this._files = files;
  }
  _with(state) {
    return new _Detached(state, this._files);
  }
};
function checkRecipe(recipe, files = asGiven) {
  if (!isPlain(recipe)) throw wrongOption("recipe", "object", recipe);
  const { version: version2 = recipeVersion, input: input2 = {}, steps = [], outputs = [], ...rest } = recipe;
  const unknown = Object.keys(rest)[0];
  if (unknown) throw wrongOption("recipe", "one of version, input, steps, outputs", unknown);
  if (version2 !== recipeVersion) throw wrongOption("version", String(recipeVersion), version2);
  if (!Array.isArray(steps)) throw wrongOption("steps", "array", steps);
  const checked = steps.map((step, index) => checkStep(step?.op, step, `steps[${index}]`, files));
  const detached = new Detached({ input: checkInput(input2, [], files), steps: checked, output: void 0, outputs: void 0 }, files);
  return (Array.isArray(outputs) && outputs.length === 0 ? detached : detached.outputs(outputs)).toRecipe();
}
function wrong(options) {
  throw wrongOption("options", "an object", options);
}

// js/rewriting.js
var MIMETYPE = "mimetype";
var CONTENT_TYPES = "[Content_Types].xml";
var CONTAINER = "META-INF/container.xml";
var MANIFEST = "META-INF/manifest.xml";
var LONGEST2 = 16 << 20;
var isResourceFork = (name) => name.startsWith("__MACOSX/") || name.slice(name.lastIndexOf("/") + 1).startsWith("._");
function formatOf(name) {
  const dot = name.lastIndexOf(".");
  return dot > name.lastIndexOf("/") ? findFormat(name.slice(dot + 1)) : void 0;
}
function isImage({ name, isDirectory }, inDocument = false) {
  const row = isDirectory || isResourceFork(name) ? void 0 : formatOf(name);
  return row?.reads === true && !(inDocument && row.name === "svg");
}
function isNamedAs({ name }, format) {
  return formatOf(name)?.name === format;
}
var NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
function unescaped(text3) {
  return text3.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole3, hex, decimal, name) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    if (!name) return code <= 1114111 ? String.fromCodePoint(code) : whole3;
    return NAMED[name] ?? whole3;
  });
}
function attribute(tag, name) {
  const found = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return found ? unescaped(found[1] ?? found[2]) : void 0;
}
function decoded(text3) {
  try {
    return decodeURIComponent(text3);
  } catch {
    return text3;
  }
}
function resolved(href, from) {
  const parts2 = from.split("/").slice(0, -1);
  for (const part2 of decoded(href.split(/[?#]/)[0]).split("/")) {
    if (part2 === "..") parts2.pop();
    else if (part2 !== "." && part2 !== "") parts2.push(part2);
  }
  return parts2.join("/");
}
function retyped(text3, element, nameOf2, types) {
  return text3.replace(new RegExp(`<(?:[\\w.-]+:)?${element}\\b[^>]*>`, "g"), (tag) => {
    const name = nameOf2(tag);
    const type = name === void 0 ? void 0 : types.get(name);
    return type === void 0 ? tag : tag.replace(/(\s(?:[\w.-]+:)?media-type\s*=\s*)(?:"[^"]*"|'[^']*')/, (_, before) => `${before}"${type}"`);
  });
}
async function textOf(entry, signal) {
  if (entry.size > LONGEST2) throw fail("OutputLimit", { limit: LONGEST2, option: "memoryBudget", path: entry.name });
  return new TextDecoder("utf-8", { fatal: true }).decode(await entry.bytes({ signal }));
}
async function kindOf(entries, outputs, signal) {
  const named4 = (name) => entries.find((entry) => entry.name === name);
  const plain2 = { document: false, texts: /* @__PURE__ */ new Map() };
  const [first] = entries;
  const mimetype = first?.name === MIMETYPE && first.size < 256 ? (await textOf(first, signal)).trim() : "";
  const isBook = mimetype === "application/epub+zip";
  const isOpen = mimetype.startsWith("application/vnd.oasis.opendocument.");
  if (!isBook && !isOpen && !named4(CONTENT_TYPES)) return plain2;
  if (outputs.length > 1) throw fail("InvalidOption", { path: "outputs", expected: "one output for the images of a document", found: outputs.length });
  const row = outputs[0]?.format === void 0 ? void 0 : findFormat(outputs[0].format);
  const document = { document: true, texts: /* @__PURE__ */ new Map() };
  if (!row) return document;
  if (!isBook && !isOpen) {
    throw fail("InvalidOption", { path: "outputs[0].format", expected: "no format: images of an Office document keep theirs", found: row.name });
  }
  const types = new Map(entries.filter((entry) => isImage(entry, true)).map(({ name }) => [name, row.mime]));
  const write = (name, element, nameOf2) => {
    const entry = named4(name);
    if (!entry) throw fail("CorruptArchive", { reason: `a document without ${name}` });
    document.texts.set(name, async (again) => retyped(await textOf(entry, again), element, nameOf2, types));
  };
  if (isOpen) write(MANIFEST, "file-entry", (tag) => attribute(tag, "full-path"));
  else {
    const container = named4(CONTAINER);
    const packages = container ? [...(await textOf(container, signal)).matchAll(/<(?:[\w.-]+:)?rootfile\b[^>]*>/g)] : [];
    const paths = packages.map(([tag]) => attribute(tag, "full-path")).filter((path) => path !== void 0);
    if (paths.length === 0) throw fail("CorruptArchive", { reason: `an EPUB whose ${CONTAINER} names no package` });
    for (const path of new Set(paths)) {
      write(path, "item", (tag) => {
        const href = attribute(tag, "href");
        return href === void 0 ? void 0 : resolved(href, path);
      });
    }
  }
  return document;
}
function rewritten(backend, entry, text3, pack2) {
  const { sums, data, known: known2 } = packSync(backend, new TextEncoder().encode(text3), pack2);
  const chunks = async function* () {
    yield* data;
  };
  return { about: kept(entry), sums, chunks: chunks(), known: known2 };
}
function kept({ name, mtime, mode, comment }) {
  return { name, mtime: mtime.getTime(), mode, comment };
}
async function rewriting(archive2, { outputs, names, output, backend, pack: pack2, naming: naming2, password, signal = new AbortController().signal }) {
  const entries = [];
  for await (const entry of archive2) entries.push(entry);
  const { document, texts } = await kindOf(entries, outputs, signal);
  if (document && password) throw wrongOption("password", "none for a document: what opens it takes none", "one");
  const converts = (entry) => (!entry.encrypted || password !== void 0) && isImage(entry, document);
  for (const entry of entries) if (document || !converts(entry)) names.claim(entry.name);
  const seal = password && ((raw2) => encryptLarge(backend, raw2, raw2.known, password));
  const copy = (entry, name) => carry(entry, output, { name, signal, seal });
  return {
    entries,
    document,
    comment: archive2.comment,
    copies: true,
    isImage: converts,
    /** Whether an entry was written as what it was, or anew. @param {import('./line.js').Done} done */
    async write({ entry, copied: asItIs, error, outputs: done }) {
      const text3 = texts.get(entry.name);
      if (text3) {
        const { about, ...packed3 } = rewritten(backend, entry, await text3(signal), pack2);
        await output.stream(about, packed3);
      } else if (asItIs) await copy(entry, entry.name);
      else if (error && texts.size > 0) throw error;
      else if (error) await copy(entry, document ? entry.name : names.claim(entry.name, naming2.duplicates));
      else if (document && texts.size === 0 && !isNamedAs(entry, done?.[0].info.format)) await copy(entry, entry.name);
      else return false;
      return true;
    }
  };
}

// js/line.js
var READ_AHEAD2 = 2;
var MOST_WAITING = 1024;
function iteratorOf(items) {
  return (items[Symbol.asyncIterator] ?? items[Symbol.iterator]).call(items);
}
function parse(item) {
  if (!isPlain(item) || !("input" in item)) return { input: item, name: void 0, recipe: void 0 };
  const { input: input2, name, recipe, ...rest } = item;
  const unknown = Object.keys(rest)[0];
  if (unknown !== void 0) throw wrongOption("item", "one of input, name, recipe", unknown);
  if (name !== void 0 && (typeof name !== "string" || name === "")) throw wrongOption("item.name", "text", name);
  return { input: input2, name, recipe: recipe === void 0 ? void 0 : checkRecipe(recipe) };
}
var Line = class {
  #instance;
  #scheduler;
  /** @type {any} */
  #iterator;
  #recipe;
  #join;
  #archive;
  #entries;
  #ordered;
  #itemTimeout;
  #signal;
  #controller = new AbortController();
  #pulled = 0;
  #pulling = false;
  #ended = false;
  /** Indices of items that are read or converted, in the order of pulling. */
  #active = /* @__PURE__ */ new Set();
  /** @type {Map<number, Done>} finished, not given out */
  #ready = /* @__PURE__ */ new Map();
  /** The next index to give out. */
  #next = 0;
  /** @type {unknown} */
  #failure;
  #wake = () => {
  };
  #stop = () => {
  };
  /**
   * @param {any} instance
   * @param {{items: any, recipe: any, join?: object, archive?: (count: number) => object, entries?: Entries, ordered: boolean, itemTimeoutMs?: number, signal?: AbortSignal, scheduler: any}} options
   */
  constructor(instance, { items, recipe, join: join3, archive: archive2, entries = { copies: false, isImage }, ordered, itemTimeoutMs, signal, scheduler }) {
    this.#instance = instance;
    this.#scheduler = scheduler;
    this.#recipe = recipe;
    this.#join = join3;
    this.#archive = archive2;
    this.#entries = entries;
    this.#ordered = ordered;
    this.#itemTimeout = itemTimeoutMs;
    this.#signal = signal;
    this.#stop = () => this.#fail(aborted(
      /** @type {AbortSignal} */
      signal
    ));
    if (signal?.aborted) this.#stop();
    else this.#iterator = iteratorOf(items);
    onAbort(signal, this.#stop);
  }
  /** The next settled item, or undefined at the end. @returns {Promise<Done | undefined>} */
  async next() {
    for (; ; ) {
      if (this.#failure) throw this.#failure;
      this.#pull();
      const index = this.#ordered ? this.#next : this.#ready.keys().next().value;
      const done = index === void 0 ? void 0 : this.#ready.get(index);
      if (done) {
        this.#ready.delete(done.index);
        this.#next += 1;
        this.#scheduler.pump();
        this.#pull();
        return done;
      }
      if (this.#ended && this.#active.size === 0 && !this.#pulling) return void 0;
      await new Promise((resolve2) => {
        this.#wake = () => resolve2(void 0);
      });
    }
  }
  /** Cancels what runs and lets the source go. */
  async end() {
    this.#signal?.removeEventListener("abort", this.#stop);
    this.#controller.abort();
    for (const { release } of this.#ready.values()) release();
    this.#ready.clear();
    if (this.#ended) return;
    this.#ended = true;
    const left = Promise.resolve(this.#iterator?.return?.());
    if (this.#pulling) left.catch(() => void 0);
    else await left;
  }
  /** @param {unknown} error */
  #fail(error) {
    this.#failure ??= error;
    this.#controller.abort(error);
    this.#wake();
  }
  #room() {
    const most = this.#scheduler.concurrency + READ_AHEAD2;
    return this.#active.size < most && this.#active.size + this.#ready.size < MOST_WAITING;
  }
  /** Takes items from the source while there is room for them. */
  async #pull() {
    if (this.#pulling || this.#ended || this.#failure) return;
    this.#pulling = true;
    try {
      while (!this.#ended && !this.#failure && this.#room()) {
        const { done, value } = await this.#iterator.next();
        if (done) this.#ended = true;
        else if (!this.#failure && this.#takes(value)) this.#begin(value);
      }
    } catch (error) {
      this.#ended = true;
      this.#fail(ioError(error));
    } finally {
      this.#pulling = false;
      this.#wake();
    }
  }
  /** Of an archive's entries those that are no images are left out, or copied. @param {any} value */
  #takes(value) {
    return this.#entries.copies || !isEntry(value) || this.#entries.isImage(value);
  }
  /** Starts an item; whatever is wrong with it costs it alone. @param {any} value */
  #begin(value) {
    const index = this.#pulled;
    this.#pulled += 1;
    const entry = isEntry(value) ? value : void 0;
    const about = { index, name: entry?.name ?? defaultName(index), format: void 0, bytesIn: 0, entry, release: () => void 0 };
    if (entry && !this.#entries.isImage(entry)) {
      this.#ready.set(index, { ...about, copied: true, bytesIn: entry.compressedSize });
      return;
    }
    this.#active.add(index);
    this.#convert(value, about).then(
      (done) => this.#settle({ ...about, ...done }),
      (error) => this.#settle({ ...about, error: PixmillError.from(error).at({ index, item: about.name }) })
    );
  }
  /** @param {any} value @param {Done} about */
  async #convert(value, about) {
    const { input: input2, name, recipe = this.#recipe } = parse(value);
    about.name = name ?? about.name;
    const formats2 = recipe.outputs ?? [];
    about.format = formats2.length === 1 ? formats2[0].format : void 0;
    const source = acceptImage(input2, { join: Array.isArray(input2) ? this.#join : void 0 });
    about.name = name ?? source.name ?? about.name;
    const urgent = () => this.#isUrgent(about.index);
    const options = { signal: this.#controller.signal, timeoutMs: this.#itemTimeout };
    const job = { source, recipe, urgent, scheduler: this.#scheduler, once: true, ...this.#archive && { archive: this.#archive(Math.max(formats2.length, 1)) } };
    const { outputs, buffers, bytesIn, mtime, release } = await underSignal(
      options,
      (signal) => convert(this.#instance, { ...job, signal }),
      this.#convert
    );
    return { outputs, buffers, bytesIn, mtime, release };
  }
  /** Whether the next result waits for this item. @param {number} index */
  #isUrgent(index) {
    if (this.#ordered) return index === this.#next;
    return this.#ready.size === 0 && index === this.#active.values().next().value;
  }
  /** @param {Done} done */
  #settle(done) {
    this.#active.delete(done.index);
    if (this.#controller.signal.aborted) done.release();
    else this.#ready.set(done.index, done);
    this.#wake();
  }
};
function checkItems(items) {
  const iterable = items !== null && typeof items === "object" && (Symbol.asyncIterator in items || Symbol.iterator in items);
  if (!iterable || ArrayBuffer.isView(items)) throw wrongOption("items", "a list or iterable of inputs", typeof items === "object" ? items : typeof items);
  if (typeof items.getReader === "function" || typeof items.pipe === "function") {
    throw fail("InvalidOption", { path: "items", expected: "a list or iterable of inputs", found: "one stream" });
  }
}

// js/sink.js
var KINDS2 = "a path, file: URL, WritableStream, Node Writable, or FileSystemFileHandle";
function isSink(target) {
  if (isPath(target)) return target !== "";
  if (target === null || typeof target !== "object") return false;
  return ["getWriter", "createWritable", "write"].some((name) => typeof target[name] === "function");
}
function checkSink(target) {
  if (!isSink(target)) throw wrongOption("sink", KINDS2, isPlain(target) ? target : typeof target);
  if (isPath(target) && !builtin("fs")) throw fail("Unavailable", { op: "writing to a path" });
  if (typeof target.getWriter === "function" && target.locked) {
    throw fail("InvalidOption", { path: "sink", expected: "a WritableStream that nobody else writes to", found: "a locked one" });
  }
}
async function refuseExisting(target, { overwrite = false, append = false }) {
  if (overwrite || append || !isPath(target)) return;
  const path = pathOf(target);
  const stat = await builtin("fs").promises.stat(path).catch((error) => {
    if (error.code) return void 0;
    throw error;
  });
  if (stat?.isFile()) throw fail("AlreadyExists", { path });
}
async function openSink(target, { overwrite = false, append = false } = {}) {
  if (isPath(target)) {
    const file = new WholeFile(pathOf(target), { overwrite: overwrite || append, durable: true });
    await file.open();
    return file;
  }
  if (typeof target.createWritable === "function") return fromWriter(await told(() => target.createWritable()));
  if (typeof target.getWriter === "function") return fromWriter(await told(() => target.getWriter()));
  return typeof target.on === "function" ? fromNode(target) : fromObject(target);
}
async function told(work) {
  try {
    return await work();
  } catch (error) {
    throw ioError(error);
  }
}
async function tell(work) {
  told(work).catch(() => void 0);
}
function fromWriter(writer) {
  return {
    write: (bytes) => told(() => writer.write(bytes)),
    close: () => told(() => writer.close()),
    abort: (reason) => tell(() => writer.abort(reason))
  };
}
function fromObject(target) {
  return {
    write: (bytes) => told(() => target.write(bytes)),
    close: () => told(() => target.end?.()),
    abort: (reason) => tell(() => target.destroy?.(reason))
  };
}
function fromNode(stream) {
  let failure;
  let wake = () => {
  };
  const fails = (error) => {
    failure ??= ioError(error ?? new Error("the stream was closed"));
    wake();
  };
  const closed = () => {
    if (!stream.writableFinished) fails(new Error("the stream was closed before its end"));
    else wake();
  };
  stream.on("error", fails);
  stream.on("close", closed);
  stream.on("drain", () => wake());
  stream.on("finish", () => wake());
  const until = async (done) => {
    while (!failure && !done()) {
      await new Promise((resolve2) => {
        wake = () => resolve2(void 0);
      });
    }
    if (failure) throw failure;
  };
  if (stream.destroyed) fails(stream.errored);
  return {
    async write(bytes) {
      if (failure) throw failure;
      stream.write(bytes);
      await until(() => !stream.writableNeedDrain);
    },
    async close() {
      if (failure) throw failure;
      stream.end();
      await until(() => stream.writableFinished);
    },
    async abort(reason) {
      stream.destroy(reason instanceof Error ? reason : void 0);
    }
  };
}
var PATIENCE = { warn: 2e3, fail: 3e4 };
var ReadableSink = class {
  /** @type {any} */
  #controller;
  #wake = () => {
  };
  /** @type {PixmillError | undefined} */
  #ended;
  /**
   * @param {number} highWaterMark bytes that may wait to be read
   * @param {(reason: unknown) => void} onCancel
   */
  constructor(highWaterMark, onCancel) {
    this.stream = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#wake(),
        cancel: (reason) => {
          this.#ended = fail("Aborted", {}, reason);
          this.#wake();
          onCancel(reason);
        }
      },
      { highWaterMark, size: (chunk) => chunk?.byteLength ?? 1 }
    );
  }
  /** Waits for room; a stream that nobody reads is an error after a while. @param {Uint8Array} bytes */
  async write(bytes) {
    const watch = this.stream.locked ? void 0 : this.#watch();
    try {
      while (!this.#ended && this.#controller.desiredSize <= 0) {
        await new Promise((resolve2) => {
          this.#wake = () => resolve2(void 0);
        });
      }
    } finally {
      watch?.();
    }
    if (this.#ended) throw this.#ended;
    if (bytes.byteLength > 0) this.#controller.enqueue(bytes);
  }
  #watch() {
    const soon = setTimeout(() => {
      if (!this.stream.locked) warn("an archive waits for a reader: read its stream, or give it a sink");
    }, PATIENCE.warn);
    const late = setTimeout(() => {
      if (this.stream.locked) return;
      this.#ended = fail("NotConsumed");
      this.#wake();
    }, PATIENCE.fail);
    return () => {
      clearTimeout(soon);
      clearTimeout(late);
    };
  }
  async close() {
    if (this.#ended) throw this.#ended;
    this.#controller.close();
  }
  /** @param {unknown} reason */
  async abort(reason) {
    if (this.#ended?.code !== "Aborted") this.#controller.error(reason);
    this.#ended ??= fail("Closed", {}, reason);
    this.#wake();
  }
};

// js/bundles.js
var BUNDLE = { bytes: 128 << 10, entries: 64 };
var GUESS = 16 << 10;
var Gathering = class {
  #most;
  #count;
  #run;
  #running = 0;
  /** @type {{entry: E, resolve: (made: T) => void, reject: (error: any) => void}[]} */
  #waiting = [];
  /**
   * @param {number} most jobs at once
   * @param {(alike: E[]) => number} count how many of those that wait, packed alike, are one job
   * @param {(entries: E[]) => Promise<T[]>} run one job's outcomes; of those that it did not come to there are none
   */
  constructor(most, count2, run2) {
    this.#most = most;
    this.#count = count2;
    this.#run = run2;
  }
  /** @param {E} entry @returns {Promise<T>} */
  gather(entry) {
    return new Promise((resolve2, reject) => {
      this.#waiting.push({ entry, resolve: resolve2, reject });
      this.#next();
    });
  }
  #next() {
    while (this.#waiting.length > 0 && this.#running < this.#most) {
      this.#waiting.sort((a, b) => a.entry.index - b.entry.index);
      const { pack: pack2 } = this.#waiting[0].entry;
      const first = this.#waiting.slice(0, BUNDLE.entries).map(({ entry }) => entry);
      const other = first.findIndex((entry) => archive.some(({ name }) => entry.pack[name] !== pack2[name]));
      const alike = other < 0 ? first : first.slice(0, other);
      this.#running += 1;
      this.#start(this.#waiting.splice(0, Math.max(1, this.#count(alike))));
    }
  }
  /** @param {{entry: E, resolve: (made: T) => void, reject: (error: any) => void}[]} taken */
  async #start(taken2) {
    try {
      const made = await this.#run(taken2.map(({ entry }) => entry));
      made.forEach((each, at) => taken2[at].resolve(each));
      this.#waiting.unshift(...taken2.slice(made.length));
    } catch (error) {
      for (const { reject } of taken2) reject(error);
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }
};
function afterAll(count2, release) {
  let open = count2;
  if (open === 0) release();
  return () => {
    open -= 1;
    if (open === 0) release();
  };
}
function bundles(submit2, most) {
  const count2 = (alike) => {
    let size = 0;
    const over2 = alike.findIndex(({ bytes }) => (size += bytes.byteLength) > BUNDLE.bytes);
    return over2 < 0 ? alike.length : over2;
  };
  return new Gathering(most, count2, async (entries) => {
    const inputs = entries.map(({ bytes }) => bytes);
    const size = inputs.reduce((sum, input2) => sum + input2.byteLength, 0);
    const job = { request: { task: "deflateAll", ...entries[0].pack }, inputs, owned: false, bytes: size, peak: size };
    const { info, buffers, release } = await submit2(job, entries[0].index);
    const done = afterAll(entries.length, release);
    let next = 0;
    return info.entries.map((sums, at) => ({ sums, data: sums.method === 0 ? inputs[at] : buffers[next++], release: done }));
  });
}
var SmallFiles = class {
  #submit;
  #gathering;
  #mean = GUESS;
  /** Whether the last file that was seen is small: of several large ones none is looked at twice. @type {boolean | undefined} */
  #isSmall;
  /** @param {Submit} submit @param {number} most jobs at once */
  constructor(submit2, most) {
    this.#submit = submit2;
    const count2 = (alike) => Math.min(alike.length, Math.ceil(BUNDLE.bytes / this.#mean));
    this.#gathering = new Gathering(most, count2, (entries) => this.#run(entries));
  }
  /** Whether to try the next file: the first is tried where that starts no worker. @param {{isWarm: boolean, readsFiles: boolean}} backend */
  likely({ isWarm, readsFiles }) {
    return readsFiles && (this.#isSmall ?? isWarm);
  }
  /** Told of every file that is read otherwise. @param {number} size */
  saw(size) {
    this.#isSmall = size <= SMALL3;
  }
  /**
   * What is not a small file the backend leaves: undefined.
   * @param {{index: number, pack: Pack, path: string}} entry
   * @returns {Promise<(Whole & {mtime: number}) | undefined>}
   */
  gather(entry) {
    return this.#gathering.gather(entry);
  }
  async #run(entries) {
    const files = { paths: entries.map(({ path }) => path), each: SMALL3, together: BUNDLE.bytes };
    const request = { task: "deflateAll", ...entries[0].pack, stored: true };
    const job = { request, inputs: [], files, bytes: 0, peak: 2 * (BUNDLE.bytes + SMALL3) };
    const { info, buffers, release } = await this.#submit(job, entries[0].index);
    const done = afterAll(buffers.length, release);
    let next = 0;
    const made = info.files.map((mtime) => {
      if (mtime === null) return void 0;
      const at = next++;
      const sums = info.entries[at];
      this.#mean = (7 * this.#mean + sums.size) / 8 || 1;
      return { sums, data: buffers[at], mtime, release: done };
    });
    this.#isSmall = made.at(-1) !== void 0;
    return made;
  }
};

// js/zip.js
var WAITING = { most: 16 << 20, share: 4 };
var AHEAD2 = { jobs: 2, entries: 48, bytes: 4 << 20 };
var RUN2 = ["signal", "timeoutMs", "onProgress", "overwrite", "append"];
function checkArchive(given2 = {}, sink, names = naming) {
  if (!isPlain(given2)) throw wrongOption("options", "an object", given2);
  const { signal, timeoutMs, onProgress, overwrite, append } = given2;
  checkRun({ signal, timeoutMs, onProgress, overwrite, append }, { overwrite: flag, append: flag });
  if (append && !isPath(sink)) throw wrongOption("append", "a path as the sink", typeof sink);
  const checked = checkOptions(given2, ARCHIVE, RUN2, names);
  const defaults = Object.fromEntries(names.map((field) => [field.name, field.default]));
  return { ...checked, naming: { ...defaults, ...checked.naming }, signal, timeoutMs, onProgress, overwrite, append };
}
var ZipWriter = class {
  #instance;
  #options;
  #output;
  #readable;
  #highWater;
  #ahead;
  /** @type {Item[]} entries that were added and not written yet */
  #queue = [];
  /** Those that wait for others' bytes to be written. @type {(() => void)[]} */
  #gates = [];
  #names = new Names();
  #added = 0;
  /** Index of the entry whose turn it is, the first in the queue. */
  #turn = 0;
  /** Index of the first entry that is not packed yet, and of the first whose caller was not told that there is room; or before the turn. */
  #begun = 0;
  #answered = 0;
  #waiting = 0;
  /** Bytes that were read before their turn. */
  #read = 0;
  #bundles;
  #files;
  #memory = new Memory();
  #bytesIn = 0;
  #line = Promise.resolve();
  /** Settles when it is known what the archive to append to holds. @type {Promise<void> | undefined} */
  #old;
  /** @type {PixmillError | undefined} */
  #failure;
  #closed = false;
  #controller = new AbortController();
  /** Settles when an aborted sink has left nothing behind. */
  #aborted = Promise.resolve();
  #dispose = () => {
  };
  /**
   * @param {any} instance
   * @param {any} sink
   * @param {any} options
   */
  constructor(instance, sink, options) {
    this.#instance = instance;
    this.#options = options;
    const { budget, concurrency } = instance.scheduler;
    this.#highWater = Math.min(WAITING.most, budget / WAITING.share);
    this.#ahead = concurrency * AHEAD2.jobs;
    const submit2 = (job, first) => this.#submit(job, first);
    this.#bundles = bundles(submit2, concurrency);
    this.#files = new SmallFiles(submit2, concurrency);
    if (sink === void 0) this.#readable = new ReadableSink(this.#highWater, (reason) => this.#fail(fail("Aborted", {}, reason)));
    const open = async () => this.#readable ?? openSink(sink, options);
    this.#output = instance.backend().then((backend) => new ArchiveOutput(backend.writer({}), open, this.#memory));
    this.#output.catch((error) => this.#fail(PixmillError.from(error)));
    if (options.append) {
      this.#old = this.#appendTo(sink);
      this.#old.catch((error) => this.#fail(PixmillError.from(error)));
    }
    this.#watch(options);
  }
  /** What the archive holds goes first into the new one, which replaces it when it is whole. @param {any} sink */
  async #appendTo(sink) {
    const { entries, comment } = await held(this.#instance, sink, this.#names, this.#controller.signal);
    this.#options = { ...this.#options, comment: this.#options.comment ?? comment };
    this.#line = this.#carry(entries);
  }
  /** @param {any[]} entries */
  async #carry(entries) {
    try {
      const output = await this.#output;
      for (const entry of entries) {
        if (this.#failure) return;
        await carry(entry, output, { more: true, signal: this.#controller.signal });
      }
    } catch (error) {
      this.#fail(PixmillError.from(error));
    }
  }
  get readable() {
    return this.#readable?.stream;
  }
  /** Ends everything when the caller's signal fires or the time is over. */
  #watch({ signal, timeoutMs }) {
    const stop = () => this.#fail(aborted(signal));
    const timer = timeoutMs === void 0 ? void 0 : setTimeout(() => this.#fail(fail("Timeout", { limit: timeoutMs })), timeoutMs);
    if (signal?.aborted) stop();
    onAbort(signal, stop);
    this.#dispose = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    };
  }
  /**
   * @param {string} name one that ends in a slash is a folder
   * @param {any} [source] none for a folder or a symbolic link
   * @param {any} [options]
   */
  add(name, source, options = {}) {
    return underSignal({}, () => this.#add(name, source, options), this.add);
  }
  /**
   * An entry of an archive that `unzip()` reads, copied as it is.
   * @param {any} entry
   * @param {any} [options] what of it is to be another: name, mtime, comment, mode
   */
  addRaw(entry, options = {}) {
    return underSignal({}, async () => {
      this.#check();
      const { name, duplicates, changed } = checkCopy(entry, options, this.#options);
      await this.#enqueue({ about: { name }, duplicates, copy: { entry, changed } }, 0);
    }, this.addRaw);
  }
  async #add(name, source, options) {
    this.#check();
    const { about, pack: pack2, duplicates, ...entry } = describeEntry(name, source, options, this.#options, ["transfer"]);
    const size = viewOf(entry.source)?.byteLength ?? 0;
    this.#checkRoom(size);
    const given2 = typeof entry.source === "function" ? entry.source : accept(entry.source, { transfer: options.transfer === true });
    await this.#enqueue({ about, pack: pack2, duplicates, source: given2, expected: entry.size, password: entry.password }, size);
  }
  #check() {
    if (this.#failure) throw this.#failure;
    if (this.#closed) throw fail("Closed");
  }
  /** Refuses what nobody waits for, past the budget or the queue. @param {number} size */
  #checkRoom(size) {
    const { scheduler } = this.#instance;
    if (this.#queue.length >= scheduler.limit) throw fail("QueueFull", { found: `${this.#queue.length} entries`, limit: scheduler.limit });
    if (this.#waiting > 0 && this.#waiting + size > scheduler.budget) {
      throw fail("QueueFull", { found: `${this.#waiting + size} bytes`, limit: scheduler.budget });
    }
  }
  /** Resolves when the entry is accepted. @param {any} entry @param {number} size bytes that it holds already */
  async #enqueue({ about, pack: pack2, duplicates, source, expected, password, copy }, size) {
    if (this.#old) await this.#old;
    this.#checkRoom(size);
    about.name = this.#names.claim(about.name, duplicates);
    await new Promise((resolve2, reject) => {
      const item = {
        name: about.name,
        index: this.#added,
        size,
        about,
        pack: pack2,
        source,
        expected,
        password,
        copy,
        accepted: false,
        ready: false,
        held: 0,
        release: this.#instance.scheduler.hold(size),
        settle: { resolve: () => resolve2(void 0), reject }
      };
      this.#added += 1;
      this.#waiting += size;
      this.#queue.push(item);
      this.#line = this.#line.then(() => this.#write(item));
      this.#start();
      this.#accept();
    });
  }
  /** Whether an entry may be opened. What costs nothing while it waits, a path or bytes, is opened earlier: that is how small ones go together. @param {Item} item */
  #isNear({ index, source, copy }) {
    return index <= this.#turn + (copy || isPatient(source) ? Math.max(this.#ahead, AHEAD2.entries) : this.#ahead);
  }
  /** Entries near their turn are packed already. */
  #start() {
    this.#begun = Math.max(this.#begun, this.#turn);
    const end = Math.min(this.#added, this.#turn + Math.max(AHEAD2.entries, this.#ahead) + 1);
    for (let index = this.#begun; index < end; index += 1) {
      const item = this.#queue[index - this.#turn];
      if (!item.work && this.#isNear(item)) {
        item.work = item.copy ? this.#copy(item) : this.#pack(item);
        item.work.then(() => item.ready = true, () => void 0);
      }
      if (item.work && index === this.#begun) this.#begun += 1;
    }
  }
  /** Tells the callers of `add` that there is room. */
  #accept() {
    if (this.#waiting > this.#highWater) return;
    for (this.#answered = Math.max(this.#answered, this.#turn); this.#answered < this.#added; this.#answered += 1) {
      const item = this.#queue[this.#answered - this.#turn];
      if (!this.#isNear(item)) return;
      item.accepted = true;
      item.settle.resolve();
    }
  }
  /** Waits until an entry's bytes may be read: near its turn at once, before that while they are few. @param {Item} item @param {number} size */
  async #enter(item, size) {
    const fits2 = () => item.index <= this.#turn + this.#ahead || this.#read + size <= AHEAD2.bytes || this.#failure !== void 0;
    while (!fits2()) {
      await new Promise((resolve2) => {
        this.#gates.push(() => resolve2(void 0));
      });
    }
    this.#took(item, size);
  }
  /** Counts an entry's bytes until it is written. @param {Item} item @param {number} size */
  #took(item, size) {
    item.held = size;
    this.#read += size;
  }
  /** @param {object} job @param {number} index of the entry that it is for */
  #submit(job, index) {
    return this.#instance.scheduler.run(async () => job, { urgent: () => index <= this.#turn, signal: this.#controller.signal });
  }
  /** @param {Item} item */
  async #copy(item) {
    const { entry, changed } = item.copy;
    const { about, ...raw2 } = await copied2(entry, changed, this.#controller.signal);
    Object.assign(item.about, about);
    const size = raw2.sums.compressedSize;
    if (!raw2.known || size > WHOLE) return { copy: raw2 };
    await this.#enter(item, size);
    const release = this.#instance.scheduler.hold(size);
    try {
      const parts2 = [];
      for await (const part2 of raw2.chunks) parts2.push(part2);
      const data = parts2.length === 1 ? parts2[0] : concat(parts2);
      return { whole: { sums: raw2.sums, data }, size, release };
    } catch (error) {
      release();
      throw error;
    }
  }
  /** @param {Item} item */
  async #pack(item) {
    const { name, index, source, pack: pack2, about } = item;
    const backend = await this.#instance.backend();
    const submit2 = (job) => this.#submit(job, index);
    if (isPath(source.later) && item.expected === void 0 && this.#files.likely(backend)) {
      const packed3 = await this.#packFile(item, submit2);
      if (packed3) return packed3;
    }
    const opened = await openPieces(source, this.#controller.signal, this.#memory);
    const pieces2 = item.expected === void 0 ? opened : counted(opened, item.expected, name);
    try {
      about.mtime ??= pieces2.mtime;
      if (isPath(source.later)) this.#files.saw(pieces2.size ?? Infinity);
      if (pieces2.size !== void 0 && pieces2.size > WHOLE) return { pieces: pieces2, backend, submit: submit2 };
      await this.#enter(item, pieces2.size ?? 0);
      if (this.#failure) throw this.#failure;
      const { head, rest, cancel } = pieces2.whole ? { head: await pieces2.whole() } : await beginOf(pieces2.chunks(), WHOLE, HEAD);
      if (rest) return { pieces: { ...pieces2, size: void 0, again: false, chunks: () => rest }, head, cancel, backend, submit: submit2 };
      return await this.#packWhole({ name, index, pack: pack2, password: item.password, known: source.bytes !== void 0 }, head, backend, submit2);
    } finally {
      pieces2.close?.();
    }
  }
  /** @param {{name: string, index: number, pack: any, password?: Uint8Array, known: boolean}} item `known`: its bytes are counted already */
  async #packWhole({ name, index, pack: pack2, password, known: known2 }, head, backend, submit2) {
    const held2 = known2 ? void 0 : this.#instance.scheduler.hold(head.byteLength);
    let isHeld = true;
    const release = () => {
      if (!isHeld) return;
      isHeld = false;
      this.#memory.give(head);
      held2?.();
    };
    const run2 = async (job) => {
      const outcome = await submit2(job);
      return { ...packed(outcome, head), release: outcome.release };
    };
    try {
      const whole3 = isBundled(head, pack2) ? await this.#bundles.gather({ index, bytes: head, pack: pack2 }) : await packWhole(backend, head, pack2, run2);
      return await this.#sealed(name, { ...whole3, release: () => (release(), whole3.release?.()) }, password, submit2);
    } catch (error) {
      release();
      throw error;
    }
  }
  /** A small file that the backend reads; undefined if it is none. @param {Item} item @param {(job: object) => Promise<any>} submit */
  async #packFile(item, submit2) {
    await this.#enter(item, 0);
    if (this.#failure) throw this.#failure;
    const whole3 = await this.#files.gather({ index: item.index, path: pathOf(item.source.later), pack: item.pack });
    if (!whole3) return void 0;
    item.about.mtime ??= whole3.mtime;
    this.#took(item, whole3.data.byteLength);
    return this.#sealed(item.name, whole3, item.password, submit2);
  }
  /**
   * What is packed, ready to be written: encrypted, if there is a password.
   * @param {string} name
   * @param {{sums: import('./packing.js').Sums, data: Uint8Array, release: () => void}} whole
   * @param {Uint8Array | undefined} password
   * @param {(job: object) => Promise<any>} submit
   */
  async #sealed(name, whole3, password, submit2) {
    const { size } = whole3.sums;
    if (!password) return { whole: whole3, name, size, release: whole3.release };
    try {
      const secret = await submit2(encryptJob(whole3.data, password));
      return { whole: encryptedWhole(whole3.sums, secret.buffers[0]), name, size, release: secret.release };
    } finally {
      whole3.release();
    }
  }
  /** Writes an entry in its turn. What fails before its header costs itself alone, if its caller can still be told. */
  async #write(item) {
    let ready;
    try {
      if (this.#failure) throw this.#failure;
      ready = await item.work;
      if (this.#failure) throw this.#failure;
    } catch (error) {
      this.#done(item);
      const coded2 = PixmillError.from(error).at({ item: item.name });
      item.settle.reject(coded2);
      if (item.accepted && !this.#failure) this.#fail(coded2);
      return;
    }
    try {
      const size = await this.#emit(item, ready);
      this.#bytesIn += size;
      item.settle.resolve();
      const output = await this.#output;
      const { onProgress } = this.#options;
      onProgress?.({ entries: output.entries, bytesIn: this.#bytesIn, bytesOut: output.bytes, name: item.name });
    } catch (error) {
      const coded2 = PixmillError.from(error);
      item.settle.reject(coded2);
      const harmless = ["DuplicateName", "UnsafeName"].includes(coded2.code);
      if (!harmless || item.accepted) this.#fail(coded2);
    } finally {
      ready.release?.();
      this.#done(item);
    }
  }
  /** @param {Item} item @param {any} ready */
  async #emit(item, { whole: whole3, copy, pieces: pieces2, head, backend, submit: submit2, size }) {
    const output = await this.#output;
    if (whole3) {
      await output.entry(item.about, whole3.sums, whole3.data, this.#queue[1]?.ready === true);
      return size;
    }
    if (copy) {
      await output.stream(item.about, copy);
      return copy.sums.compressedSize;
    }
    const begin = head ?? await peek(pieces2);
    const { store, level } = chooseLarge(backend, begin, item.pack);
    const known2 = store && pieces2.again;
    const ahead = Math.max(1, this.#instance.scheduler.concurrency);
    const large = known2 ? await storeLarge(backend, pieces2, item.name) : deflateLarge(backend, pieces2.chunks(), level, submit2, ahead);
    const final = item.password ? encryptLarge(backend, large, known2, item.password) : large;
    await output.stream(item.about, { ...final, known: known2 });
    return final.sums.size;
  }
  /** @param {Item} item */
  #done(item) {
    this.#queue.shift();
    this.#waiting -= item.size;
    this.#read -= item.held;
    this.#turn = item.index + 1;
    item.release();
    this.#openGates();
    this.#start();
    this.#accept();
    this.#instance.scheduler.pump();
  }
  #openGates() {
    for (const open of this.#gates.splice(0)) open();
  }
  /** Ends the archive without a directory: a reader sees that it is not whole. @param {PixmillError} error */
  #fail(error) {
    if (this.#failure) return;
    this.#failure = error;
    this.#dispose();
    this.#controller.abort(error);
    this.#openGates();
    for (const { settle, work } of this.#queue) {
      settle.reject(error);
      work?.then(({ cancel, release }) => (cancel?.(), release?.()), () => void 0);
    }
    this.#aborted = this.#output.then((output) => output.abort(error)).catch(() => void 0);
    this.#readable?.abort(error).catch(() => void 0);
  }
  close() {
    return underSignal({}, async () => {
      if (this.#failure) throw this.#failure;
      if (this.#closed) throw fail("Closed");
      this.#closed = true;
      await this.#old?.catch(() => void 0);
      await this.#line;
      if (this.#failure) {
        await this.#aborted;
        throw this.#failure;
      }
      try {
        await (await this.#output).finish(this.#options.comment);
      } catch (error) {
        this.#fail(PixmillError.from(error));
        throw error;
      }
      this.#dispose();
    }, this.close);
  }
  /** @param {unknown} [reason] */
  async abort(reason) {
    this.#closed = true;
    this.#fail(fail("Aborted", {}, reason));
    await this.#old?.catch(() => void 0);
    await this.#line;
    await this.#aborted;
  }
};
async function peek(pieces2) {
  const { head, cancel } = await beginOf(pieces2.chunks(), HEAD, HEAD);
  await cancel();
  return head;
}
function createZip2(instance, sink, options) {
  if (sink !== void 0 && isPlain(sink) && !isSink(sink)) {
    if (options !== void 0) throw wrongOption("sink", "a sink before the options", sink);
    const unknown = Object.keys(sink).find((name) => name !== "password" && viewOf(sink[name]));
    if (unknown !== void 0) throw wrongOption("options", "options; zip() of an object of files is in pixmill/fflate", unknown);
    return createZip2(instance, void 0, sink);
  }
  if (sink !== void 0) checkSink(sink);
  return new ZipWriter(instance, sink, checkArchive(options, sink));
}
function zipSync(instance, entries, options = {}) {
  const shared2 = checkOptions(options, ARCHIVE);
  if (typeof entries?.[Symbol.iterator] !== "function") throw wrongOption("entries", "a list of { name, data } or [name, data]", entries);
  const backend = instance.backendSync();
  const machine = backend.writer({});
  const names = new Names();
  const parts2 = [];
  try {
    for (const each of entries) {
      const { name, data, options: own } = namedEntry(each);
      const { about, pack: pack2, duplicates, source, password } = describeEntry(name, data, own, shared2);
      const bytes = viewOf(source);
      if (!bytes) throw wrongOption("data", "bytes", data);
      about.name = names.claim(about.name, duplicates);
      const plain2 = packSync(backend, bytes, pack2);
      const { sums, data: pieces2, known: known2 } = password ? encryptSync(backend, plain2, password) : plain2;
      const { method, ...after } = sums;
      parts2.push(machine.begin(JSON.stringify({ ...about, ...known2 ? sums : { method } })), ...pieces2);
      if (!known2) parts2.push(machine.end(JSON.stringify(after)));
    }
    parts2.push(machine.finish(shared2.comment ?? ""));
  } catch (error) {
    throw PixmillError.from(error);
  }
  machine.free?.();
  return concat(parts2);
}

// js/batch.js
var MOST_ERRORS = 1e3;
var STREAM = 1 << 20;
var count = { accepts: "integer from 1 to 1024", fits: (value) => Number.isInteger(value) && value >= 1 && value <= 1024 };
var OPTIONS = {
  concurrency: count,
  memoryBudget: { accepts: "bytes, at least 1048576", fits: (value) => Number.isFinite(value) && value >= 2 ** 20 },
  itemTimeoutMs: { accepts: "milliseconds, over 0", fits: (value) => Number.isFinite(value) && value > 0 },
  preserveOrder: flag,
  join: { accepts: `object with ${join.map((field) => field.name).join(", ")}`, fits: isPlain },
  stopOnError: flag
};
function bothSignals(a, b) {
  if (!a || !b) return a ?? b;
  return AbortSignal.any([a, b]);
}
var Tally = class {
  items = 0;
  failed = 0;
  /** Entries of an archive that went on as they were. */
  copied = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** @type {PixmillError[]} */
  errors = [];
  #total;
  #tell;
  /** @param {number | undefined} total @param {((progress: object) => void)[]} tell */
  constructor(total, tell2) {
    this.#total = total;
    this.#tell = tell2;
  }
  /**
   * @param {import('./line.js').Done} done
   * @param {PixmillError} [error]
   */
  add({ index, name, bytesIn, outputs, copied: copied3 }, error) {
    this.items += copied3 ? 0 : 1;
    this.bytesIn += bytesIn;
    if (copied3) {
      this.copied += 1;
      this.bytesOut += bytesIn;
    } else if (error) {
      this.failed += 1;
      if (this.errors.length < MOST_ERRORS) this.errors.push(error);
    } else for (const { info } of outputs ?? []) this.bytesOut += info.size;
    const { items, failed, bytesOut } = this;
    const progress = { done: items + this.copied, failed, ...this.#total !== void 0 && { total: this.#total }, bytesIn: this.bytesIn, bytesOut };
    const status = error ? "rejected" : "fulfilled";
    for (const tell2 of this.#tell) tell2({ ...progress, index, name, status, ...error && { reason: error } });
  }
  summary() {
    const { items, bytesIn, bytesOut, failed, errors, copied: copied3 } = this;
    return { items, bytesIn, bytesOut, failed, errors, ...copied3 > 0 && { copied: copied3 } };
  }
};
var Batch = class _Batch extends Steps {
  #instance;
  #items;
  #options;
  #once;
  /**
   * @param {any} instance
   * @param {any} items
   * @param {any} options
   * @param {any} state
   * @param {{started: boolean}} once shared by all that were made from one `batch()`
   */
  constructor(instance, items, options, state, once) {
    super(state);
    this.#instance = instance;
    this.#items = items;
    this.#options = options;
    this.#once = once;
  }
  /** @param {any} state */
  _with(state) {
    return new _Batch(this.#instance, this.#items, this.#options, state, this.#once);
  }
  #scheduler() {
    const { concurrency, memoryBudget } = this.#options;
    const { scheduler, config } = this.#instance;
    if (concurrency === void 0 && memoryBudget === void 0) return scheduler;
    const backend = async () => {
      const found = await this.#instance.backend();
      found.widen(concurrency ?? config.concurrency);
      return found;
    };
    return new Scheduler(backend, { ...config, ...concurrency && { concurrency }, ...memoryBudget && { memoryBudget } });
  }
  /**
   * Runs the batch: `take` gets each item that went well and may fail it still. Every way out lets the source go.
   * @param {any} run
   * @param {{archive?: (count: number) => object, items?: any[], entries?: import('./line.js').Entries, keepOrder?: boolean, last?: (tally: Tally) => Promise<void>, stop?: (reason: PixmillError) => unknown}} how
   *   `last`: what is done after all items; `stop`: ends a `take` that waits for somebody else, when the signal fires
   * @param {(done: import('./line.js').Done, tally: Tally) => Promise<void>} take
   * @param {Function} end
   */
  #each(run2, { last, stop, ...how }, take2, end) {
    const options = { signal: bothSignals(this.#options.signal, run2.signal), timeoutMs: run2.timeoutMs ?? this.#options.timeoutMs };
    return underSignal(options, async (signal) => {
      const tally = this.#tally(run2);
      const line = this.#start(signal, how);
      const stopped = () => stop?.(aborted(
        /** @type {AbortSignal} */
        signal
      ));
      onAbort(signal, stopped);
      try {
        for (let done = await line.next(); done; done = await line.next()) {
          await this.#settle(done, tally, take2);
        }
        await last?.(tally);
      } finally {
        signal?.removeEventListener("abort", stopped);
        await line.end();
      }
      return tally;
    }, end);
  }
  /** @param {{onProgress?: (progress: object) => void}} run */
  #tally({ onProgress }) {
    const items = this.#items;
    const total = Array.isArray(items) ? items.length : items.size ?? items.length;
    const tell2 = [this.#options.onProgress, onProgress].filter((each) => each !== void 0);
    return new Tally(Number.isInteger(total) ? total : void 0, tell2);
  }
  /** @param {AbortSignal | undefined} signal @param {{archive?: (count: number) => object, items?: any, entries?: import('./line.js').Entries, keepOrder?: boolean}} how */
  #start(signal, { archive: archive2, items = this.#items, entries, keepOrder = false }) {
    if (this.#once.started) throw fail("Closed", { reason: "a batch runs once" });
    this.#once.started = true;
    const { preserveOrder = true, itemTimeoutMs, join: join3 } = this.#options;
    return new Line(this.#instance, {
      items,
      recipe: this.toRecipe(),
      join: join3,
      archive: archive2,
      entries,
      ordered: preserveOrder || keepOrder,
      itemTimeoutMs,
      signal,
      scheduler: this.#scheduler()
    });
  }
  /** @param {import('./line.js').Done} done @param {Tally} tally @param {(done: any, tally: Tally) => Promise<void>} take */
  async #settle(done, tally, take2) {
    let { error } = done;
    try {
      await take2(done, tally);
    } catch (failure) {
      if (!(failure instanceof ItemFailure)) throw failure;
      error = failure.error;
    } finally {
      done.release();
    }
    tally.add(done, error);
    if (error && this.#options.stopOnError) throw error;
  }
  async *[Symbol.asyncIterator]() {
    const { signal: given2, timeoutMs } = this.#options;
    const over2 = timeoutMs === void 0 ? void 0 : new AbortController();
    const timer = over2 && setTimeout(() => over2.abort(fail("Timeout", { limit: timeoutMs })), timeoutMs);
    const tally = this.#tally({});
    const line = this.#start(bothSignals(given2, over2?.signal), {});
    try {
      for (let done = await line.next(); done; done = await line.next()) {
        let settled;
        await this.#settle(done, tally, async () => {
          settled = publicItem(done);
        });
        yield settled;
      }
    } finally {
      clearTimeout(timer);
      await line.end();
    }
  }
  /** @param {any} [options] */
  async toArray(options = {}) {
    checkRun(options);
    const all = [];
    await this.#each(options, {}, async (done) => void all.push(publicItem(done)), this.toArray);
    return all;
  }
  /**
   * Each image in its own file, written whole or not at all.
   * @param {string} template
   * @param {any} [options]
   */
  async toFiles(template, options = {}) {
    const { overwrite, durable } = checkRun(options, { overwrite: flag, durable: flag });
    if (!builtin("fs")) throw fail("Unavailable", { op: "toFiles()" });
    const fill2 = fillTemplate(template);
    const names = new Names();
    const tally = await this.#each(options, { keepOrder: true }, async (done) => {
      await eachOutput(done, FILE_CODES, async (bytes, format, output) => {
        const path = names.unique(fill2(done.name, format, done.index, output));
        if (!bytes) return;
        await builtin("fs").promises.mkdir(builtin("path").dirname(path), { recursive: true });
        await writeWhole(path, bytes, { overwrite, durable });
      });
    }, this.toFiles);
    return tally.summary();
  }
  /**
   * One archive, entries in input order; nothing is written if every image failed.
   * @param {any} sink
   * @param {any} [options]
   */
  async toZip(sink, options = {}) {
    checkSink(sink);
    const checked = checkArchive(options, sink, batchNaming);
    await refuseExisting(sink, checked);
    return this.#toArchive({ ...checked, append: checked.append && sink }, () => openSink(sink, checked), this.toZip);
  }
  /** @param {any} [options] */
  toZipStream(options = {}) {
    const { signal, ...checked } = checkArchive(options, void 0, batchNaming);
    const stopped = new AbortController();
    const sink = new ReadableSink(STREAM, (reason) => stopped.abort(reason));
    const work = this.#toArchive({ ...checked, signal: bothSignals(signal, stopped.signal) }, async () => sink, this.toZipStream);
    work.catch((error) => sink.abort(error));
    return sink.stream;
  }
  /** @param {any} checked `append`: the path of what comes first @param {() => Promise<import('./sink.js').Sink>} open @param {Function} end */
  async #toArchive({ pack: pack2, naming: naming2, mtime, comment, password, append, ...run2 }, open, end) {
    const backend = await this.#instance.backend();
    const output = new ArchiveOutput(backend.writer({}), open);
    const names = new Names();
    const signal = bothSignals(this.#options.signal, run2.signal);
    try {
      const old = append ? await this.#first(append, names, output, signal) : void 0;
      const source = this.#items instanceof Archive ? await rewriting(this.#items, { outputs: this.toRecipe().outputs ?? [], names, output, backend, pack: pack2, naming: naming2, password, signal }) : void 0;
      const write = async (done) => {
        if (source && await source.write(done)) return;
        const when = done.mtime ?? mtime;
        const about = done.entry ? kept(done.entry) : when === void 0 ? {} : { mtime: when };
        if (password) about.encrypted = true;
        await eachOutput(done, NAME_CODES, async (bytes, format, name, sums) => {
          const entry = source?.document ? done.name : names.claim(entryName(done.name, format, name, naming2.unsafeNames), naming2.duplicates);
          if (bytes) await output.entry({ ...about, name: entry }, sums, bytes);
        });
      };
      const before = output.entries;
      const last = async ({ failed, errors }) => {
        if (failed > 0 && output.entries === before) throw fail("AllFailed", { found: failed, errors });
        await output.finish(comment ?? source?.comment ?? old?.comment);
      };
      const stop = (reason) => void output.abort(reason).catch(() => void 0);
      const how = { archive: sealing(pack2, password), keepOrder: true, last, stop, ...source && { items: source.entries, entries: source } };
      const tally = await this.#each(run2, how, write, end);
      return { ...tally.summary(), bytesOut: output.bytes };
    } catch (error) {
      await output.abort(error);
      throw error;
    }
  }
  /** What an archive holds already, as the beginning of the one that replaces it. @param {any} path @param {Names} names @param {ArchiveOutput} output @param {AbortSignal} [given] */
  async #first(path, names, output, given2) {
    const signal = given2 ?? new AbortController().signal;
    const old = await held(this.#instance, path, names, signal);
    for (const entry of old.entries) await carry(entry, output, { more: true, signal });
    return old;
  }
};
var ItemFailure = class extends Error {
  /** @param {PixmillError} error */
  constructor(error) {
    super(error.message);
    this.error = error;
  }
};
var NAME_CODES = ["UnsafeName", "DuplicateName"];
var FILE_CODES = [...NAME_CODES, "AlreadyExists", "IsDirectory", "PermissionDenied", "NotFound"];
async function eachOutput({ index, name, format, error, outputs = [], buffers = [] }, codes2, write) {
  try {
    if (error) await write(void 0, format);
    for (const [at, { name: output, info, archive: archive2 }] of outputs.entries()) {
      await write(buffers[at], info.format, outputs.length > 1 ? output : void 0, archive2);
    }
  } catch (failure) {
    const coded2 = PixmillError.from(failure);
    if (!codes2.includes(coded2.code)) throw coded2;
    throw new ItemFailure(error ?? coded2.at({ index, item: name }));
  }
}
function publicItem({ index, name, error, outputs = [], buffers = [] }) {
  if (error) return { index, name, status: "rejected", reason: error };
  const all = outputs.map(({ name: output, info }, at) => ({ name: output, data: toResult(buffers[at]), info }));
  return { index, name, status: "fulfilled", value: { data: all[0].data, info: all[0].info, outputs: all } };
}
function createBatch(instance, items, options = {}) {
  checkItems(items);
  if (!isPlain(options)) throw wrongOption("options", "an object", options);
  const isInput = (name) => input.some((field) => field.name === name);
  const own = Object.entries(options).filter(([name]) => !isInput(name));
  const checked = checkRun(Object.fromEntries(own), OPTIONS);
  if (checked.join !== void 0) checkFields(join, checked.join, "join");
  const input2 = checkInput(Object.fromEntries(Object.entries(options).filter(([name]) => isInput(name))));
  return new Batch(instance, items, checked, { input: input2, steps: [], output: void 0, outputs: void 0 }, { started: false });
}

// js/constants.js
function described(row) {
  const by = (able) => ({ file: able && builtin("fs") !== void 0, buffer: able, stream: able });
  const input2 = { ...by(row.reads), fileSuffix: row.extensions.map((extension) => `.${extension}`) };
  return { id: row.name, input: input2, output: { ...by(row.writes), alias: row.aliases } };
}
function formatsByName() {
  const found = {};
  for (const row of formats) {
    const value = described(row);
    found[row.name] = value;
    for (const alias of row.aliases) Object.defineProperty(found, alias, { value });
  }
  return found;
}
function frozen(value) {
  if (typeof value === "object" && value) for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
}
var constants2 = frozen({ ...constants, format: formatsByName(), versions: { pixmill: version, ...libraries } });

// js/controls.js
var CACHE = ["memory", "files", "items"];
function cache(options) {
  if (options !== void 0 && typeof options !== "boolean") {
    if (!isPlain(options)) throw wrongOption("options", `boolean, or object with ${CACHE.join(", ")}`, options);
    for (const [name, value] of Object.entries(options)) {
      if (!CACHE.includes(name)) throw wrongOption("options", `one of ${CACHE.join(", ")}`, name);
      if (value !== void 0 && !(Number.isInteger(value) && value >= 0)) throw wrongOption(name, "integer from 0", value);
    }
  }
  const none = { current: 0, max: 0 };
  return { memory: { current: 0, high: 0, max: 0 }, files: { ...none }, items: { ...none } };
}
function controls(instance) {
  return {
    cache,
    concurrency: (threads) => {
      if (threads !== void 0) instance.setConcurrency(threads);
      return instance.config.concurrency;
    },
    counters: () => {
      const counters = instance.scheduler.counters();
      return { ...counters, queue: counters.queued, process: counters.running };
    },
    simd: (enable) => {
      if (enable !== void 0 && typeof enable !== "boolean") throw wrongOption("enable", "boolean", enable);
      return instance.backendSync().simd !== "none";
    },
    queue: instance.queue,
    block: (options) => instance.blocked.set(options, true),
    unblock: (options) => instance.blocked.set(options, false)
  };
}

// js/blocked.js
var LOADER = /^VipsForeignLoad(.*?)(File|Buffer|Source)?$/;
var READ2 = formats.filter((row) => row.reads && row.name !== "raw").map((row) => row.name);
var ACCEPTED = `a list of ${READ2.join(", ")}, or loaders of libvips as VipsForeignLoadTiff`;
function named3(word) {
  const [, loader, by] = LOADER.exec(word) ?? [];
  const row = findFormat(word);
  const names = row && READ2.includes(row.name) ? [row.name] : loader === "" ? READ2 : loader && Object.hasOwn(loaders, loader) ? loaders[loader] : void 0;
  if (!names) throw wrongOption("operation", ACCEPTED, word);
  return { names, files: by === void 0 || by === "File", bytes: by !== "File" };
}
var Blocked = class {
  /** @type {Set<string>} */
  #files = /* @__PURE__ */ new Set();
  /** @type {Set<string>} */
  #bytes = /* @__PURE__ */ new Set();
  /** @param {any} options @param {boolean} refused */
  set(options, refused) {
    if (!isPlain(options)) throw wrongOption("options", "an object with operation", options);
    const { operation, ...rest } = options;
    const unknown = Object.keys(rest)[0];
    if (unknown !== void 0) throw wrongOption("options", "operation", unknown);
    if (!Array.isArray(operation)) throw wrongOption("operation", ACCEPTED, operation);
    const change = (set, name) => refused ? set.add(name) : set.delete(name);
    for (const { names, files, bytes } of operation.map(named3)) {
      for (const name of names) {
        if (files) change(this.#files, name);
        if (bytes) change(this.#bytes, name);
      }
    }
  }
  /**
   * What a request says of this source: core refuses it. A recipe holds its files as bytes.
   * @param {import('./input.js').Source} source
   */
  of(source) {
    if (this.#files.size + this.#bytes.size === 0) return {};
    const refused = ({ later }) => [...isPath(later) ? this.#files : this.#bytes];
    const input2 = new Set((source.parts ?? [source]).flatMap(refused));
    return { blocked: { input: [...input2], files: [...this.#bytes] } };
  }
};

// js/attached.js
var SIGN = "attached:";
var known = /* @__PURE__ */ new WeakMap();
function bytesOf4(text3) {
  const { Buffer: Buffer2 } = builtin("buffer") ?? {};
  if (!Buffer2) {
    if (/\s/.test(text3)) return void 0;
    try {
      return Uint8Array.from(atob(text3), (char) => char.charCodeAt(0));
    } catch {
      return void 0;
    }
  }
  const bytes = Buffer2.from(text3, "base64");
  const digits = text3.endsWith("=") ? text3.replace(/=+$/, "").length : text3.length;
  const whole3 = digits % 4 !== 1 && bytes.length === Math.floor(digits * 3 / 4);
  return whole3 && !text3.includes("-") && !text3.includes("_") ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) : void 0;
}
function apart(recipe) {
  const files = [];
  const places = /* @__PURE__ */ new Map();
  const place = (text3) => {
    const comma = text3.indexOf(",");
    const bytes = /^data:[^,]*;base64$/.test(text3.slice(0, comma)) ? bytesOf4(text3.slice(comma + 1)) : void 0;
    return bytes ? `${SIGN}${files.push(bytes) - 1}` : text3;
  };
  const file = (text3) => {
    if (!places.has(text3)) places.set(text3, place(text3));
    return places.get(text3);
  };
  const value = (field, given2) => {
    if (field?.type === "file" && typeof given2 === "string") return file(given2);
    if (field?.type === "files" && Array.isArray(given2)) return given2.map((each) => typeof each === "string" ? file(each) : each);
    if (field?.type === "object") return object(field.fields, given2);
    if (field?.type === "list" && Array.isArray(given2)) return given2.map((each) => object(field.fields, each));
    return given2;
  };
  const object = (fields, given2) => {
    if (given2 === null || typeof given2 !== "object") return given2;
    return Object.fromEntries(Object.entries(given2).map(([name, each]) => [name, value(fields.find((field) => field.name === name), each)]));
  };
  const stepped = (holder) => {
    if (!Array.isArray(holder?.steps)) return holder;
    return { ...holder, steps: holder.steps.map((step) => object(findOp(step?.op)?.fields ?? [], step)) };
  };
  const outputs = Array.isArray(recipe.outputs) && { outputs: recipe.outputs.map(stepped) };
  return { recipe: { ...stepped(recipe), ...recipe.input && { input: object(input, recipe.input) }, ...outputs }, files };
}
function packed2(request) {
  const { recipe } = request;
  if (recipe === null || typeof recipe !== "object") return { text: JSON.stringify(request), files: [] };
  let parts2 = known.get(recipe);
  if (!parts2) {
    parts2 = apart(recipe);
    known.set(recipe, parts2);
  }
  return { text: JSON.stringify({ ...request, recipe: parts2.recipe }), files: parts2.files };
}

// js/backend/piecewise.js
var PIECE = 256 << 10;
var NOTHING = new Uint8Array(0);
function coded(call2, trapped) {
  try {
    return call2();
  } catch (error) {
    throw told2(error, trapped);
  }
}
function told2(error, trapped) {
  return PixmillError.from(trapped && !error?.message?.startsWith("{") ? trapped(error) : error);
}
function guarded(reader, trapped) {
  const method = (name) => (...args) => coded(() => reader[name](...args), trapped);
  return Object.fromEntries(["step", "open", "raw", "content", "warnings"].map((name) => [name, method(name)]));
}
var Piecewise = class {
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
    for (let input2 = bytes; ; input2 = NOTHING) {
      const piece = coded(() => this.#object.push(input2), this.#trapped);
      if (piece.byteLength > 0) yield piece;
      if (piece.byteLength < PIECE) return;
    }
  }
  /**
   * The same beside the calling thread, where there is another.
   * @param {Uint8Array} bytes
   */
  async *later(bytes) {
    for (let input2 = bytes; ; input2 = NOTHING) {
      let piece;
      try {
        piece = await this.#object.run(input2);
      } catch (error) {
        throw told2(error, this.#trapped);
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
};

// js/backend/native.js
var NativeBackend = class {
  #addon;
  #token = 0;
  /**
   * @param {any} addon
   * @param {string} reason why this backend was chosen
   * @param {number} concurrency
   */
  constructor(addon, reason, concurrency) {
    this.#addon = addon;
    const { version: version2, build, simd } = JSON.parse(addon.build());
    this.name = "native";
    this.version = version2;
    this.build = build;
    this.simd = simd;
    this.reason = reason;
    this.concurrency = concurrency;
    this.copies = 1;
    this.readsFiles = readsFreely();
    this.isWarm = true;
  }
  /** Jobs that may run at once. */
  workers() {
    return this.concurrency;
  }
  /** The addon's pool has as many threads as are asked for at once. @param {number} workers */
  widen(workers) {
    this.concurrency = Math.max(this.concurrency, workers);
  }
  /**
   * Runs a task on the pool; the inputs are copied before it returns.
   * @param {object} request
   * @param {Uint8Array[]} inputs
   * @param {{owned?: boolean, signal?: AbortSignal, files?: {paths: string[], each: number, together: number}}} [options]
   *   `owned`: the inputs are given away; `files`: they are read by the job
   */
  async run(request, inputs, { owned = false, signal, files: read2 } = {}) {
    this.#token = this.#token + 1 >>> 0;
    const token = this.#token;
    const stop = () => this.#addon.cancel(token);
    onAbort(signal, stop);
    try {
      const { text: text3, files } = packed2(request);
      const work = read2 ? this.#addon.runFiles(text3, read2.paths, read2.each, read2.together, token) : this.#addon.run(text3, [...inputs, ...files], token);
      if (owned) for (const input2 of inputs) discard(input2.buffer);
      return answer(await work);
    } catch (error) {
      throw PixmillError.from(error);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }
  /** @param {object} request @param {Uint8Array[]} inputs */
  runSync(request, inputs) {
    const { text: text3, files } = packed2(request);
    return answer(coded(() => this.#addon.runSync(text3, [...inputs, ...files])));
  }
  /** @param {number} seed the CRC-32 of what came before @param {Uint8Array} bytes */
  crc32(seed, bytes) {
    return this.#addon.crc32(seed, bytes);
  }
  /** @param {object} options */
  writer(options) {
    return new this.#addon.ZipWriter(JSON.stringify(options));
  }
  /** @param {Uint8Array} password @param {Uint8Array} salt */
  encrypter(password, salt2) {
    return new this.#addon.Encrypter(password, salt2);
  }
  /** @param {object} options */
  reader(options) {
    return guarded(coded(() => new this.#addon.ZipReader(JSON.stringify(options))));
  }
  /** @param {object} options @param {Uint8Array} dictionary */
  inflater(options, dictionary) {
    return new Piecewise(coded(() => new this.#addon.Inflater(JSON.stringify(options), dictionary)));
  }
  /** What unpacks one entry of an archive, on the pool. @param {object} request */
  unpacker(request) {
    return new Piecewise(coded(() => new this.#addon.Unpacker(JSON.stringify(request))));
  }
  held() {
    return this.#addon.held();
  }
  async ready() {
  }
  async readyForSync() {
  }
  async close() {
  }
};
function answer({ info, buffers }) {
  return { info: JSON.parse(info), buffers };
}
function unavailable({ attempts }) {
  const reason = attempts.map(({ name, reason: why }) => `${name}: ${why}`).join("; ");
  return fail("BackendUnavailable", {
    reason: `${reason || "nothing was tried"}; in a checkout run npm run build, else npm install pixmill again with optional dependencies`
  });
}

// js/backend/pool.js
var RETIRE = 256 * 2 ** 20;
var GRACE = 30;
var FLAVOURS2 = ["bytes", "basic", "full"];
var OUT_OF_MEMORY = 1 << 16;
function lost(error) {
  return error instanceof PixmillError ? error : fail("WorkerLost", { reason: error?.message ?? String(error) }, error);
}
var Slot = class {
  /**
   * @param {any} worker node:worker_threads' or the web's
   * @param {string} flavour
   */
  constructor(worker, flavour) {
    this.worker = worker;
    this.flavour = flavour;
    this.served = 0;
    this.job = void 0;
    this.started = new Promise((resolve2, reject) => {
      this.settle = { resolve: resolve2, reject };
    });
    this.started.catch(() => void 0);
  }
};
var Pool = class {
  #make;
  #module;
  #size;
  /** @type {Slot[]} */
  #slots = [];
  /** @type {any[]} */
  #waiting = [];
  #flavour = FLAVOURS2[0];
  #id = 0;
  #closed = false;
  /**
   * @param {() => any} makeWorker
   * @param {(flavour: string) => Promise<WebAssembly.Module>} module compiled once, posted to each worker
   * @param {number} size
   */
  constructor(makeWorker, module2, size) {
    this.#make = makeWorker;
    this.#module = module2;
    this.#size = size;
  }
  get size() {
    return this.#size;
  }
  /** Whether there is a worker. */
  get isWarm() {
    return this.#slots.length > 0;
  }
  /** @param {number} size workers that there may be at least */
  widen(size) {
    this.#size = Math.max(this.#size, size);
  }
  /**
   * Runs a task in a worker. The inputs' memory goes with it.
   * @param {string} request
   * @param {Uint8Array[]} inputs owned, exact
   * @param {{flavour?: string, signal?: AbortSignal, read?: import('./reading.js').Files}} options `read`: files that are its inputs
   * @returns {Promise<{info: any, buffers: Uint8Array[]}>}
   */
  run(request, inputs, { flavour = FLAVOURS2[0], signal, read: read2 }) {
    if (FLAVOURS2.indexOf(flavour) > FLAVOURS2.indexOf(this.#flavour)) this.#flavour = flavour;
    return new Promise((resolve2, reject) => {
      const job = { id: 0, request, inputs, read: read2, resolve: resolve2, reject, signal, done: false, retried: false, stop: () => {
      } };
      job.stop = () => this.#abort(job);
      onAbort(signal, job.stop);
      this.#waiting.push(job);
      this.#next();
    });
  }
  async close() {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) this.#settle(job, fail("Closed"));
    const slots = this.#slots.splice(0);
    for (const slot of slots) if (slot.job) this.#settle(slot.job, fail("Closed"));
    await Promise.all(slots.map((slot) => slot.worker.terminate()));
  }
  /** Ends a job once, for its caller. */
  #settle(job, error, outcome) {
    if (job.done) return;
    job.done = true;
    job.signal?.removeEventListener("abort", job.stop);
    if (error) job.reject(error);
    else job.resolve(outcome);
  }
  /** Gives waiting jobs to idle workers, and makes workers while there may be more. */
  #next() {
    while (this.#waiting.length > 0 && !this.#closed) {
      let slot = this.#slots.find((each) => !each.job && each.flavour === this.#flavour);
      if (!slot) {
        const old = this.#slots.find((each) => !each.job && each.flavour !== this.#flavour);
        if (old) this.#retire(old);
        if (this.#slots.length >= this.#size) return;
        try {
          slot = this.#start();
        } catch (error) {
          this.#settle(this.#waiting.shift(), lost(error));
          continue;
        }
      }
      const job = this.#waiting.shift();
      slot.job = job;
      this.#give(slot, job);
    }
  }
  #start() {
    const flavour = this.#flavour;
    const slot = new Slot(this.#make(), flavour);
    this.#slots.push(slot);
    const { worker } = slot;
    const failed = (error) => this.#lost(slot, lost(error));
    if (typeof worker.on === "function") {
      worker.on("message", (message) => this.#receive(slot, message));
      worker.on("error", failed);
      worker.on("exit", (code) => this.#lost(slot, fail("WorkerLost", { reason: `it exited with ${code}` })));
    } else {
      worker.onmessage = (event) => this.#receive(slot, event.data);
      worker.onerror = (event) => {
        event.preventDefault?.();
        failed(event);
      };
      worker.onmessageerror = failed;
    }
    this.#module(flavour).then((module2) => worker.postMessage({ type: "start", flavour, module: module2 })).catch((error) => slot.settle.reject(lost(error)));
    return slot;
  }
  async #give(slot, job) {
    slot.worker.ref?.();
    try {
      await slot.started;
    } catch (error) {
      this.#drop(slot);
      this.#settle(job, PixmillError.from(error));
      slot.worker.terminate();
      this.#next();
      return;
    }
    if (job.done) {
      slot.job = void 0;
      this.#idle(slot);
      return;
    }
    this.#id += 1;
    job.id = this.#id;
    const { id, request, inputs, read: read2 } = job;
    try {
      slot.worker.postMessage({ type: "run", id, request, inputs, read: read2 }, inputs.map((input2) => input2.buffer));
    } catch (error) {
      this.#lost(slot, lost(error));
      return;
    }
    job.inputs = [];
  }
  #receive(slot, message) {
    if ("started" in message) {
      if (message.started) slot.settle.resolve();
      else slot.settle.reject(fail("WorkerLost", { reason: message.reason }));
      return;
    }
    const { job } = slot;
    if (!job || message.id !== job.id) return;
    slot.job = void 0;
    slot.served += 1;
    if (message.trap) {
      this.#trapped(slot, job, message);
      return;
    }
    if (message.memory > RETIRE) this.#retire(slot);
    else this.#idle(slot);
    if (message.error) this.#settle(job, PixmillError.from(message.error));
    else this.#settle(job, void 0, { info: Object.assign(JSON.parse(message.info), message.found), buffers: message.buffers });
    this.#next();
  }
  /** A trapped instance is broken for good. A job that only found its memory used up by earlier ones gets a fresh one, once. */
  #trapped(slot, job, { trap, inputs }) {
    this.#retire(slot);
    if ((trap.record & OUT_OF_MEMORY) !== 0 && slot.served > 1 && !job.retried && !job.done) {
      job.retried = true;
      job.inputs = inputs;
      this.#waiting.unshift(job);
    } else this.#settle(job, PixmillError.from(trap.error));
    this.#next();
  }
  #lost(slot, error) {
    if (!this.#slots.includes(slot)) return;
    this.#drop(slot);
    slot.settle.reject(error);
    const { job } = slot;
    slot.job = void 0;
    if (job) this.#settle(job, error);
    slot.worker.terminate();
    this.#next();
  }
  #abort(job) {
    const reason = aborted(job.signal);
    const index = this.#waiting.indexOf(job);
    if (index >= 0) this.#waiting.splice(index, 1);
    this.#settle(job, reason);
    const slot = this.#slots.find((each) => each.job === job);
    if (!slot) return;
    const timer = setTimeout(() => {
      if (slot.job !== job) return;
      slot.job = void 0;
      this.#retire(slot);
      this.#next();
    }, GRACE);
    timer.unref?.();
  }
  /** An idle worker must not keep the program alive. */
  #idle(slot) {
    slot.worker.unref?.();
  }
  #drop(slot) {
    const index = this.#slots.indexOf(slot);
    if (index >= 0) this.#slots.splice(index, 1);
  }
  #retire(slot) {
    this.#drop(slot);
    slot.worker.terminate();
  }
};

// js/backend/wasm.js
var LIGHT = /* @__PURE__ */ new Set(["probe", "plan", "recipe", "crc32Combine", "compressFrame"]);
var isLight = ({ task, level }) => LIGHT.has(task) || task === "deflatePart" && level === 0;
var CODECS = ["basic", "full"];
var pieces = (object, trapped) => new Piecewise(object, trapped);
function unavailable2(flavour, error) {
  const words = String(error?.message ?? error).split("\n")[0];
  const what = "in a checkout run npm run build, else npm install pixmill again";
  return fail("BackendUnavailable", { reason: `the wasm module "${flavour}": ${words}; ${what}` }, error);
}
var WasmBackend = class {
  #source;
  #pool;
  #modules = /* @__PURE__ */ new Map();
  #instances = /* @__PURE__ */ new Map();
  /**
   * @param {WasmSource} source
   * @param {string} reason why this backend was chosen
   * @param {number} concurrency
   */
  constructor(source, reason, concurrency) {
    this.#source = source;
    this.name = "wasm";
    this.reason = reason;
    this.copies = 1;
    this.readsFiles = readsFreely();
    this.#pool = new Pool(source.worker, (flavour) => this.#module(flavour), concurrency);
  }
  /** Compiles the small flavour: what every asynchronous call needs on this thread. */
  async ready() {
    if (this.#instances.has("bytes")) return;
    await this.#load("bytes");
    this.#describe();
  }
  /** Compiles those with codecs too: synchronous conversions may be made afterwards. */
  async readyForSync() {
    await this.ready();
    await Promise.all(CODECS.map((flavour) => this.#load(flavour)));
  }
  async #load(flavour) {
    const glue = Promise.resolve(this.#source.glue(flavour)).catch((error) => {
      throw unavailable2(flavour, error);
    });
    const [module2, { instantiateLater }] = await Promise.all([this.#module(flavour), glue]);
    const instance = await instantiateLater(module2);
    if (!this.#instances.has(flavour)) this.#instances.set(flavour, instance);
  }
  /** What a synchronous call needs: at once where files can be read at once, else what ready() made. */
  readySync() {
    this.#instance("bytes");
    this.#describe();
  }
  #describe() {
    const { version: version2, build, simd } = JSON.parse(this.#instance("bytes").build());
    this.version = version2;
    this.build = build;
    this.simd = simd;
  }
  #module(flavour) {
    let module2 = this.#modules.get(flavour);
    if (!module2) {
      module2 = Promise.resolve(this.#source.module(flavour)).catch((error) => {
        this.#modules.delete(flavour);
        throw unavailable2(flavour, error);
      });
      this.#modules.set(flavour, module2);
    }
    return module2;
  }
  /** @returns {any} an instance on this thread */
  #instance(flavour) {
    let instance = this.#instances.get(flavour);
    if (!instance) {
      const module2 = this.#source.moduleSync?.(flavour);
      const glue = this.#source.glueSync?.(flavour);
      if (!module2 || !glue) throw fail("NotReady");
      instance = glue.instantiate(module2);
      this.#instances.set(flavour, instance);
    }
    return instance;
  }
  workers() {
    return this.#pool.size;
  }
  get isWarm() {
    return this.#pool.isWarm;
  }
  /** So many jobs may come at once. @param {number} workers */
  widen(workers) {
    this.#pool.widen(workers);
  }
  /**
   * Runs a task. Inputs that are not owned are copied before it returns; owned ones are given away.
   * @param {any} request
   * @param {Uint8Array[]} inputs
   * @param {{owned?: boolean, flavour?: string, signal?: AbortSignal, files?: import('./reading.js').Files}} [options]
   *   `files`: the inputs are read by the worker
   */
  async run(request, inputs, { owned = false, flavour, signal, files: read2 } = {}) {
    if (isLight(request) && flavour === void 0) {
      await this.ready();
      const outcome = this.#here("bytes", request, inputs);
      if (owned) for (const input2 of inputs) discard(input2.buffer);
      return outcome;
    }
    const exact = (input2) => input2.byteOffset === 0 && input2.byteLength === input2.buffer.byteLength;
    const own = inputs.map((input2) => owned && exact(input2) ? input2 : copyOf(input2));
    const used = flavour === void 0 || CODECS.includes(flavour) ? flavour : CODECS[0];
    const { text: text3, files } = packed2(request);
    return this.#pool.run(text3, [...own, ...files.map(copyOf)], { flavour: used, signal, read: read2 });
  }
  /**
   * @param {object} request
   * @param {Uint8Array[]} inputs
   * @param {string} [flavour] that a task other than a conversion needs
   */
  runSync(request, inputs, flavour = "bytes") {
    if (request.task !== "convert") return this.#here(flavour, request, inputs);
    const { info } = this.#here("bytes", { ...request, task: "plan" }, inputs);
    return this.#here(info.flavour === CODECS[1] ? CODECS[1] : CODECS[0], request, inputs);
  }
  /** Runs a task on this thread. */
  #here(flavour, request, inputs) {
    const instance = this.#instance(flavour);
    const trapped = (error) => this.#replace(flavour, instance, error);
    const { text: text3, files } = packed2(request);
    const { info, buffers } = coded(() => instance.runSync(text3, [...inputs, ...files]), trapped);
    return { info: JSON.parse(info), buffers };
  }
  /** An instance that trapped is dropped; what its stage record says, as JSON. */
  #replace(flavour, instance, error) {
    if (this.#instances.get(flavour) === instance) this.#instances.delete(flavour);
    let text3;
    try {
      text3 = instance.lost(instance.stage());
    } catch (trap) {
      text3 = JSON.stringify({ code: "Panicked", reason: `${error}; then ${trap}` });
    }
    if (!this.#source.moduleSync?.(flavour)) this.#load(flavour).catch(() => void 0);
    return text3;
  }
  /** @param {number} seed the CRC-32 of what came before @param {Uint8Array} bytes */
  crc32(seed, bytes) {
    return this.#instance("bytes").crc32(seed, bytes);
  }
  /** @param {object} options */
  writer(options) {
    return new (this.#instance("bytes")).ZipWriter(JSON.stringify(options));
  }
  /** @param {Uint8Array} password @param {Uint8Array} salt */
  encrypter(password, salt2) {
    return new (this.#instance("bytes")).Encrypter(password, salt2);
  }
  /** @param {object} options */
  reader(options) {
    return this.#made((instance) => new instance.ZipReader(JSON.stringify(options)), guarded);
  }
  /** @param {object} options @param {Uint8Array} dictionary */
  inflater(options, dictionary) {
    return this.#made((instance) => new instance.Inflater(JSON.stringify(options), dictionary), pieces);
  }
  /** What unpacks one entry of an archive, a quarter of a megabyte at a time. @param {object} request */
  unpacker(request) {
    return this.#made((instance) => new instance.Unpacker(JSON.stringify(request)), pieces);
  }
  /**
   * An object of the small instance, which is replaced if it traps.
   * @template T
   * @param {(instance: any) => any} make
   * @param {(object: any, trapped: (error: any) => string) => T} around
   * @returns {T}
   */
  #made(make, around2) {
    const instance = this.#instance("bytes");
    const trapped = (error) => this.#replace("bytes", instance, error);
    return around2(coded(() => make(instance), trapped), trapped);
  }
  held() {
    return 0;
  }
  async close() {
    await this.#pool.close();
  }
};

// js/backend/choose.js
var BACKENDS = ["native", "wasm"];
function choose(loader, { backend, concurrency }) {
  const asked = backend ?? environment("PIXMILL_BACKEND") ?? "";
  const by = backend ? "configure()" : "PIXMILL_BACKEND";
  if (asked && !BACKENDS.includes(asked)) throw wrongOption("backend", "native or wasm", asked);
  const wasm = (reason) => new WasmBackend(loader.wasm, reason, concurrency);
  if (asked === "wasm") return wasm(`asked for by ${by}`);
  if (!asked && runtime !== "node") return wasm(`the default of ${runtime}`);
  if (!loader.native) {
    if (asked) throw fail("BackendUnavailable", { reason: `there is no native backend in this ${runtime} entry; leave ${by} unset` });
    return wasm("this entry has no other");
  }
  const found = loader.native();
  if (found.addon) {
    return new NativeBackend(found.addon, asked ? `asked for by ${by}` : "the addon was found", concurrency);
  }
  if (asked) throw unavailable(found);
  const { message } = unavailable(found);
  warn(`using the wasm backend, which is slower: ${message}. PIXMILL_BACKEND=wasm says that this is meant.`);
  return wasm(message);
}

// js/queue.js
var EVENTS = ["change"];
function check(event, listener) {
  if (!EVENTS.includes(event)) throw wrongOption("event", EVENTS.join(", "), event);
  if (typeof listener !== "function") throw wrongOption("listener", "a function", listener);
}
var Queue = class {
  /** @type {{listener: (queued: number) => void, once: boolean}[]} */
  #listeners = [];
  /** @param {string} event @param {(queued: number) => void} listener */
  on(event, listener) {
    return this.#add(event, listener, false);
  }
  /** @param {string} event @param {(queued: number) => void} listener */
  once(event, listener) {
    return this.#add(event, listener, true);
  }
  /** @param {string} event @param {(queued: number) => void} listener the one that was added last goes first, as in Node */
  off(event, listener) {
    check(event, listener);
    const at = this.#listeners.findLastIndex((each) => each.listener === listener);
    if (at >= 0) this.#listeners = this.#listeners.toSpliced(at, 1);
    return this;
  }
  removeAllListeners() {
    this.#listeners = [];
    return this;
  }
  #add(event, listener, once) {
    check(event, listener);
    this.#listeners = [...this.#listeners, { listener, once }];
    return this;
  }
  /** What a listener throws is its own: the work goes on, and the runtime tells it. @param {number} queued */
  changed(queued) {
    for (const each of this.#listeners) {
      if (each.once) this.#listeners = this.#listeners.filter((other) => other !== each);
      try {
        each.listener(queued);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
};
Object.assign(Queue.prototype, { addListener: Queue.prototype.on, removeListener: Queue.prototype.off });

// js/instance.js
var SETTINGS = {
  backend: { accepts: BACKENDS.join(" or "), fits: (value) => BACKENDS.includes(value) },
  concurrency: { accepts: "integer from 1 to 1024", fits: (value) => Number.isInteger(value) && value >= 1 && value <= 1024 },
  memoryBudget: { accepts: "bytes, at least 1048576", fits: (value) => Number.isFinite(value) && value >= 2 ** 20 },
  queueLimit: { accepts: "integer from 1", fits: (value) => Number.isInteger(value) && value >= 1 },
  wasm: { accepts: "a folder's URL, or an object with bytes, basic, full, each a URL, Module, Response or bytes", fits: isBuild },
  worker: {
    accepts: "a URL or a function that makes a worker",
    fits: (value) => typeof value === "string" || typeof value === "function" || value instanceof URL
  }
};
function check2(config) {
  if (!isPlain(config)) throw wrongOption("config", `object with ${Object.keys(SETTINGS).join(", ")}`, config);
  for (const [name, value] of Object.entries(config)) {
    if (!Object.hasOwn(SETTINGS, name)) throw wrongOption("config", `one of ${Object.keys(SETTINGS).join(", ")}`, name);
    if (value !== void 0 && !SETTINGS[name].fits(value)) throw wrongOption(`config.${name}`, SETTINGS[name].accepts, value);
  }
}
var Instance = class {
  #loader;
  #config = {
    concurrency: processors(),
    memoryBudget: Math.min(systemMemory() / 2, 2 ** 30),
    queueLimit: 1e4
  };
  /** @type {any} */
  #backend;
  /** @type {Scheduler | undefined} */
  #scheduler;
  #closed = false;
  /** Formats that it refuses. */
  blocked = new Blocked();
  queue = new Queue();
  /**
   * @param {any} loader how this entry finds its backends
   * @param {any} [config]
   */
  constructor(loader, config = {}) {
    this.#loader = loader;
    this.configure(config);
  }
  get loader() {
    return this.#loader;
  }
  get config() {
    return this.#config;
  }
  /** @param {any} config */
  configure(config) {
    check2(config);
    if (this.#backend) throw fail("AlreadyStarted");
    this.#config = { ...this.#config, ...config };
    const { wasm, worker } = this.#config;
    if (wasm || worker) this.#loader = { ...this.#loader, wasm: this.#loader.override(this.#loader.wasm, { wasm, worker }) };
  }
  /** May be said at any time. @param {any} threads 0: as many as processors */
  setConcurrency(threads) {
    const concurrency = threads === 0 ? processors() : threads;
    check2({ concurrency });
    this.#config = { ...this.#config, concurrency };
    this.#backend?.widen(concurrency);
    if (this.#scheduler) this.#scheduler.concurrency = concurrency;
  }
  #choose() {
    if (this.#closed) throw fail("Closed");
    this.#backend ??= choose(this.#loader, this.#config);
    return this.#backend;
  }
  /** The backend, ready for jobs. */
  async backend() {
    const backend = this.#choose();
    await backend.ready();
    return backend;
  }
  /** The backend for a synchronous call. */
  backendSync() {
    const backend = this.#choose();
    backend.readySync?.();
    return backend;
  }
  get scheduler() {
    this.#scheduler ??= new Scheduler(() => this.backend(), this.#config, (queued) => this.queue.changed(queued));
    return this.#scheduler;
  }
  async close() {
    this.#closed = true;
    await this.#backend?.close();
  }
};

// js/pipeline.js
var RESOLVE = { resolveWithObject: flag };
var SAMPLES = {
  uchar: Uint8Array,
  char: Int8Array,
  ushort: Uint16Array,
  short: Int16Array,
  uint: Uint32Array,
  int: Int32Array,
  float: Float32Array,
  double: Float64Array
};
var FILE = { overwrite: flag, durable: flag };
var STATS = { result: flag };
var MOST_SECONDS = 3600;
function parted(run2, callback) {
  const [options, listener] = typeof run2 === "function" ? [void 0, run2] : [run2, callback];
  if (listener !== void 0 && typeof listener !== "function") throw wrongOption("callback", "a function", listener);
  return { options, listener };
}
var Pipeline = class _Pipeline extends Steps {
  #instance;
  #source;
  #name;
  /**
   * @param {any} instance
   * @param {import('./input.js').Source | undefined} source
   * @param {any} state
   * @param {string} [name]
   */
  constructor(instance, source, state, name) {
    super(state);
    this.#instance = instance;
    this.#source = source;
    this.#name = name;
  }
  /** @param {any} state */
  _with(state) {
    return new _Pipeline(this.#instance, this.#source, state, this.#name);
  }
  /** A copy with the same input and steps. A stream that both may read is read once, and kept. */
  clone() {
    if (this.#source) share(this.#source);
    return this._with(this._state);
  }
  /** @param {any} options */
  timeout(options) {
    if (!isPlain(options)) throw wrongOption("options", "an object with seconds", options);
    const { seconds, ...rest } = options;
    const unknown = Object.keys(rest)[0];
    if (unknown !== void 0) throw wrongOption("options", "seconds", unknown);
    const fits2 = Number.isFinite(seconds) && seconds >= 0 && seconds <= MOST_SECONDS;
    if (!fits2) throw wrongOption("seconds", `number from 0 to ${MOST_SECONDS}`, seconds);
    return this._with({ ...this._state, timeoutMs: seconds === 0 ? void 0 : seconds * 1e3 });
  }
  /** Runs an end's work under its signal and time, or the time that the pipeline has. @param {any} run @param {(signal: AbortSignal | undefined) => Promise<any>} work @param {Function} end */
  #under(run2, work, end) {
    return underSignal({ ...run2, timeoutMs: run2?.timeoutMs ?? this._state.timeoutMs }, work, end);
  }
  /**
   * What an end returns: its promise, or with a callback the pipeline itself.
   * @param {Promise<any>} promise
   * @param {Function | undefined} listener
   * @param {(result: any) => any[]} [values] what a callback is given
   */
  #answered(promise, listener, values = (result) => [result]) {
    if (!listener) return promise;
    const call2 = (...given2) => queueMicrotask(() => listener(...given2));
    promise.then((result) => call2(null, ...values(result)), call2);
    return this;
  }
  #given() {
    if (!this.#source) throw wrongOption("input", "an input: pixmill(input)", void 0);
    return this.#source;
  }
  /** Runs the recipe; an error tells the image's name. */
  #run(signal, onProgress, recipe = this.toRecipe()) {
    return this.#released(() => convert(this.#instance, { source: this.#given(), recipe, signal, onProgress }));
  }
  /** Runs a task that measures instead of writing. @param {string} task */
  #measure(task, signal, onProgress, more = {}) {
    const shared2 = { recipe: this.toRecipe(), ...more };
    return this.#released(() => run(this.#instance, { source: this.#given(), task, shared: shared2, signal, onProgress }));
  }
  /** @template {{release: () => void}} T @param {() => Promise<T>} work */
  async #released(work) {
    try {
      const result = await work();
      result.release();
      return result;
    } catch (error) {
      const coded2 = PixmillError.from(error);
      const item = this.#name ?? this.#source?.name;
      throw item && coded2.item === void 0 && !("path" in coded2) ? coded2.at({ item }) : coded2;
    }
  }
  async #one(signal, onProgress, recipe) {
    const { outputs, buffers } = await this.#run(signal, onProgress, recipe);
    if (buffers.length !== 1) throw wrongOption("outputs", "one output here; toBuffers() gives several", buffers.length);
    return { bytes: buffers[0], info: outputs[0].info };
  }
  /** @param {any} [run] @param {any} [callback] */
  toBuffer(run2, callback) {
    const { options, listener } = parted(run2, callback);
    const promise = this.#under(options, async (signal) => {
      const { resolveWithObject, onProgress } = checkRun(options, RESOLVE);
      const { bytes, info } = await this.#one(signal, onProgress);
      const data = toResult(bytes);
      return resolveWithObject || listener ? { data, info } : data;
    }, this.toBuffer);
    return this.#answered(promise, listener, ({ data, info }) => [data, info]);
  }
  /** Every output of `outputs()`. @param {any} [run] */
  toBuffers(run2) {
    return this.#under(run2, async (signal) => {
      const { onProgress } = checkRun(run2);
      const { outputs, buffers } = await this.#run(signal, onProgress);
      return outputs.map(({ name, info }, index) => ({ name, data: toResult(buffers[index]), info }));
    }, this.toBuffers);
  }
  toBufferSync() {
    const source = this.#given();
    if (!source.bytes) throw wrongOption("input", "bytes: a synchronous call reads nothing", source.name ?? "a source that is read");
    const { buffers } = convertSync(this.#instance, { source, recipe: this.toRecipe() });
    if (buffers.length !== 1) throw wrongOption("outputs", "one output here", buffers.length);
    return toResult(buffers[0]);
  }
  /** @param {any} [run] */
  toUint8Array(run2) {
    return this.#under(run2, async (signal) => {
      const { onProgress } = checkRun(run2);
      const { bytes, info } = await this.#one(signal, onProgress);
      return { data: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), info };
    }, this.toUint8Array);
  }
  /** The pixels after the last step, as the typed array that fits. @param {any} [run] */
  toPixels(run2) {
    return this.#under(run2, async (signal) => {
      const { onProgress } = checkRun(run2);
      const { data, info } = await this.#pixels(signal, onProgress, {});
      return { data, width: info.width, height: info.height, channels: info.channels, depth: info.depth, warnings: info.warnings };
    }, this.toPixels);
  }
  /** The pixels after the last step as a canvas takes them: 8 bit RGBA. @param {any} [run] */
  toImageData(run2) {
    return this.#under(run2, async (signal) => {
      const { onProgress } = checkRun(run2);
      const { data, info } = await this.#pixels(signal, onProgress, { depth: "uchar", channels: 4 });
      const { width, height } = info;
      const clamped = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
      return typeof ImageData === "function" ? new ImageData(clamped, width, height) : { data: clamped, width, height, colorSpace: "srgb" };
    }, this.toImageData);
  }
  /** Raw samples in place of a file, with the recipe's options where it asks for them itself. */
  async #pixels(signal, onProgress, options) {
    const { output, outputs } = this._state;
    if (outputs) throw wrongOption("outputs", "one output here", outputs.length);
    const { format, ...given2 } = output ?? {};
    const wanted2 = { ...format === "raw" && given2, ...options };
    const { bytes, info } = await this.#one(signal, onProgress, this.toFormat("raw", wanted2).toRecipe());
    const Samples = SAMPLES[info.depth];
    return { data: new Samples(bytes.buffer, bytes.byteOffset, bytes.byteLength / Samples.BYTES_PER_ELEMENT), info };
  }
  /** @param {any} [run] */
  toBlob(run2) {
    return this.#under(run2, async (signal) => {
      const { onProgress } = checkRun(run2);
      const { bytes, info } = await this.#one(signal, onProgress);
      return new Blob([
        /** @type {BlobPart} */
        bytes
      ], { type: findFormat(info.format)?.mime });
    }, this.toBlob);
  }
  /** @param {any} [run] */
  toResponse(run2) {
    return this.#under(run2, async (signal) => {
      const { onProgress } = checkRun(run2);
      const { bytes, info } = await this.#one(signal, onProgress);
      const headers = { "content-type": findFormat(info.format)?.mime ?? "", "content-length": String(bytes.byteLength) };
      return new Response(
        /** @type {BodyInit} */
        bytes,
        { headers }
      );
    }, this.toResponse);
  }
  /**
   * Writes the file whole or not at all.
   * @param {string | URL} file
   * @param {any} [run]
   * @param {any} [callback]
   */
  toFile(file, run2, callback) {
    const { options, listener } = parted(run2, callback);
    const promise = this.#under(options, async (signal) => {
      const { overwrite, durable, onProgress } = checkRun(options, FILE);
      if (!(file instanceof URL) && (typeof file !== "string" || file === "")) throw wrongOption("path", "a path or file: URL", file);
      const path = pathOf(file);
      const recipe = namedAs(this.#recipeFor(path), path);
      const { bytes, info } = await this.#one(signal, onProgress, recipe);
      const how = { overwrite, durable, signal };
      await (isFolderOfTiles(recipe, path) ? writeTiles(this.#instance, path, bytes, how) : writeWhole(path, bytes, how));
      return info;
    }, this.toFile);
    return this.#answered(promise, listener);
  }
  /** Without a named format, the file's extension decides; a conflict is the caller's mistake. */
  #recipeFor(path) {
    const extension = /\.([^.\\/]+)$/.exec(path)?.[1];
    const row = extension === void 0 ? void 0 : findFormat(extension);
    const { output, outputs } = this._state;
    if (!row || outputs) return this.toRecipe();
    if (output?.format === void 0) return this.toFormat(row.name, output?.formats?.[row.name]).toRecipe();
    if (output.format !== row.name) throw wrongOption("path", `an extension of ${output.format}`, `.${extension}`);
    return this.toRecipe();
  }
  /** The result as a stream of one chunk. @param {any} [run] */
  toStream(run2) {
    const { signal: given2, ...options } = checkRun(run2);
    const controller = new AbortController();
    const signal = given2 ? AbortSignal.any([given2, controller.signal]) : controller.signal;
    return new ReadableStream(
      {
        pull: async (stream) => {
          const { data } = await this.toUint8Array({ ...options, signal });
          stream.enqueue(data);
          stream.close();
        },
        cancel: (reason) => controller.abort(reason)
      },
      { highWaterMark: 0 }
    );
  }
  /** A stream that takes a file's bytes and gives the result's. @param {any} [run] */
  transform(run2) {
    checkRun(run2);
    const through = new TransformStream();
    const source = accept(through.readable);
    const readable = new _Pipeline(this.#instance, source, this._state, this.#name).toStream(run2);
    return { writable: through.writable, readable };
  }
  /** @param {any} [run] @param {any} [callback] */
  metadata(run2, callback) {
    const { options, listener } = parted(run2, callback);
    const promise = this.#under(options, async (signal) => {
      checkRun(options);
      const source = this.#given();
      const backend = await this.#instance.backend();
      const { bytes, header } = await read(source, { signal, limit: this.#instance.config.memoryBudget });
      const info = await this.#named(() => askFully(backend, this.#aboutRequest("probe", header), bytes, signal));
      const request = this.#aboutRequest("metadata");
      if (header) return info;
      const found = this.#named(() => backend.runSync(request, [bytes]));
      const { flavour } = found.info;
      if (flavour === void 0) return withBlocks(info, found);
      return withBlocks(info, await this.#named(() => backend.run(request, [bytes], { flavour, signal })));
    }, this.metadata);
    return this.#answered(promise, listener);
  }
  metadataSync() {
    const source = this.#given();
    const { bytes } = source;
    if (!bytes) throw wrongOption("input", "bytes: a synchronous call reads nothing", source.name ?? "a source that is read");
    const backend = this.#instance.backendSync();
    return this.#named(() => {
      const info = askFullySync(backend, this.#aboutRequest("probe"), bytes);
      if (source.header) return info;
      const request = this.#aboutRequest("metadata");
      const found = backend.runSync(request, [bytes]);
      const { flavour } = found.info;
      return withBlocks(info, flavour === void 0 ? found : backend.runSync(request, [bytes], flavour));
    });
  }
  /**
   * Asks for the header, or for the blocks of metadata, whose answer names the flavour that would show more.
   * @param {'probe' | 'metadata'} task
   * @param {object} [header]
   */
  #aboutRequest(task, header) {
    return requestOf2(this.#instance, this.#given(), { task, input: this._state.input }, header);
  }
  /** Figures of the input, or of the result. @param {any} [run] @param {any} [callback] */
  stats(run2, callback) {
    const { options, listener } = parted(run2, callback);
    const promise = this.#under(options, async (signal) => {
      const { result, onProgress } = checkRun(options, STATS);
      const { info } = await this.#measure("stats", signal, onProgress, { ...result && { result } });
      return info;
    }, this.stats);
    return this.#answered(promise, listener);
  }
  /** What stands in for the result until it is there. @param {any} [run] */
  placeholder(run2) {
    return this.#under(run2, async (signal) => {
      const { onProgress } = checkRun(run2);
      const { info, buffers } = await this.#measure("placeholder", signal, onProgress);
      const { mime, ...rest } = info;
      const [thumbHash, picture] = buffers;
      return { thumbHash, dataUrl: `data:${mime};base64,${base64(picture)}`, ...rest };
    }, this.placeholder);
  }
  /** What a run would do and cost. @param {any} [run] */
  plan(run2) {
    return this.#under(run2, async (signal) => {
      checkRun(run2);
      const source = this.#given();
      const backend = await this.#instance.backend();
      const { bytes, header } = await read(source, { signal, limit: this.#instance.config.memoryBudget });
      const request = requestOf2(this.#instance, source, { task: "plan", recipe: this.toRecipe() }, header);
      return this.#named(() => askFully(backend, request, bytes, signal));
    }, this.plan);
  }
  /** An error tells the image's name. @param {() => any} work */
  #named(work) {
    const named4 = (error) => {
      const item = this.#name ?? this.#source?.name;
      throw item ? PixmillError.from(error).at({ item }) : error;
    };
    try {
      const result = work();
      return result instanceof Promise ? result.catch(named4) : result;
    } catch (error) {
      return named4(error);
    }
  }
};
function createPipeline(instance, input2, options = {}) {
  const { name, transfer, raw: raw2, join: join3, ...rest } = isPlain(options) ? options : wrong(options);
  if (name !== void 0 && typeof name !== "string") throw wrongOption("name", "text", name);
  if (transfer !== void 0 && !flag.fits(transfer)) throw wrongOption("transfer", flag.accepts, transfer);
  const checked = checkInput(rest, ["name", "transfer", "raw", "join"]);
  const how = { transfer: transfer === true };
  const source = input2 === void 0 ? void 0 : acceptImage(input2, { raw: raw2, join: join3, ...how });
  return new Pipeline(instance, source, { input: checked, steps: [], output: void 0, outputs: void 0 }, name);
}
function withBlocks(info, { info: { blocks = [] }, buffers }) {
  return { ...info, ...Object.fromEntries(blocks.map((name, index) => [name, toResult(buffers[index])])) };
}

// js/predict.js
async function predictSize(instance, entries, options = {}) {
  const shared2 = checkOptions(options, ARCHIVE);
  if (typeof (entries?.[Symbol.asyncIterator] ?? entries?.[Symbol.iterator]) !== "function") {
    throw wrongOption("entries", "a list of { name, size } or { name, data }", entries);
  }
  const backend = await instance.backend();
  const machine = backend.writer({});
  const names = new Names();
  let total = 0;
  const head = (about) => {
    total += machine.begin(JSON.stringify(about)).byteLength;
  };
  try {
    for await (const each of entries) {
      const { name, data, options: own } = namedEntry(each);
      const { about, pack: pack2, duplicates, size: given2, source, password } = describeEntry(name, data, own, shared2, ["transfer"]);
      if (pack2.level !== 0 && pack2.store !== "always") throw wrongOption("store", "'always', or level 0: only stored entries have a size before they are written", pack2.store);
      const { size, mtime, again } = await measured(source, given2);
      about.mtime ??= mtime;
      const more = password ? OVERHEAD : 0;
      about.name = names.claim(about.name, duplicates);
      if (again || size <= WHOLE) {
        head({ ...about, method: 0, crc32: 0, size, compressedSize: size + more });
        total += size + more;
        continue;
      }
      const compressedSize = storedBlocks(backend, size) + more;
      head({ ...about, method: 8 });
      total += compressedSize + machine.end(JSON.stringify({ crc32: 0, size, compressedSize })).byteLength;
    }
    return total + machine.finish(shared2.comment ?? "").byteLength;
  } catch (error) {
    throw PixmillError.from(error);
  } finally {
    machine.free?.();
  }
}
async function measured(source, given2) {
  const view = viewOf(source);
  if (view) return { size: view.byteLength, mtime: void 0, again: true };
  if (source === void 0 || source === null) {
    if (given2 === void 0) throw wrongOption("size", "bytes, or data whose size can be told", "nothing");
    return { size: given2, mtime: void 0, again: false };
  }
  const pieces2 = await openPieces(accept(source), new AbortController().signal);
  pieces2.close?.();
  const size = pieces2.size ?? given2;
  if (size === void 0) throw wrongOption("size", "bytes of the stream", "nothing");
  return { size, mtime: pieces2.mtime, again: pieces2.again };
}
function storedBlocks(backend, size) {
  const lengthOf = (len, last) => backend.runSync({ task: "deflatePart", level: 0, last }, [new Uint8Array(len), new Uint8Array(0)]).info.compressedSize;
  const full = Math.floor((size - 1) / BLOCK);
  return full * lengthOf(BLOCK, false) + lengthOf(size - full * BLOCK, true);
}

// js/streams.js
var Handover = class {
  #chunk;
  #ended = false;
  #failed = false;
  #error;
  #wake = () => {
  };
  #taken = () => {
  };
  /** @param {Uint8Array} chunk */
  write(chunk) {
    if (this.#failed) throw this.#error;
    this.#chunk = chunk;
    this.#wake();
    return new Promise((resolve2, reject) => {
      this.#taken = () => this.#failed ? reject(this.#error) : resolve2(void 0);
    });
  }
  end() {
    this.#ended = true;
    this.#wake();
  }
  /** Both sides end with this. */
  fail(error) {
    if (this.#failed) return;
    this.#failed = true;
    this.#error = error;
    this.#wake();
    this.#taken();
  }
  async *[Symbol.asyncIterator]() {
    for (; ; ) {
      if (this.#failed) throw this.#error;
      if (this.#chunk) {
        const chunk = this.#chunk;
        this.#chunk = void 0;
        this.#taken();
        yield chunk;
      } else if (this.#ended) return;
      else {
        await new Promise((resolve2) => {
          this.#wake = () => resolve2(void 0);
        });
      }
    }
  }
};
function pair(make, signal) {
  const handover = new Handover();
  const chunks = make(handover);
  let sink;
  let source;
  const stop = () => end(aborted(
    /** @type {AbortSignal} */
    signal
  ));
  const end = (error) => {
    signal?.removeEventListener("abort", stop);
    handover.fail(error);
    sink.error(error);
    source.error(error);
    return chunks.return(void 0).catch(() => void 0);
  };
  const writable = new WritableStream(
    {
      start: (controller) => {
        sink = controller;
      },
      // A source may reuse its chunk's memory.
      write: (chunk) => handover.write(copyOf(bytesOf3(chunk))),
      close: () => handover.end(),
      abort: (reason) => void end(PixmillError.from(reason ?? "the writer was aborted"))
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BLOCK })
  );
  const readable = new ReadableStream(
    {
      start: (controller) => {
        source = controller;
      },
      pull: async (controller) => {
        try {
          const { done, value } = await chunks.next();
          if (!done) return controller.enqueue(value);
          signal?.removeEventListener("abort", stop);
          return controller.close();
        } catch (error) {
          await end(PixmillError.from(error));
        }
      },
      cancel: async (reason) => {
        await end(reason ?? new PixmillError("Aborted"));
      }
    },
    { highWaterMark: 0 }
  );
  if (signal?.aborted) stop();
  else onAbort(signal, stop);
  return { readable, writable };
}
function packer(instance, request, dictionary, signal) {
  return async function* (chunks) {
    const backend = await instance.backend();
    const frame = (parts2) => backend.runSync({ ...request, task: "compressFrame", parts: parts2 }, [dictionary]);
    const { info, buffers: [head] } = frame([]);
    if (head.byteLength > 0) yield head;
    let sums = info;
    const start = (job, urgent) => submit(instance, job, { urgent, signal });
    const jobs = partJobs(chunks, BLOCK, copyOf(dictionary), (block, before, last) => partJob(request, block, before, last));
    for await (const { info: sum, buffers } of inOrder(jobs, backend.workers(), start)) {
      sums = frame([sums, sum]).info;
      if (buffers[0].byteLength > 0) yield buffers[0];
    }
    const [, tail] = frame([sums]).buffers;
    if (tail.byteLength > 0) yield tail;
  };
}
function unpacker(instance, request, dictionary) {
  return async function* (chunks) {
    const backend = await instance.backend();
    const inflater = backend.inflater(request, dictionary);
    try {
      for await (const chunk of chunks) yield* inflater.later(chunk);
      inflater.finish();
    } finally {
      inflater.free();
    }
  };
}
function streamCalls(instance) {
  const calls = {};
  for (const { form, pack: pack2, unpack: unpack2, fields } of FORMS) {
    calls[`${pack2}Stream`] = (options) => {
      const { given: given2, dictionary, run: run2 } = checkBytes(fields, options, ["signal"]);
      return pair(packer(instance, { form, ...given2 }, dictionary, run2.signal), run2.signal);
    };
    calls[`${unpack2}Stream`] = (options) => {
      const { given: given2, dictionary, run: run2 } = checkBytes(inflate, options, ["signal"]);
      return pair(unpacker(instance, { form, ...given2 }, dictionary), run2.signal);
    };
  }
  return calls;
}

// js/front.js
var instances = /* @__PURE__ */ new WeakMap();
function instanceOf(pixmill) {
  return (
    /** @type {Instance} */
    instances.get(pixmill)
  );
}
function over(instance) {
  const pixmill = (input2, options) => createPipeline(instance, input2, options);
  instances.set(pixmill, instance);
  return Object.assign(pixmill, {
    batch: (items, options) => createBatch(instance, items, options),
    zip: (sink, options) => createZip2(instance, sink, options),
    zipSync: (entries, options) => toResult(zipSync(instance, entries, options)),
    predictSize: (entries, options) => predictSize(instance, entries, options),
    unzip: (input2, options) => openArchive(instance, input2, options),
    unzipTo: (input2, dir, options) => unzipTo(instance, input2, dir, options),
    unzipSync: (input2, options) => unzipSync(instance, input2, options),
    metadata: (input2, run2) => createPipeline(instance, input2).metadata(run2),
    ...constants2,
    ...controls(instance),
    ...bytesCalls(instance),
    ...streamCalls(instance),
    crc32: (bytes, seed = 0) => checksum(bytes, seed, (view) => instance.backendSync().crc32(seed, view)),
    adler32: (bytes, seed = 1) => checksum(bytes, seed, (view) => instance.backendSync().runSync({ task: "adler32", seed }, [view]).info.adler32),
    recipe: (recipe) => checkRecipe(recipe),
    configure: (config) => instance.configure(config),
    backend: async () => {
      const backend = await instance.backend();
      const { name, version: version2, build, simd, reason } = backend;
      return { name, version: version2, build, simd, workers: backend.workers(), reason };
    },
    ready: async () => {
      const backend = await instance.backend();
      await backend.readyForSync();
    },
    close: () => instance.close(),
    [Symbol.asyncDispose ?? /* @__PURE__ */ Symbol.for("Symbol.asyncDispose")]: () => instance.close()
  });
}
function createFront(loader) {
  const pixmill = over(new Instance(loader));
  return Object.assign(pixmill, {
    createPixmill: (config) => over(new Instance(loader, config)),
    PixmillError
  });
}
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  createFflate,
  createFront,
  instanceOf,
  overridden
});
