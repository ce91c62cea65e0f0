/** The command line from its arguments to its exit code. */
import { readFileSync, statSync } from 'node:fs';
import pixmill from '../../index.mjs';
import { checkFormat } from '../check.js';
import { ioError } from '../errors.js';
import { Names, entryName, fillTemplate } from '../names.js';
import { doctor } from './doctor.js';
import { expand } from './inputs.js';
import { UsageError, help, parse, settings } from './options.js';
import { Display } from './progress.js';
import { targetOf } from './target.js';

const EXIT = { good: 0, failed: 1, usage: 2, nothing: 3, interrupted: 130 };

/**
 * The recipe of one run. `format` is what the output's extension says.
 * @param {Record<string, any>} values
 * @param {any} wanted
 * @param {string} [format]
 */
function recipeOf(values, { resize, encoder }, format) {
  if (values.recipe !== undefined) {
    if (resize || values.format || Object.keys(encoder).length > 0) throw new UsageError('give either --recipe, or -f, -r and options of formats');
    try {
      return pixmill.recipe(JSON.parse(readFileSync(values.recipe, 'utf8')));
    } catch (error) {
      if (error instanceof SyntaxError) throw new UsageError(`${values.recipe} is not JSON: ${error.message}`);
      throw error instanceof pixmill.PixmillError ? error : ioError(error, values.recipe);
    }
  }
  const name = values.format ?? format;
  if (name === undefined && Object.keys(encoder).length > 0) throw new UsageError(`--${Object.keys(encoder)[0]} needs a format: add -f`);
  let pipeline = pixmill();
  if (resize) pipeline = pipeline.resize(resize);
  if (name !== undefined) pipeline = pipeline.toFormat(name, encoder);
  return pipeline.toRecipe();
}

/** A format that was named and an output's extension must not say different things. @param {Record<string, any>} values @param {any} target */
function checkConflict(values, target) {
  if (!values.format || !target.format) return;
  const { format } = checkFormat(values.format, {}, '');
  if (format !== target.format) throw new UsageError(`-f ${values.format} and -o ${target.where} name different formats`);
}

/** What would be done, a line an image. @param {any} target @param {any[]} items @param {any} recipe @param {any} options */
async function dryRun(target, items, recipe, options) {
  const names = new Names();
  const fill = target.kind === 'files' ? fillTemplate(target.where) : undefined;
  let failed = 0;
  for (const [index, { input, name }] of items.entries()) {
    try {
      const { format, width, height, outputs } = await steps(pixmill(input, options), recipe).plan();
      for (const output of outputs) {
        const several = outputs.length > 1 ? output.name : undefined;
        const to = fill ? names.unique(fill(name, output.format, index, several)) : target.kind === 'archive' ? `${target.where}: ${names.unique(entryName(name, output.format, several))}` : target.where;
        console.log(`${input} (${format} ${width}x${height}) -> ${to} (${output.format} ${output.width}x${output.height})`);
      }
    } catch (error) {
      failed += 1;
      console.error(`pixmill: ${input}: ${error.message}`);
    }
  }
  return failed > 0 ? EXIT.failed : EXIT.good;
}

/** A pipeline or batch with a recipe's steps and outputs. @param {any} base @param {any} recipe */
function steps(base, { steps: list = [], outputs = [] }) {
  const stepped = list.reduce((pipeline, { op, ...options }) => pipeline[op](options), base);
  if (outputs.length === 1 && outputs[0].name === undefined && !outputs[0].steps) {
    const { format, ...options } = outputs[0];
    return stepped.toFormat(format, options);
  }
  return outputs.length > 0 ? stepped.outputs(outputs) : stepped;
}

/** One image to a file or to stdout. @param {any} target @param {any} item @param {any} recipe @param {any} context */
async function single(target, { input, name }, recipe, { options, run, overwrite }) {
  const { itemTimeoutMs, stopOnError, concurrency, memoryBudget, ...reading } = options;
  const source = input === '-' ? process.stdin : input;
  const pipeline = steps(pixmill(source, { ...reading, name }), recipe);
  const ends = { ...run, ...(itemTimeoutMs !== undefined && { timeoutMs: itemTimeoutMs }) };
  let size;
  if (target.kind === 'stdout') {
    const bytes = await pipeline.toBuffer(ends);
    await new Promise((resolve, reject) => {
      process.stdout.write(bytes, (error) => (error ? reject(ioError(error, 'stdout')) : resolve(undefined)));
    });
    size = bytes.byteLength;
  } else ({ size } = await pipeline.toFile(target.where, { ...ends, overwrite, durable: true }));
  const bytesIn = input === '-' ? process.stdin.bytesRead ?? 0 : statSync(input).size;
  return { items: 1, failed: 0, bytesIn, bytesOut: size };
}

/** @param {any} target @param {any[]} items @param {any} recipe @param {any} context */
function many(target, items, recipe, { options, run, overwrite, archive, display }) {
  const batch = steps(pixmill.batch(items.map((item) => (item.input === '-' ? { ...item, input: process.stdin } : item)), options), recipe);
  const ends = { ...run, overwrite, onProgress: (progress) => display.item(progress) };
  return target.kind === 'archive' ? batch.toZip(target.where, { ...ends, ...archive }) : batch.toFiles(target.where, { ...ends, durable: true });
}

/** @param {Record<string, any>} values @param {string[]} inputs */
async function convert(values, inputs) {
  if (values.output === undefined && !values['print-recipe']) throw new UsageError('where to? add -o (pixmill --help says what it takes)');
  const target = values.output === undefined ? undefined : targetOf(values.output);
  const wanted = settings(values);
  if (target) checkConflict(values, target);
  const recipe = recipeOf(values, wanted, target?.format);
  if (!target || values['print-recipe']) {
    console.log(JSON.stringify(recipe, undefined, 2));
    return EXIT.good;
  }
  if (inputs.length === 0) throw new UsageError('which images? give files, folders, globs, or - for stdin');
  const stdin = inputs.includes('-') ? [{ input: '-', name: 'stdin' }] : [];
  const items = [...stdin, ...(await expand(inputs.filter((input) => input !== '-'), target.isOutput))];
  if (items.length === 0) {
    console.error('pixmill: nothing to do: no input matches');
    return EXIT.nothing;
  }
  const alone = target.kind === 'file' || target.kind === 'stdout';
  if (alone && items.length > 1) throw new UsageError(`${items.length} inputs and one output (${target.where}): end a folder with /, or name an archive`);
  if (values['dry-run']) return dryRun(target, items, recipe, without(wanted.batch, ['concurrency', 'memoryBudget', 'itemTimeoutMs', 'stopOnError']));
  const overwrite = values.overwrite === true;
  return run(target, items, recipe, { ...wanted, values, overwrite, alone });
}

const without = (object, names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

/** Runs until it is done or interrupted. @param {any} target @param {any[]} items @param {any} recipe @param {any} context */
async function run(target, items, recipe, { batch: options, archive, values, overwrite, alone }) {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  const display = new Display(values, items.length);
  const start = performance.now();
  const context = { options, run: { signal: controller.signal }, overwrite, archive, display };
  try {
    const result = await (alone ? single(target, items[0], recipe, context) : many(target, items, recipe, context));
    display.summary(result, performance.now() - start, (await pixmill.backend()).name);
    return result.failed > 0 ? EXIT.failed : EXIT.good;
  } catch (error) {
    display.end();
    if (controller.signal.aborted) {
      console.error('pixmill: interrupted');
      return EXIT.interrupted;
    }
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

/**
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code
 */
export async function main(argv) {
  try {
    const { values, inputs } = parse(argv);
    if (values.help || argv.length === 0) {
      console.log(help());
      return argv.length === 0 ? EXIT.usage : EXIT.good;
    }
    if (values.version) {
      console.log((await pixmill.backend()).version);
      return EXIT.good;
    }
    if (inputs[0] === 'doctor' && inputs.length === 1) return await doctor();
    return await convert(values, inputs);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof pixmill.PixmillError)) throw error;
    console.error(`pixmill: ${error.message}`);
    const usage = error instanceof UsageError || error.kind === 'InvalidOption';
    return usage ? EXIT.usage : EXIT.failed;
  }
}
