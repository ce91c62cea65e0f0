/** `pixmill/fflate`: fflate's functions and classes over our engine. docs/fflate-parity.md tells what is the same. */
import { createBytes, named } from './bytes.js';
import { createEngine } from './engine.js';
import { FlateErrorCode } from './errors.js';
import { DecodeUTF8, EncodeUTF8, strFromU8, strToU8 } from './text.js';
import { createUnzip } from './unzip.js';
import { createZip } from './zip.js';

/**
 * All of fflate's exports, over one instance.
 * @param {import('../instance.js').Instance} instance
 * @returns {any}
 */
export function createFflate(instance) {
  const engine = createEngine(instance);
  const bytes = createBytes(engine);
  return { FlateErrorCode, ...bytes, ...createZip(engine, bytes), ...createUnzip(engine, bytes), ...named({ strToU8, strFromU8, DecodeUTF8, EncodeUTF8 }) };
}
