/** Where archives go: every kind of sink gets the whole archive, a slow one is waited for, and one that fails or hangs costs a coded error. */
import assert from 'node:assert/strict';
import { createWriteStream, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pixmill from '../../index.mjs';
import { noise, photo, streamOf, text } from '../fixtures.js';
import { digest } from './readers.js';
import { BACKENDS, entry, folder, script } from './tools.js';

const place = folder();
const MB = 2 ** 20;
/** Milliseconds after which what was aborted still runs: much more than any step of it takes. */
const SOON = 5_000;

/** A folder of its own. @param {string} name */
function own(name) {
  const where = path.join(place, name);
  mkdirSync(where);
  return where;
}

/** A promise that must settle soon. @param {Promise<any>} work @param {string} what */
async function soon(work, what) {
  const late = Symbol(what);
  const timer = new AbortController();
  const first = await Promise.race([work, sleep(SOON, late, { signal: timer.signal }).catch(() => undefined)]).finally(() => timer.abort());
  assert.notEqual(first, late, `${what} goes on after ${SOON} ms`);
  return first;
}

const never = () => new Promise(() => {});
/** A stream that gives something, then neither more nor an end. @param {Uint8Array} [first] */
const hangs = (first) => new ReadableStream({ start: (to) => first && to.enqueue(first), pull: never }, { highWaterMark: 0 });

/** Every kind of sink, and what reached it. */
const SINKS = {
  path: (file) => ({ sink: file, found: () => readFileSync(file) }),
  'file: URL': (file) => ({ sink: pathToFileURL(file), found: () => readFileSync(file) }),
  'fs stream': (file) => ({ sink: createWriteStream(file), found: () => readFileSync(file) }),
  'narrow Writable': () => collected((chunks) => new Writable({ highWaterMark: 1, write: (chunk, _, done) => void setImmediate(() => done(void chunks.push(chunk))) })),
  PassThrough: () => collected((chunks) => new PassThrough({ highWaterMark: 1000 }).on('data', (chunk) => chunks.push(chunk))),
  WritableStream: () => collected((chunks) => new WritableStream({ write: (chunk) => void chunks.push(chunk) })),
  object: () => collected((chunks) => ({ write: async (chunk) => void chunks.push(chunk), end: () => undefined })),
  // A FileSystemFileHandle makes such a stream, which has the methods itself.
  handle: () => collected((chunks) => ({ createWritable: async () => ({ write: async (chunk) => void chunks.push(chunk), close: async () => undefined, abort: never }) })),
};

/** @param {(chunks: Uint8Array[]) => any} make */
function collected(make) {
  const chunks = [];
  return { sink: make(chunks), found: () => Buffer.concat(chunks) };
}

for (const backend of BACKENDS) {
  test(`every kind of sink gets the same archive (${backend})`, async () => {
    const instance = pixmill.createPixmill({ backend });
    const where = own(`kinds-${backend}`);
    const entries = [['a', text(5000)], ['large', text(5 * MB)], ['b', noise(300_000)]];
    const items = () => Array.from({ length: 12 }, (_, index) => photo(200, 100, { seed: index + 1, noise: 255 }));
    const [byZip, byBatch] = [new Set(), new Set()];
    for (const [kind, make] of Object.entries(SINKS)) {
      const one = make(path.join(where, `zip-${kind.replace(/\W/g, '')}`));
      const z = instance.zip(one.sink);
      for (const [name, bytes] of entries) await z.add(name, bytes);
      await z.close();
      byZip.add(digest(one.found()));
      const other = make(path.join(where, `batch-${kind.replace(/\W/g, '')}`));
      const { bytesOut } = await instance.batch(items()).bmp().toZip(other.sink);
      assert.equal(other.found().length, bytesOut, kind);
      byBatch.add(digest(other.found()));
    }
    byZip.add(digest(instance.zipSync(entries)));
    byBatch.add(digest(Buffer.from(await new Response(instance.batch(items()).bmp().toZipStream()).arrayBuffer())));
    assert.deepEqual([byZip.size, byBatch.size], [1, 1]);
    await instance.close();
  });
}

/** Sinks that fail, and what must be told of each. */
const FAILING = {
  'an object whose write throws': () => ({ write: () => { throw new Error('torn'); }, end: () => undefined }),
  'an object whose write rejects': () => ({ write: async () => Promise.reject(new Error('torn')), end: () => undefined }),
  'an object whose end throws': () => ({ write: () => undefined, end: () => { throw new Error('torn'); } }),
  'a WritableStream whose write rejects': () => new WritableStream({ write: () => Promise.reject(new Error('torn')) }),
  'a WritableStream whose close rejects': () => new WritableStream({ close: () => Promise.reject(new Error('torn')) }),
  'a WritableStream that was errored': () => new WritableStream({ start: (controller) => controller.error(new Error('torn')) }),
  'a handle that makes no stream': () => ({ createWritable: () => Promise.reject(new Error('torn')) }),
  'a Writable whose write fails': () => new Writable({ write: (_chunk, _encoding, done) => done(new Error('torn')) }),
  'a Writable whose end fails': () => new Writable({ write: (_chunk, _encoding, done) => done(), final: (done) => done(new Error('torn')) }),
  'a Writable that is destroyed meanwhile': () => {
    const stream = new Writable({ highWaterMark: 1, write: () => setTimeout(() => stream.destroy(new Error('torn')), 5) });
    return stream;
  },
  'a Writable that was destroyed before': () => new Writable({ write: () => undefined }).on('error', () => undefined).destroy(new Error('torn')),
};

test('a sink that fails is one coded error with its cause, of zip() and of a batch', async () => {
  for (const [what, make] of Object.entries(FAILING)) {
    const z = pixmill.zip(make());
    z.add('a', text(100_000)).catch(() => undefined);
    const told = (error) => {
      assert.ok(error instanceof pixmill.PixmillError, `${what}: ${error?.stack}`);
      assert.deepEqual([error.code, error.kind, /torn/.test(error.message), error.cause?.message], ['IoFailed', 'Io', true, 'torn'], what);
      return true;
    };
    await assert.rejects(z.close(), told, what);
    await assert.rejects(pixmill.batch([photo(300, 200)]).bmp().toZip(make()), told, what);
  }
  const quiet = new Writable({ highWaterMark: 1, write: () => setTimeout(() => quiet.destroy(), 5) });
  await assert.rejects(pixmill.batch([photo(300, 200)]).bmp().toZip(quiet), { code: 'IoFailed', message: /closed before its end/ });
});

test('a WritableStream that somebody else writes to is refused at the call', async () => {
  const stream = new WritableStream();
  stream.getWriter();
  assert.throws(() => pixmill.zip(stream), { code: 'InvalidOption', path: 'sink' });
  await assert.rejects(pixmill.batch([photo(3, 3)]).png().toZip(stream), { code: 'InvalidOption', path: 'sink' });
});

test('a full disk is DiskFull, and leaves neither the file nor a part of it', async () => {
  await assert.rejects(pixmill.batch([photo(300, 300)]).bmp().toZip('/dev/full', { overwrite: true }), { code: 'DiskFull', path: '/dev/full' });
  const z = pixmill.zip('/dev/full', { overwrite: true });
  z.add('a', noise(300_000)).catch(() => undefined);
  await assert.rejects(z.close(), { code: 'DiskFull' });
  // A file that may not grow past 512 blocks of 1 KiB: the system's EFBIG in the middle of the archive.
  const where = own('full');
  const program = `import pixmill from ${entry};
    const codes = [];
    const note = (error) => codes.push(error.code);
    const z = pixmill.zip(${JSON.stringify(path.join(where, 'a.zip'))});
    for (let at = 0; at < 8; at += 1) await z.add(String(at), new Uint8Array(200_000).map((_, at) => at * at * 31 >> 3), { level: 0 }).catch(() => undefined);
    await z.close().catch(note);
    const input = { data: new Uint8Array(750_000), width: 500, height: 500, channels: 3 };
    await pixmill.batch([input, input]).bmp().toZip(${JSON.stringify(path.join(where, 'b.zip'))}, { level: 0 }).catch(note);
    await pixmill(input).bmp().toFile(${JSON.stringify(path.join(where, 'c.bmp'))}).catch(note);
    console.log(codes.join());`;
  const { status, out, err } = await script(program, { limits: ['ulimit -f 512'] });
  assert.equal(status, 0, err);
  assert.equal(out.trim(), 'DiskFull,DiskFull,DiskFull');
  assert.deepEqual(readdirSync(where), []);
});

/** Sources that fail after bytes of theirs or of others were written. */
const TORN = {
  'a stream': () => new ReadableStream({ start: (to) => to.enqueue(text(1000)), pull: (to) => to.error(new Error('torn')) }),
  'a long stream': async function* () {
    yield noise(5 * MB);
    throw new Error('torn');
  },
  'a path': () => path.join(place, 'no such file'),
  'a function': () => () => { throw new Error('torn'); },
  'chunks that are no bytes': async function* () {
    yield 7;
  },
};

test('a source that fails in the middle ends the archive: no file, no directory in a stream, the error names the entry', async () => {
  const where = own('torn');
  for (const [what, make] of Object.entries(TORN)) {
    const z = pixmill.zip(path.join(where, 'a.zip'));
    const chunks = [];
    const other = pixmill.zip({ write: (chunk) => void chunks.push(chunk), end: () => chunks.push(Buffer.from('the end')) });
    for (const writer of [z, other]) {
      await writer.add('good', noise(300_000));
      writer.add('bad', make()).catch(() => undefined);
      writer.add('later', noise(1000)).catch(() => undefined);
      await assert.rejects(writer.close(), (error) => error instanceof pixmill.PixmillError && error.code !== 'Panicked', what);
    }
    assert.deepEqual(readdirSync(where), [], what);
    const written = Buffer.concat(chunks);
    // PK\1\2 and PK\5\6: a directory record, an end record. "the end": the object's end() was called.
    for (const sign of ['PK\x01\x02', 'PK\x05\x06', 'the end']) assert.equal(written.includes(sign), false, `${what}: ${JSON.stringify(sign)}`);
  }
  async function* torn() {
    for (let at = 0; at < 3; at += 1) yield photo(100, 100, { noise: 255 });
    throw new Error('torn');
  }
  await assert.rejects(pixmill.batch(torn()).bmp().toZip(path.join(where, 'b.zip')), { code: 'IoFailed', message: /torn/ });
  await assert.rejects(pixmill.batch([photo(90, 90), new Uint8Array(3), photo(90, 90)], { stopOnError: true }).bmp().toZip(path.join(where, 'b.zip')), { code: 'UnknownFormat', index: 1 });
  assert.deepEqual(readdirSync(where), []);
});

test('an archive whose images all failed is not begun', async () => {
  const file = path.join(own('none'), 'a.zip');
  writeFileSync(file, 'mine');
  const bad = () => [new Uint8Array(5), path.join(place, 'no such file')];
  await assert.rejects(pixmill.batch(bad()).png().toZip(file, { overwrite: true }), (error) => {
    assert.deepEqual([error.code, error.found, error.errors.map(({ code }) => code)], ['AllFailed', 2, ['UnknownFormat', 'NotFound']]);
    return true;
  });
  assert.deepEqual(readdirSync(path.dirname(file)), ['a.zip']);
  assert.equal(readFileSync(file, 'utf8'), 'mine');
  const touched = [];
  const sink = { write: () => touched.push('write'), end: () => touched.push('end') };
  await assert.rejects(pixmill.batch(bad()).png().toZip(sink), { code: 'AllFailed' });
  assert.deepEqual(touched, []);
  // No image at all is no failure: an archive without entries.
  assert.equal((await pixmill.batch([]).png().toZip(path.join(place, 'none.zip'))).items, 0);
  assert.equal(readFileSync(path.join(place, 'none.zip')).length, 22);
});

test('an archive that exists is refused before anything is converted, and replaced when asked', async () => {
  const file = path.join(place, 'there.zip');
  writeFileSync(file, 'mine');
  let pulled = 0;
  function* items() {
    pulled += 1;
    yield photo(5, 5);
  }
  await assert.rejects(pixmill.batch(items()).png().toZip(file), { code: 'AlreadyExists', path: file });
  assert.deepEqual([readFileSync(file, 'utf8'), pulled], ['mine', 0]);
  await pixmill.batch(items()).png().toZip(file, { overwrite: true });
  assert.equal(readFileSync(file).readUInt32LE(0), 0x04034b50);
});

test('an abort ends what waits for a source or a sink that never answers, soon, and leaves no file', async () => {
  const where = own('stuck');
  const file = path.join(where, 'a.zip');
  const sources = { 'no chunk': () => hangs(), 'a chunk, then none': () => hangs(noise(70_000)), 'a long one': () => hangs(noise(5 * MB)), 'a function': () => never };
  for (const [what, make] of Object.entries(sources)) {
    const z = pixmill.zip(file);
    await z.add('good', noise(100_000));
    z.add('stuck', make()).catch(() => undefined);
    await sleep(20);
    await soon(z.abort(), `abort(), source: ${what}`);
    await assert.rejects(z.close(), { code: 'Aborted' });
    const controller = new AbortController();
    const y = pixmill.zip(file, { signal: controller.signal });
    y.add('stuck', make()).catch(() => undefined);
    const closed = y.close();
    setTimeout(() => controller.abort('enough'), 20);
    await assert.rejects(soon(closed, `close(), source: ${what}`), { code: 'Aborted', cause: 'enough' });
    assert.deepEqual(readdirSync(where), [], what);
  }
  const destroyed = [];
  const sinks = {
    object: () => ({ write: never, end: never, destroy: () => destroyed.push('object') }),
    WritableStream: () => new WritableStream({ write: never, abort: never }),
    Writable: () => new Writable({ highWaterMark: 1, write: () => undefined, destroy: (error, done) => (destroyed.push('Writable'), done(null)) }),
    'an end that never comes': () => ({ write: () => undefined, end: never }),
  };
  for (const [what, make] of Object.entries(sinks)) {
    const z = pixmill.zip(make());
    z.add('a', noise(100_000)).catch(() => undefined);
    const closed = z.close();
    closed.catch(() => undefined);
    await sleep(20);
    await soon(z.abort(), `abort(), sink: ${what}`);
    await assert.rejects(soon(closed, `close(), sink: ${what}`), { code: 'Aborted' });
    const work = pixmill.batch([photo(200, 200), photo(200, 200)]).bmp().toZip(make(), { signal: AbortSignal.timeout(60) });
    await assert.rejects(soon(work, `toZip(), sink: ${what}`), { code: 'Aborted', name: 'TimeoutError' });
    await assert.rejects(soon(pixmill.batch([photo(200, 200)]).bmp().toZip(make(), { timeoutMs: 60 }), what), { code: 'Timeout' });
  }
  assert.deepEqual([...new Set(destroyed)].sort(), ['Writable', 'object']);
});

test('a batch lets go of a source that never answers', async () => {
  async function* items() {
    yield photo(9, 9);
    await never();
  }
  const controller = new AbortController();
  const work = pixmill.batch(items()).png().toArray({ signal: controller.signal });
  setTimeout(() => controller.abort(), 30);
  await assert.rejects(soon(work, 'toArray()'), { code: 'Aborted' });
  const left = async () => {
    for await (const { status } of pixmill.batch(items()).png()) return status;
    return 'nothing';
  };
  assert.equal(await soon(left(), 'break'), 'fulfilled');
});

test('an abort at any moment leaves neither a file nor a temporary one', async () => {
  const where = own('moments');
  let whole = 0;
  for (let round = 0; round < 60; round += 1) {
    const z = pixmill.zip(path.join(where, `${round}.zip`));
    const work = (async () => {
      await z.add('a', noise(70_000));
      await z.add('b', streamOf(text(100_000), 9_999));
      await z.close();
    })().then(() => 'whole', (error) => error.code);
    // Microtasks first, turns of the event loop then: what lies between opening and renaming is hit on the way.
    for (let turn = 0; turn < round; turn += 1) await (round < 30 ? undefined : new Promise(setImmediate));
    await z.abort();
    const outcome = await work;
    assert.ok(['Aborted', 'whole'].includes(outcome), outcome);
    assert.equal(existsSync(path.join(where, `${round}.zip`)), outcome === 'whole', `${outcome} in round ${round}`);
    whole += outcome === 'whole' ? 1 : 0;
  }
  assert.equal(readdirSync(where).length, whole, `${readdirSync(where)}`);
});

test('a slow stream is waited for: add() resolves when there is room, memory stays small', { timeout: 120_000 }, async () => {
  const gate = { open: () => undefined };
  const opened = new Promise((resolve) => {
    gate.open = resolve;
  });
  const instance = pixmill.createPixmill({ memoryBudget: 8 * MB, concurrency: 2 });
  const z = instance.zip(new WritableStream({ write: () => opened }), { level: 0 });
  let accepted = 0;
  const adding = (async () => {
    for (; accepted < 40; accepted += 1) await z.add(`${accepted}`, noise(500_000, accepted + 1));
  })();
  await sleep(300);
  // A quarter of the budget may wait; one more entry is with the sink.
  assert.ok(accepted >= 2 && accepted <= 2 + (2 * MB) / 500_000, `${accepted} were accepted by a closed gate`);
  assert.ok(instance.counters().held <= 8 * MB, `${instance.counters().held} held`);
  gate.open();
  await adding;
  await z.close();
  assert.equal(instance.counters().held, 0);
  await instance.close();

  const program = (awaited) => `import pixmill from ${entry}; import { readFileSync } from 'node:fs';
    const highest = () => Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]) * 1024;
    pixmill.configure({ memoryBudget: ${awaited ? 32 * MB : 1e12} });
    const bytes = new Uint8Array(${MB}).map((_, at) => (at * at) >> 5);
    await pixmill.zip({ write() {}, end() {} }).close();
    const before = highest();
    const slow = new WritableStream({ write: () => new Promise((resolve) => { setTimeout(resolve, 2); }) });
    const z = pixmill.zip(slow, { level: 0 });
    for (let at = 0; at < 500; at += 1) { const added = z.add(String(at), bytes); if (${awaited}) await added; }
    await z.close();
    console.log(highest() - before);`;
  const peak = async (awaited) => {
    const { status, out, err } = await script(program(awaited));
    assert.equal(status, 0, err);
    return Number(out);
  };
  const bounded = await peak(true);
  // 500 MB pass; the budget, and what the collector has not fetched yet.
  assert.ok(bounded < 32 * MB + 120 * MB, `${(bounded / MB).toFixed(0)} MB`);
  const unbounded = await peak(false);
  assert.ok(unbounded > 400 * MB, `the test shows nothing: ${(unbounded / MB).toFixed(0)} MB without waiting and without a budget`);
});

test('adds that nobody awaits are refused past the budget or the queue, and the rest is whole', async () => {
  for (const [config, size, count] of [[{ memoryBudget: MB }, 300_000, 8], [{ queueLimit: 5 }, 10, 20]]) {
    const instance = pixmill.createPixmill(config);
    const file = path.join(place, `refused-${count}.zip`);
    const z = instance.zip(file);
    const adds = Array.from({ length: count }, (_, index) => z.add(`${index}`, noise(size, index + 1)).then(() => index, (error) => error.code));
    const outcomes = await Promise.all(adds);
    await z.close();
    const kept = outcomes.filter((outcome) => typeof outcome === 'number');
    assert.ok(kept.length >= 2 && kept.length < count, `${outcomes}`);
    assert.deepEqual([...new Set(outcomes.filter((outcome) => typeof outcome !== 'number'))], ['QueueFull']);
    assert.deepEqual(pixmill.unzipSync(readFileSync(file)).map(({ name }) => name), kept.map(String));
    await instance.close();
  }
});
