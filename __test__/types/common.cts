/** The types as CommonJS requires them. Compiled, never run. */
import pixmill = require('pixmill');

const bytes: Promise<Uint8Array<ArrayBuffer>> = pixmill('a.jpg').flatten().jpeg({ quality: 80 }).toUint8Array();
const recipe: pixmill.Recipe = { steps: [{ op: 'resize', width: 3 }], outputs: [{ format: 'png' }] };
const name: Promise<'native' | 'wasm'> = pixmill.backend().then((backend) => backend.name);
// @ts-expect-error an unknown option is refused
pixmill().png({ qualty: 1 });
export = { bytes, name, recipe };
