/** `npm run fidelity -- <which>`: `ops [--only name]` compares operations with sharp, a folder or nothing whole files. */
const ops = process.argv[2] === 'ops';
if (ops) process.argv.splice(2, 1);
await import(ops ? './ops.js' : './corpus.js');
