/** The commands for archives: what they write, list and say, and how they end. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import pixmill from '../../index.mjs';
import { photo } from '../fixtures.js';
import { at, cli, entries, files, freshFolder, leftovers, lines, start, until } from './program.js';

freshFolder();

test('zip takes folders with their names, hidden files too, and keeps times and permissions', async () => {
  writeFileSync(at('in', '.hidden'), 'h');
  writeFileSync(at('in', 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
  const { status, err, out } = await cli(['zip', 'in', 'in/a.png', '-o', 'all.zip']);
  assert.deepEqual([status, out], [0, ''], err);
  assert.match(err, /^5 files, \d+ bytes in, \d+ bytes out$/m);
  assert.deepEqual(entries(at('all.zip')).sort(), ['in/.hidden', 'in/a.png', 'in/b.JPG', 'in/deep/c.png', 'in/run.sh']);
  const script = await pixmill.unzip(at('all.zip')).entry('in/run.sh');
  assert.equal(script.mode & 0o777, 0o755);
  assert.equal(Math.floor(script.mtime.getTime() / 1000), Math.floor(statSync(at('in', 'run.sh')).mtimeMs / 1000));
});

test('zip leaves out its own output, names what is missing, and replaces an archive only when told', async () => {
  assert.equal((await cli(['zip', 'in', '-o', 'in/own.zip'])).status, 0);
  assert.equal((await cli(['zip', 'in', '-o', 'in/own.zip', '--overwrite', '--level', '9'])).status, 0);
  assert.deepEqual(entries(at('in', 'own.zip')).sort(), ['in/a.png', 'in/b.JPG', 'in/deep/c.png']);
  const again = await cli(['zip', 'in', '-o', 'in/own.zip']);
  assert.equal(again.status, 1);
  assert.match(again.err, /own\.zip/);
  const missing = await cli(['zip', 'in/a.png', 'absent.txt', '-o', 'new.zip']);
  assert.equal(missing.status, 1);
  // One line that a person can act on.
  assert.match(missing.err, /^pixmill: [^\n]*absent\.txt[^\n]*\n$/);
  assert.equal(existsSync(at('new.zip')), false);
  assert.deepEqual(leftovers(), []);
  assert.equal((await cli(['zip', 'in'])).status, 2);
  assert.equal((await cli(['zip', 'none/*', '-o', 'x.zip'])).status, 3);
});

test('zip writes to a pipe, and tells entries and sums as JSON', async () => {
  const { bytes, status, err } = await cli(['zip', 'in/a.png', '-o', '-', '--quiet']);
  assert.deepEqual([status, err], [0, '']);
  assert.deepEqual(pixmill.unzipSync(bytes).map(({ name }) => name), ['a.png']);
  const told = lines((await cli(['zip', 'in', '-o', 'j.zip', '--json'])).out);
  assert.deepEqual(told.map(({ type }) => type), ['entry', 'entry', 'entry', 'summary']);
  assert.equal(told[3].bytesOut, statSync(at('j.zip')).size);
});

test('level and effort say how hard an archive is packed, by the command and beside images', async () => {
  // Words in an order of no period, so that each further search finds a little.
  let state = 7;
  const word = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return `${(state >>> 20) ** 2 % 997} `;
  };
  writeFileSync(at('in', 'words.txt'), Array.from({ length: 20_000 }, word).join(''));
  const size = async (file, name) => (await pixmill.unzip(at(file)).entry(name)).compressedSize;
  const packed = async (...how) => {
    assert.equal((await cli(['zip', 'in/words.txt', '-o', 'w.zip', '--overwrite', ...how])).status, 0);
    return size('w.zip', 'words.txt');
  };
  const [quick, usual, most] = [await packed('--level', '1'), await packed(), await packed('--archive-effort', 'max')];
  assert.ok(quick > usual && usual > most, `${quick}, ${usual}, ${most}`);
  writeFileSync(at('photo.png'), await pixmill(photo(300, 200)).png().toBuffer());
  assert.equal((await cli(['photo.png', '-f', 'bmp', '-o', 'usual.zip'])).status, 0);
  assert.equal((await cli(['photo.png', '-f', 'bmp', '-o', 'most.zip', '--archive-effort', 'max'])).status, 0);
  assert.ok((await size('most.zip', 'photo.bmp')) < (await size('usual.zip', 'photo.bmp')));
  const wrong = await cli(['zip', 'in', '-o', 'x.zip', '--archive-effort', 'most']);
  assert.equal(wrong.status, 2);
  assert.match(wrong.err, /expected one of level, max .*found "most"/);
});

test('list shows sizes, times and names as a table, or one JSON object a line', async () => {
  const archive = pixmill.zip(at('x.zip'), { comment: 'of the archive', level: 0 });
  await archive.add('a.txt', new Uint8Array(1234), { mtime: Date.UTC(2026, 10, 27, 20, 15) });
  await archive.add('folder/b.bin', new Uint8Array(5));
  await archive.close();
  const { status, out, err } = await cli(['list', 'x.zip']);
  assert.equal(status, 0, err);
  const rows = out.trimEnd().split('\n').map((row) => row.trim().split(/ {2,}/));
  assert.deepEqual(rows, [['size', 'packed', 'modified (UTC)', 'name'], ['1234', '1234', '2026-11-27 20:15', 'a.txt'], ['5', '5', '1980-01-01 00:00', 'folder/b.bin'], ['1239', '1239', '2 files']]);
  const told = lines((await cli(['list', 'x.zip', '--json'])).out);
  assert.deepEqual(told.map(({ type, name, size }) => [type, name, size]), [['entry', 'a.txt', 1234], ['entry', 'folder/b.bin', 5], ['summary', undefined, 1239]]);
  assert.equal(told[2].comment, 'of the archive');
});

test('list shows a deceptive name as what it is, refuses it when strict, and no archive at all', async () => {
  const archive = pixmill.zip(at('rtl.zip'));
  await archive.add('photo\u202egpj.exe', new Uint8Array(1));
  await archive.close();
  const { status, out, err } = await cli(['list', 'rtl.zip']);
  assert.equal(status, 0, err);
  assert.match(out, /photo\\u\{202e\}gpj\.exe/);
  assert.doesNotMatch(out + err, /\u202e/);
  const strict = await cli(['list', 'rtl.zip', '--strict']);
  assert.equal(strict.status, 1);
  const no = await cli(['list', 'in/a.png']);
  assert.equal(no.status, 1);
  assert.match(no.err, /^pixmill: /);
  assert.equal((await cli(['list'])).status, 2);
  assert.match((await cli(['list', '--help'])).out, /pixmill list <archive>[\s\S]*--allow/);
});

test('unzip writes every file below its folder, never over one that exists unless told', async () => {
  await cli(['zip', 'in', '-o', 'all.zip']);
  const { status, err } = await cli(['unzip', 'all.zip', '-o', 'out']);
  assert.equal(status, 0, err);
  assert.match(err, /^3 files, \d+ bytes out$/m);
  assert.deepEqual(files(at('out')), ['in/a.png', 'in/b.JPG', 'in/deep/c.png']);
  assert.deepEqual(readFileSync(at('out', 'in', 'deep', 'c.png')), readFileSync(at('in', 'deep', 'c.png')));
  assert.equal((await cli(['unzip', 'all.zip', '-o', 'out'])).status, 1);
  assert.equal((await cli(['unzip', 'all.zip', '-o', 'out', '--overwrite'])).status, 0);
  assert.deepEqual(leftovers(), []);
});

test('unzip follows no link out of its folder', async () => {
  await cli(['zip', 'in', '-o', 'all.zip']);
  mkdirSync(at('elsewhere'));
  mkdirSync(at('out'));
  symlinkSync(at('elsewhere'), at('out', 'in'));
  const { status } = await cli(['unzip', 'all.zip', '-o', 'out']);
  assert.equal(status, 1);
  assert.deepEqual(readdirSync(at('elsewhere')), []);
});

test('a run that the system ends leaves nothing half behind', async () => {
  writeFileSync(at('in', 'large.bin'), Buffer.alloc(200 << 20, 'pixels and more '));
  const { child, ended } = start(['zip', 'in', '-o', 'big.zip'], ['ignore', 'ignore', 'pipe']);
  await until(() => leftovers().length > 0);
  child.kill('SIGTERM');
  const { status, signal } = await ended;
  assert.deepEqual([status, signal], [143, null]);
  assert.equal(existsSync(at('big.zip')), false);
  assert.deepEqual(leftovers(), []);
});

test('the images of a comic are converted within it, or taken out into a folder', async () => {
  await cli(['zip', 'in', '-o', 'comic.cbz']);
  const archive = pixmill.zip(at('comic.cbz'), { append: true });
  await archive.add('ComicInfo.xml', Buffer.from('<ComicInfo/>'));
  await archive.add('bad.png', Buffer.from('no image'));
  await archive.close();
  const { status, err } = await cli(['comic.cbz', '-f', 'webp', '-o', 'small.cbz']);
  assert.equal(status, 1);
  assert.match(err, /^pixmill: comic\.cbz: bad\.png: .*$/m);
  assert.match(err, /^4 images, 1 failed, 1 copied; /m);
  assert.deepEqual(entries(at('small.cbz')), ['in/a.webp', 'in/b.webp', 'in/deep/c.webp', 'ComicInfo.xml', 'bad.png']);
  const dry = await cli(['comic.cbz', '-f', 'webp', '-o', 'dry.cbz', '--dry-run']);
  assert.match(dry.out, /^comic\.cbz: in\/a\.png \(png 40x30\) -> dry\.cbz: in\/a\.webp \(webp 40x30\)$/m);
  assert.equal(existsSync(at('dry.cbz')), false);
  assert.equal((await cli(['comic.cbz', '-f', 'webp', '-o', 'pages/'])).status, 1);
  assert.deepEqual(files(at('pages')), ['in/a.webp', 'in/b.webp', 'in/deep/c.webp']);
});

test('an archive is converted alone, and a document is made of a document', async () => {
  await cli(['zip', 'in', '-o', 'a.zip']);
  assert.equal((await cli(['a.zip', 'in', '-o', 'b.zip'])).status, 2);
  assert.equal((await cli(['a.zip', '-o', 'one.webp'])).status, 2);
  const book = await cli(['in', '-o', 'new.epub']);
  assert.equal(book.status, 2);
  assert.match(book.err, /document/);
});

test('a password encrypts and opens, typed or from the environment', async () => {
  assert.equal((await cli(['zip', 'in', '-o', 'secret.zip', '--password', 'grün'])).status, 0);
  const opened = pixmill.unzip(at('secret.zip'));
  for await (const entry of opened) assert.equal(entry.encrypted, true, entry.name);
  assert.equal((await cli(['list', 'secret.zip'])).status, 0);
  const without = await cli(['unzip', 'secret.zip', '-o', 'out']);
  assert.equal(without.status, 2);
  assert.match(without.err, /password/);
  assert.equal((await cli(['unzip', 'secret.zip', '-o', 'out'], { env: { PIXMILL_PASSWORD: 'grün' } })).status, 0);
  assert.deepEqual(readFileSync(at('out', 'in', 'a.png')), readFileSync(at('in', 'a.png')));
  assert.equal((await cli(['unzip', 'secret.zip', '-o', 'other', '--password', 'wrong'])).status, 2);
});

test('images go into an archive with a password, a comment, names as told, and beside what it holds', async () => {
  assert.equal((await cli(['in', '-f', 'bmp', '-o', 'images.zip', '--password', 'grün', '--comment', 'mine'])).status, 0);
  const opened = pixmill.unzip(at('images.zip'), { password: 'grün' });
  const names = [];
  for await (const { name, encrypted } of opened) names.push([name, encrypted]);
  assert.deepEqual([names, opened.comment], [[['a.bmp', true], ['b.bmp', true], ['deep/c.bmp', true]], 'mine']);
  // The password opens the images of an archive too; what was encrypted is encrypted again.
  const again = await cli(['images.zip', '-f', 'png', '-o', 'again.zip'], { env: { PIXMILL_PASSWORD: 'grün' } });
  assert.equal(again.status, 0, again.err);
  const found = await pixmill.unzip(at('again.zip'), { password: 'grün' }).entry('a.png');
  assert.equal(found.encrypted, true);
  assert.deepEqual([...(await found.bytes()).subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.equal((await cli(['in/a.png', '-f', 'bmp', '-o', 'again.zip'])).status, 1);
  assert.equal((await cli(['in/a.png', '-f', 'bmp', '-o', 'again.zip', '--append'])).status, 0);
  const listed = [];
  for await (const { name, encrypted } of pixmill.unzip(at('again.zip'))) listed.push([name, encrypted]);
  assert.deepEqual(listed, [['a.png', true], ['b.png', true], ['deep/c.png', true], ['a.bmp', false]]);
  writeFileSync(at('in', 'deep', 'a.png'), readFileSync(at('in', 'a.png')));
  const dry = await cli(['in/a.png', 'in/deep/a.png', '-f', 'bmp', '-o', 'dry.zip', '--duplicates', 'refuse', '--dry-run', '--json']);
  assert.deepEqual(lines(dry.out).map(({ type, status }) => [type, status]).slice(0, 2), [['plan', 'fulfilled'], ['image', 'rejected']]);
});
