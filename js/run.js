/** What every asynchronous end shares: signal and timeout as one signal, and errors whose stack starts at the user's call. */
import { PixmillError, aborted, fail, wrongOption } from './errors.js';
import { isPlain } from './kinds.js';
import { onAbort } from './runtime.js';

const SHARED = {
  signal: { accepts: 'an AbortSignal', fits: (value) => typeof value?.addEventListener === 'function' && 'aborted' in value },
  timeoutMs: { accepts: 'milliseconds, over 0', fits: (value) => Number.isFinite(value) && value > 0 },
  onProgress: { accepts: 'a function', fits: (value) => typeof value === 'function' },
};

/**
 * Checks an end's options; `more` names those that the end has of its own.
 * @param {any} options
 * @param {Record<string, {accepts: string, fits: (value: any) => boolean}>} [more]
 */
export function checkRun(options = {}, more = {}) {
  const known = { ...SHARED, ...more };
  if (!isPlain(options)) throw wrongOption('options', `object with ${Object.keys(known).join(', ')}`, options);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, name)) throw wrongOption('options', `one of ${Object.keys(known).join(', ')}`, name);
    if (value !== undefined && !known[name].fits(value)) throw wrongOption(name, known[name].accepts, value);
  }
  return options;
}

/** A yes-or-no option of an end. */
export const flag = { accepts: 'boolean', fits: (value) => typeof value === 'boolean' };

/** Frames within which the public function stands, from the one that calls `underSignal` on. */
const OURS = 3;

/**
 * Runs `work` under one signal made of the caller's signals and a timeout, and rejects with an error that points at the call.
 * @template T
 * @param {{signal?: AbortSignal, timeoutMs?: number}} options
 * @param {(signal: AbortSignal | undefined) => Promise<T>} work
 * @param {Function} end the public function, which the stack leaves out
 * @returns {Promise<T>}
 */
export function underSignal({ signal, timeoutMs }, work, end) {
  // Read after a failure only: writing a stack out takes longer than a small entry.
  /** @type {{stack?: string}} */
  const place = {};
  Error.captureStackTrace?.(place, underSignal);
  const promise = timeoutMs === undefined ? work(signal) : timed(signal, timeoutMs, work);
  return promise.catch((error) => {
    const coded = PixmillError.from(error);
    const frames = place.stack?.split('\n').slice(1) ?? [];
    // JavaScriptCore's tail calls leave no frame of some ends.
    const above = frames.slice(frames.findIndex((frame, index) => index < OURS && isFrameOf(frame, end)) + 1);
    if (above.length > 0) coded.stack = `${coded.name}: ${coded.message}\n${above.join('\n')}`;
    throw coded;
  });
}

/** @param {string} frame @param {Function} called */
function isFrameOf(frame, { name }) {
  return name !== '' && new RegExp(`[\\s.]${name}( \\[as .*\\])? \\(`).test(frame);
}

/**
 * A promise's outcome, or the abort where that comes first. Unlike a race it keeps nothing afterwards, however long the signal lives.
 * @template T
 * @param {Promise<T> | T} promise an object of the caller's may answer at once
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
export async function orAborted(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(aborted(signal));
    const end = (settle) => (value) => {
      signal.removeEventListener('abort', stop);
      settle(value);
    };
    Promise.resolve(promise).then(end(resolve), end(reject));
    if (signal.aborted) stop();
    else onAbort(signal, stop);
  });
}

/** @param {AbortSignal | undefined} signal @param {number} timeoutMs @param {(signal: AbortSignal) => Promise<any>} work */
async function timed(signal, timeoutMs, work) {
  const controller = new AbortController();
  const pass = () => controller.abort(signal?.reason);
  if (signal?.aborted) pass();
  onAbort(signal, pass);
  const timer = setTimeout(() => controller.abort(fail('Timeout', { limit: timeoutMs })), timeoutMs);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', pass);
  }
}
