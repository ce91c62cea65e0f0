/**
 * Files are written whole or not at all: a temporary file in the same folder, then a link or a rename.
 * A temporary is named by host, boot, pid and start time, so that a later run may clear what a dead one left.
 */
import { aborted, fail, ioError } from './errors.js';
import { builtin, granted } from './runtime.js';

const PREFIX = '.pixmill-';

/** What names this process among all that ever ran here. */
function identity() {
  const { process } = globalThis;
  // Where Deno may not tell whose machine this is, nothing that another run left can be known as ours.
  const known = ['hostname', 'osUptime'].every((kind) => granted({ name: 'sys', kind }));
  const host = known ? builtin('os').hostname().replace(/[^\w]/g, '_').slice(0, 32) || 'host' : 'unknown';
  const boot = known ? bootOf() : unknownBoot;
  return { host, boot, pid: process.pid, start: Math.round(performance.timeOrigin).toString(36) };
}

/** What tells one boot of this machine from another. */
function bootOf() {
  try {
    return builtin('fs').readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim().slice(0, 8);
  } catch {
    // Elsewhere than on Linux: the minute of the boot, which uptime gives to the second.
    return Math.round((Date.now() / 1000 - builtin('os').uptime()) / 60).toString(36);
  }
}

const unknownBoot = Math.random().toString(36).slice(2, 10);
let serial = 0;

/** A name that no other process and no other file of this one takes. */
function temporaryName() {
  const { host, boot, pid, start } = identity();
  serial += 1;
  return `${PREFIX}${host}-${boot}-${pid}-${start}-${serial}.tmp`;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    globalThis.process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const cleared = new Set();

/**
 * Removes temporaries of dead processes of this host and boot; once a folder.
 * @param {string} folder
 */
async function clear(folder) {
  if (cleared.has(folder)) return;
  cleared.add(folder);
  const fs = builtin('fs').promises;
  const { host, boot, pid } = identity();
  const mine = `${PREFIX}${host}-${boot}-`;
  const names = (await fs.readdir(folder)).filter((name) => name.startsWith(mine) && name.endsWith('.tmp'));
  for (const name of names) {
    const owner = Number(name.slice(mine.length).split('-')[0]);
    if (owner !== pid && Number.isInteger(owner) && !isAlive(owner)) {
      await fs.rm(builtin('path').join(folder, name), { force: true });
    }
  }
}

/**
 * Where a path leads: symbolic links are followed, a missing file is itself.
 * @param {string} path
 */
async function resolve(path) {
  const fs = builtin('fs').promises;
  const { dirname, basename, join } = builtin('path');
  try {
    return await fs.realpath(path);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    const target = await fs.readlink(path).catch(() => undefined);
    if (target !== undefined) return builtin('path').resolve(dirname(path), target);
    return join(await fs.realpath(dirname(path)), basename(path));
  }
}

/** An output file that appears under its name when it is finished. */
export class WholeFile {
  /** As a sink: what was written is on its way to the disk, and its memory free. */
  isDone = true;
  #path;
  #target = '';
  #temporary = '';
  /** @type {any} */
  #handle;
  #options;
  /** @type {any} */
  #stat;
  #aborted = false;
  /** @type {Promise<void> | undefined} */
  #closing;

  /**
   * @param {string} path
   * @param {{overwrite?: boolean, durable?: boolean}} [options]
   */
  constructor(path, options = {}) {
    this.#path = path;
    this.#options = options;
  }

  async open() {
    const { promises: fs, constants } = builtin('fs');
    try {
      this.#target = await resolve(this.#path);
      this.#stat = await fs.stat(this.#target).catch((error) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (this.#stat?.isDirectory()) throw fail('IsDirectory', { path: this.#path });
      if (this.#stat?.isFile() && !this.#options.overwrite) throw fail('AlreadyExists', { path: this.#path });
      if (this.#stat && !this.#stat.isFile()) {
        this.#handle = await fs.open(this.#target, constants.O_WRONLY);
        return;
      }
      const folder = builtin('path').dirname(this.#target);
      await clear(folder);
      this.#temporary = builtin('path').join(folder, temporaryName());
      this.#handle = await fs.open(this.#temporary, 'wx', this.#stat ? this.#stat.mode & 0o7777 : 0o666);
      if (this.#stat) await this.#handle.chmod(this.#stat.mode & 0o7777);
    } catch (error) {
      await this.#discard();
      throw ioError(error, this.#path);
    }
  }

  /** @param {Uint8Array} bytes */
  async write(bytes) {
    try {
      for (let at = 0; at < bytes.byteLength; ) {
        if (this.#aborted) throw fail('Aborted');
        at += (await this.#handle.write(bytes, at, bytes.byteLength - at)).bytesWritten;
      }
    } catch (error) {
      await this.#discard();
      throw ioError(error, this.#path);
    }
  }

  /** All is written, and its name comes later: the file is no longer open. */
  async seal() {
    try {
      if (this.#options.durable && this.#temporary) await this.#handle.sync();
      const handle = this.#handle;
      this.#handle = undefined;
      await handle.close();
    } catch (error) {
      await this.#discard();
      throw ioError(error, this.#path);
    }
  }

  /**
   * Permissions, as far as a new file here has them, and the time of change; before it has its name.
   * @param {{mode: number, mtime: Date}} of
   */
  async stamp({ mode, mtime }) {
    const fs = builtin('fs').promises;
    try {
      if ((mode & 0o777) !== 0 && globalThis.process.platform !== 'win32') {
        const given = (await fs.stat(this.#temporary)).mode;
        // What the umask leaves of reading it leaves of running.
        await fs.chmod(this.#temporary, mode & (given | ((given & 0o444) >> 2)) & 0o777);
      }
      await fs.utimes(this.#temporary, mtime, mtime);
    } catch (error) {
      await this.#discard();
      throw ioError(error, this.#path);
    }
  }

  /** Gives the file its name. */
  close() {
    this.#closing = this.#close();
    return this.#closing;
  }

  async #close() {
    const fs = builtin('fs').promises;
    try {
      if (this.#handle) await this.seal();
      if (!this.#temporary) return;
      if (this.#aborted) throw fail('Aborted');
      if (this.#options.overwrite) await fs.rename(this.#temporary, this.#target);
      else await this.#publish();
      this.#temporary = '';
      if (this.#options.durable) await syncFolder(builtin('path').dirname(this.#target));
    } catch (error) {
      await this.#discard();
      throw ioError(error, this.#path);
    }
  }

  /** A name that exists by now stays as it is: link refuses it, rename would not. */
  async #publish() {
    const fs = builtin('fs').promises;
    try {
      await fs.link(this.#temporary, this.#target);
    } catch (error) {
      if (error.code === 'EEXIST') throw fail('AlreadyExists', { path: this.#path }, error);
      // No hard links here: the name is taken first, then replaced.
      const claim = await fs.open(this.#target, 'wx');
      await claim.close();
      await fs.rename(this.#temporary, this.#target);
      return;
    }
    await fs.rm(this.#temporary);
  }

  /** Leaves nothing behind. A file that is being given its name has it afterwards: then it is too late. */
  async abort() {
    this.#aborted = true;
    if (this.#closing) await this.#closing.catch(() => undefined);
    else await this.#discard();
  }

  async #discard() {
    const fs = builtin('fs').promises;
    const handle = this.#handle;
    const temporary = this.#temporary;
    this.#handle = undefined;
    this.#temporary = '';
    await handle?.close().catch(() => undefined);
    if (temporary) await fs.rm(temporary, { force: true });
  }
}

/** The folder's entry reaches the disk too, where the system can do that. @param {string} folder */
async function syncFolder(folder) {
  if (globalThis.process.platform === 'win32') return;
  const handle = await builtin('fs').promises.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a whole file.
 * @param {string} path
 * @param {Uint8Array} bytes
 * @param {{overwrite?: boolean, durable?: boolean, signal?: AbortSignal}} [options]
 */
export async function writeWhole(path, bytes, { overwrite, durable, signal } = {}) {
  if (!builtin('fs')) throw fail('Unavailable', { op: 'toFile()' });
  if (signal?.aborted) throw aborted(signal);
  const file = new WholeFile(path, { overwrite, durable });
  await file.open();
  await file.write(bytes);
  if (signal?.aborted) {
    await file.abort();
    throw aborted(signal);
  }
  await file.close();
}
