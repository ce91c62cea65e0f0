/** `import` gives the very instance that `require` gives. */
import pixmill from './index.js';

export default pixmill;
export const { batch, zip, zipSync, unzip, unzipSync, metadata, crc32, recipe, configure, backend, counters, ready, close, createPixmill, PixmillError } =
  pixmill;
