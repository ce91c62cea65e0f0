/** What the commands share: options of their own, help, and how many inputs they take. */
import { parse, listed } from './options.js';
import { UsageError } from './errors.js';
import { print } from './stdout.js';

/** What every command takes. @type {import('./options.js').Option[]} */
const COMMON = [
  { long: 'json', doc: 'one JSON object a line on stdout' },
  { long: 'quiet', doc: 'errors only' },
  { long: 'help', short: 'h', doc: 'this' },
];

/**
 * A command with its own options: `inputs` says how many it takes.
 * @param {{usage: string, options: import('./options.js').Group[], least: number, most: number, run: (inputs: string[], values: Record<string, any>) => Promise<number>}} command
 * @returns {(argv: string[]) => Promise<number>}
 */
export function command({ usage, options, least, most, run }) {
  const groups = [...options, /** @type {import('./options.js').Group} */ (['', COMMON])];
  return async (argv) => {
    const { values, inputs } = parse(argv, groups);
    if (values.help) {
      await print(`pixmill ${usage}\n\n${listed(groups)}`);
      return 0;
    }
    if (inputs.length < least || inputs.length > most) throw new UsageError(`expected pixmill ${usage}`);
    return run(inputs, values);
  };
}
