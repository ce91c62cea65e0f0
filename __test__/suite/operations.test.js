/** Every operation of the table: what it refuses, and that its example works on every kind of image. */
import { digest, equal, fails, ok, pixmill, same, test } from '../harness.js';
import { animatedGif, photo } from '../fixtures.js';
import { examples } from '../operations.js';

const [WIDTH, HEIGHT] = [61, 47];
const SHOWN = examples();

/** A value that no field of this type takes. @type {Record<string, any[]>} */
const OTHER_TYPES = {
  integer: ['1', true, [], {}],
  number: ['1', true, [], {}],
  integers: ['1', true, {}, [], [0.5]],
  numbers: ['1', true, {}, ['1']],
  boolean: [1, 'true', [], {}],
  choice: ['no such word', 7, true, {}],
  index: ['no such word', true, -1, 2 ** 31, 0.5, {}],
  words: ['no list', 7, ['no such word']],
  colour: [7, true, [], {}, { r: 1 }, { r: 256, g: 0, b: 0 }],
  switch: ['1', [], {}],
  text: [7, true, {}],
  file: [7, true, {}],
  files: [7, 'no list', {}],
  list: [7, 'no list', {}, [], [7]],
  object: [7, 'no object', []],
};

/** Numbers beside a field's range. @param {any} field */
function numbersBeside({ type, min, max }) {
  const below = [min - 1, -Infinity];
  const above = [max + 1, max * 2 + 1, 2 ** 31, Infinity];
  const beside = [...below.filter((value) => value < min), ...above.filter((value) => value > max), NaN];
  return type.startsWith('integer') ? [...beside, min + 0.5] : beside;
}

/**
 * Values that a field refuses, each with where the error says it is.
 * @param {any} field
 * @param {string} at
 * @returns {{value: any, path: string}[]}
 */
function refused(field, at) {
  const here = (values) => values.map((value) => ({ value, path: at }));
  const types = here(OTHER_TYPES[field.type]);
  switch (field.type) {
    case 'integer':
    case 'number':
    case 'switch':
      return [...types, ...here(numbersBeside(field))];
    case 'integers':
      return [...types, ...here(numbersBeside(field)), ...here([Array.from({ length: field.most + 1 }, () => field.min)])];
    case 'numbers': {
      const counts = [field.least - 1, field.most + 1].filter((count) => count >= 0 && count <= 100_000);
      const lists = numbersBeside(field).map((value) => Array.from({ length: field.least }, () => value));
      return [...types, ...here([...lists, ...counts.map((count) => Array.from({ length: count }, () => field.min))])];
    }
    case 'text':
      return [...types, ...here(field.max < 1e6 ? ['x'.repeat(field.max + 1)] : [])];
    case 'list': {
      const inner = field.fields.flatMap((each) => refused(each, `${at}[0].${each.name}`).map(({ value, path }) => ({ value: [{ [each.name]: value }], path })));
      return [...types, ...inner, { value: [{ nonesuch: 1 }], path: `${at}[0]` }];
    }
    case 'object':
      return [...types, ...field.fields.flatMap((each) => refused(each, `${at}.${each.name}`).map(({ value, path }) => ({ value: { [each.name]: value }, path })))];
    default:
      return types;
  }
}

/** A photograph of each number of channels and depth. @returns {[string, any][]} */
function inputs() {
  return [1, 2, 3, 4].flatMap((channels) => {
    const { data } = photo(WIDTH, HEIGHT, { channels });
    const raw = (samples, depth) => /** @type {[string, any]} */ ([`${depth} × ${channels}`, { data: samples, width: WIDTH, height: HEIGHT, channels, depth }]);
    return [raw(data, 'uchar'), raw(Uint16Array.from(data, (value) => value * 257), 'ushort'), raw(Float32Array.from(data, (value) => value / 255), 'float')];
  });
}

/** An animation whose frames have colours, delays and a loop of their own. */
async function animation() {
  const delay = [40, 90, 150];
  return { delay, loop: 3, bytes: await pixmill(animatedGif(40, 3)).gif({ delay, loop: 3 }).toBuffer() };
}

/** Of a GIF, in milliseconds: in its graphic control extensions (GIF89a, 23). @param {Uint8Array} gif */
function delaysOf(gif) {
  const found = [];
  for (let at = 0; at < gif.length - 7; at += 1) {
    if (gif[at] === 0x21 && gif[at + 1] === 0xf9 && gif[at + 2] === 4 && gif[at + 7] === 0) found.push((gif[at + 4] | (gif[at + 5] << 8)) * 10);
  }
  return found;
}

for (const { name, row, example, step } of SHOWN) {
  const through = (input, width = WIDTH, height = HEIGHT) => pixmill(input)[name](...(example.args?.(width, height) ?? []));

  test(`${name} refuses what it does not know, and says where`, async () => {
    const good = step(pixmill, WIDTH, HEIGHT);
    const doors = [(changed) => pixmill.recipe({ steps: [changed] }), ({ op, ...options }) => pixmill()[op](options)];
    for (const door of doors) {
      await fails(() => door({ ...good, nonesuch: 1 }), 'InvalidOption', { path: 'steps[0]', found: '"nonesuch"' });
      for (const field of row.fields) {
        for (const { value, path } of refused(field, `steps[0].${field.name}`)) await fails(() => door({ ...good, [field.name]: value }), 'InvalidOption', { path });
      }
    }
  });

  test(`${name} takes every layout and depth, gives the size of its plan and the same samples everywhere`, async () => {
    const all = [];
    for (const [words, input] of inputs()) {
      const pipeline = through(input).raw();
      if (input.channels > (example.most ?? Infinity)) {
        await fails(pipeline.toBuffer(), 'InvalidOption', { path: /^steps\[0\]/, op: name });
        continue;
      }
      const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
      const [planned] = (await pipeline.plan()).outputs;
      if (!example.unplanned) same([info.width, info.height], [planned.width, planned.height], words);
      equal(data.byteLength, info.width * info.height * info.channels * { uchar: 1, ushort: 2, float: 4 }[info.depth], `${words}: bytes`);
      if (input.depth === 'ushort') equal(info.depth, example.depth ?? 'ushort', words);
      all.push(data);
    }
    await digest(`operation ${name}`, new Uint8Array(await new Blob(all).arrayBuffer()));
  });

  test(`${name} leaves an animation its frames, delays and loop`, async () => {
    const { bytes, delay, loop } = await animation();
    const work = through(bytes, 40, 40).gif().toBuffer();
    if (example.stills) {
      await fails(work, 'InvalidOption', { path: 'steps[0]' });
      return;
    }
    const gif = await work;
    const found = await pixmill(gif).metadata();
    same([found.pages, delaysOf(gif), found.loop], [delay.length, delay, loop]);
  });
}

test('no recipe has 10,000 steps', async () => {
  const steps = Array.from({ length: 10_000 }, () => ({ op: 'flatten' }));
  const recipe = pixmill.recipe({ steps });
  await fails(pixmill.batch([{ input: photo(2, 2), recipe }]).png().toArray().then(([{ reason }]) => { throw reason; }), 'InvalidOption', { path: 'steps', found: '10000' });
});

test('slow operations count by what they do to each pixel', async () => {
  const kernel = { width: 101, height: 101, kernel: new Float32Array(101 * 101).fill(1) };
  const work = (steps, most) => steps(pixmill(photo(100, 100), { limits: { work: most } })).plan();
  // 10,000 pixels: 1 + 101 × 101 / 8 for each; 4 of a resize.
  await work((image) => image.convolve(kernel), 12_760_000);
  await fails(work((image) => image.convolve(kernel), 12_759_999), 'WorkLimit', { found: '12760000', path: 'steps[0]', op: 'convolve' });
  await work((image) => image.flip().resize(100, 100), 50_000);
  await fails(work((image) => image.flip().resize(100, 100), 49_999), 'WorkLimit', { path: 'steps[1]' });
});
