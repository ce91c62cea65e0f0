/** The program of one wasm worker: an instance, and jobs for it one after another. */
import { discard } from '../runtime.js';
import { readSmall } from './reading.js';

/** The glue of each flavour, by literal imports: bundlers and permission checks see them. */
const glue = {
  bytes: () => import('../../npm/wasm/pixmill_bytes.js'),
  basic: () => import('../../npm/wasm/pixmill_basic.js'),
  full: () => import('../../npm/wasm/pixmill_full.js'),
};

const threads = globalThis.process?.getBuiltinModule?.('worker_threads');
/** @type {any} */
const port = threads?.parentPort ?? globalThis;

/** @type {any} */
let instance;

/** @param {any} message @param {ArrayBuffer[]} [transfer] */
function post(message, transfer = []) {
  port.postMessage(message, transfer);
}

/** What a trap left behind: the stage record, and core's error for it. */
function lost(error) {
  try {
    const record = instance.stage();
    return { record, error: instance.lost(record) };
  } catch (trap) {
    return { record: 0, error: JSON.stringify({ code: 'Panicked', reason: `${error}; then ${trap}` }) };
  }
}

/** @param {{id: number, request: string, inputs: Uint8Array[], read?: import('./reading.js').Files}} job `read`: the inputs are files */
function run({ id, request, inputs, read }) {
  try {
    const { inputs: given, ...found } = read ? readSmall(read) : { inputs };
    const { info, buffers } = instance.run(request, given, 0);
    for (const input of inputs) discard(input.buffer);
    const memory = instance.memory.buffer.byteLength;
    post({ id, info, found, buffers, memory }, buffers.map((buffer) => buffer.buffer));
  } catch (error) {
    const coded = error instanceof Error && !(error instanceof WebAssembly.RuntimeError) && error.message.startsWith('{');
    if (coded) post({ id, error: error.message, memory: instance.memory.buffer.byteLength });
    // The inputs go back, for the one retry that a lack of memory is worth.
    else post({ id, trap: lost(error), inputs }, inputs.map((input) => /** @type {ArrayBuffer} */ (input.buffer)));
  }
}

/** @param {any} message */
async function receive(message) {
  if (message.type === 'start') {
    try {
      const { instantiate } = await glue[message.flavour]();
      instance = instantiate(message.module);
      post({ started: true });
    } catch (error) {
      post({ started: false, reason: String(error) });
    }
  } else run(message);
}

if (threads?.parentPort) port.on('message', receive);
else port.onmessage = (event) => receive(event.data);
