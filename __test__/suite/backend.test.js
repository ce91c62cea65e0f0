/** Which backend runs, and what is the same on all of them. */
import { equal, fails, ok, pixmill, sameBytes, test } from '../harness.js';
import { photo } from '../fixtures.js';

test('backend() says what runs and why', async () => {
  const { name, version, build, simd, workers, reason } = await pixmill.backend();
  ok(name === 'native' || name === 'wasm', `found ${name}`);
  equal(version, '0.1.0');
  ok(/^[0-9a-f]{16}$/.test(build), `found build ${build}`);
  ok(simd.length > 0 && reason.length > 0, 'simd and reason');
  ok(workers >= 1, `found ${workers} workers`);
});

test('counters() are back at nothing when nothing runs', async () => {
  await pixmill({ data: new Uint8Array(12), width: 2, height: 2, channels: 3 }).png().toBuffer();
  const { held, running, queued } = pixmill.counters();
  equal(held, 0);
  equal(running, 0);
  equal(queued, 0);
});

test('crc32 is that of the standard, whole and in parts', () => {
  const bytes = new TextEncoder().encode('123456789');
  // The check value of CRC-32/ISO-HDLC.
  equal(pixmill.crc32(bytes), 0xcbf43926);
  equal(pixmill.crc32(bytes.subarray(4), pixmill.crc32(bytes.subarray(0, 4))), 0xcbf43926);
});

/** A worker that is none: what it does when it is spoken to. @param {(message: any, worker: any) => void} post */
const fakeWorker = (post) => () => {
  const worker = { postMessage: (message) => post(message, worker), terminate() {}, onmessage: (_event) => {} };
  return worker;
};

/** Two jobs at once for one worker, so that one of them waits for it. @param {any} worker */
async function bothWith(worker) {
  const own = pixmill.createPixmill({ backend: 'wasm', concurrency: 1, worker });
  const [single, batch] = await Promise.all([
    own(photo(5, 4)).png().toBuffer().then(() => 'done', (error) => error),
    own.batch([photo(5, 4)], { concurrency: 1 }).png().toArray(),
  ]);
  await own.close();
  return [single, batch[0].reason];
}

test('a worker that cannot be made, started or spoken to is an error of each job, and none waits for ever', async () => {
  const broken = new Error('it is broken');
  const kinds = {
    made: () => {
      throw broken;
    },
    started: fakeWorker(() => {
      throw broken;
    }),
    'spoken to': fakeWorker(({ type }, worker) => {
      if (type === 'run') throw broken;
      setTimeout(() => worker.onmessage({ data: { started: true } }));
    }),
  };
  for (const [kind, worker] of Object.entries(kinds)) {
    for (const error of await bothWith(worker)) {
      equal(error?.code, 'WorkerLost', `${kind}:`);
      ok(error.message.includes('it is broken'), `${kind}: ${error.message}`);
    }
  }
});

test('the build may come from elsewhere: a folder, or each flavour in any form', async () => {
  const folder = new URL('../../npm/wasm/', import.meta.url);
  const expected = await pixmill(photo(9, 9)).resize(5).png().toBuffer();
  const bytesOf = async (name) => {
    const url = new URL(`pixmill_${name}.wasm`, folder);
    const fs = url.protocol === 'file:' ? process.getBuiltinModule('fs') : undefined;
    return fs ? new Uint8Array(fs.readFileSync(url)) : new Uint8Array(await (await fetch(url)).arrayBuffer());
  };
  const bytes = await bytesOf('bytes');
  const builds = {
    'a URL': folder,
    'its text': folder.href,
    'without a slash': folder.href.slice(0, -1),
    Modules: { bytes: await WebAssembly.compile(bytes), basic: WebAssembly.compile(await bytesOf('basic')) },
    'bytes and a Response': { bytes, basic: new Response(await bytesOf('basic'), { headers: { 'content-type': 'application/wasm' } }) },
    'one of them': { bytes: bytes.buffer },
  };
  for (const [form, wasm] of Object.entries(builds)) {
    const own = pixmill.createPixmill({ backend: 'wasm', wasm, concurrency: 1 });
    sameBytes(await own(photo(9, 9)).resize(5).png().toBuffer(), expected, form);
    await own.close();
  }
  // Nothing is there: asked for all the same, and named.
  const nowhere = pixmill.createPixmill({ backend: 'wasm', wasm: new URL('nowhere/', folder) });
  await fails(nowhere(photo(9, 9)).png().toBuffer(), 'BackendUnavailable', { reason: /bytes/ });
  for (const wasm of [7, '', null, [], { ful: bytes }, bytes, new Response('')]) {
    await fails(() => pixmill.createPixmill({ wasm }), 'InvalidOption', { path: 'config.wasm', expected: /folder's URL/ });
  }
});

test('the worker’s program may come from elsewhere', async () => {
  const program = new URL('../../js/backend/worker.js', import.meta.url);
  for (const worker of [program, program.href]) {
    const own = pixmill.createPixmill({ backend: 'wasm', worker, concurrency: 1 });
    equal((await own(photo(9, 9)).resize(5).png().toBuffer({ resolveWithObject: true })).info.width, 5);
    await own.close();
  }
  for (const worker of [7, null, {}]) await fails(() => pixmill.createPixmill({ worker }), 'InvalidOption', { path: 'config.worker' });
});
