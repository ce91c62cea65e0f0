/** The types as CommonJS requires them. Compiled, never run. */
import pixmill = require('pixmill');

const bytes: Promise<{ data: Uint8Array<ArrayBuffer> }> = pixmill('a.jpg').flatten().jpeg({ quality: 80 }).toUint8Array();
const same: pixmill.Pipeline = pixmill('a.jpg').resize(3, 3, { fit: pixmill.fit.contain, kernel: pixmill.kernel.mks2013, position: pixmill.strategy.attention }).toBuffer((error, data, info) => [error?.code, data.byteLength, info.size]);
const recipe: pixmill.Recipe = { steps: [{ op: 'resize', width: 3 }], outputs: [{ format: 'png' }] };
const name: Promise<'native' | 'wasm'> = pixmill.backend().then((backend) => backend.name);
// @ts-expect-error an unknown option is refused
pixmill().png({ qualty: 1 });
export = { bytes, name, recipe, same };
