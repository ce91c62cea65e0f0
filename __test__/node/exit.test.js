/** A five-line script ends by itself within a second of its last result, on every runtime without a page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runtimeProgram } from '../../scripts/setup.js';
import { folder, root, run } from './tools.js';

const place = folder();
const pixels = '{ data: new Uint8Array(30000), width: 100, height: 100, channels: 3 }';

/** @param {string} from the entry */
function lines(from) {
  return `import pixmill from ${JSON.stringify(from)};
const image = await pixmill(${pixels}).resize(50).webp().toBuffer();
const [one] = await pixmill.batch([${pixels}]).png().toArray();
const archive = await new Response(pixmill.batch([image]).jpeg().toZipStream()).arrayBuffer();
console.log(image.length > 0 && one.status === 'fulfilled' && archive.byteLength > 100 ? Date.now() : 'wrong');
`;
}

const ROWS = [
  { name: 'node, native', program: process.execPath, args: [], from: 'index.mjs', env: { PIXMILL_BACKEND: 'native' } },
  { name: 'node, wasm', program: process.execPath, args: [], from: 'index.mjs', env: { PIXMILL_BACKEND: 'wasm' } },
  { name: 'deno', program: runtimeProgram('deno'), args: ['run', `--allow-read=${root},${place}`, '--no-prompt', '--quiet'], from: 'js/deno.js', env: {} },
  { name: 'bun', program: runtimeProgram('bun'), args: [], from: 'index.mjs', env: { PIXMILL_BACKEND: '' } },
];

for (const { name, program, args, from, env } of ROWS) {
  test(`a script ends within a second of its last result (${name})`, async () => {
    const file = path.join(place, `five-${from.replaceAll('/', '-')}`.replace(/\.\w+$/, '.mjs'));
    writeFileSync(file, lines(path.join(root, from)));
    const { status, out, err } = await run(/** @type {string} */ (program), [...args, file], { env });
    const ended = Date.now();
    assert.equal(status, 0, err);
    const last = Number(out.trim());
    assert.ok(Number.isFinite(last), out);
    assert.ok(ended - last < 1000, `it went on for ${ended - last} ms`);
  });
}
