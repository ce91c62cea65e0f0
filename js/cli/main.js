/** The command line from its arguments to its exit code. */
import pixmill from '../../index.mjs';
import { version } from '../generated/table.js';
import { isImage } from '../rewriting.js';
import { doctor } from './doctor.js';
import { UsageError, isCoded, isUsage } from './errors.js';
import { expand } from './inputs.js';
import { help, parse, passwordOf, settings } from './options.js';
import { withoutOutputs } from './outputs.js';
import { recipeOf } from './recipe.js';
import { EXIT, run } from './run.js';
import { list } from './list.js';
import { print } from './stdout.js';
import { isArchive, isDocument, targetOf } from './target.js';
import { unzip } from './unzip.js';
import { zip } from './zip.js';

/**
 * An archive whose images are to be converted: what it holds.
 * @param {string[]} inputs
 * @param {import('./target.js').Target} target
 * @param {{password?: string}} password
 */
async function openArchive(inputs, target, password) {
  const file = inputs.find(isArchive);
  if (file === undefined) {
    if (target.kind === 'archive' && isDocument(target.where)) throw new UsageError(`a document is made of a document: give one as the input of ${target.where}`);
    return undefined;
  }
  if (inputs.length > 1) throw new UsageError(`${file} is an archive: give it alone`);
  if (target.kind === 'file' || target.kind === 'stdout') throw new UsageError(`${file} is an archive: name an archive for -o, or end a folder with /`);
  const archive = pixmill.unzip(file, password);
  const items = [];
  for await (const entry of archive) {
    // Into a folder go the images alone.
    if (target.kind === 'archive' || isImage(entry)) items.push({ input: `${file}: ${entry.name}`, name: entry.name, entry });
  }
  return { archive, items };
}

/** @param {Record<string, any>} values @param {string[]} inputs */
async function convert(values, inputs) {
  if (values.output === undefined && !values['print-recipe']) throw new UsageError('where to? add -o (pixmill --help says what it takes)');
  const target = values.output === undefined ? undefined : targetOf(values.output, values.format !== undefined || values.recipe !== undefined);
  const wanted = settings(values);
  const recipe = recipeOf(values, wanted, target);
  if (!target || values['print-recipe']) {
    await print(JSON.stringify(recipe, undefined, 2));
    return EXIT.good;
  }
  if (inputs.length === 0) throw new UsageError('which images? give files, folders, globs, or - for stdin');
  if (target.kind === 'stdout' && values.json) throw new UsageError('-o - and --json both write to stdout: give one of them');
  pixmill.configure(wanted.config);
  const opened = await openArchive(inputs, target, passwordOf(values));
  const { items, left } = opened ? { items: opened.items, left: [] } : withoutOutputs(await expand(inputs), target, recipe);
  if (items.length === 0) {
    console.error(`pixmill: nothing to do: no input matches ${inputs.join(' ')}`);
    return EXIT.nothing;
  }
  const alone = target.kind === 'file' || target.kind === 'stdout';
  if (alone && items.length > 1) throw new UsageError(`${items.length} inputs and one output (${target.where}): end a folder with /, or name an archive`);
  return run({ target, items, recipe, wanted, left, archive: opened?.archive }, values);
}

/** @param {string[]} argv */
function images(argv) {
  const { values, inputs } = parse(argv);
  if (values.help) return print(help()).then(() => EXIT.good);
  if (values.version) return print(version).then(() => EXIT.good);
  return convert(values, inputs);
}

/** The words that may come first; without one of them images are converted. @type {Record<string, (argv: string[]) => Promise<number>>} */
const COMMANDS = { doctor, list, zip, unzip };

/** @param {string[]} argv */
function begin(argv) {
  const [first, ...rest] = argv;
  return Object.hasOwn(COMMANDS, first) ? COMMANDS[first](rest) : images(argv);
}

/**
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code
 */
export async function main(argv) {
  if (argv.length === 0) {
    console.error(help());
    return EXIT.usage;
  }
  try {
    return await begin(argv);
  } catch (error) {
    if (!(error instanceof UsageError) && !isCoded(error)) throw error;
    console.error(`pixmill: ${error.message}`);
    return isUsage(error) ? EXIT.usage : EXIT.failed;
  }
}
