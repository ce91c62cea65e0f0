/** `pixmill unzip`: an archive into a folder, each file whole or not at all, nothing outside of it. */
import pixmill from '../../index.mjs';
import { command } from './command.js';
import { READING, readingOf } from './options.js';
import { EXIT } from './run.js';
import { shown } from './list.js';
import { untilInterrupted } from './signals.js';
import { print } from './stdout.js';

export const unzip = command({
  usage: 'unzip <archive> [-o <folder>] [options]',
  options: [
    ['', [{ long: 'output', short: 'o', takes: 'folder', doc: 'where to; default: this folder' }, { long: 'overwrite', doc: 'replace files that exist' }]],
    ['Reading', READING],
  ],
  least: 1,
  most: 1,
  async run([file], values) {
    const { output = '.', overwrite = false, json, quiet } = values;
    return untilInterrupted(async (controller) => {
      const told = { entries: 0, bytesOut: 0 };
      const { warnings = [] } = await pixmill.unzipTo(file, output, {
        ...readingOf(values),
        overwrite,
        signal: controller.signal,
        onProgress({ entries, bytesOut, name }) {
          Object.assign(told, { entries, bytesOut });
          if (json) print(JSON.stringify({ type: 'entry', name })).catch((error) => controller.abort(error));
        },
      });
      if (json) await print(JSON.stringify({ type: 'summary', ...told, folder: output, warnings }));
      else if (!quiet) {
        for (const { message } of warnings) console.error(`pixmill: ${shown(message)}`);
        console.error(`${told.entries} ${told.entries === 1 ? 'file' : 'files'}, ${told.bytesOut} bytes out`);
      }
      return EXIT.good;
    });
  },
});
