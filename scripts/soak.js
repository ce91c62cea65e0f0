/**
 * `npm run soak [-- seconds]`: batches into a ZIP, one after another, for a long while (300 s a backend), each in a process of its own.
 * Prints images, throughput and memory as time goes on; fails if anything is held at the end, or if memory kept growing.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const seconds = Number(process.argv[2] ?? 300);
/** Memory at the end may be this many times what it was after a third of the time. */
const GROWTH = 1.25;

/** Images of many sizes, the same every time. @param {number} count @returns {Generator<import('../index.mjs').RawPixels>} */
function* images(count) {
  for (let index = 0; index < count; index += 1) {
    const [width, height] = [64 + ((index * 37) % 900), 64 + ((index * 53) % 700)];
    const data = new Uint8Array(width * height * 3);
    for (let at = 0; at < data.length; at += 1) data[at] = (at * 7 + index * 31 + ((at * at) >> 9)) & 255;
    yield { data, width, height, channels: 3 };
  }
}

async function soak() {
  const { default: pixmill } = await import('../index.mjs');
  const end = performance.now() + seconds * 1000;
  const memory = [];
  let done = 0;
  const discard = { write() {}, end() {} };
  for (let round = 0; performance.now() < end; round += 1) {
    const format = /** @type {const} */ (['webp', 'jpeg', 'png', 'gif'])[round % 4];
    const { items, failed } = await pixmill.batch(images(100)).resize({ width: 300 }).toFormat(format).toZip(discard);
    if (failed > 0) throw new Error(`${failed} images failed`);
    done += items;
    memory.push(process.memoryUsage.rss() / 2 ** 20);
  }
  const { held, queued, running } = pixmill.counters();
  const early = memory[Math.floor(memory.length / 3)];
  const late = memory.at(-1) ?? 0;
  const { name } = await pixmill.backend();
  console.log(`${name}: ${done} images in ${seconds} s, RSS ${early.toFixed(0)} MB after a third, ${late.toFixed(0)} MB at the end, peak ${Math.max(...memory).toFixed(0)} MB`);
  if (held || queued || running) throw new Error(`still held ${held}, queued ${queued}, running ${running}`);
  if (late > early * GROWTH) throw new Error('memory kept growing');
}

if (process.env.PIXMILL_SOAK) await soak();
else {
  for (const backend of ['native', 'wasm']) {
    const env = { ...process.env, PIXMILL_SOAK: '1', PIXMILL_BACKEND: backend };
    const { status, error } = spawnSync(process.execPath, [here, String(seconds)], { env, stdio: 'inherit' });
    if (error) throw error;
    if (status !== 0) process.exitCode = 1;
  }
}
