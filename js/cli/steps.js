/** --op: operations in the order in which they are typed, each a name and what its method takes. */
import { checkStep, findOp } from '../check.js';
import { ops } from '../generated/table.js';
import { UsageError } from './errors.js';

/** How an operation is typed, by its positional form. @param {any} row */
function form({ name, positional, fields }) {
  if (positional.length > 0) return `${name}=<${positional.join(',')}>`;
  return fields.length > 0 ? `${name}={…}` : name;
}

/** The operations, as the help lists them. @returns {{left: string, doc: string}[]} */
export function listedOps() {
  return ops.map((row) => ({ left: form(row), doc: row.doc.split(/(?<=\.)\s/)[0] }));
}

/** One value between commas: a number, true, false or null, else text. @param {string} text */
function plain(text) {
  const word = text.trim();
  if (['true', 'false', 'null'].includes(word)) return JSON.parse(word);
  return word !== '' && Number.isFinite(Number(word)) ? Number(word) : word;
}

/** JSON as it stands. @param {string} text @param {string} typed */
function json(text, typed) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--op '${typed}' is not JSON behind its name: ${error.message}`);
  }
}

/**
 * The arguments of a method: an object of options, a list of arguments in JSON, or values with commas between them.
 * @param {string | undefined} text
 * @param {string} typed
 */
function given(text, typed) {
  if (text === undefined || text.trim() === '') return [];
  if (/^\s*\{/.test(text)) return [json(text, typed)];
  return /^\s*\[/.test(text) ? json(text, typed) : text.split(',').map(plain);
}

/**
 * A pipeline with the steps that were typed behind those that it has.
 * @param {any} pipeline
 * @param {string[]} [typed]
 */
export function withSteps(pipeline, typed = []) {
  return typed.reduce((before, each) => {
    const [, name, text] = /^([^=:]*)(?:[=:]([^]*))?$/.exec(each) ?? [];
    const row = findOp(name);
    // What it is not told as the checker tells it.
    if (!row) checkStep(name, {}, `steps[${before.toRecipe().steps?.length ?? 0}]`);
    return before[/** @type {any} */ (row).name](...given(text, each));
  }, pipeline);
}
