/** Pyramids in a folder: all of their files, or none. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import pixmill from '../../index.mjs';
import { photo } from '../fixtures.js';
import { folder } from './tools.js';

const place = folder();
const fileNames = (where) => readdirSync(where, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map(({ parentPath, name }) => path.relative(where, path.join(parentPath, name)).replaceAll('\\', '/')).toSorted();

test('a path that ends in .dz is a folder of tiles with its description beside it, other ends a ZIP', async () => {
  const pyramid = () => pixmill(photo(21, 10)).png().tile({ size: 16, depth: 'one' });
  const info = await pyramid().toFile(path.join(place, 'view.dz'));
  assert.equal(info.format, 'dz');
  assert.deepEqual(fileNames(place), ['view.dzi', 'view_files/0/0_0.png', 'view_files/0/1_0.png']);
  const { width, height } = await pixmill(path.join(place, 'view_files/0/1_0.png')).metadata();
  assert.deepEqual([width, height], [5, 10]);
  assert.match(readFileSync(path.join(place, 'view.dzi'), 'utf8'), /Width="21"/);
  for (const name of ['a.szi', 'b.zip']) {
    await pyramid().toFile(path.join(place, name));
    const inside = pixmill.unzipSync(readFileSync(path.join(place, name))).map((entry) => entry.name);
    assert.deepEqual(inside.toSorted(), [`${name[0]}.dzi`, `${name[0]}_files/0/0_0.png`, `${name[0]}_files/0/1_0.png`]);
  }
  await pixmill(photo(21, 10)).tile({ container: 'zip' }).toFile(path.join(place, 'c.dz'));
  assert.ok(readFileSync(path.join(place, 'c.dz')).subarray(0, 2).equals(Buffer.from('PK')));
  await assert.rejects(pyramid().toFile(path.join(place, 'd.png')), { code: 'InvalidOption' });
});

test('what is there stays unless it is to be overwritten, and then none of the old tiles does', async () => {
  const where = path.join(place, 'again');
  const { mkdirSync } = await import('node:fs');
  mkdirSync(where);
  const file = path.join(where, 'map.dz');
  await pixmill(photo(40, 30)).tile({ layout: 'google', size: 16 }).toFile(file);
  const before = fileNames(where);
  assert.equal(before.length, 6 + 2 + 1 + 1);
  await assert.rejects(pixmill(photo(20, 10)).tile({ layout: 'google', size: 16 }).toFile(file), { code: 'AlreadyExists' });
  assert.deepEqual(fileNames(where), before);
  await pixmill(photo(20, 10)).tile({ layout: 'google', size: 16 }).toFile(file, { overwrite: true });
  assert.deepEqual(fileNames(where), ['map/0/0/0.jpg', 'map/1/0/0.jpg', 'map/1/0/1.jpg', 'map/blank.png']);
  // A folder that cannot be written leaves nothing, and a run that is called off neither.
  writeFileSync(path.join(where, 'flat'), '');
  await assert.rejects(pixmill(photo(20, 10)).tile().toFile(path.join(where, 'flat', 'x.dz')), (error) => /** @type {any} */ (error).name === 'PixmillError');
  const controller = new AbortController();
  const run = pixmill(photo(300, 200)).tile({ size: 4 }).toFile(path.join(where, 'off.dz'), { signal: controller.signal });
  setTimeout(() => controller.abort(), 15);
  await run.catch(() => undefined);
  assert.equal(existsSync(path.join(where, 'off.dzi')), existsSync(path.join(where, 'off_files')));
  assert.deepEqual(readdirSync(where).filter((name) => name.startsWith('.')), []);
});
