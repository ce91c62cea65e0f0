/** sharp's `queue`: tells listeners of 'change' how many images wait, in every runtime. */
import { wrongOption } from './errors.js';

const EVENTS = ['change'];

/** @param {any} event @param {any} listener */
function check(event, listener) {
  if (!EVENTS.includes(event)) throw wrongOption('event', EVENTS.join(', '), event);
  if (typeof listener !== 'function') throw wrongOption('listener', 'a function', listener);
}

export class Queue {
  /** @type {{listener: (queued: number) => void, once: boolean}[]} */
  #listeners = [];

  /** @param {string} event @param {(queued: number) => void} listener */
  on(event, listener) {
    return this.#add(event, listener, false);
  }

  /** @param {string} event @param {(queued: number) => void} listener */
  once(event, listener) {
    return this.#add(event, listener, true);
  }

  /** @param {string} event @param {(queued: number) => void} listener the one that was added last goes first, as in Node */
  off(event, listener) {
    check(event, listener);
    const at = this.#listeners.findLastIndex((each) => each.listener === listener);
    if (at >= 0) this.#listeners = this.#listeners.toSpliced(at, 1);
    return this;
  }

  removeAllListeners() {
    this.#listeners = [];
    return this;
  }

  #add(event, listener, once) {
    check(event, listener);
    this.#listeners = [...this.#listeners, { listener, once }];
    return this;
  }

  /** What a listener throws is its own: the work goes on, and the runtime tells it. @param {number} queued */
  changed(queued) {
    for (const each of this.#listeners) {
      if (each.once) this.#listeners = this.#listeners.filter((other) => other !== each);
      try {
        each.listener(queued);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
Object.assign(Queue.prototype, { addListener: Queue.prototype.on, removeListener: Queue.prototype.off });
