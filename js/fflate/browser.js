/** `pixmill/fflate` for browsers and bundlers: the small module is loaded before the first call, for those that are synchronous. */
import pixmill from '../index.js';
import { instanceOf } from '../front.js';
import { createFflate } from './index.js';

const instance = instanceOf(pixmill);
await instance.backend();
const fflate = createFflate(instance);

export default fflate;
export const {
  AsyncCompress, AsyncDecompress, AsyncDeflate, AsyncGunzip, AsyncGzip, AsyncInflate, AsyncUnzipInflate, AsyncUnzlib, AsyncZipDeflate, AsyncZlib,
  Compress, DecodeUTF8, Decompress, Deflate, EncodeUTF8, FlateErrorCode, Gunzip, Gzip, Inflate, Unzip, UnzipInflate, UnzipPassThrough, Unzlib, Zip,
  ZipDeflate, ZipPassThrough, Zlib, compress, compressSync, decompress, decompressSync, deflate, deflateSync, gunzip, gunzipSync, gzip, gzipSync,
  inflate, inflateSync, strFromU8, strToU8, unzip, unzipSync, unzlib, unzlibSync, zip, zipSync, zlib, zlibSync,
} = fflate;
