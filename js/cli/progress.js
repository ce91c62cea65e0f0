/** What the command line shows: a bar while it works, errors by file, a summary; or JSON, one object a line. */
import cliProgress from 'cli-progress';

/** @param {number} bytes */
export function megabytes(bytes) {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}

export class Display {
  #json;
  #quiet;
  #bar;

  /** @param {{json?: boolean, quiet?: boolean}} options @param {number} total */
  constructor({ json = false, quiet = false }, total) {
    this.#json = json;
    this.#quiet = quiet;
    if (json || quiet || !process.stderr.isTTY || total < 2) return;
    const format = '{bar} {value}/{total} {file}';
    this.#bar = new cliProgress.SingleBar({ format, stream: process.stderr, hideCursor: true, clearOnComplete: true, barsize: 30 }, cliProgress.Presets.shades_classic);
    this.#bar.start(total, 0, { file: '' });
  }

  /** One image is done. @param {any} progress */
  item({ index, name, status, reason, done }) {
    this.#bar?.update(done, { file: name });
    if (this.#json) console.log(JSON.stringify({ type: 'image', index, name, status, ...(reason && { error: reason.toJSON() }) }));
    else if (reason) this.error(reason);
  }

  /** @param {any} error */
  error(error) {
    // The bar's line is taken; the next step draws it again below.
    if (this.#bar) process.stderr.write('\r\u001b[K');
    console.error(`pixmill: ${error.message}`);
  }

  end() {
    this.#bar?.stop();
  }

  /** @param {{items: number, failed: number, bytesIn: number, bytesOut: number}} result @param {number} ms @param {string} backend */
  summary({ items, failed, bytesIn, bytesOut }, ms, backend) {
    this.end();
    const peak = process.resourceUsage().maxRSS * 1024;
    const seconds = Math.round(ms / 10) / 100;
    if (this.#json) console.log(JSON.stringify({ type: 'summary', items, failed, bytesIn, bytesOut, seconds, backend, peakMemory: peak }));
    else if (!this.#quiet) {
      const count = `${items} ${items === 1 ? 'image' : 'images'}, ${failed} failed`;
      console.error(`${count}; ${megabytes(bytesIn)} in, ${megabytes(bytesOut)} out; ${seconds} s; ${backend}; peak memory ${megabytes(peak)}`);
    }
  }
}
