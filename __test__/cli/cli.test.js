/** The command line as a person uses it: what it writes, what it says, and how it ends. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, test } from 'node:test';
import pixmill from '../../index.mjs';
import { photo } from '../fixtures.js';
import { folder, root, run } from '../node/tools.js';
import { leftovers as below, until } from './program.js';

const place = folder();
const program = path.join(root, 'bin', 'pixmill.js');
let cwd = '';
let serial = 0;

/** @param {string[]} args @param {object} [options] */
const cli = (args, options = {}) => run(process.execPath, [program, ...args], { cwd, ...options });
const at = (...parts) => path.join(cwd, ...parts);
const names = (file) => pixmill.unzipSync(readFileSync(file)).map(({ name }) => name);
const png = (width, height = width) => pixmill(photo(width, height)).png().toBuffer();

beforeEach(async () => {
  serial += 1;
  cwd = path.join(place, String(serial));
  mkdirSync(path.join(cwd, 'in', 'deep'), { recursive: true });
  writeFileSync(at('in', 'a.png'), await png(40, 30));
  writeFileSync(at('in', 'b.JPG'), await pixmill(photo(50, 20)).jpeg().toBuffer());
  writeFileSync(at('in', 'deep', 'c.png'), await png(10));
  writeFileSync(at('in', 'notes.txt'), 'no image');
});

test('globs become one archive, names relative to the glob’s base, letter case ignored', async () => {
  const { status, err, out } = await cli(['in/**/*.{jpg,PNG}', '-f', 'webp', '-q', '70', '-r', '20', '-o', 'out.zip']);
  assert.equal(status, 0, err);
  assert.equal(out, '');
  assert.deepEqual(names(at('out.zip')), ['a.webp', 'b.webp', 'deep/c.webp']);
  assert.match(err, /3 images, 0 failed; .* in, .* out; .* s; native; peak memory \d/);
  const [first] = pixmill.unzipSync(readFileSync(at('out.zip')));
  const { width, height } = await pixmill(first.data).metadata();
  assert.deepEqual([width, height], [20, 15]);
});

test('a folder recurses into what is an image; a template, a folder and an existing folder take the results', async () => {
  assert.equal((await cli(['in', '-f', 'jpeg', '-o', 'out/{path}/x-{name}.{ext}'])).status, 0);
  assert.deepEqual([readdirSync(at('out')).sort(), readdirSync(at('out', 'deep'))], [['deep', 'x-a.jpg', 'x-b.JPG'], ['x-c.jpg']]);
  assert.equal((await cli(['in', '-f', 'webp', '-o', 'new/'])).status, 0);
  assert.ok(existsSync(at('new', 'deep', 'c.webp')));
  mkdirSync(at('there'));
  assert.equal((await cli(['in/a.png', '-f', 'bmp', '-o', 'there'])).status, 0);
  assert.deepEqual(readdirSync(at('there')), ['a.bmp']);
});

test('one file by its extension, stdin and stdout by -', async () => {
  assert.equal((await cli(['in/a.png', '-r', '20x10', '-o', 'one.webp'])).status, 0);
  const { format, width, height } = await pixmill(at('one.webp')).metadata();
  assert.deepEqual([format, width, height], ['webp', 13, 10]);
  const { status, bytes, err } = await cli(['-', '-f', 'png', '-o', '-'], { input: readFileSync(at('in', 'b.JPG')) });
  assert.equal(status, 0, err);
  assert.equal((await pixmill(bytes).metadata()).format, 'png');
  assert.equal((await cli(['-', '-f', 'gif', '-o', 'piped.gif'], { input: await png(9) })).status, 0);
  assert.equal((await pixmill(at('piped.gif')).metadata()).format, 'gif');
});

test('a bad image costs only itself, is named, and makes the exit code 1', async () => {
  writeFileSync(at('in', 'bad.png'), 'not an image');
  const { status, err } = await cli(['in', 'in/none.png', '-f', 'webp', '-o', 'out.zip']);
  assert.equal(status, 1);
  assert.match(err, /pixmill: in\/bad\.png: expected an image/);
  assert.match(err, /none\.png/);
  assert.match(err, /5 images, 2 failed/);
  assert.deepEqual(names(at('out.zip')), ['a.webp', 'b.webp', 'deep/c.webp']);
  const all = await cli(['in/bad.png', '-f', 'webp', '-o', 'none.zip']);
  assert.equal(all.status, 1);
  assert.match(all.err, /all 1 images failed/);
  assert.equal(existsSync(at('none.zip')), false);
  const fast = await cli(['in/bad.png', 'in/a.png', '-f', 'webp', '-o', 'fast.zip', '--fail-fast']);
  assert.equal(fast.status, 1);
  assert.equal(existsSync(at('fast.zip')), false);
});

test('nothing is overwritten unasked', async () => {
  writeFileSync(at('out.zip'), 'mine');
  const refused = await cli(['in', '-o', 'out.zip']);
  assert.equal(refused.status, 1);
  assert.match(refused.err, /already exists: out\.zip/);
  assert.equal(readFileSync(at('out.zip'), 'utf8'), 'mine');
  assert.equal((await cli(['in', '-o', 'out.zip', '--overwrite'])).status, 0);
  assert.equal(names(at('out.zip')).length, 3);
  writeFileSync(at('a.webp'), 'mine');
  assert.equal((await cli(['in/a.png', '-o', 'a.webp'])).status, 1);
  mkdirSync(at('out'));
  writeFileSync(at('out', 'a.webp'), 'mine');
  const some = await cli(['in', '-f', 'webp', '-o', 'out/']);
  assert.equal(some.status, 1);
  assert.equal(readFileSync(at('out', 'a.webp'), 'utf8'), 'mine');
  assert.ok(existsSync(at('out', 'b.webp')));
});

test('what a run writes is not its input', async () => {
  assert.equal((await cli(['in', '-f', 'webp', '-o', 'in/small/{path}/{name}.{ext}'])).status, 0);
  const again = await cli(['in', '-f', 'webp', '-o', 'in/small/{path}/{name}.{ext}', '--overwrite']);
  assert.match(again.err, /3 images, 0 failed/);
  assert.equal((await cli(['.', '-f', 'webp', '-o', 'all.zip'])).status, 0);
  assert.equal((await cli(['*', '-f', 'webp', '-o', 'all.zip', '--overwrite'])).status, 3);
});

test('an existing name beats a glob; equal names get a number', async () => {
  writeFileSync(at('in', '[a].png'), await png(7));
  assert.equal((await cli(['in/[a].png', '-f', 'webp', '-o', 'x.zip'])).status, 0);
  assert.deepEqual(names(at('x.zip')), ['[a].webp']);
  assert.equal((await cli(['in/a.png', 'in/deep/c.png', 'in/b.JPG', 'in/a.png', '-f', 'webp', '-o', 'flat/same.{ext}'])).status, 0);
  assert.deepEqual(readdirSync(at('flat')).sort(), ['same (2).webp', 'same (3).webp', 'same.webp']);
});

test('what is typed wrong is exit code 2, with what would be right', async () => {
  const wrong = [
    [['in'], /add -o/],
    [['in', '-o', 'x.zip', '--qualty', '3'], /unknown option --qualty; did you mean --quality/],
    [['in', '-o', 'x.zip', '-f', 'webp', '-q', '200'], /expected integer from 1 to 100, or auto for .*quality, found 200/],
    [['in', '-o', 'x.zip', '-f', 'doc'], /expected one of jpeg/],
    [['in', '-o', 'x.zip', '-f', 'webp', '-r', 'big'], /1600x900/],
    [['in', '-o', 'one.png'], /3 inputs and one output/],
    [['in', '-o', '-'], /3 inputs and one output/],
    [['in/a.png', '-o', 'a.doc'], /cannot write \.doc/],
    [['in/a.png', '-f', 'png', '-o', 'a.webp'], /different formats/],
    [['in', '-o', 'out/{nam}.{ext}'], /\{name\}/],
    [['in', '-o', 'x.zip', '-q', '3'], /needs a format/],
    [['-o', 'x.zip'], /which images/],
    [['in', '-o', 'x.zip', '--memory', 'much'], /500M/],
    [['in', '-o', 'x.zip', '--timeout', '3'], /30s/],
    [['in', '-o', 'x.zip', '--concurrency', '0'], /integer from 1 to 1024/],
  ];
  for (const [args, words] of wrong) {
    const { status, err } = await cli(/** @type {string[]} */ (args));
    assert.match(err, /** @type {RegExp} */ (words), String(args));
    assert.equal(status, 2, `${args}: ${err}`);
  }
  const nothing = await cli(['in/*.tga', '-o', 'x.zip']);
  assert.deepEqual([nothing.status, /nothing to do/.test(nothing.err)], [3, true]);
  assert.equal(existsSync(at('x.zip')), false);
});

test('--json tells one object a line, --quiet nothing, --dry-run writes nothing', async () => {
  writeFileSync(at('in', 'bad.png'), 'no');
  const { status, out, err } = await cli(['in', '-f', 'webp', '-o', 'x.zip', '--json']);
  assert.equal(status, 1);
  assert.equal(err, '');
  const lines = out.trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(lines.length, 5);
  const bad = lines.find(({ name }) => name === 'bad.png');
  assert.deepEqual([bad.type, bad.status, bad.error.code], ['image', 'rejected', 'UnknownFormat']);
  const { type, items, failed, backend, peakMemory } = lines.at(-1);
  assert.deepEqual([type, items, failed, backend], ['summary', 4, 1, 'native']);
  assert.ok(peakMemory > 1e7);
  rmSync(at('in', 'bad.png'));
  const quiet = await cli(['in', '-f', 'webp', '-o', 'y.zip', '--quiet']);
  assert.deepEqual([quiet.status, quiet.out, quiet.err], [0, '', '']);
  const dry = await cli(['in', '-f', 'webp', '-r', '20', '-o', 'z.zip', '--dry-run']);
  assert.equal(dry.status, 0, dry.err);
  assert.match(dry.out, /a\.png \(png 40x30\) -> z\.zip: a\.webp \(webp 20x15\)/);
  assert.equal(existsSync(at('z.zip')), false);
});

test('a recipe is printed and read', async () => {
  const { status, out } = await cli(['-f', 'webp', '-q', '60', '-r', '30', '--print-recipe']);
  assert.equal(status, 0);
  const recipe = JSON.parse(out);
  assert.deepEqual(recipe.outputs, [{ format: 'webp', quality: 60 }]);
  assert.deepEqual(recipe.steps, [{ op: 'resize', width: 30, fit: 'inside', withoutEnlargement: true }]);
  writeFileSync(at('recipe.json'), out);
  assert.equal((await cli(['in/a.png', '--recipe', 'recipe.json', '-o', 'r.webp'])).status, 0);
  assert.equal((await pixmill(at('r.webp')).metadata()).width, 30);
  writeFileSync(at('broken.json'), '{');
  assert.equal((await cli(['in/a.png', '--recipe', 'broken.json', '-o', 'r.zip'])).status, 2);
});

test('a recipe names the files of its steps by path or as data: URLs', async () => {
  const stamp = await pixmill({ data: Uint8Array.from({ length: 12 }, (_, at) => (at % 3 === 0 ? 255 : 0)), width: 2, height: 2, channels: 3 }).png().toBuffer();
  writeFileSync(at('stamp.png'), stamp);
  const outs = [];
  for (const [index, input] of ['stamp.png', `data:image/png;base64,${stamp.toString('base64')}`].entries()) {
    writeFileSync(at('stamp.json'), JSON.stringify({ steps: [{ op: 'composite', images: [{ input, gravity: 'northwest' }] }] }));
    const { status, err } = await cli(['in/a.png', '--recipe', 'stamp.json', '-o', `${index}.png`]);
    assert.equal(status, 0, err);
    outs.push(readFileSync(at(`${index}.png`)));
  }
  assert.deepEqual(outs[0], outs[1]);
  assert.deepEqual([...(await pixmill(outs[0]).raw({ channels: 3 }).toBuffer()).subarray(0, 3)], [255, 0, 0]);
  rmSync(at('stamp.png'));
  writeFileSync(at('stamp.json'), JSON.stringify({ steps: [{ op: 'composite', images: [{ input: 'stamp.png' }] }] }));
  const { status, err } = await cli(['in/a.png', '--recipe', 'stamp.json', '-o', 'none.png']);
  assert.equal(status, 2);
  assert.match(err, /stamp\.json.*stamp\.png/);
});

test('an interrupt ends with 130 and leaves no file', async () => {
  const large = await pixmill(photo(2500, 2500)).png({ compressionLevel: 1 }).toBuffer();
  for (let index = 0; index < 8; index += 1) writeFileSync(at('in', `large${index}.png`), large);
  for (const where of ['out.zip', 'out/']) {
    const child = spawn(process.execPath, [program, 'in', '-f', 'webp', '--effort', '6', '-o', where], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    // The first image's file, or the archive's temporary, is there: the others are being converted.
    await until(() => below(cwd).length > 0 || existsSync(at('out')));
    child.kill('SIGINT');
    const status = await new Promise((resolve) => {
      child.on('close', resolve);
    });
    assert.equal(status, 130);
  }
  assert.equal(existsSync(at('out.zip')), false);
  assert.deepEqual([cwd, at('in')].flatMap((dir) => readdirSync(dir)).filter((name) => name.startsWith('.pixmill-')), []);
});

test('help, version and doctor answer', async () => {
  const { status, out } = await cli(['--help']);
  assert.equal(status, 0);
  for (const option of ['--output', '--near-lossless', '--no-auto-orient', '--store', '--concurrency']) assert.ok(out.includes(option), option);
  assert.equal((await cli(['--version'])).out.trim(), '0.1.0');
  const doctor = await cli(['doctor']);
  assert.equal(doctor.status, 0);
  assert.match(doctor.out, /native\s+loads/);
  assert.match(doctor.out, /wasm\s+loads/);
  const forced = await cli(['in', '-f', 'webp', '-o', 'w.zip'], { env: { PIXMILL_BACKEND: 'wasm' } });
  assert.match(forced.err, /; wasm; /);
});
