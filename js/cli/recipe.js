/** The recipe of one run: from --recipe, or from -f, -r, --op and the options of formats; with the options of reading in both. */
import { readFileSync } from 'node:fs';
import pixmill from '../../index.mjs';
import { checkFormat, findFormat } from '../check.js';
import { embedded } from '../embedded.js';
import { formats } from '../generated/table.js';
import { checkRecipe } from '../steps.js';
import { UsageError, isCoded } from './errors.js';
import { kebab } from './options.js';
import { withSteps } from './steps.js';

/** Who runs it wrote it, or has read it: its paths are read. @param {string} file */
function readRecipe(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the recipe ${file}: ${error.message}`);
  }
  try {
    return checkRecipe(JSON.parse(text), embedded);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${file} is not JSON: ${error.message}`);
    if (isCoded(error)) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

/** A format that cannot be written, or an option of another one, is told in the words that were typed. @param {string} name @param {object} encoder */
function checkEncoder(name, encoder) {
  const row = findFormat(name);
  if (row && !row.writes) {
    const writable = formats.filter((format) => format.writes).map((format) => format.name);
    throw new UsageError(`cannot write ${row.name}: expected one of ${writable.join(', ')} for -f`);
  }
  const own = row?.options.map((field) => field.name) ?? [];
  const foreign = Object.keys(encoder).find((option) => !own.includes(option));
  if (row && foreign !== undefined) {
    const accepted = own.length > 0 ? own.map((option) => `--${kebab(option)}`).join(', ') : 'no options';
    throw new UsageError(`--${kebab(foreign)} is no option of ${row.name}, which takes ${accepted}`);
  }
  checkFormat(name, encoder, '');
}

/** What was written down and what was typed about reading: the latter wins. @param {any} written @param {any} typed */
function mergeInput(written = {}, typed = {}) {
  const limits = { ...written.limits, ...typed.limits };
  return { ...written, ...typed, ...(Object.keys(limits).length > 0 && { limits }) };
}

/**
 * Outputs that name no format get the one that `-o` says; others must not say another.
 * @param {any} recipe
 * @param {import('./target.js').Target | undefined} target
 */
function withFormat(recipe, target) {
  if (!target?.format) return recipe;
  const { outputs = [{}] } = recipe;
  const other = outputs.find(({ format }) => format !== undefined && format !== target.format);
  if (other) throw new UsageError(`the format is ${other.format}, and -o ${target.where} is ${target.format}: different formats`);
  return pixmill.recipe({ ...recipe, outputs: outputs.map(({ formats: each, ...output }) => ({ ...output, ...each?.[/** @type {string} */ (target.format)], format: target.format })) });
}

/**
 * @param {Record<string, any>} values what was typed
 * @param {{input: any, resize: any, encoder: any, metadata: any}} wanted the same, parsed
 * @param {import('./target.js').Target | undefined} target
 */
export function recipeOf(values, { input, resize, encoder, metadata }, target) {
  if (values.recipe !== undefined) {
    if (resize || values.op || values.format || Object.keys({ ...encoder, ...metadata }).length > 0) throw new UsageError('give either --recipe, or -f, -r, --op and options of formats and metadata');
    const { input: written, ...rest } = readRecipe(values.recipe);
    return withFormat(pixmill.recipe({ ...rest, input: mergeInput(written, input) }), target);
  }
  const name = values.format ?? target?.format;
  if (name === undefined && Object.keys(encoder).length > 0) throw new UsageError(`--${kebab(Object.keys(encoder)[0])} needs a format: add -f`);
  let pipeline = pixmill(undefined, input);
  if (resize) pipeline = pipeline.resize(resize);
  pipeline = withSteps(pipeline, values.op);
  if (Object.keys(metadata).length > 0) pipeline = /** @type {any} */ (pipeline)._metadata(metadata);
  if (name !== undefined) {
    checkEncoder(name, encoder);
    pipeline = pipeline.toFormat(name, encoder);
  }
  return withFormat(pipeline.toRecipe(), target);
}

/**
 * A pipeline or batch with a recipe's steps and outputs. Its input options belong to the base.
 * @param {any} base
 * @param {any} recipe
 */
export function applied(base, { steps = [], outputs = [] }) {
  const stepped = steps.reduce((pipeline, { op, ...options }) => pipeline[op](options), base);
  const [first] = outputs;
  if (outputs.length === 1 && first.format !== undefined && first.name === undefined && !first.steps && !first.metadata) {
    const { format, ...options } = first;
    return stepped.toFormat(format, options);
  }
  return outputs.length > 0 ? stepped.outputs(outputs) : stepped;
}
