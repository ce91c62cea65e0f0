/** docs/pictures: each operation of the table has its picture, and this build makes the same. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import pixmill from '../../index.mjs';
import { ops } from '../../js/generated/table.js';
import { folder, pictures, recipes } from '../../scripts/pictures.js';

test('the pictures of the operations are what the operations make: else npm run pictures', async () => {
  const made = [];
  for await (const picture of pictures(pixmill)) {
    assert.ok(readFileSync(path.join(folder, picture.file)).equals(picture.bytes), `${picture.file} is another picture`);
    made.push(picture);
  }
  assert.deepEqual(made.map(({ name }) => name), ops.map(({ name }) => name));
  assert.deepEqual(readdirSync(folder).toSorted(), [...made.map(({ file }) => file), 'recipes.json'].toSorted());
  assert.equal(readFileSync(path.join(folder, 'recipes.json'), 'utf8'), recipes(made));
  const bytes = made.reduce((sum, { bytes: { length } }) => sum + length, 0);
  assert.ok(bytes <= 300_000, `${bytes} bytes`);
});
