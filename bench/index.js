/** `npm run bench -- <which>`: `zip [options]` is the archive benchmark, `zip-memory` large archives, `ops` the operations, a folder of images the main job. */
const BENCHES = { zip: './zip.js', 'zip-memory': './zip-memory.js', ops: './ops.js' };

const bench = Object.hasOwn(BENCHES, process.argv[2]) ? BENCHES[process.argv.splice(2, 1)[0]] : './main-job.js';
await import(bench);
