/** Which backend runs, and what is the same on all of them. */
import { equal, ok, pixmill, test } from '../harness.js';

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
