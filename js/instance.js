/** One instance of pixmill: its settings, its backend, its scheduler. The default one is made lazily. */
import { Blocked } from './blocked.js';
import { BACKENDS, choose } from './backend/choose.js';
import { isBuild } from './backend/override.js';
import { fail, wrongOption } from './errors.js';
import { isPlain } from './kinds.js';
import { Queue } from './queue.js';
import { processors, systemMemory } from './runtime.js';
import { Scheduler } from './scheduler.js';

/** Settings by name: what they accept, and whether they may change after the first job. */
const SETTINGS = {
  backend: { accepts: BACKENDS.join(' or '), fits: (value) => BACKENDS.includes(value) },
  concurrency: { accepts: 'integer from 1 to 1024', fits: (value) => Number.isInteger(value) && value >= 1 && value <= 1024 },
  memoryBudget: { accepts: 'bytes, at least 1048576', fits: (value) => Number.isFinite(value) && value >= 2 ** 20 },
  queueLimit: { accepts: 'integer from 1', fits: (value) => Number.isInteger(value) && value >= 1 },
  wasm: { accepts: "a folder's URL, or an object with bytes, basic, full, each a URL, Module, Response or bytes", fits: isBuild },
  worker: {
    accepts: 'a URL or a function that makes a worker',
    fits: (value) => typeof value === 'string' || typeof value === 'function' || value instanceof URL,
  },
};

/** @param {any} config */
function check(config) {
  if (!isPlain(config)) throw wrongOption('config', `object with ${Object.keys(SETTINGS).join(', ')}`, config);
  for (const [name, value] of Object.entries(config)) {
    if (!Object.hasOwn(SETTINGS, name)) throw wrongOption('config', `one of ${Object.keys(SETTINGS).join(', ')}`, name);
    if (value !== undefined && !SETTINGS[name].fits(value)) throw wrongOption(`config.${name}`, SETTINGS[name].accepts, value);
  }
}

export class Instance {
  #loader;
  #config = {
    concurrency: processors(),
    memoryBudget: Math.min(systemMemory() / 2, 2 ** 30),
    queueLimit: 10_000,
  };
  /** @type {any} */
  #backend;
  /** @type {Scheduler | undefined} */
  #scheduler;
  #closed = false;
  /** Formats that it refuses. */
  blocked = new Blocked();
  queue = new Queue();

  /**
   * @param {any} loader how this entry finds its backends
   * @param {any} [config]
   */
  constructor(loader, config = {}) {
    this.#loader = loader;
    this.configure(config);
  }

  get loader() {
    return this.#loader;
  }

  get config() {
    return this.#config;
  }

  /** @param {any} config */
  configure(config) {
    check(config);
    if (this.#backend) throw fail('AlreadyStarted');
    this.#config = { ...this.#config, ...config };
    const { wasm, worker } = this.#config;
    if (wasm || worker) this.#loader = { ...this.#loader, wasm: this.#loader.override(this.#loader.wasm, { wasm, worker }) };
  }

  /** May be said at any time. @param {any} threads 0: as many as processors */
  setConcurrency(threads) {
    const concurrency = threads === 0 ? processors() : threads;
    check({ concurrency });
    this.#config = { ...this.#config, concurrency };
    this.#backend?.widen(concurrency);
    if (this.#scheduler) this.#scheduler.concurrency = concurrency;
  }

  #choose() {
    if (this.#closed) throw fail('Closed');
    this.#backend ??= choose(this.#loader, this.#config);
    return this.#backend;
  }

  /** The backend, ready for jobs. */
  async backend() {
    const backend = this.#choose();
    await backend.ready();
    return backend;
  }

  /** The backend for a synchronous call. */
  backendSync() {
    const backend = this.#choose();
    backend.readySync?.();
    return backend;
  }

  get scheduler() {
    this.#scheduler ??= new Scheduler(() => this.backend(), this.#config, (queued) => this.queue.changed(queued));
    return this.#scheduler;
  }

  async close() {
    this.#closed = true;
    await this.#backend?.close();
  }
}
