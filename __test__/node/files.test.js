/** Files appear whole under their names or not at all, whatever happens to the process that writes them. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import pixmill from '../../index.mjs';
import { photo } from '../fixtures.js';
import { entry, folder } from './tools.js';

const place = folder();
const temporaries = (where) => readdirSync(where).filter((name) => name.startsWith('.pixmill-'));

test('a writer that is killed leaves the old file or the new one, and the next run clears up after it', { timeout: 120_000 }, async () => {
  const where = path.join(place, 'killed');
  mkdirSync(where);
  const file = path.join(where, 'out.bmp');
  const whole = new Set([300, 301].map((side) => side * 3 * side));
  const text = `import pixmill from ${entry};
    const images = [300, 301].map((side) => ({ data: new Uint8Array(side * side * 3).fill(side), width: side, height: side, channels: 3 }));
    console.log('begun');
    for (let at = 0; ; at += 1) await pixmill(images[at % 2]).bmp().toFile(${JSON.stringify(file)}, { overwrite: true, durable: at % 3 === 0 });`;
  let left = 0;
  for (let round = 0; round < 12; round += 1) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => {
      child.stdout.once('data', resolve);
    });
    await new Promise((resolve) => {
      setTimeout(resolve, 40 + round * 7);
    });
    child.kill('SIGKILL');
    await new Promise((resolve) => {
      child.once('close', resolve);
    });
    if (existsSync(file)) {
      const { width, height } = await pixmill(file).metadata();
      const { data } = await pixmill(file).toFormat('raw').toBuffer({ resolveWithObject: true });
      assert.ok(whole.has(data.byteLength) && width === height, `${width} × ${height}`);
    }
    left += temporaries(where).length;
    // One at most: each run clears what the one before left.
    assert.ok(temporaries(where).length <= 1, `${temporaries(where)}`);
  }
  await pixmill(photo(3, 3)).toFile(path.join(where, 'after.png'));
  assert.deepEqual(temporaries(where), [], `of ${left} that were left`);
});

test('a temporary of another host, another boot or a living process stays', async () => {
  const where = path.join(place, 'others');
  mkdirSync(where);
  const host = hostname().replace(/[^\w]/g, '_').slice(0, 32);
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim().slice(0, 8);
  const kept = [`.pixmill-elsewhere-${boot}-1-a-1.tmp`, `.pixmill-${host}-00000000-999999-a-1.tmp`, `.pixmill-${host}-${boot}-${process.ppid}-a-1.tmp`];
  // No process has this number: it is over Linux's largest.
  const dead = `.pixmill-${host}-${boot}-4999999-a-1.tmp`;
  for (const name of [...kept, dead]) writeFileSync(path.join(where, name), 'x');
  await pixmill(photo(3, 3)).toFile(path.join(where, 'a.png'));
  assert.deepEqual(temporaries(where).sort(), kept.sort());
});

test('a link is followed, a mode is kept, a device is written directly', async () => {
  const target = path.join(place, 'target.png');
  const link = path.join(place, 'link.png');
  writeFileSync(target, 'old');
  chmodSync(target, 0o640);
  symlinkSync(target, link);
  await assert.rejects(pixmill(photo(4, 4)).toFile(link), { code: 'AlreadyExists' });
  await pixmill(photo(4, 4)).toFile(link, { overwrite: true });
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.equal(statSync(target).mode & 0o7777, 0o640);
  assert.equal((await pixmill(target).metadata()).width, 4);
  await pixmill(photo(4, 4)).png().toFile('/dev/null');
  assert.ok(statSync('/dev/null').isCharacterDevice());
  rmSync(target);
  await pixmill(photo(5, 5)).toFile(link);
  assert.equal((await pixmill(target).metadata()).width, 5);
});

test('an abort leaves no file', async () => {
  const where = path.join(place, 'aborted');
  mkdirSync(where);
  const controller = new AbortController();
  const jobs = Array.from({ length: 6 }, (_, at) => pixmill(photo(1500, 1500)).webp({ effort: 6 }).toFile(path.join(where, `${at}.webp`), { signal: controller.signal }));
  setTimeout(() => controller.abort(), 50);
  for (const { status } of await Promise.allSettled(jobs)) assert.equal(status, 'rejected');
  assert.deepEqual(readdirSync(where), []);
});

test('two writers of one name: one wins whole, the other is told', async () => {
  const file = path.join(place, 'raced.png');
  const jobs = await Promise.allSettled(Array.from({ length: 8 }, (_, at) => pixmill(photo(20 + at, 20)).toFile(file)));
  assert.equal(jobs.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const job of jobs) if (job.status === 'rejected') assert.equal(job.reason.code, 'AlreadyExists');
  assert.equal((await pixmill(file).metadata()).format, 'png');
});
