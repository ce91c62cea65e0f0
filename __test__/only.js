/** What a runtime lacks: the one table of tests that do not run everywhere, each with its reason. */
export const ONLY = {
  files: { runtimes: ['node', 'deno', 'bun'], reason: 'a page has no paths' },
  full: { runtimes: ['node', 'bun'], reason: 'Deno opens no device without all permissions' },
  shared: { runtimes: ['node', 'deno', 'bun'], reason: 'a page without isolation has no SharedArrayBuffer' },
};

/** @param {keyof typeof ONLY} what @param {string} runtime */
export function has(what, runtime) {
  return ONLY[what].runtimes.includes(runtime);
}
