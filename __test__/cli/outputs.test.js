/** What the command line writes: the right format under each name, nothing unasked, files that are whole or absent. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { test } from 'node:test';
import pixmill from '../../index.mjs';
import { photo } from '../fixtures.js';
import { BOXES } from '../font.js';
import { at, cli, entries, files, freshFolder, leftovers, lines, png, shell, start, until } from './program.js';

freshFolder();

const formatOf = async (file) => (await pixmill(file).metadata()).format;

test('the extension of a template says the format', async () => {
  assert.equal((await cli(['in', '-o', 'out/{path}/{name}-{index}.webp'])).status, 0);
  assert.deepEqual(files(at('out')), ['a-1.webp', 'b-2.webp', 'deep/c-3.webp']);
  for (const file of files(at('out'))) assert.equal(await formatOf(at('out', file)), 'webp');
});

test('a recipe without a format takes the one of -o; one that names another is refused', async () => {
  writeFileSync(at('plain.json'), '{"version":1,"steps":[{"op":"resize","width":8}]}');
  assert.equal((await cli(['in/a.png', '--recipe', 'plain.json', '-o', 'out/{name}.webp'])).status, 0);
  assert.equal(await formatOf(at('out', 'a.webp')), 'webp');
  writeFileSync(at('webp.json'), '{"outputs":[{"format":"webp"}]}');
  for (const where of ['out/{name}.png', 'one.png']) {
    const { status, err } = await cli(['in/a.png', '--recipe', 'webp.json', '-o', where]);
    assert.equal(status, 2);
    assert.match(err, /different formats/);
  }
  assert.equal(existsSync(at('out', 'a.png')), false);
});

test('the options of reading are in the printed recipe, and count when it is read', async () => {
  const { out } = await cli(['--page', '7', '--no-auto-orient', '--limit', 'pixels=100', '--print-recipe']);
  assert.deepEqual(JSON.parse(out).input, { page: 7, autoOrient: false, limits: { pixels: 100 } });
  writeFileSync(at('r.json'), out);
  const limited = await cli(['in', '--recipe', 'r.json', '-o', 'x.zip']);
  assert.equal(limited.status, 1);
  assert.match(limited.err, /in\/a\.png: image has 1200 pixels, over the limit of 100/);
  // What is typed wins over what is written.
  const raised = await cli(['in', '--recipe', 'r.json', '-o', 'y.zip', '--limit', 'pixels=99999', '--page', '0']);
  assert.equal(raised.status, 0, raised.err);
});

test('text in a drawing takes the fonts of --font, which may come again', async () => {
  writeFileSync(at('in', 'text.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><text y="12" font-size="16">A</text></svg>');
  writeFileSync(at('boxes.ttf'), Buffer.from(BOXES, 'base64'));
  // A letter that the built-in font has not.
  writeFileSync(at('in', 'other.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><text y="12" font-size="16">\u5b57</text></svg>');
  const without = await cli(['in/other.svg', '-o', 'without.png']);
  assert.equal(without.status, 1);
  assert.match(without.err, /give fonts/);
  assert.equal((await cli(['in/text.svg', '--font', 'boxes.ttf', '--font', 'boxes.ttf', '-o', 'out.png'])).status, 0);
  const { data } = await pixmill(at('out.png')).toPixels();
  assert.deepEqual([...data.subarray(0, 4), data.at(-1)], [0, 0, 0, 255, 0]);
  const missing = await cli(['in/text.svg', '--font', 'none.ttf', '-o', 'other.png']);
  assert.notEqual(missing.status, 0);
  assert.match(missing.err, /none\.ttf/);
});

test('names that differ by letter case only get a number, in input order', async () => {
  writeFileSync(at('in', 'deep', 'A.png'), await png(9));
  assert.equal((await cli(['in/a.png', 'in/deep/A.png', '-f', 'webp', '-o', 'out.zip'])).status, 0);
  assert.deepEqual(entries(at('out.zip')), ['a.webp', 'A (2).webp']);
});

test('-f names the format of an extension that says none', async () => {
  assert.equal((await cli(['in/a.png', '-f', 'webp', '-o', 'thumb.img'])).status, 0);
  assert.equal(await formatOf(at('thumb.img')), 'webp');
});

test('a dry run tells what a run would refuse, in JSON too, and writes nothing', async () => {
  const plan = await cli(['in/a.png', '-f', 'webp', '-r', '20', '-o', 'out/', '--dry-run', '--json']);
  assert.equal(plan.status, 0);
  const [first, last] = lines(plan.out);
  assert.deepEqual([first.type, first.input, first.outputs], ['plan', 'in/a.png', [{ path: 'out/a.webp', format: 'webp', width: 20, height: 15 }]]);
  assert.deepEqual([last.type, last.dryRun, last.items], ['summary', true, 1]);
  assert.equal(existsSync(at('out')), false);
  writeFileSync(at('a.webp'), 'mine');
  const taken = await cli(['in/a.png', '-o', 'a.webp', '--dry-run']);
  assert.deepEqual([taken.status, /already exists: a\.webp/.test(taken.err)], [1, true]);
  assert.equal((await cli(['in/a.png', '-o', 'a.webp', '--dry-run', '--overwrite'])).status, 0);
  const piped = await cli(['-', '-o', 'p.webp', '--dry-run'], { input: await png(4) });
  assert.match(piped.out, /^stdin \(png 4x4\) -> p\.webp \(webp 4x4\)$/m);
  assert.deepEqual(readdirSync(at()).sort(), ['a.webp', 'in']);
});

test('--fail-fast stops at the first failure: no archive, no later file, told once', async () => {
  writeFileSync(at('in', 'a.png'), 'no image');
  const zip = await cli(['in', '-f', 'webp', '-o', 'x.zip', '--fail-fast']);
  assert.equal(zip.status, 1);
  assert.equal(zip.err.match(/in\/a\.png: expected an image/g)?.length, 1);
  assert.equal(existsSync(at('x.zip')), false);
  assert.equal((await cli(['in', '-f', 'webp', '-o', 'out/', '--fail-fast'])).status, 1);
  assert.equal(existsSync(at('out', 'b.webp')), false);
});

test('a temporary of a dead process of this host and boot is cleared, any other stays', async () => {
  const host = os.hostname().replace(/[^\w]/g, '_').slice(0, 32) || 'host';
  // The program's own temporary tells how this boot is named.
  const large = await pixmill(photo(3000, 3000)).png({ compressionLevel: 1 }).toBuffer();
  writeFileSync(at('in', 'large.png'), large);
  const { child, ended } = start(['in/a.png', 'in/large.png', '-f', 'webp', '--effort', '6', '-o', 'killed.zip'], ['ignore', 'ignore', 'pipe']);
  await until(() => leftovers().length > 0);
  const [own] = leftovers();
  child.kill('SIGKILL');
  const { signal } = await ended;
  assert.equal(signal, 'SIGKILL');
  assert.deepEqual(leftovers(), [own]);
  const [, boot] = /** @type {RegExpExecArray} */ (new RegExp(`^\\.pixmill-${host}-(\\w+)-${child.pid}-`).exec(own));
  const others = [`.pixmill-${host}-${boot}-${process.pid}-a-1.tmp`, `.pixmill-${host}-otherboot-${child.pid}-a-1.tmp`, `.pixmill-otherhost-${boot}-${child.pid}-a-1.tmp`];
  for (const name of others) writeFileSync(at(name), 'x');
  assert.equal((await cli(['in/a.png', '-o', 'next.webp'])).status, 0);
  assert.deepEqual(leftovers(), others.sort());
  assert.equal(existsSync(at('killed.zip')), false);
});

test('a full disk leaves no file and is told with the file', async () => {
  const device = await cli(['in/a.png', '-f', 'bmp', '-o', '/dev/full']);
  assert.deepEqual([device.status, /in\/a\.png: no space left: \/dev\/full/.test(device.err)], [1, true]);
  // One block of 1024 bytes; the images are larger.
  for (const where of ['big.bmp', 'big.zip', 'out/']) {
    const { status, err } = await shell('ulimit -f 1; "$@"', ['in/a.png', '-f', 'bmp', '-o', where, '--store', 'always']);
    assert.equal(status, 1, err);
    assert.match(err, /no space left: (big\.bmp|big\.zip|out\/a\.bmp)/);
  }
  assert.equal(existsSync(at('big.bmp')) || existsSync(at('big.zip')), false);
  assert.deepEqual(files(at()).filter((name) => !name.startsWith('in/')), []);
});

test('an image that did not fit on stdout is an error, not a short file', async () => {
  const cut = await shell('ulimit -f 1; "$@" > cut.bmp', ['in/a.png', '-f', 'bmp', '-o', '-']);
  assert.equal(cut.status, 1);
  assert.match(cut.err, /in\/a\.png: no space left: stdout/);
  const whole = await shell('"$@" > whole.bmp', ['in/a.png', '-f', 'bmp', '-o', '-']);
  assert.equal(whole.status, 0, whole.err);
  assert.equal(statSync(at('whole.bmp')).size, (await pixmill(readFileSync(at('in', 'a.png'))).bmp().toBuffer()).length);
});
