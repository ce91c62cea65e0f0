/** One image through one recipe: read, planned, run. A pipeline's ends and a batch's items are made of these. */
import { read, sizeOf } from './input.js';

/** The part of an input that almost every header fits into. */
const PREFIX = 64 * 1024;

/**
 * Asks for what the header tells, with as much of the input as that takes.
 * @param {any} backend
 * @param {any} request probe or plan
 * @param {Uint8Array} bytes
 */
export function ask(backend, request, bytes) {
  let len = Math.min(PREFIX, bytes.byteLength);
  for (;;) {
    const { info } = backend.runSync({ ...request, size: bytes.byteLength }, [bytes.subarray(0, len)]);
    if (info.needMore === undefined) return info;
    len = info.needMore;
  }
}

/**
 * The same where a flavour that is not on this thread may have to be asked: a drawing without a size is measured by drawing it.
 * @param {any} backend
 * @param {any} request
 * @param {Uint8Array} bytes
 * @param {AbortSignal} [signal]
 */
export async function askFully(backend, request, bytes, signal) {
  const found = ask(backend, request, bytes);
  if (!found.unmeasured) return found;
  const { info } = await backend.run(request, [bytes], { flavour: found.flavour, signal });
  return info;
}

/** The same at once. @param {any} backend @param {any} request @param {Uint8Array} bytes */
export function askFullySync(backend, request, bytes) {
  const found = ask(backend, request, bytes);
  return found.unmeasured ? backend.runSync(request, [bytes], found.flavour).info : found;
}

/**
 * A request about a source: with what its bytes do not tell, and what must not be read. Every task that reads an image is asked by it.
 * @param {import('./instance.js').Instance} instance
 * @param {import('./input.js').Source} source
 * @param {object} request
 * @param {object} [header] what reading it told
 * @returns {any}
 */
export function requestOf(instance, source, request, header = source.header) {
  return { ...request, ...header, ...instance.blocked.of(source) };
}

/**
 * Runs a recipe on a source. The finished bytes count against the budget until `release` is called.
 * @param {import('./instance.js').Instance} instance
 * @param {{source: import('./input.js').Source, recipe: object, archive?: object, urgent?: () => boolean,
 *   scheduler?: import('./scheduler.js').Scheduler, signal?: AbortSignal, onProgress?: (progress: object) => void, once?: boolean}} job
 *   `once`: the source's bytes are not needed again
 */
export async function convert(instance, { recipe, archive, ...job }) {
  const start = performance.now();
  const { info, ...rest } = await run(instance, { ...job, task: 'convert', shared: { recipe }, own: archive && { archive } });
  return { outputs: describe(info, performance.now() - start), input: info.input, ...rest };
}

/**
 * Runs a task that decodes a source: planned by what it shares with its plan.
 * @param {import('./instance.js').Instance} instance
 * @param {{source: import('./input.js').Source, task: string, shared: object, own?: object, urgent?: () => boolean,
 *   scheduler?: import('./scheduler.js').Scheduler, signal?: AbortSignal, onProgress?: (progress: object) => void, once?: boolean}} job
 */
export async function run(instance, job) {
  const { source, task, own, urgent, scheduler = instance.scheduler, signal, onProgress, once = false } = job;
  /** @type {{bytesIn: number, mtime: number | undefined}} */
  const about = { bytesIn: 0, mtime: undefined };
  const prepare = async () => {
    const backend = await instance.backend();
    const { bytes, header, mtime } = await read(source, { signal, limit: scheduler.budget });
    about.bytesIn = bytes.byteLength;
    about.mtime = mtime;
    onProgress?.({ stage: 'read' });
    const asked = (request) => requestOf(instance, source, request, header);
    const { peak, flavour } = await askFully(backend, asked({ task: 'plan', for: task, ...job.shared }), bytes, signal);
    onProgress?.({ stage: 'plan' });
    const request = asked({ task, ...job.shared, ...own });
    // What was read here is ours to give away; a pipeline keeps its own copy for its next end.
    const owned = once || source.bytes === undefined;
    return { request, inputs: [bytes], owned, bytes: bytes.byteLength, peak: peak + backend.copies * bytes.byteLength, flavour };
  };
  const expected = await sizeOf(source);
  const { info, buffers, release } = await scheduler.run(prepare, { expected, urgent, signal });
  onProgress?.({ stage: 'convert' });
  return { info, buffers, release, ...about };
}

/**
 * The same at once, on the calling thread.
 * @param {import('./instance.js').Instance} instance
 * @param {{source: import('./input.js').Source, recipe: object}} job
 */
export function convertSync(instance, { source, recipe }) {
  const start = performance.now();
  const request = requestOf(instance, source, { task: 'convert', recipe });
  const { info, buffers } = instance.backendSync().runSync(request, [source.bytes]);
  return { outputs: describe(info, performance.now() - start), buffers };
}

/** Core's words of each output, as `info` shows them. */
function describe({ outputs, warnings }, ms) {
  return outputs.map(({ name, archive, ...output }) => ({
    name,
    archive,
    info: { ...output, warnings, ms: Math.round(ms * 10) / 10 },
  }));
}
