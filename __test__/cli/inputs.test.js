/** Which files the command line takes: literal names, folders, globs; and which it leaves, because it wrote them. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import pixmill from '../../index.mjs';
import { at, cli, entries, files, freshFolder, lines, png } from './program.js';

freshFolder();

test('a glob ignores the letter case of folders and files', async () => {
  const { status, err } = await cli(['IN/**/*.{Jpg,PNG}', '-f', 'webp', '-o', 'out.zip']);
  assert.equal(status, 0, err);
  assert.deepEqual(entries(at('out.zip')), ['a.webp', 'b.webp', 'deep/c.webp']);
});

test('braces may hold a slash', async () => {
  const { status, err } = await cli(['{in/deep,none}/*.png', '-f', 'webp', '-o', 'out.zip']);
  assert.equal(status, 0, err);
  assert.deepEqual(entries(at('out.zip')), ['in/deep/c.webp']);
});

test('an existing folder with magic letters is that folder, in a glob too', async () => {
  mkdirSync(at('in[1]'));
  mkdirSync(at('in1'));
  writeFileSync(at('in[1]', 'literal.png'), await png(5));
  writeFileSync(at('in1', 'class.png'), await png(5));
  assert.equal((await cli(['in[1]/*.png', '-f', 'webp', '-o', 'x.zip'])).status, 0);
  assert.deepEqual(entries(at('x.zip')), ['literal.webp']);
  renameSync(at('in[1]'), at('elsewhere'));
  assert.equal((await cli(['in[1]/*.png', '-f', 'webp', '-o', 'y.zip'])).status, 0);
  assert.deepEqual(entries(at('y.zip')), ['in1/class.webp']);
});

test('a pattern longer than a file name may be is a pattern', async () => {
  const { status, err } = await cli([`in/{${'abcdefghij,'.repeat(40)}a}.png`, '-f', 'webp', '-o', 'out.zip']);
  assert.equal(status, 0, err);
  assert.deepEqual(entries(at('out.zip')), ['a.webp']);
});

test('a name that does not exist and is no pattern is an error that names it', async () => {
  const { status, err } = await cli(['in/a@2x.png', 'in/a.png', '-f', 'webp', '-o', 'out.zip']);
  assert.equal(status, 1);
  assert.match(err, /no such file or folder: in\/a@2x\.png/);
  assert.deepEqual(entries(at('out.zip')), ['a.webp']);
});

test('a folder gives images only; a file that was named is taken whatever its name', async () => {
  writeFileSync(at('in', 'scan'), await png(6));
  writeFileSync(at('in', 'notes.txt'), 'no image');
  assert.equal((await cli(['in', '-f', 'webp', '-o', 'x.zip'])).status, 0);
  assert.deepEqual(entries(at('x.zip')), ['a.webp', 'b.webp', 'deep/c.webp']);
  assert.equal((await cli(['in/scan', '-f', 'webp', '-o', 'y.zip'])).status, 0);
  assert.deepEqual(entries(at('y.zip')), ['scan.webp']);
});

test('a folder that cannot be read is told as one that failed', async () => {
  mkdirSync(at('in', 'closed'));
  // Root may read every folder: the refusal is put before Node's own function, where any user sees it.
  const refuse = `import fs from 'node:fs';
const { readdir } = fs;
fs.readdir = (folder, how, done) =>
  /closed.?$/.test(folder) ? done(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })) : readdir(folder, how, done);`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(refuse)}` };
  for (const given of ['in', 'in/**']) {
    const { status, err } = await cli([given, '-f', 'webp', '-o', 'out.zip', '--overwrite'], { env });
    assert.equal(status, 1);
    assert.match(err, /^pixmill: permission denied: in\/closed$/m);
    assert.match(err, /4 images, 1 failed/);
    assert.equal(entries(at('out.zip')).length, 3);
  }
});

test('every input is taken once, in the order given, stdin in its place', async () => {
  const { status, out, err } = await cli(['in/deep/c.png', '-', 'in/*.png', 'in/deep', '-f', 'webp', '-o', 'out.zip', '--json'], { input: await png(3) });
  assert.equal(status, 0, err);
  assert.deepEqual(lines(out).slice(0, -1).map(({ input }) => input), ['in/deep/c.png', 'stdin', 'in/a.png']);
  assert.deepEqual(entries(at('out.zip')), ['c.webp', 'stdin.webp', 'a.webp']);
});

test('results go beside their images: a named file and a glob', async () => {
  assert.equal((await cli(['in/a.png', '-f', 'webp', '-o', 'in/'])).status, 0);
  assert.equal((await cli(['in/*.JPG', '-f', 'webp', '-o', 'in'])).status, 0);
  assert.deepEqual(files(at('in')), ['a.png', 'a.webp', 'b.JPG', 'b.webp', 'deep/c.png']);
});

test('a second run over the same folder leaves out what the first one wrote, and says so', async () => {
  const args = ['in', '-f', 'webp', '-o', 'in/{path}/{name}-small.{ext}'];
  assert.equal((await cli(args)).status, 0);
  const first = files(at('in'));
  assert.deepEqual(first, ['a-small.webp', 'a.png', 'b-small.webp', 'b.JPG', 'deep/c-small.webp', 'deep/c.png']);
  const again = await cli([...args, '--overwrite']);
  assert.equal(again.status, 0, again.err);
  assert.match(again.err, /3 images, 0 failed/);
  assert.match(again.err, /in\/a-small\.webp: left out/);
  assert.deepEqual(files(at('in')), first);
});

test('a folder of results inside of the images is no input, by a symbolic link neither', async () => {
  const args = ['.', '-f', 'webp', '-o', 'small/'];
  assert.equal((await cli(args)).status, 0);
  const again = await cli([...args, '--overwrite']);
  assert.match(again.err, /3 images, 0 failed/);
  symlinkSync(at(), `${at()}-link`);
  const linked = await cli([`${at()}-link`, '-f', 'webp', '-o', 'small/', '--overwrite']);
  assert.match(linked.err, /3 images, 0 failed/);
  assert.equal(files(at('small')).length, 3);
});

test('an archive or a file that this run writes is no input', async () => {
  assert.equal((await cli(['in/a.png', '-o', 'in/deep/one.webp'])).status, 0);
  const { status, err } = await cli(['in/deep/*', '-o', 'in/deep/one.webp', '--overwrite']);
  assert.equal(status, 0, err);
  assert.equal((await pixmill(at('in', 'deep', 'one.webp')).metadata()).width, 10);
  assert.equal((await cli(['in', '-f', 'webp', '-o', 'in/all.zip'])).status, 0);
  const again = await cli(['in/*', '-f', 'png', '-o', 'in/all.zip', '--overwrite']);
  assert.match(again.err, /2 images, 0 failed/);
});

test('images that are converted in their place stay inputs', async () => {
  const before = readFileSync(at('in', 'a.png'));
  const refused = await cli(['in', '-r', '5', '-o', 'in/']);
  assert.deepEqual([refused.status, (refused.err.match(/already exists/g) ?? []).length], [1, 3]);
  assert.deepEqual(readFileSync(at('in', 'a.png')), before);
  assert.equal((await cli(['in', '-r', '5', '-o', 'in/', '--overwrite'])).status, 0);
  assert.equal((await pixmill(at('in', 'a.png')).metadata()).width, 5);
  assert.ok(existsSync(at('in', 'b.JPG')));
});
