/** How a person or the system ends a run: the first signal aborts it, so that nothing half is left behind, the second ends it at once. */

/** Signals, and what a shell expects as the exit code. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** A controller that the signals abort; `code` is the exit code of the one that did, and `off` ends the listening. */
export function interruptible() {
  const controller = new AbortController();
  /** @type {{controller: AbortController, code: number | undefined, off: () => void}} */
  const state = { controller, code: undefined, off: () => undefined };
  const listeners = Object.entries(CODES).map(([signal, code]) => {
    const listener = () => {
      if (state.code !== undefined) process.exit(code);
      state.code = code;
      controller.abort();
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  state.off = () => {
    for (const { signal, listener } of listeners) process.off(signal, listener);
  };
  return state;
}

/**
 * Runs until it is done or a person or the system ends it: that is said then, and the exit code is the signal's.
 * @param {(controller: AbortController) => Promise<number>} work
 */
export async function untilInterrupted(work) {
  const state = interruptible();
  try {
    return await work(state.controller);
  } catch (error) {
    if (state.code === undefined) throw error;
    console.error('pixmill: interrupted');
    return state.code;
  } finally {
    state.off();
  }
}
