/** --op on the command line: operations by name, in the order in which they are typed. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import pixmill from '../../index.mjs';
import { ops } from '../../js/generated/table.js';
import { at, cli, freshFolder } from './program.js';

freshFolder();

const stepsOf = async (...args) => JSON.parse((await cli([...args, '--print-recipe'])).out).steps;

test('--op takes a name, values, a list or an object, and runs in the order in which it is typed', async () => {
  const typed = ['flatten', 'resize=20,10', 'toColourspace:b-w', 'resize={"width":7,"fit":"inside"}', 'resize=[5, null, {"kernel":"nearest"}]'];
  assert.deepEqual(await stepsOf(...typed.flatMap((each) => ['--op', each])), [
    { op: 'flatten' },
    { op: 'resize', width: 20, height: 10 },
    { op: 'toColourspace', space: 'b-w' },
    { op: 'resize', width: 7, fit: 'inside' },
    { op: 'resize', width: 5, kernel: 'nearest' },
  ]);
  // An alias, and -r before all of them.
  assert.deepEqual((await stepsOf('--op', 'toColorspace=b-w', '-r', '9')).map(({ op }) => op), ['resize', 'toColourspace']);
  assert.equal((await cli(['in/a.png', '--op', 'resize=20,10', '--op', 'resize=6', '-o', 'out.png'])).status, 0);
  const expected = await pixmill(readFileSync(at('in', 'a.png'))).resize(20, 10).resize(6).png().toBuffer();
  assert.deepEqual(readFileSync(at('out.png')), expected);
});

test('what is wrong with an operation names its step, and ends with 2', async () => {
  const wrong = {
    'resize=0': /expected integer from 1 to 1000000 for steps\[1\]\.width, found 0/,
    'resize=wide': /steps\[1\]\.width, found "wide"/,
    'resize={"widht":5}': /steps\[1\], found "widht"/,
    'resize=1,2,3': /width, height and an object/,
    'resize={"width":5': /is not JSON behind its name/,
    'resise=5': /one of .*resize.* for steps\[1\]\.op, found "resise"/,
    '': /steps\[1\]\.op, found ""/,
  };
  for (const [op, words] of Object.entries(wrong)) {
    const { status, err } = await cli(['in/a.png', '--op', 'flatten', '--op', op, '-o', 'x.png']);
    assert.equal(status, 2, op);
    assert.match(err, words);
  }
  assert.equal(existsSync(at('x.png')), false);
  const both = await cli(['in/a.png', '--op', 'flatten', '--recipe', 'r.json', '-o', 'x.png']);
  assert.deepEqual([both.status, /either --recipe/.test(both.err)], [2, true]);
});

test('the help lists every operation of the table', async () => {
  const { out } = await cli(['--help']);
  for (const { name } of ops) assert.match(out, new RegExp(`^ {6}${name}\\b`, 'm'));
});
