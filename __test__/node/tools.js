/** What the tests for Node share: child processes, temporary folders, both backends. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const BACKENDS = /** @type {const} */ (['native', 'wasm']);

/** A folder that is gone when the file's tests are done. */
export function folder() {
  const made = mkdtempSync(path.join(tmpdir(), 'pixmill-node-'));
  after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {string[]} args
 * @param {{env?: Record<string, string>, cwd?: string, input?: Uint8Array | string, ms?: number}} [options]
 * @returns {Promise<{status: number | null, signal: string | null, out: string, err: string, bytes: Buffer, ms: number}>}
 */
export function run(program, args, { env = {}, cwd = root, input, ms = 120_000 } = {}) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
    const [out, err] = [[], []];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', reject);
    // A program that does not read its input closes it: that is no failure of the test.
    child.stdin.on('error', (error) => {
      if (error.code !== 'EPIPE') reject(error);
    });
    child.stdin.end(input);
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      const bytes = Buffer.concat(out);
      resolve({ status, signal, out: bytes.toString(), err: Buffer.concat(err).toString(), bytes, ms: performance.now() - start });
    });
  });
}

/**
 * Runs a script's text as a module.
 * @param {string} text
 * @param {Parameters<typeof run>[2] & {flags?: string[], limits?: string[]}} [options] `limits`: what a shell does before, for it alone
 */
export function script(text, { flags = [], limits = [], ...options } = {}) {
  const args = [...flags, '--input-type=module', '-e', text];
  if (limits.length === 0) return run(process.execPath, args, options);
  return run('/bin/sh', ['-c', `${limits.join(' && ')} && exec "$0" "$@"`, process.execPath, ...args], options);
}

/** The entry, for scripts. */
export const entry = JSON.stringify(new URL('../../index.mjs', import.meta.url).href);
