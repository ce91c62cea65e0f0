/** Of what sharp's own build in npm lacks: `sharp.format` says so. */
export const ABSENT = 'sharp as npm installs it has it neither';

/**
 * What of sharp's API is not here, or is but differs: one row each, `name` a method or `method.option`, `.*` for all of a method's options.
 * Methods and options that both have under one name are found by themselves.
 * @type {{name: string, same: 'yes' | 'no' | 'different', why: string}[]}
 */
export const DIFFERENT = [
  { name: 'sharp', same: 'different', why: '`pixmill(input, options)`: each call gives a new pipeline, and upright images by default' },
  { name: 'sharp.autoOrient', same: 'different', why: 'true by default' },
  { name: 'sharp.animated', same: 'different', why: 'true by default; formats without animation take the first frame' },
  { name: 'sharp.failOn', same: 'different', why: '`truncated` by default' },
  { name: 'sharp.unlimited', same: 'different', why: 'lifts every limit that `limits` does not name, but for pixels and channels; what a drawing may cost stays bounded' },
  { name: 'sharp.sequentialRead', same: 'different', why: 'taken, without effect: an image is always decoded once, from the top' },
  { name: 'sharp.create.noise', same: 'different', why: 'also a `seed`: the same one gives the same noise, on every machine; nearly normal, never beyond 3.47 deviations' },
  { name: 'sharp.svg.highBitdepth', same: 'no', why: 'the renderer has 8 bit a channel: more would be the same colours in more bytes' },
  { name: 'sharp.pdf', same: 'no', why: `PDF is not read; ${ABSENT}` },
  { name: 'sharp.pdf.*', same: 'no', why: `as \`pdf\`; ${ABSENT}` },
  { name: 'sharp.pdfBackground', same: 'no', why: `as \`pdf\`; ${ABSENT}` },
  { name: 'sharp.openSlide', same: 'no', why: `slides of microscopes are not read; ${ABSENT}` },
  { name: 'sharp.openSlide.*', same: 'no', why: `as \`openSlide\`; ${ABSENT}` },
  { name: 'sharp.level', same: 'no', why: `as \`openSlide\`; ${ABSENT}` },
  { name: 'sharp.jp2', same: 'no', why: `JPEG 2000 is not read; ${ABSENT}` },
  { name: 'sharp.jp2.*', same: 'no', why: `as \`jp2\`; ${ABSENT}` },
  { name: 'sharp.cache', same: 'yes', why: 'all figures are 0, whatever is set: nothing is kept between calls' },
  { name: 'sharp.concurrency', same: 'yes', why: 'images at once, each on one thread' },
  { name: 'sharp.simd', same: 'different', why: 'tells, and switches nothing off: vector instructions change no result' },
  { name: 'sharp.block', same: 'yes', why: 'by format: `VipsForeignLoadTiff`, or `tiff`; what is no loader of libvips is an error' },
  { name: 'sharp.format', same: 'yes', why: 'by our names for formats, and their aliases' },
  { name: 'sharp.versions', same: 'yes', why: 'of the libraries here' },
  { name: 'sharp.queue', same: 'yes', why: 'its `on`, `once`, `off` and `removeAllListeners`, in every runtime' },
  { name: 'sharp.gravity', same: 'yes', why: 'words, where sharp has numbers' },
  { name: 'sharp.strategy', same: 'yes', why: 'words, where sharp has numbers' },
  { name: 'clone', same: 'yes', why: 'of the same input: a stream is read once for both' },
  { name: 'toBuffer', same: 'yes', why: 'also `signal`, `timeoutMs`, `onProgress`' },
  { name: 'timeout', same: 'yes', why: 'counted from the call on, waiting included' },
  { name: 'sharp.text.text', same: 'different', why: 'of Pango’s markup `b`, `i`, `u`, `s`, `big`, `small` and `span`; without `rgba` the result has one channel' },
  { name: 'sharp.text.font', same: 'different', why: 'of the fonts that are given (`fontfile`, `fonts`): none of the system' },
  { name: 'sharp.text.rgba', same: 'different', why: 'colours of the markup, but no emoji in colours' },
  { name: 'toFile', same: 'different', why: 'whole or not at all; an existing file is kept unless `overwrite: true`' },
  { name: 'metadata', same: 'different', why: '`width` and `height` are those of the upright frame' },
  { name: 'jp2', same: 'no', why: `JPEG 2000 is not written; ${ABSENT}` },
  { name: 'jp2.*', same: 'no', why: `as \`jp2\`; ${ABSENT}` },
  { name: 'jxl', same: 'no', why: `JPEG XL is read only; ${ABSENT}` },
  { name: 'jxl.*', same: 'no', why: `as \`jxl\`; ${ABSENT}` },
  { name: 'heif.compression', same: 'different', why: '`av1` alone: HEVC has patents' },
  { name: 'sharp.pages', same: 'different', why: 'an output without frames or pages takes the first, not all below each other' },
  { name: 'gif.keepDuplicateFrames', same: 'different', why: 'true by default' },
  { name: 'raw.depth', same: 'different', why: 'white is the largest number of a depth, or 1, where sharp keeps the numbers of the input; no complex ones, which no image has' },
  ...['avif', 'heif'].map((format) => ({ name: `${format}.tune`, same: /** @type {const} */ ('different'), why: '`iq` as far as libaom 3.11 has its settings' })),
  { name: 'resize.fastShrinkOnLoad', same: 'different', why: 'a JPEG is decoded no larger than needed, within a bound that a test states' },
  ...['failOn', 'limitInputPixels'].map((option) => ({ name: `composite.${option}`, same: /** @type {const} */ ('different'), why: 'the input’s own `failOn` and `limits` count' })),
];
