/** The bug that pixmill was born from: results that are views of wasm memory, damaged in the archive. Theirs, and ours beside it. */
import { equal, ok, pixmill, sameBytes, test } from '../harness.js';
import { photo } from '../fixtures.js';

/**
 * A module with one page of memory, exported as `memory`, that may grow (WebAssembly core specification, 5.5):
 * the converter below is all in JS, what matters is whose memory its results are.
 */
const MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 10, 1, 6, 109, 101, 109, 111, 114, 121, 2, 0]);

/** Converts as careless libraries do: the result is written into the module's memory and returned as a view of it. */
class CarelessConverter {
  #memory = /** @type {WebAssembly.Memory} */ (new WebAssembly.Instance(new WebAssembly.Module(MODULE)).exports.memory);

  /** @param {{data: Uint8Array}} image */
  convert({ data }) {
    const missing = data.byteLength - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65_536));
    const result = new Uint8Array(this.#memory.buffer, 0, data.byteLength);
    for (let at = 0; at < data.byteLength; at += 1) result[at] = 255 - data[at];
    return result;
  }
}

test('results kept while others are made: a careless converter damages them, pixmill does not', async () => {
  await pixmill.ready();
  const images = Array.from({ length: 12 }, (_, index) => photo(40 + index * 30, 40, { seed: index + 1 }));
  const careless = new CarelessConverter();
  const theirs = images.map((image) => careless.convert(image));
  const intact = theirs.filter((result, index) => result.byteLength === images[index].data.byteLength && result.every((value, at) => value === 255 - images[index].data[at]));
  ok(intact.length <= 1, `the control is no control: ${intact.length} of ${theirs.length} results are intact`);

  const ours = images.map((image) => pixmill(image).toFormat('raw').toBufferSync());
  const later = await Promise.all(images.map((image) => pixmill(image).toFormat('raw').toBuffer()));
  const archive = pixmill.zipSync(ours.map((data, index) => ({ name: `${index}.raw`, data })));
  const entries = pixmill.unzipSync(archive);
  equal(entries.length, images.length);
  for (const [index, { data }] of entries.entries()) {
    sameBytes(ours[index], images[index].data, `kept ${index}`);
    sameBytes(later[index], images[index].data, `asynchronous ${index}`);
    sameBytes(data, images[index].data, `entry ${index}`);
  }
});
