/**
 * The one scheduler, for both backends: how many jobs run, and how many bytes they hold together.
 * Held are inputs that were read, the estimates of running jobs, and finished bytes that were not taken yet.
 */
import { aborted, fail } from './errors.js';

/** Jobs that may read their inputs beside those that run: enough to keep every processor busy. */
const READ_AHEAD = 2;

/** The order in which a batch's results leave: the next one always may run, or a slow first item would block the rest. */
class Lane {
  #head = 0;
  #scheduler;

  constructor(scheduler) {
    this.#scheduler = scheduler;
  }

  /** @param {number} index the item that is awaited next */
  head(index) {
    this.#head = index;
    this.#scheduler.pump();
  }

  /** @param {number | undefined} index */
  isHead(index) {
    return index === this.#head;
  }
}

export class Scheduler {
  #backend;
  #concurrency;
  #budget;
  #limit;
  #held = 0;
  #entered = 0;
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
   */
  constructor(backend, { concurrency, memoryBudget, queueLimit }) {
    this.#backend = backend;
    this.#concurrency = concurrency;
    this.#budget = memoryBudget;
    this.#limit = queueLimit;
  }

  get concurrency() {
    return this.#concurrency;
  }

  /** What is held and queued now. */
  counters() {
    return {
      held: this.#held,
      peak: this.#peak,
      running: this.#running,
      queued: this.#outside.length + this.#inside.length,
      done: this.#done,
    };
  }

  lane() {
    return new Lane(this);
  }

  /**
   * Runs a job: `prepare` reads its input and says what it needs, once there is room to.
   * @param {() => Promise<{request: object, inputs: Uint8Array[], owned?: boolean, bytes: number, peak?: number, flavour?: string}>} prepare
   * @param {{lane?: Lane, index?: number, signal?: AbortSignal}} [options]
   * @returns {Promise<{info: any, buffers: Uint8Array[], release: () => void}>}
   */
  async run(prepare, { lane, index, signal } = {}) {
    if (signal?.aborted) throw aborted(signal);
    const urgent = () => lane !== undefined && lane.isHead(index);
    const enter = {
      urgent,
      fits: () => urgent() || this.#entered < this.#concurrency + READ_AHEAD,
      take: () => {
        this.#entered += 1;
      },
    };
    await this.#wait(this.#outside, enter, signal, true);
    let cost = 0;
    let running = false;
    try {
      const { request, inputs, owned, bytes, peak = 0, flavour } = await prepare();
      const wanted = bytes + peak;
      const start = {
        urgent,
        fits: () => this.#running < this.#concurrency && (urgent() || this.#fits(wanted)),
        take: () => {
          this.#running += 1;
          running = true;
          cost = wanted;
          this.#hold(wanted);
        },
      };
      await this.#wait(this.#inside, start, signal);
      const backend = await this.#backend();
      const { info, buffers } = await backend.run(request, inputs, { owned, flavour, signal });
      if (signal?.aborted) throw aborted(signal);
      const finished = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
      this.#hold(finished);
      let taken = false;
      const release = () => {
        if (taken) return;
        taken = true;
        this.#hold(-finished);
        this.pump();
      };
      return { info, buffers, release };
    } finally {
      this.#hold(-cost);
      this.#entered -= 1;
      if (running) this.#running -= 1;
      this.#done += 1;
      this.pump();
    }
  }

  /**
   * The same for a job whose input is at hand.
   * @param {any} task
   */
  submit({ lane, index, signal, ...task }) {
    return this.run(async () => task, { lane, index, signal });
  }

  /**
   * Waits until bytes that js/ itself will hold fit the budget; the result gives them back.
   * @param {number} bytes
   * @param {{lane?: Lane, index?: number, signal?: AbortSignal}} [options]
   */
  async reserve(bytes, { lane, index, signal } = {}) {
    const urgent = () => lane !== undefined && lane.isHead(index);
    const hold = { urgent, fits: () => urgent() || this.#fits(bytes), take: () => this.#hold(bytes) };
    await this.#wait(this.#inside, hold, signal);
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

  /** One job alone may pass the budget: it could never run otherwise. */
  #fits(bytes) {
    return this.#held + bytes <= this.#budget || this.#held === 0;
  }

  #hold(bytes) {
    this.#held += bytes;
    this.#peak = Math.max(this.#peak, this.#held);
  }

  #wait(queue, { urgent, fits, take }, signal, bounded = false) {
    return new Promise((resolve, reject) => {
      if (bounded && queue.length >= this.#limit) {
        reject(fail('QueueFull', { found: queue.length, limit: this.#limit }));
        return;
      }
      const stop = () => {
        const at = queue.indexOf(job);
        if (at >= 0) queue.splice(at, 1);
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
      signal?.addEventListener('abort', stop, { once: true });
      queue.push(job);
      this.pump();
    });
  }
}
