/** `npm run bundle`: js/ as one CommonJS file, for require. With --check it fails if the committed file differs. */
import { build } from 'esbuild';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../js/front.cjs', import.meta.url));
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../js/common.js', import.meta.url))],
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: '/** The front for require: js/ bundled by `npm run bundle`. */' },
  write: false,
});
const { text } = outputFiles[0];
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
  console.log('wrote js/front.cjs');
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('js/front.cjs is not what js/ says: run npm run bundle');
  process.exitCode = 1;
}
