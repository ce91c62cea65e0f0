/** A ZIP's records (APPNOTE 6.3.10, 4.3) as fflate lets its callers fill them: any system, attributes, extra fields and method. */
import { timeOf } from './engine.js';
import { FlateErrorCode, flateError } from './errors.js';
import { strToU8 } from './text.js';

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Version needed: deflate and folders. */
const VERSION = 20;
/** General purpose flags: sums behind the data, a name in UTF-8. */
const [DESCRIBED, UTF8] = [8, 2048];
const MOST = 0xffff;

/** @param {number} size */
function record(size) {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** Date and time of DOS, of the local clock as fflate's. @param {any} mtime */
function dosTime(mtime) {
  const date = timeOf(mtime);
  const year = date.getFullYear() - 1980;
  if (!(year >= 0 && year <= 119)) throw flateError(FlateErrorCode.InvalidDate);
  const day = (year << 25) | ((date.getMonth() + 1) << 21) | (date.getDate() << 16);
  return (day | (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1)) >>> 0;
}

/** @param {Record<string, Uint8Array> | undefined} extra */
function extraFields(extra) {
  const fields = Object.entries(extra ?? {});
  const { bytes, view } = record(fields.reduce((sum, [, data]) => sum + 4 + data.length, 0));
  let at = 0;
  for (const [id, data] of fields) {
    if (data.length > MOST) throw flateError(FlateErrorCode.ExtraFieldTooLong);
    view.setUint16(at, Number(id), true);
    view.setUint16(at + 2, data.length, true);
    bytes.set(data, at + 4);
    at += 4 + data.length;
  }
  if (bytes.length > MOST) throw flateError(FlateErrorCode.ExtraFieldTooLong);
  return bytes;
}

/** What an entry's headers say, checked. @param {string} filename @param {any} file */
export function entryOf(filename, file) {
  const name = strToU8(filename);
  if (name.length > MOST) throw flateError(FlateErrorCode.FilenameTooLong);
  const comment = strToU8(file.comment ?? '');
  if (comment.length > MOST) throw flateError(FlateErrorCode.ExtraFieldTooLong, 'comment too long');
  return {
    name,
    comment,
    utf8: name.length !== filename.length || comment.length !== (file.comment ?? '').length,
    time: dosTime(file.mtime),
    extra: extraFields(file.extra),
    os: file.os ?? 0,
    attrs: file.attrs ?? 0,
  };
}

/** The part that local and central headers share, from the version on. */
function shared(view, at, { utf8, time, name, extra }, { flag = 0, described, compression, crc, compressed, size }) {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, ((flag ?? 0) << 1) | (described ? DESCRIBED : 0) | (utf8 ? UTF8 : 0), true);
  view.setUint16(at + 4, compression, true);
  view.setUint32(at + 6, time, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, compressed, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, name.length, true);
  view.setUint16(at + 24, extra.length, true);
}

/** @param {ReturnType<typeof entryOf>} entry @param {any} sums zeros where they stand behind the data */
export function localHeader(entry, sums) {
  const { bytes, view } = record(30 + entry.name.length + entry.extra.length);
  view.setUint32(0, LOCAL, true);
  shared(view, 4, entry, sums);
  bytes.set(entry.name, 30);
  bytes.set(entry.extra, 30 + entry.name.length);
  return bytes;
}

/** What stands behind data whose sums came late. */
export function descriptor({ crc, compressed, size }) {
  const { bytes, view } = record(16);
  [DESCRIPTOR, crc, compressed, size].forEach((value, at) => view.setUint32(4 * at, value, true));
  return bytes;
}

/** The directory and its end. @param {{entry: ReturnType<typeof entryOf>, sums: any, offset: number}[]} files @param {number} offset */
export function directory(files, offset) {
  const parts = files.map(({ entry, sums, offset: at }) => {
    const { bytes, view } = record(46 + entry.name.length + entry.extra.length + entry.comment.length);
    view.setUint32(0, CENTRAL, true);
    bytes[4] = VERSION;
    bytes[5] = entry.os;
    shared(view, 6, entry, sums);
    view.setUint16(32, entry.comment.length, true);
    view.setUint32(38, entry.attrs, true);
    view.setUint32(42, at, true);
    bytes.set(entry.name, 46);
    bytes.set(entry.extra, 46 + entry.name.length);
    bytes.set(entry.comment, 46 + entry.name.length + entry.extra.length);
    return bytes;
  });
  const size = parts.reduce((sum, part) => sum + part.byteLength, 0);
  if (files.length > MOST || offset + size > 0xffff_ffff) {
    throw flateError(FlateErrorCode.InvalidZipData, 'over 65535 files or 4 GiB: fflate has no ZIP64, zip() of pixmill has');
  }
  const { bytes, view } = record(22);
  view.setUint32(0, END, true);
  view.setUint16(8, files.length, true);
  view.setUint16(10, files.length, true);
  view.setUint32(12, size, true);
  view.setUint32(16, offset, true);
  return [...parts, bytes];
}

/** @param {Uint8Array} data */
export function viewOn(data) {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}

/** A ZIP64 extra field's values, for those that are all ones in the header. */
function wide(view, at, end, values) {
  while (at + 4 <= end) {
    const [id, len] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (id === 1) {
      let from = at + 4;
      return values.map((value) => {
        if (value !== 0xffff_ffff) return value;
        from += 8;
        return Number(view.getBigUint64(from - 8, true));
      });
    }
    at += 4 + len;
  }
  return values;
}

/**
 * The directory of an archive. Numbers that lie outside of it are a RangeError of the view.
 * @param {Uint8Array} data
 */
export function* entriesOf(data) {
  const view = viewOn(data);
  let at = data.length - 22;
  for (; at < 0 || view.getUint32(at, true) !== END; at -= 1) {
    if (at < 0 || data.length - at > 65_558) throw flateError(FlateErrorCode.InvalidZipData);
  }
  let [count, offset] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
  if ((offset === 0xffff_ffff || count === 0xffff) && at >= 20 && view.getUint32(at - 20, true) === 0x07064b50) {
    const end64 = Number(view.getBigUint64(at - 12, true));
    if (view.getUint32(end64, true) === 0x06064b50) {
      [count, offset] = [Number(view.getBigUint64(end64 + 32, true)), Number(view.getBigUint64(end64 + 48, true))];
    }
  }
  for (let index = 0; index < count; index += 1) {
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
      },
    };
    offset = nameEnd + extraLen + commentLen;
  }
}

export const SIGNATURES = { LOCAL, DESCRIPTOR, CENTRAL, END };
export { DESCRIBED, UTF8, wide };
