/** `npm run check [-- text]`: everything that can be judged without running a test, one row a check; or those with the text in their name. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensure } from './setup.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program; its output is shown only when it fails.
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string}} [options]
 */
function run(program, args, { cwd = root } = {}) {
  const result = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${result.status}\n${result.stdout}${result.stderr}`);
  }
  return result.stdout;
}

/** @param {string} name a program of an npm package in devDependencies */
function npmProgram(name, ...args) {
  return run(process.execPath, [path.join(root, 'node_modules', ...name.split('/')), ...args]);
}

/**
 * Every file below a folder.
 * @param {string} folder
 * @returns {string[]}
 */
function walk(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? walk(name) : [name];
  });
}

/** The backend's name decides nothing outside js/backend/. */
function noBackendBranches() {
  const branch = /(?:===?|!==?)\s*['"`](?:native|wasm)['"`]|['"`](?:native|wasm)['"`]\s*(?:===?|!==?)|case\s+['"`](?:native|wasm)['"`]/;
  const files = [...walk('js'), ...walk('bin')].filter((name) => /\.m?js$/.test(name));
  if (files.length < 10) throw new Error(`expected the front's files in js/, found ${files.length}`);
  const found = files
    .filter((name) => !name.startsWith('js/backend/') && !name.startsWith('js/generated/'))
    .flatMap((name) =>
      readFileSync(path.join(root, name), 'utf8')
        .split('\n')
        .flatMap((line, index) => (branch.test(line) ? [`${name}:${index + 1}: ${line.trim()}`] : [])),
    );
  if (found.length > 0) throw new Error(`a branch on the backend's name:\n${found.join('\n')}`);
}

/** The loader's literal requires are those of the target table, a local build and a package each. */
function loaderNamesEveryTarget() {
  const loader = readFileSync(path.join(root, 'index.js'), 'utf8');
  const folders = readdirSync(path.join(root, 'npm')).filter((name) => existsSync(path.join(root, 'npm', name, 'package.json')));
  const missing = folders
    .filter((name) => name !== 'wasm')
    .flatMap((name) => [`'./npm/${name}/pixmill.${name}.node'`, `'@pixmill/${name}'`])
    .filter((text) => !loader.includes(text));
  if (missing.length > 0) throw new Error(`index.js does not require ${missing.join(', ')}`);
}

/** Compiles what users write against the package as they get it. @param {string} tarball @param {string} app */
function userTypes(tarball, app) {
  const installed = path.join(app, 'node_modules', 'pixmill');
  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  cpSync(path.join(root, '__test__', 'types'), app, { recursive: true });
  npmProgram('typescript/bin/tsc', '--project', path.join(app, 'tsconfig.json'));
}

/** Packs as npm would, and lets two judges of packages look at the result. */
function packed() {
  const folder = mkdtempSync(path.join(tmpdir(), 'pixmill-pack-'));
  try {
    const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder]));
    const tarball = path.join(folder, filename);
    userTypes(tarball, path.join(folder, 'app'));
    // What is not called by types: the worker's program, the modules, data.
    const untyped = ['worker', 'pixmill_bytes.wasm', 'pixmill_basic.wasm', 'pixmill_full.wasm', 'recipe.schema.json', 'package.json'];
    npmProgram('@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'node16', '--format', 'ascii', '--exclude-entrypoints', ...untyped);
    npmProgram('publint/src/cli.js', 'run', tarball, '--strict');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The one table of checks. */
const checks = [
  { name: 'rust is formatted', run: () => run('cargo', ['fmt', '--all', '--check']) },
  {
    name: 'clippy finds nothing',
    run: () => run('cargo', ['clippy', '--workspace', '--all-targets', '--quiet', '--', '-D', 'warnings']),
  },
  { name: 'generated files are up to date', run: () => run('cargo', ['xtask', 'check-generated']) },
  { name: 'the CommonJS bundle is up to date', run: () => run(process.execPath, ['scripts/bundle.js', '--check']) },
  { name: 'the bindings are alike', run: () => run('cargo', ['xtask', 'check-bindings']) },
  { name: 'the wasm modules import nothing of their own', run: () => run('cargo', ['xtask', 'imports']) },
  // Only there is SSE2 to compare with.
  ...(process.arch === 'x64'
    ? [{ name: 'our SSE2 header gives the machine\'s results', run: () => run('cargo', ['xtask', 'intrinsics']) }]
    : []),
  { name: 'no branch on the backend outside js/backend', run: noBackendBranches },
  { name: 'the loader names every target', run: loaderNamesEveryTarget },
  { name: 'types of the front', run: () => npmProgram('typescript/bin/tsc', '--project', 'jsconfig.json') },
  { name: 'licences and bans', run: () => run('cargo', ['deny', '--all-features', 'check', 'licenses', 'bans', 'sources']) },
  { name: 'the packed tarball resolves everywhere, with its types', run: packed },
];

const text = process.argv[2] ?? '';
const wanted = checks.filter(({ name }) => name.includes(text));
await ensure(['check']);
// A text that no check has is not a check that passed.
let failed = wanted.length > 0 ? 0 : 1;
if (failed) console.log(`no check's name has ${JSON.stringify(text)}`);
for (const check of wanted) {
  const start = performance.now();
  try {
    await check.run();
    console.log(`ok      ${check.name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${check.name}\n${error instanceof Error ? error.message : error}`);
  }
}
console.log(`${Math.max(wanted.length - failed, 0)} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
