/** `npm run fidelity -- <which>`: `ops [--only name]` compares operations with sharp, `tiles` pyramids, a folder or nothing whole files. */
const which = ['ops', 'tiles'].find((name) => name === process.argv[2]);
if (which) process.argv.splice(2, 1);
await import(which ? `./${which}.js` : './corpus.js');
