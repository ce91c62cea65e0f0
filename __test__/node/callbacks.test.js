/** What callbacks and listeners throw is their caller's: an uncaught exception, as in Node itself, and no job is lost by it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import path from 'node:path';
import { root, run } from './tools.js';

const program = `import pixmill from ${JSON.stringify(path.join(root, 'index.mjs'))};
const seen = [];
process.on('uncaughtException', (error, origin) => seen.push(origin + ': ' + error.message));
const throws = (message) => () => { throw new Error(message); };
pixmill.queue.once('change', throws('listener'));
const pipeline = pixmill({ data: new Uint8Array(12), width: 2, height: 2, channels: 3 }).png();
pipeline.toBuffer(throws('callback'));
const { length } = await pipeline.toBuffer();
await new Promise((resolve) => setTimeout(resolve, 100));
console.log(JSON.stringify([length > 0, seen.sort()]));
`;

test('a callback and a listener that throw are uncaught exceptions', async () => {
  const { status, out, err } = await run(process.execPath, ['--input-type=module', '-e', program]);
  assert.equal(status, 0, err);
  assert.deepEqual(JSON.parse(out), [true, ['uncaughtException: callback', 'uncaughtException: listener']]);
});
