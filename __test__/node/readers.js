/** Readers of archives that we did not write: Info-ZIP, Python's zipfile, 7-Zip, bsdtar, Go's archive/zip, yauzl, zip.js, fflate. A missing one is a failure. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BlobReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { unzipSync } from 'fflate';
import yauzl from 'yauzl';
import { folder, run } from './tools.js';

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

/** 7-Zip tests every entry; anything that it finds odd (a wrong header, bytes that are nobody's) is a warning. @returns {Promise<string[]>} names */
export async function by7Zip(file) {
  const out = await told('7zz', ['t', '-bb1', '-sccUTF-8', file]);
  assert.match(out, /Everything is Ok/);
  assert.doesNotMatch(out, /Warning/i);
  return [...out.matchAll(/^T (.+)$/gm)].map(([, name]) => name);
}

/** libarchive reads from the beginning, without the directory. @param {string} file @param {string} folder */
export async function extractByBsdtar(file, folder) {
  const { status, out, err } = await run('bsdtar', ['-xf', file, '-C', folder], { env: { LC_ALL: 'C.UTF-8' } });
  assert.equal(`${status}${out}${err}`, '0');
}

/** Go's reader checks size and CRC of each entry. */
const GO = `package main

import ("archive/zip"; "crypto/sha256"; "fmt"; "io"; "os")

func main() {
	z, err := zip.OpenReader(os.Args[1])
	if err != nil { panic(err) }
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil { panic(err) }
		h := sha256.New()
		if _, err := io.Copy(h, r); err != nil { panic(err) }
		fmt.Printf("%x %s\\n", h.Sum(nil), f.Name)
	}
}
`;

const place = folder();
/** @type {Promise<string> | undefined} */
let program;

/** That program, compiled once. */
async function go() {
  const [source, built] = ['list.go', 'list'].map((name) => path.join(place, name));
  writeFileSync(source, GO);
  await told('go', ['build', '-o', built, source], { env: { GOCACHE: path.join(place, 'cache'), GO111MODULE: 'off' }, ms: 600_000 });
  return built;
}

/** @param {string} file @returns {Promise<[string, string][]>} names and digests, in order */
export async function byGo(file) {
  const out = await told(await (program ??= go()), [file]);
  return out.split('\n').filter((line) => line !== '').map((line) => [line.slice(65), line.slice(0, 64)]);
}

/** yauzl checks sizes and names, strictly; CRCs are not its business. @param {string} file @returns {Promise<[string, string][]>} */
export async function byYauzl(file) {
  const archive = await yauzl.openPromise(file, { strictFileNames: true });
  const found = [];
  for await (const entry of archive.eachEntry()) {
    const hash = createHash('sha256');
    for await (const chunk of await archive.openReadStreamPromise(entry)) hash.update(chunk);
    found.push([entry.fileName, hash.digest('hex')]);
  }
  return found;
}

/** zip.js checks CRCs when it is told to. @param {string} file @param {{password?: string}} [options] @returns {Promise<[string, string][]>} */
export async function byZipJs(file, options = {}) {
  const archive = new ZipReader(new BlobReader(new Blob([readFileSync(file)])), { checkSignature: true, useWebWorkers: false, ...options });
  const found = [];
  for (const entry of await archive.getEntries()) {
    const bytes = entry.directory ? new Uint8Array(0) : await entry.getData(new Uint8ArrayWriter());
    found.push([entry.filename, digest(bytes)]);
  }
  return found;
}

/**
 * Five more readers agree on names, their order and contents. bsdtar is for the caller, who says into which folder.
 * @param {string} file
 * @param {[string, string][]} expected digests by name, in order
 */
export async function agreeToo(file, expected) {
  assert.deepEqual(await by7Zip(file), expected.map(([name]) => name), '7-Zip');
  assert.deepEqual(await byGo(file), expected, 'Go');
  assert.deepEqual(await byYauzl(file), expected, 'yauzl');
  assert.deepEqual(await byZipJs(file), expected, 'zip.js');
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
