/** Readers of archives that we did not write: Info-ZIP's unzip and zipinfo, Python's zipfile, fflate. A missing one is a failure. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { run } from './tools.js';

/** @param {Uint8Array | Buffer} bytes */
export const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Python's own words for each entry, its own check of every CRC, and a digest of what it reads, piece by piece. */
const PYTHON = `
import sys, json, zipfile, hashlib
def content(z, i):
    h = hashlib.sha256()
    with z.open(i) as f:
        while True:
            piece = f.read(1 << 20)
            if not piece: return h.hexdigest()
            h.update(piece)
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps({ 'comment': z.comment.decode(), 'entries': [
        { 'name': i.filename, 'method': i.compress_type, 'flags': i.flag_bits, 'date': list(i.date_time), 'mode': i.external_attr >> 16,
          'system': i.create_system, 'comment': i.comment.decode('utf-8'), 'size': i.file_size, 'compressed': i.compress_size,
          'digest': content(z, i) } for i in z.infolist()] }))
`;

/** A program to its end; anything but success is the test's failure, in the program's own words. */
async function told(program, args, options) {
  const { status, out, err } = await run(program, args, options);
  assert.equal(status, 0, `${program} ${args.join(' ')} ended with ${status}\n${out.slice(-2000)}${err}`);
  return out;
}

/** @param {string} file @returns {Promise<{comment: string, entries: any[]}>} */
export async function byPython(file) {
  return JSON.parse(await told('python3', ['-c', PYTHON, file]));
}

/** Info-ZIP reads every entry and checks its CRC; warnings, such as bytes that are not where they should be, end it with 1. */
export async function byInfoZip(file) {
  const out = await told('unzip', ['-t', file], { env: { LC_ALL: 'C.UTF-8' } });
  assert.match(out, /No errors detected in compressed data/);
  return [...out.matchAll(/^ +testing: .* OK$/gm)].length;
}

/** Info-ZIP writes the entries to a folder. Its times are read in UTC. */
export async function extractByInfoZip(file, folder) {
  await told('unzip', ['-q', '-d', folder, file], { env: { LC_ALL: 'C.UTF-8', TZ: 'UTC' } });
}

/** @param {string} file @returns {Record<string, string>} digests by name */
export function byFflate(file) {
  return Object.fromEntries(Object.entries(unzipSync(readFileSync(file))).map(([name, bytes]) => [name, digest(bytes)]));
}

/**
 * The three readers agree on names, their order and contents; gives Python's words for more.
 * @param {string} file
 * @param {Map<string, string> | [string, string][]} expected digests by name, in order
 */
export async function agree(file, expected) {
  const list = [...expected];
  assert.equal(await byInfoZip(file), list.length);
  const { comment, entries } = await byPython(file);
  assert.deepEqual(entries.map(({ name, digest: found }) => [name, found]), list);
  const third = byFflate(file);
  assert.deepEqual(Object.keys(third).sort(), list.map(([name]) => name).sort());
  for (const [name, content] of list) assert.equal(third[name], content, name);
  return { comment, entries };
}
