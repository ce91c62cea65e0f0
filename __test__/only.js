/** What a runtime lacks: the one table of tests that do not run everywhere, each with its reason. */
export const ONLY = {
  files: { runtimes: ['node', 'deno', 'bun'], reason: 'a page has no paths' },
  refuses: { runtimes: ['deno'], reason: 'only Deno refuses to read what it was not allowed to' },
  full: { runtimes: ['node', 'bun'], reason: 'Deno opens no device without all permissions' },
  streams: { runtimes: ['node', 'deno', 'bun'], reason: "a page has none of Node's streams" },
  pipeline: { runtimes: ['node', 'deno'], reason: "Bun's pipeline takes no pair of streams but its own TransformStream; Duplex.fromWeb makes one for it" },
  shared: { runtimes: ['node', 'deno', 'bun'], reason: 'a page without isolation has no SharedArrayBuffer' },
};

/** @param {keyof typeof ONLY} what @param {string} runtime */
export function has(what, runtime) {
  return ONLY[what].runtimes.includes(runtime);
}
