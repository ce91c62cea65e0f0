/** unzip() of what others wrote and of what comes in pieces: passwords, methods, large entries, archives that are only a stream. */
import { equal, fails, ok, pixmill, same, sameBytes, test, zipped } from '../harness.js';
import { noise, streamOf, text } from '../fixtures.js';

/** @param {string} hex */
const fromHex = (hex) => new Uint8Array((hex.match(/../g) ?? []).map((byte) => parseInt(byte, 16)));

/** What other tools wrote of the same words under the name `a` (7-Zip 26.02, Info-ZIP 3.0), encrypted with `secret`. */
const FOREIGN = {
  'AES-256 by 7zz -mem=AES256':
    '504b03043300010063000000215800000000280000001800000001000b00610199070002004145030800119efb7c0814ee0a21e130783e0d35961459' +
    'c4dacae5daec8b15bc4edb431b84bb0a07c41a27bb16504b01023f033300010063000000215800000000280000001800000001002f00000000000000' +
    '2080a48100000000610a002000000000000100180000c08976453cda01000000000000000000000000000000000199070002004145030800504b0506' +
    '00000000010001005e000000520000000000',
  'ZipCrypto by 7zz -mem=ZipCrypto':
    '504b030414000100080000002158d603bb4f180000001800000001000000617b99c05ca9c0318c72dffce575bdd6d2b803cdd9cb151452504b01023f' +
    '0314000100080000002158d603bb4f1800000018000000010024000000000000002080a48100000000610a002000000000000100180000c08976453c' +
    'da0100000000000000000000000000000000504b0506000000000100010053000000370000000000',
  'ZipCrypto by zip -P, sums behind the data':
    '504b030414000900080000002158d603bb4f19000000180000000100000061a35c49982205da8a9e3992c7b1e02951d599685746319410b2504b0708' +
    'd603bb4f1900000018000000504b01021e0314000900080000002158d603bb4f1900000018000000010000000000000001000000a481000000006150' +
    '4b050600000000010001002f000000480000000000',
  'deflate64 by 7zz -mm=Deflate64':
    '504b030415000000090000002158d603bb4f0c0000001800000001000000612bc8acc8cdccc95140a3b900504b01023f0315000000090000002158d6' +
    '03bb4f0c00000018000000010024000000000000002080a48100000000610a002000000000000100180000c08976453cda0100000000000000000000' +
    '000000000000504b05060000000001000100530000002b0000000000',
};
const WORDS = 'pixmill pixmill pixmill\n';

test('entries that are encrypted or deflated with a window of 64 KiB are read', async () => {
  for (const [tool, hex] of Object.entries(FOREIGN)) {
    const archive = fromHex(hex);
    for (const password of ['secret', new TextEncoder().encode('secret')]) {
      const entry = await pixmill.unzip(archive, { password }).entry('a');
      equal(entry.encrypted, !tool.startsWith('deflate64'), tool);
      equal(new TextDecoder().decode(await entry.bytes()), WORDS, tool);
      equal(await new Response(entry.stream()).text(), WORDS, `${tool}, in pieces`);
      same(pixmill.unzipSync(archive, { password }).map(({ data }) => new TextDecoder().decode(data)), [WORDS], `${tool}, at once`);
    }
    if (tool.startsWith('deflate64')) continue;
    await fails(pixmill.unzip(archive).entry('a').then((entry) => entry.bytes()), 'Encrypted', { path: 'a' });
    await fails(pixmill.unzip(archive, { password: 'Secret' }).entry('a').then((entry) => entry.bytes()), 'WrongPassword');
    await fails(() => pixmill.unzipSync(archive, { password: '' }), 'WrongPassword');
  }
  await fails(() => pixmill.unzip(fromHex(FOREIGN['deflate64 by 7zz -mm=Deflate64']), { password: 7 }), 'InvalidOption', { path: 'password' });
});

const CONTENTS = {
  'small.txt': () => text(5000),
  'empty.bin': () => new Uint8Array(0),
  'noise.bin': () => noise(5 * 2 ** 20 + 7),
  'folder/': () => new Uint8Array(0),
  'large.txt': () => text(9 * 2 ** 20 + 12_345),
  'folder/last.txt': () => text(70_000),
};

/** With sums before the data where `known`, else behind what is deflated. @param {boolean} known */
function archived(known) {
  return zipped({ comment: 'of all' }, async (z) => {
    for (const [name, make] of Object.entries(CONTENTS)) await z.add(name, known || name.endsWith('/') ? make() : streamOf(make(), 100_000), { mode: 0o640 });
  });
}

/** An archive that is only a stream, in pieces of a size. @param {Uint8Array} bytes @param {number} size @param {object} [options] */
const coming = (bytes, size, options) => pixmill.unzip(streamOf(bytes, size), options);

test('an archive is read as it comes, however it is cut', async () => {
  for (const known of [true, false]) {
    const archive = await archived(known);
    for (const size of [9_999, archive.byteLength]) {
      const opened = coming(archive, size, { strict: true });
      const entries = [];
      for await (const entry of opened) {
        entries.push(entry);
        sameBytes(await entry.bytes(), CONTENTS[entry.name](), `${entry.name} in pieces of ${size}`);
        equal(entry.size, CONTENTS[entry.name]().byteLength, entry.name);
      }
      same(entries.map(({ name }) => name), Object.keys(CONTENTS));
      same(opened.warnings, []);
      equal(opened.comment, 'of all');
      // The directory says what the local header does not.
      ok(entries.every(({ mode }) => (mode & 0o777) === 0o640), 'modes');
    }
  }
});

test('entries of a stream are passed over, left in their middle or asked for without waiting', async () => {
  for (const known of [true, false]) {
    const archive = await archived(known);
    const names = [];
    const whole = [];
    for await (const entry of coming(archive, 70_001)) {
      names.push(entry.name);
      if (entry.name === 'large.txt') {
        const reader = entry.stream().getReader();
        await reader.read();
        continue;
      }
      if (entry.name === 'small.txt' || entry.name === 'noise.bin') whole.push(entry.bytes());
    }
    same(names, Object.keys(CONTENTS));
    const [small, other] = await Promise.all(whole);
    sameBytes(small, CONTENTS['small.txt']());
    sameBytes(other, CONTENTS['noise.bin']());
    const found = await coming(archive, 70_001).entry('folder/last.txt');
    sameBytes(await found.bytes(), CONTENTS['folder/last.txt']());
    await fails(coming(archive, 70_001).entry('none'), 'NoSuchEntry');
    const first = [];
    for await (const entry of coming(archive, 70_001)) first.push(entry);
    await fails(first[0].bytes(), 'Closed');
  }
});

/** Reads a stream to its end. @param {any} archive */
async function through(archive) {
  for await (const entry of archive) await entry.bytes();
}

test('what came is in vain if the directory says something else', async () => {
  const archive = new Uint8Array(pixmill.zipSync([['a', text(50)], ['b', text(60)]], { store: 'always' }));
  const view = new DataView(archive.buffer);
  const directory = view.getUint32(archive.byteLength - 22 + 16, true);
  const changed = (at, value) => {
    const other = archive.slice();
    other[at] = value;
    return other;
  };
  await through(coming(archive, 10));
  // The name, the CRC-32, the offset and the mode of the first record; only the mode is the directory's own.
  await fails(through(coming(changed(directory + 46, 0x63), 10)), 'HeaderMismatch');
  await fails(through(coming(changed(directory + 16, archive[directory + 16] ^ 1), 10)), 'HeaderMismatch');
  await fails(through(coming(changed(directory + 42, 1), 10)), 'Overlap');
  await through(coming(changed(directory + 40, 1), 10));
  // An entry that the directory does not know.
  const one = pixmill.zipSync([['b', text(60)]], { store: 'always' });
  const hidden = new Uint8Array([...archive.subarray(0, 31 + 50), ...one]);
  await fails(through(coming(hidden, 10)), 'AmbiguousArchive');
  // The data itself.
  await fails(through(coming(changed(40, 0), 10)), 'CrcMismatch', { path: 'a' });
  for (let cut = 1; cut < archive.byteLength; cut += 7) {
    let error;
    await through(coming(archive.slice(0, cut), 10)).catch((reason) => (error = reason));
    ok(['NotAnArchive', 'CorruptArchive'].includes(error?.code), `cut at ${cut}: ${error?.code}`);
  }
});

test('limits count while an archive comes', async () => {
  const archive = await archived(false);
  await fails(through(coming(archive, 70_000, { limits: { entryBytes: 2 ** 20 } })), 'ArchiveLimit', { option: 'limits.entryBytes' });
  await fails(through(coming(archive, 70_000, { limits: { bytes: 6 * 2 ** 20 } })), 'ArchiveLimit', { option: 'limits.bytes' });
  await fails(through(coming(archive, 70_000, { limits: { directory: 100 } })), 'ArchiveLimit', { option: 'limits.directory' });
});

test('several entries are read at the same time, and large ones as they are taken', async () => {
  const archive = await archived(false);
  const entries = [];
  for await (const entry of pixmill.unzip(new Blob([archive]))) entries.push(entry);
  const all = await Promise.all(entries.map((entry) => new Response(entry.stream()).arrayBuffer()));
  for (const [index, { name }] of entries.entries()) sameBytes(new Uint8Array(all[index]), CONTENTS[name](), name);
  const own = pixmill.createPixmill({ memoryBudget: 2 ** 20 });
  let [asked, most] = [0, 0];
  const ranged = { size: archive.byteLength, read: (offset, len) => ((asked += len), (most = Math.max(most, len)), archive.slice(offset, offset + len)) };
  const reader = (await own.unzip(ranged).entry('large.txt')).stream().getReader();
  await reader.read();
  ok(most <= 2 ** 20 && asked < archive.byteLength / 4, `${asked} bytes were read for the first piece`);
  let size = 0;
  const again = (await own.unzip(ranged).entry('large.txt')).stream().getReader();
  for (let step = await again.read(); !step.done; step = await again.read()) {
    ok(step.value.byteLength <= 2 ** 18 && step.value.buffer.byteLength === step.value.byteLength, 'exact pieces');
    size += step.value.byteLength;
  }
  equal(size, CONTENTS['large.txt']().byteLength);
  await own.close();
});

test('small entries are read alike by one question and by several', async () => {
  const names = ['stored', 'deflated', 'a'.repeat(600)];
  const contents = { stored: noise(900), deflated: text(4000), [names[2]]: text(70) };
  const archive = await zipped({}, async (z) => {
    for (const name of names) await z.add(name, contents[name]);
    await z.add('sums behind it', streamOf(text(500), 100));
    await z.add('long', text(3_000_000));
  });
  const all = { ...contents, 'sums behind it': text(500), long: text(3_000_000) };
  const opened = pixmill.unzip(new Blob([archive]), { strict: true });
  const entries = [];
  for await (const entry of opened) entries.push(entry);
  // The second time while a long one is located.
  for (const order of [entries, entries.toReversed()]) {
    const found = await Promise.all(order.map((entry) => entry.bytes()));
    order.forEach(({ name }, index) => sameBytes(found[index], all[name], name));
  }
  for (const entry of entries) sameBytes(await entry.bytes(), all[entry.name], entry.name);
  for (const { name, data } of pixmill.unzipSync(archive)) sameBytes(data, all[name], name);
});

test('what is odd in the headers of a small entry is told once, and its data is checked', async () => {
  const archive = new Uint8Array(pixmill.zipSync([['a', noise(50)], ['b', text(2000)]]));
  const local = new TextDecoder('latin1').decode(archive).lastIndexOf('PK\x03\x04');
  const odd = archive.slice();
  odd[local + 30] = 'c'.charCodeAt(0);
  const opened = pixmill.unzip(odd, { allow: ['HeaderMismatch'] });
  const entry = await opened.entry('b');
  same(opened.warnings, []);
  for (let times = 0; times < 3; times += 1) sameBytes(await entry.bytes(), text(2000));
  same(opened.warnings.map(({ code }) => code), ['HeaderMismatch']);
  await fails(pixmill.unzip(odd).entry('b').then((each) => each.bytes()), 'HeaderMismatch', { path: 'b' });
  for (const [name, header, code] of [['a', 0, /^CrcMismatch$/], ['b', local, /^(CorruptDeflate|CrcMismatch|SizeMismatch)$/]]) {
    const damaged = archive.slice();
    const [nameLen, extraLen] = [26, 28].map((at) => new DataView(damaged.buffer).getUint16(header + at, true));
    damaged[header + 30 + nameLen + extraLen + 9] ^= 1;
    const found = await pixmill.unzip(damaged).entry(name).then((each) => each.bytes()).then(() => 'none', (error) => error.code);
    ok(code.test(found), `${name}: ${found}`);
    await fails(() => pixmill.unzipSync(damaged), found, { path: name });
  }
  // The name's length in the local header alone: the data begins elsewhere.
  const longer = archive.slice();
  new DataView(longer.buffer).setUint16(local + 26, 9000, true);
  await fails(pixmill.unzip(longer).entry('b').then((each) => each.bytes()), 'Overlap', { path: 'b' });
});

test('small entries that are asked for at the same time share what is read', async () => {
  const names = Array.from({ length: 300 }, (_, index) => `${index}.txt`);
  const archive = await zipped({ level: 0 }, async (z) => {
    for (const name of names) await z.add(name, text(1000));
  });
  let read = 0;
  const ranged = { size: archive.byteLength, read: async (offset, len) => ((read += len), archive.slice(offset, offset + len)) };
  const entries = [];
  for await (const entry of pixmill.unzip(ranged)) entries.push(entry);
  for (const bytes of await Promise.all(entries.map((entry) => entry.bytes()))) sameBytes(bytes, text(1000));
  ok(read < 2 * archive.byteLength, `${read} bytes were read of ${archive.byteLength}`);
});
