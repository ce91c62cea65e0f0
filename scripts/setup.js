/**
 * Set-up: what a command needs and the machine lacks is installed or built, and said so; what is there costs a look.
 * `node scripts/setup.js [group…]`; groups are those of the table below. `ensure` is the same for the other scripts.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => path.join(root, ...parts);

/** The version that CI's checks were written against. */
const CARGO_DENY = '0.20.2';
const CHROMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Whether a program starts and ends well.
 * @param {string} program
 * @param {string[]} [args]
 */
function starts(program, args = ['--version']) {
  return spawnSync(program, args, { cwd: root, stdio: 'ignore' }).status === 0;
}

/**
 * Runs an installing or building command; what it prints is shown only if it fails.
 * @param {string} program
 * @param {string[]} args
 */
function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (more) => (text += more));
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (status === 0) resolve(undefined);
      else reject(new Error(`${program} ${args.join(' ')} ended with ${signal ?? status}\n${text}`.trim()));
    });
  });
}

/** Installs Debian packages, as root or by sudo without a question. @param {string[]} packages */
async function debian(packages) {
  if (!starts('apt-get')) throw new Error('there is no apt-get here');
  const prefix = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = (...args) => {
    const [program, ...rest] = [...prefix, 'apt-get', ...args];
    return run(program, rest);
  };
  await apt('update', '-qq');
  await apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

/** A clang under its plain or a numbered name that makes WebAssembly, as crates/xtask/src/c_env.rs looks for it. */
function hasClang() {
  const names = ['clang', ...[19, 18, 17, 16, 15, 14].map((version) => `clang-${version}`)];
  return names.some((name) => {
    const { status, stdout } = spawnSync(name, ['--print-targets'], { encoding: 'utf8' });
    return status === 0 && stdout.includes('wasm32');
  });
}

function hasArchiver() {
  return ['llvm-ar', ...[19, 18, 17, 16, 15, 14].map((version) => `llvm-ar-${version}`)].some((name) => starts(name));
}

/** A headless Chromium: CHROME_PATH, else one on PATH. @returns {string | undefined} */
export function chromium() {
  return [process.env.CHROME_PATH ?? '', ...CHROMES].find((name) => name !== '' && starts(name, ['--version']));
}

/**
 * The binary that an npm package carries for this machine. Its own launcher counts on an install script, which npm may not run.
 * @param {'deno' | 'bun'} name
 * @returns {string | undefined}
 */
export function runtimeProgram(name) {
  const scope = { deno: '@deno', bun: '@oven' }[name];
  const folders = existsSync(at('node_modules', scope)) ? readdirSync(at('node_modules', scope)) : [];
  const carried = folders.flatMap((folder) => [name, `bin/${name}`].map((file) => at('node_modules', scope, folder, file)));
  // An install script that did run has moved the binary to here.
  const moved = [at('node_modules', name, name), at('node_modules', name, 'bin', `${name}.exe`)];
  return [...carried, ...moved].find((file) => existsSync(file) && statSync(file).size > 1e6 && starts(file));
}

/** Whether node_modules is what the lock file says. */
function hasPackages() {
  const installed = at('node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const [wanted, found] = [packages(at('package-lock.json')), packages(installed)];
  return Object.entries(wanted).every(([name, { version, optional }]) => name === '' || optional || found[name]?.version === version);
}

/** Files that go into a build. @param {string[]} places */
function sources(places) {
  return places.flatMap((place) => {
    const full = at(place);
    if (!statSync(full).isDirectory()) return [place];
    return sources(readdirSync(full).map((name) => path.posix.join(place, name)));
  });
}

/** Hash of what a build is made of. @param {string[]} places */
function fingerprint(places) {
  const hash = createHash('sha256');
  for (const file of sources([...places, 'Cargo.toml', 'Cargo.lock', 'build.rs', 'rust-toolchain.toml', '.cargo']).sort()) {
    hash.update(file).update('\0').update(readFileSync(at(file)));
  }
  return hash.digest('hex');
}

/**
 * A row for something built by xtask: it is made again when what it is made of has changed.
 * @param {string} task
 * @param {string[]} places
 * @param {() => boolean} exists
 */
function built(task, places, exists) {
  const stamp = at('build', `${task}.stamp`);
  const wanted = () => fingerprint(places);
  return {
    present: () => exists() && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted(),
    async install() {
      const before = wanted();
      await run('cargo', ['xtask', task]);
      mkdirSync(at('build'), { recursive: true });
      writeFileSync(stamp, before);
    },
    command: `cargo xtask ${task}`,
  };
}

const hasFiles = (folder, pattern) => existsSync(at(folder)) && readdirSync(at(folder)).some((name) => pattern.test(name));
const addonIsThere = () => readdirSync(at('npm')).some((folder) => hasFiles(path.join('npm', folder), /^pixmill\..*\.node$/));
const wasmIsThere = () => ['bytes', 'basic', 'full'].every((name) => existsSync(at('npm', 'wasm', `pixmill_${name}.wasm`)));

/**
 * The one table, in the order of need: what it is, who wants it, whether it is there, how it comes, what a person would type.
 * What has a `lane` is linked by one processor for minutes: the lanes of neighbours are worked off at the same time.
 * @type {{name: string, groups: string[], present: () => boolean, install?: () => Promise<unknown>, command: string, lane?: string}[]}
 */
const PIECES = [
  {
    name: 'Rust',
    groups: ['demo', 'build', 'test', 'check', 'bench'],
    present: () => starts('cargo'),
    command: "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh",
  },
  {
    name: 'a C compiler',
    groups: ['demo', 'build', 'test', 'check', 'bench'],
    present: () => starts('cc'),
    install: () => debian(['gcc', 'libc6-dev']),
    command: 'apt-get install gcc libc6-dev',
  },
  {
    name: 'what builds libaom',
    groups: ['demo', 'build', 'test', 'check', 'bench'],
    // Its assembler is for x86 alone.
    present: () => ['cmake', 'make', 'perl', 'g++', ...(process.arch === 'x64' ? ['nasm'] : [])].every((name) => starts(name)),
    install: () => debian(['cmake', 'make', 'perl', 'g++', 'nasm']),
    command: 'apt-get install cmake make perl g++ nasm',
  },
  {
    name: 'ccache',
    // There libaom is compiled for two profiles (crates/core/c/libaom.cmake).
    groups: ['test', 'check'],
    present: () => starts('ccache'),
    install: () => debian(['ccache']),
    command: 'apt-get install ccache',
  },
  {
    name: 'npm packages',
    groups: ['demo', 'build', 'test', 'check', 'bench'],
    present: hasPackages,
    install: () => run('npm', ['ci', '--no-audit', '--no-fund']),
    command: 'npm ci',
  },
  {
    name: 'the wasm32-unknown-unknown target of Rust',
    groups: ['build', 'test', 'check', 'bench'],
    present() {
      const { status, stdout } = spawnSync('rustc', ['--print', 'sysroot'], { cwd: root, encoding: 'utf8' });
      return status === 0 && existsSync(path.join(stdout.trim(), 'lib', 'rustlib', 'wasm32-unknown-unknown', 'lib'));
    },
    install: () => run('rustup', ['target', 'add', 'wasm32-unknown-unknown']),
    command: 'rustup target add wasm32-unknown-unknown',
  },
  {
    name: 'clang for WebAssembly',
    groups: ['build', 'test', 'check', 'bench'],
    present: () => hasClang() && hasArchiver(),
    install: () => debian(['clang', 'llvm']),
    command: 'apt-get install clang llvm',
  },
  { name: 'the addon', lane: 'release', groups: ['demo', 'build', 'test', 'check', 'bench'], ...built('addon', ['crates/core', 'crates/deflate', 'crates/node'], addonIsThere) },
  { name: 'the wasm build', lane: 'wasm', groups: ['build', 'test', 'check', 'bench'], ...built('wasm', ['crates/core', 'crates/deflate', 'crates/wasm', 'crates/xtask'], wasmIsThere) },
  {
    name: 'the ownership proofs',
    lane: 'release',
    groups: ['test'],
    ...built('proofs', ['crates/core', 'crates/node', '__test__/control'], () => hasFiles('build/proofs', /\.node$/)),
  },
  { name: 'Deno', groups: ['test'], present: () => runtimeProgram('deno') !== undefined, command: 'npm ci --include=optional' },
  { name: 'Bun', groups: ['test'], present: () => runtimeProgram('bun') !== undefined, command: 'npm ci --include=optional' },
  {
    name: 'Chromium',
    groups: ['test'],
    present: () => chromium() !== undefined,
    install: () => debian(['chromium']),
    command: 'apt-get install chromium',
  },
  {
    name: 'Info-ZIP',
    groups: ['test', 'bench'],
    present: () => starts('unzip', ['-v']) && starts('zip', ['-v']),
    install: () => debian(['unzip', 'zip']),
    command: 'apt-get install unzip zip',
  },
  {
    name: '7-Zip',
    groups: ['test', 'bench'],
    present: () => starts('7zz', []),
    install: () => debian(['7zip']),
    command: 'apt-get install 7zip',
  },
  {
    name: 'bsdtar',
    groups: ['test'],
    present: () => starts('bsdtar'),
    install: () => debian(['libarchive-tools']),
    command: 'apt-get install libarchive-tools',
  },
  {
    name: 'Go',
    groups: ['test'],
    present: () => starts('go', ['version']),
    install: () => debian(['golang-go']),
    command: 'apt-get install golang-go',
  },
  {
    name: 'nm',
    groups: ['test'],
    present: () => starts('nm'),
    install: () => debian(['binutils']),
    command: 'apt-get install binutils',
  },
  {
    name: 'Python 3',
    groups: ['test'],
    present: () => starts('python3'),
    install: () => debian(['python3']),
    command: 'apt-get install python3',
  },
  {
    name: 'the peers of the benchmark',
    groups: ['bench'],
    present: () => Object.keys(JSON.parse(readFileSync(at('bench', 'package.json'), 'utf8')).dependencies).every((name) => existsSync(at('bench', 'node_modules', name))),
    install: () => run('npm', ['ci', '--prefix', 'bench', '--no-audit', '--no-fund']),
    command: 'npm ci --prefix bench',
  },
  {
    name: 'GNU time',
    groups: ['bench'],
    present: () => starts('/usr/bin/time', ['true']),
    install: () => debian(['time']),
    command: 'apt-get install time',
  },
  {
    name: 'cargo-deny',
    groups: ['check'],
    present: () => starts('cargo', ['deny', '--version']),
    // Unoptimised it is made in a third of the time and still answers within seconds.
    install: () => run('cargo', ['install', 'cargo-deny', '--version', CARGO_DENY, '--locked', '--debug']),
    command: `cargo install cargo-deny --version ${CARGO_DENY} --locked --debug`,
  },
];

/** Installs one piece. @param {typeof PIECES[number]} piece */
async function made({ name, present, install, command }) {
  const missing = (why) => new Error(`${name} is missing${why}\nto get it, type: ${command}`);
  if (!install) throw missing('');
  process.stderr.write(`setting up: ${name} (${command}) …\n`);
  const start = performance.now();
  try {
    await install();
  } catch (error) {
    throw missing(`, and could not be installed: ${error.message}`);
  }
  if (!present()) throw missing(' still');
  process.stderr.write(`set up: ${name}, ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
}

/** @param {typeof PIECES} pieces */
async function inOrder(pieces) {
  for (const piece of pieces) if (!piece.present()) await made(piece);
}

/**
 * Makes sure that all pieces of some groups are there.
 * @param {string[]} groups
 */
export async function ensure(groups) {
  const wanted = PIECES.filter((piece) => piece.groups.some((group) => groups.includes(group)));
  while (wanted.length > 0) {
    const end = wanted.findIndex(({ lane }, index) => index > 0 && !(lane && wanted[0].lane));
    const group = wanted.splice(0, end < 0 ? wanted.length : end);
    const lanes = [...new Set(group.map(({ lane }) => lane))];
    await Promise.all(lanes.map((own) => inOrder(group.filter(({ lane }) => lane === own))));
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const groups = process.argv.slice(2);
  const known = [...new Set(PIECES.flatMap((piece) => piece.groups))];
  const wrong = groups.find((group) => !known.includes(group));
  if (groups.length === 0 || wrong) {
    console.error(`usage: node scripts/setup.js <group…>, of ${known.join(', ')}${wrong ? `; found ${wrong}` : ''}`);
    process.exitCode = 2;
  } else {
    await ensure(groups);
    console.log('everything is there');
  }
}
