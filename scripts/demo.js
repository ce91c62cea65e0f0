/**
 * `npm run demo`: sets itself up, makes sample images, runs the main job on them by the command line.
 * `npm run demo -- <images> [-o file.zip] [options]` runs it on the person's own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensure, root } from './setup.js';

const folder = path.join(root, 'build', 'samples');
const finished = path.join(folder, '.finished');

async function makeSamples() {
  if (existsSync(finished)) return;
  process.stderr.write('making sample images … ');
  const { default: pixmill } = await import('../index.mjs');
  const { samples } = await import('./samples.js');
  let count = 0;
  for await (const { name, bytes } of samples(pixmill)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    count += 1;
  }
  writeFileSync(finished, '');
  process.stderr.write(`${count} in ${path.relative(process.cwd(), folder) || '.'}\n`);
}

await ensure(['demo']);
const given = process.argv.slice(2);
const has = (...names) => given.some((word) => names.some((name) => word === name || word.startsWith(`${name}=`)));
const args = [...given];
// The samples' archive is the demo's own; nobody else's file is replaced unasked.
if (!has('-o', '--output')) args.push('-o', 'demo.zip', ...(given.length === 0 ? ['--overwrite'] : []));
if (!has('-f', '--format', '--recipe')) args.push('-f', 'webp');
if (!has('-r', '--resize', '--recipe')) args.push('-r', '1600');
if (given.length === 0) {
  await makeSamples();
  args.unshift(folder);
}
console.error(`pixmill ${args.map((word) => (/[\s*{}]/.test(word) ? `'${word}'` : word)).join(' ')}`);
const { status, error } = spawnSync(process.execPath, [path.join(root, 'bin', 'pixmill.js'), ...args], { stdio: 'inherit' });
if (error) throw error;
process.exitCode = status ?? 1;
