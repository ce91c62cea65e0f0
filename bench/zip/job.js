/**
 * One contender's whole process: node bench/zip/job.js <contender> <write|read> <folder> <archive> <level>.
 * Writing is from the folder's files to the archive; reading checks every entry's CRC-32.
 */
import { createReadStream, createWriteStream, openSync, readFileSync, closeSync, readdirSync, statSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import zlib from 'node:zlib';

const [contender, work, folder, archive, levelText] = process.argv.slice(2);
const level = Number(levelText);
const { compare } = new Intl.Collator('en', { numeric: true });
const names = () => readdirSync(folder).sort(compare);
const at = (name) => path.join(folder, name);

/** @param {number} found @param {number} expected @param {string} name */
function same(found, expected, name) {
  if (found >>> 0 !== expected >>> 0) throw new Error(`${name}: the CRC is wrong`);
}

/** pixmill with as many jobs at once. @param {number} concurrency */
async function pixmill(concurrency) {
  const { default: front } = await import('../../index.mjs');
  return front.createPixmill({ concurrency });
}

const ours = (concurrency) => ({
  async write() {
    const own = await pixmill(concurrency);
    const z = own.zip(archive, { overwrite: true, level: level === 0 ? undefined : level });
    for (const name of names()) await z.add(name, at(name));
    await z.close();
    await own.close();
  },
  async read() {
    const own = await pixmill(concurrency);
    for await (const entry of own.unzip(archive)) {
      for await (const chunk of entry) void chunk;
    }
    await own.close();
  },
});

/** The whole archive in memory, then to its file. @param {Uint8Array} bytes */
function put(bytes) {
  const file = openSync(archive, 'w');
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
  closeSync(file);
}

async function fflateFiles() {
  const fflate = await import('fflate');
  const files = Object.fromEntries(names().map((name) => [name, new Uint8Array(readFileSync(at(name)))]));
  return { fflate, files };
}

const CONTENDERS = {
  'pixmill-1': ours(1),
  'pixmill-2': ours(2),
  'fflate-sync': {
    async write() {
      const { fflate, files } = await fflateFiles();
      put(fflate.zipSync(files, { level: /** @type {any} */ (level) }));
    },
    async read() {
      const { unzipSync } = await import('fflate');
      const bytes = readFileSync(archive);
      const sums = crcs(bytes);
      // It checks no CRC: that is done for it, by the quickest function there is.
      for (const [name, content] of Object.entries(unzipSync(bytes))) same(zlib.crc32(content), sums.get(name), name);
    },
  },
  'fflate-async': {
    async write() {
      const { fflate, files } = await fflateFiles();
      put(await new Promise((resolve, reject) => fflate.zip(files, { level: /** @type {any} */ (level) }, (error, out) => (error ? reject(error) : resolve(out)))));
    },
    async read() {
      const { unzip } = await import('fflate');
      const bytes = readFileSync(archive);
      const sums = crcs(bytes);
      const files = await new Promise((resolve, reject) => unzip(bytes, (error, out) => (error ? reject(error) : resolve(out))));
      for (const [name, content] of Object.entries(files)) same(zlib.crc32(content), sums.get(name), name);
    },
  },
  'fflate-stream': {
    async write() {
      const fflate = await import('fflate');
      const out = createWriteStream(archive);
      const z = new fflate.Zip((error, chunk, final) => {
        if (error) throw error;
        out.write(chunk);
        if (final) out.end();
      });
      for (const name of names()) {
        const file = level === 0 ? new fflate.ZipPassThrough(name) : new fflate.ZipDeflate(name, { level: /** @type {any} */ (level) });
        z.add(file);
        for await (const chunk of createReadStream(at(name))) {
          file.push(new Uint8Array(chunk));
          if (out.writableNeedDrain) await new Promise((resolve) => out.once('drain', resolve));
        }
        file.push(new Uint8Array(0), true);
      }
      z.end();
      await finished(out);
    },
    async read() {
      const { Unzip, UnzipInflate } = await import('fflate');
      const sums = crcs(readFileSync(archive));
      const z = new Unzip();
      z.register(UnzipInflate);
      z.onfile = (file) => {
        let crc = 0;
        file.ondata = (error, chunk, final) => {
          if (error) throw error;
          crc = zlib.crc32(chunk, crc);
          if (final) same(crc, sums.get(file.name), file.name);
        };
        file.start();
      };
      for await (const chunk of createReadStream(archive)) z.push(new Uint8Array(chunk));
      z.push(new Uint8Array(0), true);
    },
  },
  yazl: {
    async write() {
      const { default: yazl } = await import('yazl');
      const z = new yazl.ZipFile();
      const done = pipeline(z.outputStream, createWriteStream(archive));
      for (const name of names()) z.addFile(at(name), name, level === 0 ? { compress: false } : { compressionLevel: level });
      z.end();
      await done;
    },
  },
  yauzl: {
    async read() {
      const { default: yauzl } = await import('yauzl');
      const z = await yauzl.openPromise(archive);
      for await (const entry of z.eachEntry()) {
        let crc = 0;
        for await (const chunk of await z.openReadStreamPromise(entry)) crc = zlib.crc32(chunk, crc);
        same(crc, entry.crc32, entry.fileName);
      }
    },
  },
  archiver: {
    async write() {
      const { ZipArchive } = await import('archiver');
      const z = new ZipArchive(level === 0 ? { store: true } : { zlib: { level } });
      const done = pipeline(z, createWriteStream(archive));
      for (const name of names()) z.file(at(name), { name });
      await z.finalize();
      await done;
    },
  },
  'zip.js': {
    async write() {
      const zip = await import('@zip.js/zip.js');
      const z = new zip.ZipWriter(Writable.toWeb(createWriteStream(archive)), { level });
      for (const name of names()) await z.add(name, /** @type {any} */ (Readable.toWeb(createReadStream(at(name)))));
      await z.close();
    },
    async read() {
      const zip = await import('@zip.js/zip.js');
      const z = new zip.ZipReader(new zip.Uint8ArrayReader(new Uint8Array(readFileSync(archive))), { checkSignature: true });
      for (const entry of await z.getEntries()) await /** @type {any} */ (entry).getData(new WritableStream());
    },
  },
  'client-zip': {
    async write() {
      const { makeZip } = await import('client-zip');
      const entries = function* () {
        for (const name of names()) yield { name, lastModified: new Date(0), input: /** @type {any} */ (Readable.toWeb(createReadStream(at(name)))) };
      };
      await pipeline(Readable.fromWeb(/** @type {any} */ (makeZip(entries()))), createWriteStream(archive));
    },
  },
  jszip: {
    async write() {
      const { default: JSZip } = await import('jszip');
      const z = new JSZip();
      for (const name of names()) z.file(name, readFileSync(at(name)));
      const options = level === 0 ? { compression: 'STORE' } : { compression: 'DEFLATE', compressionOptions: { level } };
      await pipeline(z.generateNodeStream(/** @type {any} */ (options)), createWriteStream(archive));
    },
    async read() {
      const { default: JSZip } = await import('jszip');
      const z = await JSZip.loadAsync(readFileSync(archive), { checkCRC32: true });
      for (const entry of Object.values(z.files)) await entry.async('uint8array');
    },
  },
  /** No archive: what it would cost Node to read, sum, deflate and write. */
  'node:zlib': {
    async write() {
      const out = await open(archive, 'w');
      for (const name of names()) {
        if (statSync(at(name)).size > 1e8) {
          const deflate = zlib.createDeflateRaw({ level });
          const source = createReadStream(at(name)).on('data', (chunk) => zlib.crc32(chunk));
          source.pipe(deflate);
          for await (const chunk of deflate) await out.write(chunk);
          continue;
        }
        const bytes = readFileSync(at(name));
        zlib.crc32(bytes);
        await out.write(level === 0 ? bytes : zlib.deflateRawSync(bytes, { level }));
      }
      await out.close();
    },
  },
  /** What it costs to start. */
  nothing: { async write() {}, async read() {} },
};

/** The CRCs of a directory without comments, by name. @param {Buffer} bytes */
function crcs(bytes) {
  const sums = new Map();
  const end = bytes.length - 22;
  let offset = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count -= 1) {
    const [name, extra] = [bytes.readUInt16LE(offset + 28), bytes.readUInt16LE(offset + 30)];
    sums.set(bytes.toString('utf8', offset + 46, offset + 46 + name), bytes.readUInt32LE(offset + 16));
    offset += 46 + name + extra;
  }
  return sums;
}

await CONTENDERS[contender][work]();
// Some peers leave workers that would keep the process.
process.exit(0);
