/** A pool of wasm workers: each has an instance and a memory of its own, and is replaced when it is lost or has grown. */
import { PixmillError, aborted, fail } from '../errors.js';
import { onAbort } from '../runtime.js';

/** An instance whose memory passed this many bytes is retired: wasm memory never shrinks. */
const RETIRE = 256 * 2 ** 20;
/** Milliseconds that an aborted job may still run before its worker is ended. */
const GRACE = 30;
/** Flavours from small to large. */
const FLAVOURS = ['bytes', 'basic', 'full'];
/** The bit of a stage record that says memory ran out (crates/wasm/src/jobs.rs). */
const OUT_OF_MEMORY = 1 << 16;

/** @param {any} error whatever a worker ended with, or could not be made for */
function lost(error) {
  return error instanceof PixmillError ? error : fail('WorkerLost', { reason: error?.message ?? String(error) }, error);
}

/** One worker and the job it runs. */
class Slot {
  /**
   * @param {any} worker node:worker_threads' or the web's
   * @param {string} flavour
   */
  constructor(worker, flavour) {
    this.worker = worker;
    this.flavour = flavour;
    this.served = 0;
    /** @type {any} */
    this.job = undefined;
    this.started = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.started.catch(() => undefined);
  }
}

export class Pool {
  #make;
  #module;
  #size;
  /** @type {Slot[]} */
  #slots = [];
  /** @type {any[]} */
  #waiting = [];
  #flavour = FLAVOURS[0];
  #id = 0;
  #closed = false;

  /**
   * @param {() => any} makeWorker
   * @param {(flavour: string) => Promise<WebAssembly.Module>} module compiled once, posted to each worker
   * @param {number} size
   */
  constructor(makeWorker, module, size) {
    this.#make = makeWorker;
    this.#module = module;
    this.#size = size;
  }

  get size() {
    return this.#size;
  }

  /** Whether there is a worker. */
  get isWarm() {
    return this.#slots.length > 0;
  }

  /** @param {number} size workers that there may be at least */
  widen(size) {
    this.#size = Math.max(this.#size, size);
  }

  /**
   * Runs a task in a worker. The inputs' memory goes with it.
   * @param {string} request
   * @param {Uint8Array[]} inputs owned, exact
   * @param {{flavour?: string, signal?: AbortSignal, read?: import('./reading.js').Files}} options `read`: files that are its inputs
   * @returns {Promise<{info: any, buffers: Uint8Array[]}>}
   */
  run(request, inputs, { flavour = FLAVOURS[0], signal, read }) {
    if (FLAVOURS.indexOf(flavour) > FLAVOURS.indexOf(this.#flavour)) this.#flavour = flavour;
    return new Promise((resolve, reject) => {
      const job = { id: 0, request, inputs, read, resolve, reject, signal, done: false, retried: false, stop: () => {} };
      job.stop = () => this.#abort(job);
      onAbort(signal, job.stop);
      this.#waiting.push(job);
      this.#next();
    });
  }

  async close() {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) this.#settle(job, fail('Closed'));
    const slots = this.#slots.splice(0);
    for (const slot of slots) if (slot.job) this.#settle(slot.job, fail('Closed'));
    await Promise.all(slots.map((slot) => slot.worker.terminate()));
  }

  /** Ends a job once, for its caller. */
  #settle(job, error, outcome) {
    if (job.done) return;
    job.done = true;
    job.signal?.removeEventListener('abort', job.stop);
    if (error) job.reject(error);
    else job.resolve(outcome);
  }

  /** Gives waiting jobs to idle workers, and makes workers while there may be more. */
  #next() {
    while (this.#waiting.length > 0 && !this.#closed) {
      let slot = this.#slots.find((each) => !each.job && each.flavour === this.#flavour);
      if (!slot) {
        // The pool goes to the larger flavour as a whole, worker by worker as each is idle.
        const old = this.#slots.find((each) => !each.job && each.flavour !== this.#flavour);
        if (old) this.#retire(old);
        if (this.#slots.length >= this.#size) return;
        try {
          slot = this.#start();
        } catch (error) {
          this.#settle(this.#waiting.shift(), lost(error));
          continue;
        }
      }
      const job = this.#waiting.shift();
      slot.job = job;
      this.#give(slot, job);
    }
  }

  #start() {
    const flavour = this.#flavour;
    const slot = new Slot(this.#make(), flavour);
    this.#slots.push(slot);
    const { worker } = slot;
    const failed = (error) => this.#lost(slot, lost(error));
    if (typeof worker.on === 'function') {
      worker.on('message', (message) => this.#receive(slot, message));
      worker.on('error', failed);
      worker.on('exit', (code) => this.#lost(slot, fail('WorkerLost', { reason: `it exited with ${code}` })));
    } else {
      worker.onmessage = (event) => this.#receive(slot, event.data);
      worker.onerror = (event) => {
        event.preventDefault?.();
        failed(event);
      };
      worker.onmessageerror = failed;
    }
    this.#module(flavour)
      .then((module) => worker.postMessage({ type: 'start', flavour, module }))
      .catch((error) => slot.settle.reject(lost(error)));
    return slot;
  }

  async #give(slot, job) {
    slot.worker.ref?.();
    try {
      await slot.started;
    } catch (error) {
      this.#drop(slot);
      this.#settle(job, PixmillError.from(error));
      slot.worker.terminate();
      this.#next();
      return;
    }
    if (job.done) {
      slot.job = undefined;
      this.#idle(slot);
      return;
    }
    this.#id += 1;
    job.id = this.#id;
    const { id, request, inputs, read } = job;
    try {
      slot.worker.postMessage({ type: 'run', id, request, inputs, read }, inputs.map((input) => input.buffer));
    } catch (error) {
      this.#lost(slot, lost(error));
      return;
    }
    job.inputs = [];
  }

  #receive(slot, message) {
    if ('started' in message) {
      if (message.started) slot.settle.resolve();
      else slot.settle.reject(fail('WorkerLost', { reason: message.reason }));
      return;
    }
    const { job } = slot;
    if (!job || message.id !== job.id) return;
    slot.job = undefined;
    slot.served += 1;
    if (message.trap) {
      this.#trapped(slot, job, message);
      return;
    }
    if (message.memory > RETIRE) this.#retire(slot);
    else this.#idle(slot);
    if (message.error) this.#settle(job, PixmillError.from(message.error));
    else this.#settle(job, undefined, { info: Object.assign(JSON.parse(message.info), message.found), buffers: message.buffers });
    this.#next();
  }

  /** A trapped instance is broken for good. A job that only found its memory used up by earlier ones gets a fresh one, once. */
  #trapped(slot, job, { trap, inputs }) {
    this.#retire(slot);
    if ((trap.record & OUT_OF_MEMORY) !== 0 && slot.served > 1 && !job.retried && !job.done) {
      job.retried = true;
      job.inputs = inputs;
      this.#waiting.unshift(job);
    } else this.#settle(job, PixmillError.from(trap.error));
    this.#next();
  }

  #lost(slot, error) {
    if (!this.#slots.includes(slot)) return;
    this.#drop(slot);
    slot.settle.reject(error);
    const { job } = slot;
    slot.job = undefined;
    if (job) this.#settle(job, error);
    slot.worker.terminate();
    this.#next();
  }

  #abort(job) {
    const reason = aborted(job.signal);
    const index = this.#waiting.indexOf(job);
    if (index >= 0) this.#waiting.splice(index, 1);
    this.#settle(job, reason);
    const slot = this.#slots.find((each) => each.job === job);
    if (!slot) return;
    const timer = setTimeout(() => {
      if (slot.job !== job) return;
      slot.job = undefined;
      this.#retire(slot);
      this.#next();
    }, GRACE);
    timer.unref?.();
  }

  /** An idle worker must not keep the program alive. */
  #idle(slot) {
    slot.worker.unref?.();
  }

  #drop(slot) {
    const index = this.#slots.indexOf(slot);
    if (index >= 0) this.#slots.splice(index, 1);
  }

  #retire(slot) {
    this.#drop(slot);
    slot.worker.terminate();
  }
}
