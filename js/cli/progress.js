/** What the command line shows: a bar while it works, errors by file, a summary; or JSON, one object a line. */
import cliProgress from 'cli-progress';
import { fileOf, sentence } from './errors.js';
import { print } from './stdout.js';

/** @param {number} bytes */
function megabytes(bytes) {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}

export class Display {
  #json;
  #quiet;
  #items;
  #bar;
  #start = performance.now();
  /** Errors of items that were shown: one that ends the run too is not shown twice. */
  #shown = new Set();
  #so = { items: 0, failed: 0, bytesIn: 0, bytesOut: 0 };
  #failed;

  /**
   * @param {{json?: boolean, quiet?: boolean}} options
   * @param {import('./inputs.js').Item[]} items
   * @param {(error: unknown) => void} failed is told when stdout takes no more
   */
  constructor({ json = false, quiet = false }, items, failed) {
    this.#json = json;
    this.#quiet = quiet;
    this.#items = items;
    this.#failed = failed;
    if (json || quiet || !process.stderr.isTTY || items.length < 2) return;
    const format = '{bar} {value}/{total} {file}';
    // Signals are ours: the bar's own handlers would take a SIGTERM and go on. So the terminal's cursor and wrapping stay as they are.
    const options = { format, stream: process.stderr, hideCursor: false, linewrap: true, gracefulExit: false, clearOnComplete: true, barsize: 30 };
    this.#bar = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic);
    this.#bar.start(items.length, 0, { file: '' });
  }

  /** @param {object} object */
  #line(object) {
    print(JSON.stringify(object)).catch(this.#failed);
  }

  /** One image is done. @param {any} progress */
  item({ index, name, status, reason, done, failed, bytesIn, bytesOut }) {
    const { input } = this.#items[index];
    this.#so = { items: done, failed, bytesIn, bytesOut };
    this.#bar?.update(done, { file: name });
    if (reason) this.#shown.add(reason);
    if (this.#json) this.#line({ type: 'image', index, name, input: fileOf(input), status, ...(reason && { error: reason.toJSON() }) });
    else if (reason) this.#say(`pixmill: ${sentence(reason, fileOf(input))}`);
  }

  /** What would be done with an image. @param {any} plan */
  plan({ index, name, input, format, width, height, outputs }) {
    if (this.#json) {
      this.#line({ type: 'plan', index, name, input: fileOf(input), status: 'fulfilled', format, width, height, outputs });
      return;
    }
    for (const { path, ...to } of outputs) {
      print(`${fileOf(input)} (${format} ${width}x${height}) -> ${path} (${to.format} ${to.width}x${to.height})`).catch(this.#failed);
    }
  }

  /** What is worth knowing and no error. @param {string} text */
  note(text) {
    if (!this.#json && !this.#quiet) this.#say(`pixmill: ${text}`);
  }

  /** @param {string} text */
  #say(text) {
    // The bar's line is taken; the next step draws it again below.
    if (this.#bar) process.stderr.write('\r\u001b[K');
    console.error(text);
  }

  /** What was done so far. */
  get so() {
    return this.#so;
  }

  end() {
    this.#bar?.stop();
  }

  /**
   * The end of it. `error` ended the run.
   * @param {{result: {items: number, failed: number, bytesIn: number, bytesOut: number, copied?: number}, error?: any, interrupted: boolean, backend: string, dry: boolean}} how
   */
  summary({ result: { items, failed, bytesIn, bytesOut, copied }, error, interrupted, backend, dry }) {
    this.end();
    const seconds = Math.round((performance.now() - this.#start) / 10) / 100;
    const peakMemory = process.resourceUsage().maxRSS * 1024;
    if (this.#json) {
      // Each item's error has a line of its own.
      const { errors, ...own } = error?.toJSON() ?? {};
      const told = error ? { error: own } : {};
      this.#line({ type: 'summary', ...(dry && { dryRun: true }), items, failed, ...(copied && { copied }), bytesIn, bytesOut, seconds, backend, peakMemory, ...told });
      return;
    }
    if (interrupted) console.error('pixmill: interrupted');
    else if (error && !this.#shown.has(error)) console.error(`pixmill: ${error.message}`);
    if (this.#quiet || interrupted || items + (copied ?? 0) === 0) return;
    const count = `${items} ${items === 1 ? 'image' : 'images'}, ${failed} failed${copied ? `, ${copied} copied` : ''}`;
    const bytes = dry ? 'nothing written' : `${megabytes(bytesIn)} in, ${megabytes(bytesOut)} out`;
    console.error(`${count}; ${bytes}; ${seconds} s; ${backend}; peak memory ${megabytes(peakMemory)}`);
  }
}
