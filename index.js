/** The loader for Node, Bun and CommonJS: literal requires of the addons, the wasm build from files, one front over both. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { createFront, overridden } = require('./js/front.cjs');

/** Whether this Linux has musl's libc: ldd's own text tells, else what Node was built against. */
function isMusl() {
  try {
    return fs.readFileSync('/usr/bin/ldd', 'latin1').includes('musl');
  } catch {
    const { glibcVersionRuntime } = /** @type {any} */ (process.report.getReport()).header;
    return !glibcVersionRuntime;
  }
}

/**
 * The addon, and why each attempt before it failed. Every require is literal: bundlers, tracers and asar see them.
 * A build in this checkout comes before a package.
 */
function native() {
  const attempts = [];
  const failed = (name, error) => attempts.push({ name, reason: String(error?.message ?? error).split('\n')[0] });
  const found = (addon) => ({ addon, attempts });
  const platform = `${process.platform}-${process.arch}`;
  if (platform === 'linux-x64' && !isMusl()) {
    try { return found(require('./npm/linux-x64-gnu/pixmill.linux-x64-gnu.node')); } catch (e) { failed('local linux-x64-gnu', e); }
    try { return found(require('@pixmill/linux-x64-gnu')); } catch (e) { failed('@pixmill/linux-x64-gnu', e); }
  } else if (platform === 'linux-x64') {
    try { return found(require('./npm/linux-x64-musl/pixmill.linux-x64-musl.node')); } catch (e) { failed('local linux-x64-musl', e); }
    try { return found(require('@pixmill/linux-x64-musl')); } catch (e) { failed('@pixmill/linux-x64-musl', e); }
  } else if (platform === 'linux-arm64' && !isMusl()) {
    try { return found(require('./npm/linux-arm64-gnu/pixmill.linux-arm64-gnu.node')); } catch (e) { failed('local linux-arm64-gnu', e); }
    try { return found(require('@pixmill/linux-arm64-gnu')); } catch (e) { failed('@pixmill/linux-arm64-gnu', e); }
  } else if (platform === 'linux-arm64') {
    try { return found(require('./npm/linux-arm64-musl/pixmill.linux-arm64-musl.node')); } catch (e) { failed('local linux-arm64-musl', e); }
    try { return found(require('@pixmill/linux-arm64-musl')); } catch (e) { failed('@pixmill/linux-arm64-musl', e); }
  } else if (platform === 'darwin-x64') {
    try { return found(require('./npm/darwin-x64/pixmill.darwin-x64.node')); } catch (e) { failed('local darwin-x64', e); }
    try { return found(require('@pixmill/darwin-x64')); } catch (e) { failed('@pixmill/darwin-x64', e); }
  } else if (platform === 'darwin-arm64') {
    try { return found(require('./npm/darwin-arm64/pixmill.darwin-arm64.node')); } catch (e) { failed('local darwin-arm64', e); }
    try { return found(require('@pixmill/darwin-arm64')); } catch (e) { failed('@pixmill/darwin-arm64', e); }
  } else if (platform === 'win32-x64') {
    try { return found(require('./npm/win32-x64-msvc/pixmill.win32-x64-msvc.node')); } catch (e) { failed('local win32-x64-msvc', e); }
    try { return found(require('@pixmill/win32-x64-msvc')); } catch (e) { failed('@pixmill/win32-x64-msvc', e); }
  } else {
    failed(platform, 'no addon is built for this platform');
  }
  return { addon: undefined, attempts };
}

/** The glue of each flavour, literal for the same reason. */
const glue = {
  bytes: () => require('./npm/wasm/pixmill_bytes.cjs'),
  basic: () => require('./npm/wasm/pixmill_basic.cjs'),
  full: () => require('./npm/wasm/pixmill_full.cjs'),
};

const wasmFile = (flavour) => path.join(__dirname, 'npm', 'wasm', `pixmill_${flavour}.wasm`);

module.exports = createFront({
  native,
  override: overridden,
  wasm: {
    module: async (flavour) => WebAssembly.compile(await fs.promises.readFile(wasmFile(flavour))),
    moduleSync: (flavour) => new WebAssembly.Module(fs.readFileSync(wasmFile(flavour))),
    glue: async (flavour) => glue[flavour](),
    glueSync: (flavour) => glue[flavour](),
    // The program's own flags (--input-type, for one) are not the worker's.
    worker: () => new (require('node:worker_threads').Worker)(path.join(__dirname, 'js', 'backend', 'worker.js'), { execArgv: [] }),
  },
});
