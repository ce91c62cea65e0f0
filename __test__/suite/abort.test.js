/** signal and timeoutMs: work stops soon, says why, and leaves nothing held. */
import { equal, fails, ok, pixmill, sleep, test } from '../harness.js';
import { photo } from '../fixtures.js';

const slow = () => pixmill(photo(2600, 2000, { noise: 63 })).resize(2500).webp({ effort: 6, lossless: true });

test('an aborted signal does nothing and pulls nothing', async () => {
  const reason = new Error('not wanted');
  const signal = AbortSignal.abort(reason);
  let pulled = 0;
  const error = await fails(slow().toBuffer({ signal }), 'Aborted', { name: 'AbortError', cause: reason });
  equal(error.kind, 'Aborted');
  function* items() {
    pulled += 1;
    yield photo(3, 3);
  }
  await fails(pixmill.batch(items(), { signal }).png().toArray(), 'Aborted', { cause: reason });
  await fails(pixmill.batch(items()).png().toArray({ signal }), 'Aborted', { cause: reason });
  equal(pulled, 0);
  await fails(pixmill.zip({ signal }).close(), 'Aborted', { cause: reason });
});

test('a running job stops soon, those that wait at once, and the next one runs', async () => {
  const controller = new AbortController();
  const jobs = Array.from({ length: 6 }, () => slow().toBuffer({ signal: controller.signal }));
  const settled = Promise.allSettled(jobs);
  await sleep(150);
  const start = performance.now();
  controller.abort('stop');
  for (const { status, reason } of await settled) {
    equal(status, 'rejected');
    equal(reason.code, 'Aborted');
    equal(reason.cause, 'stop');
  }
  ok(performance.now() - start < 5000, `took ${performance.now() - start} ms`);
  await pixmill(photo(9, 9)).png().toBuffer();
  await sleep(300);
  equal(pixmill.counters().held, 0, 'held:');
  equal(pixmill.counters().running, 0, 'running:');
});

test('a time that is over is a TimeoutError', async () => {
  await fails(slow().toBuffer({ timeoutMs: 30 }), 'Timeout', { name: 'TimeoutError', limit: 30 });
  const items = Array.from({ length: 20 }, () => photo(1200, 1200, { noise: 63 }));
  await fails(pixmill.batch(items).webp({ effort: 6 }).toArray({ timeoutMs: 60 }), 'Timeout');
  await fails(slow().toBuffer({ signal: AbortSignal.timeout(20) }), 'Aborted', { name: 'TimeoutError' });
});

test('a batch that is aborted rejects as a whole and lets its source go', async () => {
  const controller = new AbortController();
  let returned = false;
  async function* items() {
    try {
      for (;;) yield photo(600, 600, { noise: 63 });
    } finally {
      returned = true;
    }
  }
  const seen = [];
  await fails(async () => {
    for await (const item of pixmill.batch(items(), { signal: controller.signal }).webp()) {
      seen.push(item.status);
      if (seen.length === 2) controller.abort();
    }
  }, 'Aborted');
  ok(seen.every((status) => status === 'fulfilled'), `${seen}`);
  ok(returned, 'return() was called');
});

test('batch and end both may have a signal', async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const work = pixmill.batch([photo(2000, 2000), photo(2000, 2000)], { signal: first.signal }).webp({ effort: 6 }).toArray({ signal: second.signal });
  second.abort('by the end');
  await fails(work, 'Aborted', { cause: 'by the end' });
});
