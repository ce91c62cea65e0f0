/** docs/sharp-parity.md says what is: the names of sharp's API beside our types. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import path from 'node:path';
import { root } from './tools.js';

test('the page beside sharp is up to date', () => {
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'scripts', 'sharp-parity.js'), '--check'], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});
