/** sharp's functions that look at and set what all images of an instance share. */
import { wrongOption } from './errors.js';
import { isPlain } from './kinds.js';

/** What sharp lets its cache hold; here nothing is kept between calls. */
const CACHE = ['memory', 'files', 'items'];

/** @param {any} [options] */
function cache(options) {
  if (options !== undefined && typeof options !== 'boolean') {
    if (!isPlain(options)) throw wrongOption('options', `boolean, or object with ${CACHE.join(', ')}`, options);
    for (const [name, value] of Object.entries(options)) {
      if (!CACHE.includes(name)) throw wrongOption('options', `one of ${CACHE.join(', ')}`, name);
      if (value !== undefined && !(Number.isInteger(value) && value >= 0)) throw wrongOption(name, 'integer from 0', value);
    }
  }
  const none = { current: 0, max: 0 };
  return { memory: { current: 0, high: 0, max: 0 }, files: { ...none }, items: { ...none } };
}

/** @param {import('./instance.js').Instance} instance */
export function controls(instance) {
  return {
    cache,
    concurrency: (threads) => {
      if (threads !== undefined) instance.setConcurrency(threads);
      return instance.config.concurrency;
    },
    counters: () => {
      const counters = instance.scheduler.counters();
      return { ...counters, queue: counters.queued, process: counters.running };
    },
    simd: (enable) => {
      if (enable !== undefined && typeof enable !== 'boolean') throw wrongOption('enable', 'boolean', enable);
      return instance.backendSync().simd !== 'none';
    },
    queue: instance.queue,
    block: (options) => instance.blocked.set(options, true),
    unblock: (options) => instance.blocked.set(options, false),
  };
}
