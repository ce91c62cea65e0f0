/** How the command line ends: what it says on which stream, its exit code, and that it does end. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import pixmill from '../../index.mjs';
import { formats, input } from '../../js/generated/table.js';
import { photo } from '../fixtures.js';
import { root, run } from '../node/tools.js';
import { at, cli, entries, files, freshFolder, leftovers, lines, start, until } from './program.js';

freshFolder();

test('an option that is wrong names what is accepted', async () => {
  const unknown = await cli(['in', '-o', 'x.zip', '--qualty', '3']);
  assert.equal(unknown.status, 2);
  assert.match(unknown.err, /unknown option --qualty; did you mean --quality\?/);
  for (const option of ['--output', '--quality', '--no-auto-orient', '--store']) assert.ok(unknown.err.includes(option), option);
  const rows = [
    [['-f', 'dds'], /cannot write dds: expected one of jpeg/],
    [['-f', 'png', '--lossless'], /--lossless is no option of png, which takes --compression-level/],
    [['-f', 'qoi', '-q', '3'], /--quality is no option of qoi, which takes no options/],
    [['--archive-effort', 'hard'], /one of level, max for --archive-effort, found "hard"/],
    [['--fail-on', 'never'], /one of none, truncated, error, warning for --fail-on/],
    [['--concurrency', 'many'], /whole number for --concurrency, found 'many'/],
    [['--recipe', 'none.json'], /cannot read the recipe none\.json/],
  ];
  for (const [args, words] of rows) {
    const { status, err } = await cli(['in', '-o', 'x.zip', .../** @type {string[]} */ (args)]);
    assert.equal(status, 2, err);
    assert.match(err, /** @type {RegExp} */ (words));
  }
  const both = await cli(['in/a.png', '-o', '-', '--json']);
  assert.deepEqual([both.status, both.out], [2, '']);
  assert.equal((await cli(['in/a.png', '-o', 'out/{name}.dds'])).status, 2);
  const nothing = await cli([]);
  assert.deepEqual([nothing.status, nothing.out, nothing.err.includes('--output')], [2, '', true]);
});

test('help shows every option of the tables', async () => {
  const { status, out, err } = await cli(['--help']);
  assert.deepEqual([status, err], [0, '']);
  const fields = [...formats.filter((row) => row.writes).flatMap((row) => row.options), ...input].filter(({ type }) => type !== 'object');
  assert.ok(fields.length > 15, `saw ${fields.length}`);
  for (const { name, type, default: on } of fields) {
    const dashed = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    // One file each time.
    const long = type === 'files' ? dashed.replace(/s$/, '') : dashed;
    assert.ok(out.includes(on === true ? `--no-${long}` : `--${long}`), name);
  }
});

test('--json has a line for every image and a summary, however it ends', async () => {
  const one = lines((await cli(['in/a.png', '-o', 'one.webp', '--json'])).out);
  assert.deepEqual(one.map(({ type }) => type), ['image', 'summary']);
  assert.deepEqual([one[0].index, one[0].name, one[0].input, one[0].status], [0, 'a.png', 'in/a.png', 'fulfilled']);
  writeFileSync(at('in', 'a.png'), 'no image');
  const rows = [
    [['in/a.png', '-o', 'two.webp'], ['image', 'summary'], undefined],
    [['in/a.png', '-f', 'webp', '-o', 'two.zip'], ['image', 'summary'], 'AllFailed'],
    [['in/a.png', 'in/b.JPG', '-f', 'webp', '-o', 'two.zip', '--fail-fast'], ['image', 'summary'], 'UnknownFormat'],
    [['in/b.JPG', '-f', 'webp', '-o', 'none/two.zip'], ['summary'], 'NotFound'],
  ];
  for (const [args, types, code] of rows) {
    const { status, out, err } = await cli([.../** @type {string[]} */ (args), '--json']);
    assert.deepEqual([status, err], [1, '']);
    assert.deepEqual(lines(out).map(({ type }) => type), types);
    assert.equal(lines(out).at(-1).error?.code, code);
  }
  const [bad, last] = lines((await cli(['in/a.png', '-o', 'two.webp', '--json'])).out);
  assert.deepEqual([bad.status, bad.error.code, last.items, last.failed], ['rejected', 'UnknownFormat', 1, 1]);
});

test('errors tell the path that was given, in an archive too', async () => {
  mkdirSync(at('more'));
  for (const name of ['in/x.png', 'more/x.png']) writeFileSync(at(name), 'no image');
  const { status, err } = await cli(['in', 'more', '-f', 'webp', '-o', 'out.zip']);
  assert.equal(status, 1);
  assert.match(err, /^pixmill: in\/x\.png: expected an image/m);
  assert.match(err, /^pixmill: more\/x\.png: expected an image/m);
});

test('a reader of stdout that goes away is an error without a stack, and leaves no archive', async () => {
  for (const args of [['in', '-f', 'bmp', '-o', 'x.zip', '--json'], ['in/a.png', '-f', 'bmp', '-o', '-'], ['--help']]) {
    const { child, ended } = start(args, ['ignore', 'pipe', 'pipe']);
    child.stdout?.destroy();
    const { status, err } = await ended;
    assert.equal(status, 1, err);
    assert.match(err, /stdout: write E(PIPE|OF)/);
    assert.doesNotMatch(err, /\n\s+at /);
  }
  assert.deepEqual(files(at()).filter((name) => !name.startsWith('in/')), []);
});

test('a reader of stderr that goes away costs no image', async () => {
  writeFileSync(at('in', 'bad.png'), 'no image');
  const { child, ended } = start(['in', '-f', 'webp', '-o', 'x.zip'], ['ignore', 'ignore', 'pipe']);
  child.stderr?.destroy();
  assert.equal((await ended).status, 1);
  assert.equal(entries(at('x.zip')).length, 3);
});

test('a stdin that nobody ends does not keep a run that timed out or was interrupted', async () => {
  const timed = start(['-', '-f', 'png', '-o', 'x.png', '--timeout', '300ms'], ['pipe', 'ignore', 'pipe']);
  const late = await timed.ended;
  assert.equal(late.status, 1, late.err);
  assert.match(late.err, /stdin: timed out after 300 ms/);
  assert.ok(late.ms < 20_000, `${late.ms} ms`);
  const held = start(['-', '-f', 'png', '-o', 'x.png'], ['pipe', 'ignore', 'pipe']);
  // More than a pipe holds: it is taken when the program reads, and then it listens for interrupts.
  await new Promise((resolve) => held.child.stdin?.write(new Uint8Array(1 << 20), resolve));
  held.child.kill('SIGINT');
  const interrupted = await held.ended;
  assert.deepEqual([interrupted.status, interrupted.signal], [130, null], interrupted.err);
  assert.equal(existsSync(at('x.png')), false);
});

test('a second interrupt ends at once', async () => {
  const large = await pixmill(photo(3000, 3000)).png({ compressionLevel: 1 }).toBuffer();
  for (let index = 0; index < 6; index += 1) writeFileSync(at('in', `large${index}.png`), large);
  const { child, ended } = start(['in', '-f', 'webp', '--effort', '6', '-o', 'x.zip'], ['ignore', 'ignore', 'pipe']);
  await until(() => leftovers().length > 0);
  child.kill('SIGINT');
  child.kill('SIGINT');
  assert.equal((await ended).status, 130);
  assert.equal(existsSync(at('x.zip')), false);
});

test('--timeout, --memory and --concurrency hold for one image and for many', async () => {
  const large = await pixmill(photo(3000, 3000)).png({ compressionLevel: 1 }).toBuffer();
  writeFileSync(at('large.png'), large);
  for (const where of ['x.webp', 'x.zip']) {
    const slow = await cli(['large.png', '-f', 'webp', '--effort', '6', '-o', where, '--timeout', '1ms']);
    assert.deepEqual([slow.status, /large\.png: timed out after 1 ms/.test(slow.err)], [1, true], slow.err);
    const small = await cli(['large.png', '-f', 'webp', '-o', where, '--memory', '2M']);
    assert.deepEqual([small.status, /large\.png: input has \d+ bytes, over the limit of 2097152/.test(small.err)], [1, true], small.err);
  }
  assert.equal((await cli(['in', '-f', 'webp', '-o', 'y.zip', '--concurrency', '1', '--memory', '64M'])).status, 0);
});

test('doctor tells each attempt, why it failed, and what to type', async () => {
  const forced = await cli(['doctor'], { env: { PIXMILL_BACKEND: 'neither' } });
  assert.equal(forced.status, 1);
  assert.match(forced.out, /expected native or wasm/);
  assert.match(forced.out, /native +loads and converts/);
  // A checkout without any build.
  const bare = at('bare');
  mkdirSync(bare);
  for (const name of ['bin', 'js', 'index.js', 'index.mjs', 'package.json']) cpSync(path.join(root, name), path.join(bare, name), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(bare, 'node_modules'));
  const { status, out, err } = await run(process.execPath, [path.join(bare, 'bin', 'pixmill.js'), 'doctor'], { cwd: at() });
  assert.equal(status, 1, err);
  assert.match(out, /native +does not work: no backend could be loaded: local [\w-]+: .*; @pixmill\/[\w-]+: /);
  assert.match(out, /wasm +does not work: /);
  assert.match(out, /to type +npm run build/);
  const convert = await run(process.execPath, [path.join(bare, 'bin', 'pixmill.js'), 'in/a.png', '-o', 'x.webp'], { cwd: at() });
  assert.equal(convert.status, 1);
  assert.match(convert.err, /pixmill: no backend could be loaded: .*npm run build/);
  assert.doesNotMatch(convert.err, /\n\s+at /);
  const version = await run(process.execPath, [path.join(bare, 'bin', 'pixmill.js'), '--version'], { cwd: at() });
  assert.equal(version.out.trim(), JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version);
});

test('the same bytes come out of both backends', async () => {
  const all = [];
  for (const backend of ['native', 'wasm']) {
    const { status, err } = await cli(['in', '-f', 'webp', '-r', '20', '-o', `${backend}.zip`], { env: { PIXMILL_BACKEND: backend } });
    assert.equal(status, 0, err);
    all.push(readFileSync(at(`${backend}.zip`)));
  }
  assert.deepEqual(all[0], all[1]);
});
