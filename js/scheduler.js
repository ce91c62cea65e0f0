/**
 * The one scheduler, for both backends: how many jobs run, and how many bytes they hold together.
 * Held are inputs that were read, the estimates of running jobs, and finished bytes that were not taken yet.
 */
import { aborted, fail } from './errors.js';
import { onAbort } from './runtime.js';

/** Jobs that may read their inputs beside those that run: enough to keep every processor busy. */
const READ_AHEAD = 2;
/** The part of the budget that inputs may fill by being read: the rest is for work on them. */
const INPUTS = 0.5;

export class Scheduler {
  #backend;
  #changed;
  #concurrency;
  #budget;
  #limit;
  #held = 0;
  #entered = 0;
  /** Of those that entered, the ones that belong to no batch or archive. */
  #single = 0;
  #running = 0;
  /** Jobs that wait to read their input. */
  #outside = [];
  /** Jobs that were read and wait for memory and a processor. */
  #inside = [];
  #peak = 0;
  #done = 0;

  /**
   * @param {() => Promise<any>} backend
   * @param {{concurrency: number, memoryBudget: number, queueLimit: number}} config
   * @param {(queued: number) => void} [changed] told how many jobs wait, when one comes and when one ends
   */
  constructor(backend, { concurrency, memoryBudget, queueLimit }, changed = () => {}) {
    this.#backend = backend;
    this.#changed = changed;
    this.#concurrency = concurrency;
    this.#budget = memoryBudget;
    this.#limit = queueLimit;
  }

  get concurrency() {
    return this.#concurrency;
  }

  set concurrency(concurrency) {
    this.#concurrency = concurrency;
    this.pump();
  }

  get #queued() {
    return this.#outside.length + this.#inside.length;
  }

  get budget() {
    return this.#budget;
  }

  get limit() {
    return this.#limit;
  }

  /** What is held and queued now. */
  counters() {
    return {
      held: this.#held,
      peak: this.#peak,
      running: this.#running,
      queued: this.#queued,
      done: this.#done,
    };
  }

  /**
   * Runs a job: `prepare` reads its input and says what it needs, once there is room to.
   * @param {() => Promise<{request: object, inputs: Uint8Array[], owned?: boolean, files?: object, bytes: number, peak?: number, flavour?: string}>} prepare
   * @param {{expected?: number, urgent?: () => boolean, signal?: AbortSignal}} [options] `expected`: bytes that it will read, as
   *   far as that can be told before. `urgent`: of a batch or an archive, whether its next
   *   result in order waits for this job. Such a job passes the budget, or a slow first item would block the rest for ever.
   * @returns {Promise<{info: any, buffers: Uint8Array[], release: () => void}>}
   */
  async run(prepare, { expected = 0, urgent, signal } = {}) {
    if (signal?.aborted) throw aborted(signal);
    const single = urgent === undefined ? 1 : 0;
    // A batch whose results are not taken must not stop other calls: one of them always may go on.
    const enterNow = urgent ?? (() => this.#single === 0);
    const startNow = urgent ?? (() => this.#running === 0);
    const enter = {
      urgent: enterNow,
      fits: () => enterNow() || (this.#entered < this.#concurrency + READ_AHEAD && this.#held + expected <= this.#budget * INPUTS),
      take: () => {
        this.#hold(expected);
        this.#entered += 1;
        this.#single += single;
      },
    };
    await this.#wait(this.#outside, enter, signal, true);
    let cost = expected;
    let running = false;
    try {
      let job = /** @type {any} */ (await prepare());
      const { bytes, peak = 0, owned, files, flavour } = job;
      cost = bytes;
      this.#hold(bytes - expected);
      const start = {
        urgent: startNow,
        fits: () => this.#running < this.#concurrency && (startNow() || this.#held + peak <= this.#budget),
        take: () => {
          this.#running += 1;
          running = true;
          cost += peak;
          this.#hold(peak);
        },
      };
      await this.#wait(this.#inside, start, signal);
      const backend = await this.#backend();
      const work = backend.run(job.request, job.inputs, { owned, files, flavour, signal });
      // The backend has them now.
      job = undefined;
      const { info, buffers } = await work;
      if (signal?.aborted) throw aborted(signal);
      const finished = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
      return { info, buffers, release: this.hold(finished) };
    } catch (error) {
      // Core knows that it was told to stop, not why.
      throw signal?.aborted ? aborted(signal) : error;
    } finally {
      this.#hold(-cost);
      this.#entered -= 1;
      this.#single -= single;
      if (running) this.#running -= 1;
      this.#done += 1;
      this.pump();
      this.#changed(this.#queued);
    }
  }

  /**
   * Counts bytes that js/ itself holds; the result gives them back, once.
   * @param {number} bytes
   */
  hold(bytes) {
    this.#hold(bytes);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#hold(-bytes);
      this.pump();
    };
  }

  /** Starts whatever may start now, in the order of waiting; an urgent job passes those that do not fit. */
  pump() {
    for (const queue of [this.#inside, this.#outside]) {
      let blocked = false;
      for (let at = 0; at < queue.length; ) {
        const job = queue[at];
        if ((!blocked || job.urgent()) && job.fits()) {
          queue.splice(at, 1);
          job.take();
          job.start();
        } else {
          blocked = true;
          at += 1;
        }
      }
    }
  }

  #hold(bytes) {
    this.#held += bytes;
    this.#peak = Math.max(this.#peak, this.#held);
  }

  #wait(queue, { urgent, fits, take }, signal, bounded = false) {
    return new Promise((resolve, reject) => {
      if (bounded && queue.length >= this.#limit) {
        reject(fail('QueueFull', { found: `${queue.length} jobs`, limit: this.#limit }));
        return;
      }
      const stop = () => {
        const at = queue.indexOf(job);
        if (at >= 0) queue.splice(at, 1);
        if (bounded) this.#changed(this.#queued);
        reject(aborted(signal));
      };
      const start = () => {
        signal?.removeEventListener('abort', stop);
        resolve(undefined);
      };
      const job = { urgent, fits, take, start };
      if (signal?.aborted) {
        reject(aborted(signal));
        return;
      }
      onAbort(signal, stop);
      queue.push(job);
      if (bounded) this.#changed(this.#queued);
      this.pump();
    });
  }
}

/**
 * Starts jobs in order, a bounded number of them ahead, and gives their outcomes in that order.
 * @template T
 * @param {Iterable<T> | AsyncIterable<T>} items
 * @param {number} ahead
 * @param {(item: T, urgent: () => boolean) => Promise<{info: any, buffers: Uint8Array[], release: () => void}>} start
 */
export async function* inOrder(items, ahead, start) {
  /** @type {{job: Promise<any>}[]} */
  const started = [];
  const first = async () => {
    const { info, buffers, release } = await started[0].job;
    started.shift();
    // What is given on from here is the caller's: a bounded number of parts.
    release();
    return { info, buffers };
  };
  try {
    for await (const item of items) {
      const entry = /** @type {any} */ ({});
      started.push(entry);
      entry.job = start(item, () => started[0] === entry);
      entry.job.catch(() => undefined);
      if (started.length > ahead) yield await first();
    }
    while (started.length > 0) yield await first();
  } finally {
    // What is not awaited any more still gives back what it holds.
    for (const { job } of started) job?.then(({ release }) => release(), () => undefined);
  }
}
