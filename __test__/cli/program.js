/** What the tests of the command line share: the program in a folder of its own, with a few images. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach } from 'node:test';
import pixmill from '../../index.mjs';
import { photo } from '../fixtures.js';
import { folder, root, run } from '../node/tools.js';

export const program = path.join(root, 'bin', 'pixmill.js');
const place = folder();
let cwd = '';
let serial = 0;

/** A path in this test's folder. @param {string[]} parts */
export const at = (...parts) => path.join(cwd, ...parts);

/** Runs the program to its end. @param {string[]} args @param {object} [options] */
export const cli = (args, options = {}) => run(process.execPath, [program, ...args], { cwd, ...options });

/**
 * Runs it with ends of its own.
 * @param {string[]} args
 * @param {import('node:child_process').StdioOptions} stdio
 */
export function start(args, stdio) {
  const child = spawn(process.execPath, [program, ...args], { cwd, stdio });
  let err = '';
  child.stderr?.on('data', (chunk) => (err += chunk));
  const since = performance.now();
  const ended = new Promise((resolve) => {
    child.on('close', (status, signal) => resolve({ status, signal, err, ms: performance.now() - since }));
  });
  return { child, ended };
}

/** Runs a line of the shell, in which "$@" is the program and its arguments. @param {string} line @param {string[]} args */
export const shell = (line, args) => run('bash', ['-c', line, 'bash', process.execPath, program, ...args], { cwd });

/** The names of an archive's entries. @param {string} file */
export const entries = (file) => pixmill.unzipSync(readFileSync(file)).map(({ name }) => name);

/** Every file below a folder, sorted. @param {string} where */
export const files = (where) => readdirSync(where, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.relative(where, path.join(entry.parentPath, entry.name))).sort();

/** @param {number} width @param {number} [height] */
export const png = (width, height = width) => pixmill(photo(width, height)).png().toBuffer();

/** Waits for what a running program does; a minute is for machines that do much else. @param {() => unknown} happened */
export async function until(happened) {
  const giveUp = Date.now() + 60_000;
  while (!happened()) {
    if (Date.now() > giveUp) throw new Error(`waited in vain: ${happened}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Temporaries that were left behind, or are being written. @param {string} [where] */
export const leftovers = (where = at()) => files(where).filter((name) => name.includes('.pixmill-'));

/** The lines of --json. @param {string} out */
export const lines = (out) => out.trim().split('\n').map((line) => JSON.parse(line));

/** Before each test: in/a.png, in/b.JPG and in/deep/c.png in a new folder. */
export function freshFolder() {
  beforeEach(async () => {
    serial += 1;
    cwd = path.join(place, String(serial));
    mkdirSync(at('in', 'deep'), { recursive: true });
    writeFileSync(at('in', 'a.png'), await png(40, 30));
    writeFileSync(at('in', 'b.JPG'), await pixmill(photo(50, 20)).jpeg().toBuffer());
    writeFileSync(at('in', 'deep', 'c.png'), await png(10));
  });
}
