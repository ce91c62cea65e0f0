/** `import` gives the very instance that `require` gives. */
import pixmill from './index.js';

export default pixmill;
export const { batch, zip, zipSync, predictSize, unzip, unzipSync, unzipTo, metadata, crc32, adler32, recipe, configure, backend, counters, ready, close, createPixmill, PixmillError } =
  pixmill;
export const { fit, kernel, gravity, strategy, bool, interpolators, format, versions, cache, concurrency, simd, queue, block, unblock } = pixmill;
export const { gzip, gzipSync, gunzip, gunzipSync, deflate, deflateSync, inflate, inflateSync, zlib, zlibSync, unzlib, unzlibSync } = pixmill;
export const { gzipStream, gunzipStream, deflateStream, inflateStream, zlibStream, unzlibStream } = pixmill;
