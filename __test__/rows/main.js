/** One row: picks this runtime's entry, runs the suite on it, hands the report to the runner. */
import { runAll, use } from '../harness.js';

const argv = globalThis.process?.argv?.slice(2) ?? [];
const runtime = globalThis.Deno ? 'deno' : globalThis.Bun ? 'bun' : globalThis.process?.versions?.node ? 'node' : 'browser';
const entries = {
  node: () => import('../../index.mjs'),
  bun: () => import('../../index.mjs'),
  deno: () => import('../../js/deno.js'),
  browser: () => import('../../js/index.js'),
};
/** What nobody awaited or caught: a failure of the whole row. */
const strays = [];
const stray = (error) => strays.push(`nobody caught\n${error?.stack ?? error}`);

if (runtime === 'browser') {
  globalThis.addEventListener('unhandledrejection', (event) => stray(event.reason));
  globalThis.addEventListener('error', (event) => stray(event.error ?? event.message));
} else {
  globalThis.process.on('unhandledRejection', stray);
  globalThis.process.on('uncaughtException', stray);
  // A suite that cannot be loaded has no report to be told in.
  globalThis.process.on('exit', () => {
    if (strays.length > 0 && !isReported) console.error(strays.join('\n'));
  });
}
let isReported = false;

const { default: pixmill } = await entries[runtime]();
const asked = globalThis.location && new URL(globalThis.location.href).searchParams;
const filter = argv[1] ?? asked?.get('filter') ?? '';
/** Files of the suite, where only these are run. */
const part = asked?.get('part')?.split(',').filter(Boolean) ?? [];
use(pixmill, { runtime, folder: argv[0] });
for (const file of part) await import(`../suite/${file}.test.js`);
if (part.length === 0) await import('../suite/index.js');
const report = await runAll(filter);
// A last turn for what was rejected meanwhile.
await new Promise((resolve) => {
  setTimeout(resolve, 50);
});
const whole = { runtime, backend: await pixmill.backend(), ...report, strays };
if (runtime === 'browser') globalThis.report = whole;
else {
  isReported = true;
  console.log(`\nREPORT ${JSON.stringify(whole)}`);
  // Workers that tests made on purpose may still live.
  globalThis.process.exit(0);
}
