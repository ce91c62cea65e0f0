/** `pixmill doctor`: which backend runs here, why, whether each of them converts, and what to type if not. */
import pixmill from '../../index.mjs';
import { version } from '../generated/table.js';
import { command } from './command.js';
import { print } from './stdout.js';

/** One opaque pixel, and a format of the small build and one of the large. */
const PIXEL = /** @type {const} */ ({ data: new Uint8Array([1, 2, 3]), width: 1, height: 1, channels: 3 });
const FORMATS = /** @type {const} */ (['png', 'tiff']);

/** Whatever it is, it is what is to be told here; the lines after the first are for who mends it. @param {Error} error */
const reasonOf = ({ message }) => message.split('\n')[0];

/**
 * Whether a backend loads and does its work: a build without one of its files is found only by the latter.
 * @param {'native' | 'wasm'} backend
 */
async function tried(backend) {
  const instance = pixmill.createPixmill({ backend });
  try {
    const { build, simd } = await instance.backend();
    for (const format of FORMATS) await instance(PIXEL).toFormat(format).toBuffer();
    return { works: true, text: `loads and converts (build ${build}, ${simd})` };
  } catch (error) {
    return { works: false, text: `does not work: ${reasonOf(error)}` };
  } finally {
    await instance.close();
  }
}

/** The backend that a program gets here. */
async function chosen() {
  try {
    const { name, workers, reason } = await pixmill.backend();
    return { works: true, text: `${name}, ${workers} at once: ${reason}` };
  } catch (error) {
    return { works: false, text: `nothing: ${reasonOf(error)}` };
  }
}

/** 0 where a program would find a backend that works, else 1. */
async function examine() {
  const asked = process.env.PIXMILL_BACKEND;
  const runs = await chosen();
  const [native, wasm] = [await tried('native'), await tried('wasm')];
  await print(`pixmill ${version} on ${process.release.name} ${process.version}, ${process.platform}-${process.arch}`);
  if (asked) await print(`PIXMILL_BACKEND is ${asked}`);
  await print(`runs     ${runs.text}`);
  await print(`native   ${native.text}`);
  await print(`wasm     ${wasm.text}`);
  const all = runs.works && native.works && wasm.works;
  if (!all) await print('to type  npm run build (in a checkout), or npm install pixmill --include=optional (in a project)');
  return runs.works && (native.works || wasm.works) ? 0 : 1;
}

export const doctor = command({ usage: 'doctor', options: [], least: 0, most: 0, run: examine });
