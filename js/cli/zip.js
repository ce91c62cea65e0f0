/** `pixmill zip`: files and all that is in folders into one archive, whole or not at all. */
import { statSync } from 'node:fs';
import pixmill from '../../index.mjs';
import { ioError } from '../errors.js';
import { command } from './command.js';
import { UsageError } from './errors.js';
import { expandAll, look } from './inputs.js';
import { ZIP, makingOf } from './options.js';
import { EXIT } from './run.js';
import { untilInterrupted } from './signals.js';
import { print, writeOut } from './stdout.js';

/** Bytes that stdout has taken. @param {ReadableStream<Uint8Array>} stream */
async function pour(stream) {
  let size = 0;
  for await (const chunk of stream) {
    await writeOut(chunk);
    size += chunk.byteLength;
  }
  return size;
}

export const zip = command({
  usage: 'zip <files, folders, globs> -o <archive> [options]',
  options: [
    ['', [{ long: 'output', short: 'o', takes: 'archive', doc: 'the archive, or - for stdout' }, { long: 'overwrite', doc: 'replace an archive that exists' }]],
    ['Archives', ZIP],
  ],
  least: 1,
  most: Infinity,
  async run(inputs, values) {
    const { output, overwrite = false, json, quiet } = values;
    if (output === undefined) throw new UsageError('where to? add -o archive.zip');
    if (output === '-' && json) throw new UsageError('-o - and --json both write to stdout: give one of them');
    const items = await expandAll(inputs, output);
    if (items.length === 0) {
      console.error(`pixmill: nothing to do: no input matches ${inputs.join(' ')}`);
      return EXIT.nothing;
    }
    return untilInterrupted(async (controller) => {
      const told = { entries: 0, bytesIn: 0 };
      const options = {
        ...makingOf(ZIP, values),
        signal: controller.signal,
        onProgress({ entries, bytesIn, name }) {
          Object.assign(told, { entries, bytesIn });
          if (json) print(JSON.stringify({ type: 'entry', name })).catch((error) => controller.abort(error));
        },
      };
      const archive = output === '-' ? pixmill.zip(options) : pixmill.zip(output, { ...options, overwrite });
      const taking = output === '-' ? pour(archive.readable) : undefined;
      /** Why stdout took no more. @type {any} */
      let broken;
      taking?.catch((error) => {
        broken = error;
        archive.abort(error).catch(() => undefined);
      });
      let bytesOut = 0;
      try {
        for (const { input, name, unreadable } of items) {
          if (unreadable) throw ioError(unreadable, input);
          // What is not there is told by add.
          if (input === '-') await archive.add(name, process.stdin);
          else await archive.add(name, input, { mode: look(input)?.mode });
        }
        await archive.close();
        bytesOut = taking ? await taking : statSync(output).size;
      } catch (error) {
        await archive.abort(error).catch(() => undefined);
        throw broken ?? error;
      }
      if (json) await print(JSON.stringify({ type: 'summary', ...told, bytesOut, archive: output }));
      else if (!quiet) console.error(`${told.entries} ${told.entries === 1 ? 'file' : 'files'}, ${told.bytesIn} bytes in, ${bytesOut} bytes out`);
      return EXIT.good;
    });
  },
});
