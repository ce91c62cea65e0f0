/** One run over its images: planned only, one to a file or stdout, or many to files or an archive. */
import { statSync } from 'node:fs';
import pixmill from '../../index.mjs';
import { fail } from '../errors.js';
import { Names } from '../names.js';
import { isImage } from '../rewriting.js';
import { isCoded, isUsage } from './errors.js';
import { Display } from './progress.js';
import { applied } from './recipe.js';
import { interruptible } from './signals.js';
import { writeOut, written } from './stdout.js';
import { isDocument, placer } from './target.js';

export const EXIT = { good: 0, failed: 1, usage: 2, nothing: 3 };

/**
 * @typedef {object} Job
 * @property {import('./target.js').Target} target
 * @property {import('./inputs.js').Item[]} items
 * @property {any} recipe
 * @property {any} wanted what was typed, parsed
 * @property {string[]} left inputs that were left out
 * @property {any} [archive] what the items are the entries of
 */

/** What is read for an item. A folder that could not be looked through fails when its turn comes, as a file would. @param {import('./inputs.js').Item} item */
function sourceOf({ input, entry, unreadable }) {
  if (entry) return entry;
  if (!unreadable) return input === '-' ? process.stdin : input;
  return {
    name: input,
    async *[Symbol.asyncIterator]() {
      throw unreadable;
    },
  };
}

/** Bytes of an input that was read. @param {string} input */
function sizeOf(input) {
  if (input === '-') return process.stdin.bytesRead ?? 0;
  return statSync(input, { throwIfNoEntry: false })?.size ?? 0;
}

/** Refuses what a run would refuse. @param {string} path @param {boolean} overwrite */
function checkFree(path, overwrite) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) throw fail('IsDirectory', { path });
  if (stat?.isFile() && !overwrite) throw fail('AlreadyExists', { path });
}

/** What would become of an image. @param {Job} job @returns {(item: any, index: number, signal: AbortSignal) => Promise<any>} */
function planner({ target, recipe, wanted: { overwrite, archive } }) {
  const names = new Names();
  const refuses = target.kind === 'archive' && archive.duplicates === 'refuse';
  const place = isDocument(target.where) ? (name) => name : placer(target, archive);
  if (target.kind === 'archive') checkFree(target.where, overwrite || archive.append);
  return async (item, index, signal) => {
    const { format, width, height, outputs } = await applied(pixmill(sourceOf(item), { ...recipe.input, name: item.name }), recipe).plan({ signal });
    const planned = outputs.map(({ name, ...output }) => {
      const placed = place(item.name, output.format, index, outputs.length > 1 ? name : undefined);
      const own = refuses ? names.claim(placed) : names.unique(placed);
      if (target.kind === 'files' || target.kind === 'file') checkFree(own, overwrite);
      return { path: target.kind === 'archive' ? `${target.where}: ${own}` : own, ...output };
    });
    return { format, width, height, outputs: planned };
  };
}

/** Says what would be done. @param {Job} job @param {Display} display @param {AbortSignal} signal */
async function dryRun(job, display, signal) {
  const plan = planner(job);
  const so = { done: 0, failed: 0, bytesIn: 0, bytesOut: 0 };
  const images = job.items.filter(({ entry }) => !entry || isImage(entry, isDocument(job.target.where)));
  for (const [index, item] of images.entries()) {
    so.done += 1;
    try {
      display.plan({ index, ...item, ...(await plan(item, index, signal)) });
    } catch (error) {
      if (signal.aborted || !isCoded(error)) throw error;
      so.failed += 1;
      display.item({ index, name: item.name, status: 'rejected', reason: error, ...so });
      if (job.wanted.failFast) break;
    }
  }
  return { items: so.done, ...so };
}

/** One image to a file or to stdout. @param {Job} job @param {Display} display @param {AbortSignal} signal */
async function single({ target, items: [item], recipe, wanted: { timeoutMs, overwrite } }, display, signal) {
  const pipeline = applied(pixmill(sourceOf(item), { ...recipe.input, name: item.name }), recipe);
  const ends = { signal, ...(timeoutMs !== undefined && { timeoutMs }) };
  const told = { index: 0, name: item.name, done: 1 };
  try {
    let bytesOut;
    if (target.kind === 'stdout') {
      const bytes = await pipeline.toBuffer(ends);
      await writeOut(bytes);
      bytesOut = bytes.byteLength;
    } else bytesOut = (await pipeline.toFile(target.where, { ...ends, overwrite, durable: true })).size;
    const so = { failed: 0, bytesIn: sizeOf(item.input), bytesOut };
    display.item({ ...told, ...so, status: 'fulfilled' });
    return { items: 1, ...so };
  } catch (error) {
    // What was typed wrong is no fault of the image.
    if (signal.aborted || !isCoded(error) || isUsage(error)) throw error;
    const so = { failed: 1, bytesIn: 0, bytesOut: 0 };
    display.item({ ...told, ...so, status: 'rejected', reason: error });
    return { items: 1, ...so };
  }
}

/** @param {Job} job @param {Display} display @param {AbortSignal} signal */
function many({ target, items, recipe, archive: opened, wanted: { timeoutMs, failFast, overwrite, archive } }, display, signal) {
  const options = { ...recipe.input, ...(timeoutMs !== undefined && { itemTimeoutMs: timeoutMs }), stopOnError: failFast };
  const batch = applied(pixmill.batch(opened ?? items.map((item) => ({ input: sourceOf(item), name: item.name })), options), recipe);
  const ends = { signal, overwrite, onProgress: (progress) => display.item(progress) };
  return target.kind === 'archive' ? batch.toZip(target.where, { ...ends, ...archive }) : batch.toFiles(target.where, { ...ends, durable: true });
}

/** @param {Job} job @param {Display} display @param {AbortSignal} signal @param {boolean} dry @returns {Promise<any>} */
function work(job, display, signal, dry) {
  if (dry) return dryRun(job, display, signal);
  return job.target.kind === 'file' || job.target.kind === 'stdout' ? single(job, display, signal) : many(job, display, signal);
}

/**
 * Runs until it is done, fails as a whole, or is interrupted.
 * @param {Job} job
 * @param {{json?: boolean, quiet?: boolean, 'dry-run'?: boolean}} values
 * @returns {Promise<number>} the exit code
 */
export async function run(job, values) {
  const state = interruptible();
  const { controller } = state;
  const dry = values['dry-run'] === true;
  // Before anything is shown or written.
  const { name: backend } = await pixmill.backend();
  /** @type {any} */
  let unheard;
  const display = new Display(values, job.items, (error) => {
    unheard ??= error;
    controller.abort(error);
  });
  for (const input of job.left) display.note(`${input}: left out, this run writes it`);
  let result;
  let error;
  try {
    result = await work(job, display, controller.signal, dry);
  } catch (failure) {
    error = failure;
  } finally {
    state.off();
    // A stdin that nobody ends would keep the process.
    if (job.items.some(({ input }) => input === '-')) process.stdin.destroy();
  }
  if (error && (!isCoded(error) || isUsage(error))) {
    display.end();
    throw error;
  }
  const interrupted = error !== undefined && state.code !== undefined && !unheard;
  // An archive that was not finished holds nothing.
  const so = job.target.kind === 'archive' ? { ...display.so, bytesOut: 0 } : display.so;
  display.summary({ result: result ?? so, error: unheard ?? error, interrupted, backend, dry });
  await written();
  // In JSON it could not be said: stdout is what failed.
  if (unheard && values.json) console.error(`pixmill: ${unheard.message}`);
  if (interrupted) return /** @type {number} */ (state.code);
  return error || unheard || result.failed > 0 ? EXIT.failed : EXIT.good;
}
