/** The command line's options: its own, and those that follow from the tables of formats, input and archives. */
import { parseArgs } from 'node:util';
import { checkFields } from '../check.js';
import { archive, batchNaming, formats, input, metadata, naming, unzip } from '../generated/table.js';
import { UsageError, isUsage } from './errors.js';
import { listedOps } from './steps.js';
import { isDocument } from './target.js';

/** For archives. Other programs may see what is typed, so the environment may say it instead. @type {Option} */
export const PASSWORD = { long: 'password', takes: 'text', doc: 'of entries that are encrypted by AES-256; PIXMILL_PASSWORD says it where others see what is typed' };
const LIMIT = { long: 'limit', takes: 'name=count', many: true };

/**
 * @typedef {{long: string, also?: string[], short?: string, takes?: string, many?: boolean, doc: string, field?: any}} Option `also`: other spellings, which the help leaves out
 * @type {Option[]}
 */
const OWN = [
  { long: 'output', short: 'o', takes: 'where', doc: "an archive (ends in .zip or .cbz; in .epub or .docx for one of these), a folder (ends in / or exists), a template ('out/{path}/{name}.{ext}'), a file, or - for stdout" },
  { long: 'format', short: 'f', takes: 'name', doc: `of the results: ${formats.filter((row) => row.writes).map((row) => row.name).join(', ')}; without it the output's extension says, else each keeps its own` },
  { long: 'resize', short: 'r', takes: 'size', doc: '1600, 1600x900, 1600x or x900: to fit inside, never enlarged' },
  { long: 'op', takes: 'name=values', many: true, doc: 'an operation (below), after -r; may be given again: they run in the order in which they are typed' },
  { long: 'recipe', takes: 'file', doc: 'read a recipe (JSON) instead of -f, -r, --op and options of formats' },
  { long: 'print-recipe', doc: 'print the recipe as JSON, and do nothing' },
  { long: 'overwrite', doc: 'replace files that exist' },
  { long: 'dry-run', doc: 'say what would be done, and write nothing' },
  { long: 'fail-fast', doc: 'stop at the first image that fails' },
  { long: 'concurrency', takes: 'count', doc: 'images at once; default: the processors' },
  { long: 'memory', takes: 'bytes', doc: 'bytes that may be held, as 500M or 2G; default: half of the memory, at most 1G' },
  { long: 'timeout', takes: 'time', doc: 'for one image, as 30s or 500ms' },
  { ...LIMIT, doc: 'what an image may be and use (docs/input.md), as pixels=500000000; may be given again' },
  { long: 'json', doc: 'one JSON object a line on stdout: one an image, then a summary' },
  { long: 'quiet', doc: 'no progress and no summary; errors only' },
  { long: 'help', short: 'h', doc: 'this' },
  { long: 'version', short: 'v', doc: 'the version' },
];

/** @param {string} name */
export const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** An option for a field of a table. @param {any} field @param {string} of */
function fromField(field, of) {
  const more = field.type === 'integers' ? ', …' : field.type === 'quality' ? ', or auto' : '';
  const numbers = `${field.min} to ${field.max}${more}`;
  if (field.type === 'files') {
    // One after another: `--font a.ttf --font b.ttf`.
    return { long: kebab(field.name).replace(/s$/, ''), takes: 'file', many: true, doc: `${field.doc}${of}; may be given again`, field };
  }
  const range = field.min === undefined ? (field.values?.join(' | ') ?? '') : numbers;
  const unset = field.default === undefined ? '' : `; default ${field.default}`;
  const long = kebab(field.name);
  return {
    long,
    also: field.aliases?.map(kebab),
    ...(field.name === 'quality' && { short: 'q' }),
    ...(field.type !== 'boolean' && { takes: range || field.type }),
    doc: `${field.doc}${of}${unset}`,
    field,
  };
}

/** Encoder options by name: one option may be of several formats. */
function encoderOptions() {
  const found = new Map();
  for (const row of formats.filter((format) => format.writes)) {
    // Objects of options are left to recipes.
    for (const field of row.options.filter(({ type }) => type !== 'object')) {
      const known = found.get(field.name);
      if (!known) found.set(field.name, { field, rows: [row.name] });
      else {
        known.rows.push(row.name);
        // One name may take other words in another format.
        if (field.values) known.field = { ...known.field, values: [...new Set([...(known.field.values ?? []), ...field.values])] };
      }
    }
  }
  return [...found.values()].map(({ field, rows }) => fromField(field, ` (${rows.join(', ')})`));
}

const INPUT = input.filter((field) => field.type !== 'object').map((field) => fromField(field, ''));
const ENCODER = encoderOptions();
/** What has no form on a command line is left to recipes. */
const METADATA = metadata.filter((field) => field.type !== 'tags').map((field) => fromField(field, ''));
/** How archives are made, `names` being the table's rows about them. @param {any[]} names @returns {Option[]} */
function archiveOptions(names) {
  return [
    // What a format's option is called as well has another name here.
    ...[...archive, ...names]
      .map((field) => fromField(field, ''))
      .map((option) => (ENCODER.some(({ long }) => long === option.long) ? { ...option, long: `archive-${option.long}` } : option)),
    { long: 'comment', takes: 'text', doc: 'of the archive' },
    PASSWORD,
    { long: 'append', doc: 'add to an archive that exists: what it holds comes first, as it is' },
  ];
}
/** Of files as they are, and of images. */
export const ZIP = archiveOptions(naming);
const ARCHIVE = archiveOptions(batchNaming);
/** How the commands that read archives do so. @type {Option[]} */
export const READING = [
  ...unzip.filter((field) => field.type !== 'object').map((field) => fromField(field, field.type === 'words' ? ', with commas between them' : '')),
  { ...LIMIT, doc: 'what an archive may hold (docs/unzip.md), as entries=5000; may be given again' },
  { ...PASSWORD, doc: PASSWORD.doc.replace('by AES-256', 'by AES or ZipCrypto') },
];
/** A title and its options. @typedef {[string, Option[]]} Group @type {Group[]} */
const GROUPS = [
  ['', OWN],
  ['Reading', INPUT],
  ['Formats', ENCODER],
  ['Metadata', METADATA],
  ['Archives', ARCHIVE],
];

/** Columns of the left side of the help. */
const LEFT = 38;

/** What is on unless it is switched off is shown as the option that does so. @param {any} option */
function typedAs({ long, field }) {
  return field?.type === 'boolean' && field.default === true ? `--no-${long}` : `--${long}`;
}

/** @param {string} left @param {string} doc */
function columns(left, doc) {
  const gap = left.length > LEFT ? `\n${' '.repeat(LEFT + 2)}` : ' '.repeat(LEFT - left.length);
  return `  ${left}${gap} ${doc}`;
}

/** @param {any} option */
function line(option) {
  const { short, takes, doc } = option;
  const name = typedAs(option);
  return columns(`${short ? `-${short}, ` : '    '}${name}${takes ? ` <${takes}>` : ''}`, `${name.startsWith('--no-') ? 'switches off: ' : ''}${doc}`);
}

/** The options by group, as a help page lists them. @param {Group[]} groups */
export function listed(groups) {
  return groups.map(([title, options]) => `${title ? `\n${title}\n` : ''}${options.map(line).join('\n')}`).join('\n');
}

export function help() {
  return `pixmill <images, folders, globs, or -> -o <where> [options]
pixmill <archive> -o <archive, or folder/> [options]
pixmill zip <files, folders, globs> -o <archive> [options]
pixmill unzip <archive> [-o <folder>] [options]
pixmill list <archive> [options]
pixmill doctor

  pixmill 'photos/**/*.{jpg,png}' -f webp -q 80 -r 1600 -o out.zip
  pixmill photos -f jpeg -o 'out/{path}/{name}.{ext}'
  pixmill in.jpg --op rotate=90 --op 'blur={"sigma":2}' -o out.png
  pixmill - -f png -o - < in.jpg > out.png
  pixmill comic.cbz -f webp -r 1600 -o small.cbz

${listed(GROUPS)}

Operations: --op name, --op name=value,value, --op 'name={"option":value}' (docs/operations.md has the options)
${listedOps().map(({ left, doc }) => columns(`    ${left}`, doc)).join('\n')}

In templates: {path} folder below the glob's or the given folder, {name}, {ext} of the format, {index} from 1, {output} of a recipe's outputs.
Exit codes: 0 all good, 1 some failed, 2 wrong usage, 3 nothing to do, 130 interrupted.`;
}

/** How many letters differ: for the hint after a slip. @param {string} a @param {string} b */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

/** @param {string} word @param {string[]} names */
function nearest(word, names) {
  const [best] = names.map((name) => ({ name, by: distance(word, name) })).sort((a, b) => a.by - b.by);
  return best.by <= Math.min(3, word.length / 2) ? `; did you mean --${best.name}?` : '';
}

/** @param {string[]} argv @param {Group[]} [groups] @returns {{values: Record<string, any>, inputs: string[]}} */
export function parse(argv, groups = GROUPS) {
  const all = groups.flatMap(([, options]) => options);
  const options = Object.fromEntries(
    all.flatMap(({ long, also = [], short, takes, many }) => {
      const type = { type: takes ? 'string' : 'boolean', ...(many && { multiple: true }) };
      return [[long, { ...type, ...(short && { short }) }], ...also.map((name) => [name, type])];
    }),
  );
  try {
    const { values, positionals } = parseArgs({ args: argv, options: /** @type {any} */ (options), allowPositionals: true, allowNegative: true });
    return { values, inputs: positionals };
  } catch (error) {
    const unknown = /^Unknown option '(-[^']*)'/.exec(error.message)?.[1];
    if (!unknown) throw new UsageError(error.message.split('.')[0]);
    const word = unknown.replace(/^-+(no-)?/, '');
    throw new UsageError(`unknown option ${unknown}${nearest(word, Object.keys(options))}\naccepted: ${all.map(typedAs).join(', ')}`);
  }
}

/** @param {any} field @param {any} value what was typed */
function typed(field, value) {
  if (field.type === 'words') return value.split(',');
  if (field.type === 'integers') return value.split(',').map((item) => typed({ type: 'integer' }, item));
  if (field.type === 'switch' && ['true', 'false'].includes(value)) return value === 'true';
  if (!['integer', 'number', 'quality', 'switch'].includes(field.type)) return value;
  // The checker says what is accepted where this is no number.
  return value.trim() === '' ? value : Number.isNaN(Number(value)) ? value : Number(value);
}

/** The values of one group, under the tables' own names. @param {any[]} group @param {Record<string, any>} values */
export function taken(group, values) {
  const fields = group.filter(({ field }) => field !== undefined);
  const given = fields.flatMap(({ long, also = [], field }) => [long, ...also].map((name) => ({ field, value: values[name] })));
  return Object.fromEntries(given.filter(({ value }) => value !== undefined).map(({ field, value }) => [field.name, typed(field, value)]));
}

/** The same, checked: what is wrong is told in the words that were typed. @param {any[]} group @param {Record<string, any>} values */
function checked(group, values) {
  const all = taken(group, values);
  for (const { long, field } of group) {
    // Files are read where they are needed.
    if (field === undefined || ['file', 'files'].includes(field.type)) continue;
    try {
      checkFields([field], { [field.name]: all[field.name] }, '');
    } catch (error) {
      if (!isUsage(error)) throw error;
      throw new UsageError(error.message.replace(` for ${field.name}`, ` for --${long}`));
    }
  }
  return all;
}

/** @param {string} text @param {RegExp} form @param {Record<string, number>} units @param {string} what */
function measured(text, form, units, what) {
  const found = form.exec(text);
  if (!found) throw new UsageError(`expected ${what}, found '${text}'`);
  return Number(found[1]) * units[found[2].toLowerCase()];
}

/** @param {string} text @param {string} option */
function counted(text, option) {
  if (!/^\d+$/.test(text)) throw new UsageError(`expected a whole number for --${option}, found '${text}'`);
  return Number(text);
}

/** @param {string} text */
function sizeOf(text) {
  const found = /^(\d+)?(?:x(\d+)?)?$/i.exec(text);
  if (!found || (found[1] === undefined && found[2] === undefined)) throw new UsageError(`expected a size as 1600, 1600x900, 1600x or x900 for --resize, found '${text}'`);
  const [width, height] = [found[1], found[2]].map((side) => (side === undefined ? undefined : Number(side)));
  return { ...(width !== undefined && { width }), ...(height !== undefined && { height }), fit: 'inside', withoutEnlargement: true };
}

/** @param {string[]} given */
function limitsOf(given) {
  return Object.fromEntries(
    given.map((text) => {
      const found = /^(\w+)=(\d+)$/.exec(text);
      if (!found) throw new UsageError(`expected name=count for --limit, found '${text}'`);
      return [found[1], Number(found[2])];
    }),
  );
}

/** How an archive is to be made, from what was typed. @param {Option[]} group @param {Record<string, any>} values */
export function makingOf(group, values) {
  const { comment, append, password, output = '' } = values;
  // A document takes no password: one that was typed is refused, that of the environment is not meant.
  const secret = isDocument(output) ? { ...(password && { password }) } : passwordOf(values);
  return { ...checked(group, values), ...(comment !== undefined && { comment }), ...(append && { append }), ...secret };
}

/** The password, if there is one. @param {Record<string, any>} values @returns {{password?: string}} */
export function passwordOf({ password = process.env.PIXMILL_PASSWORD }) {
  return password ? { password } : {};
}

/** How an archive is to be read, from what was typed. @param {Record<string, any>} values */
export function readingOf(values) {
  return { ...checked(READING, values), ...(values.limit && { limits: limitsOf(values.limit) }), ...passwordOf(values) };
}

/**
 * What is to be done, from what was typed.
 * @param {Record<string, any>} values
 */
export function settings(values) {
  const times = { ms: 1, s: 1000, m: 60_000 };
  const sizes = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };
  const { concurrency, memory, timeout } = values;
  return {
    input: { ...checked(INPUT, values), ...(values.limit && { limits: limitsOf(values.limit) }) },
    config: {
      ...(concurrency !== undefined && { concurrency: counted(concurrency, 'concurrency') }),
      ...(memory !== undefined && { memoryBudget: measured(memory, /^(\d+(?:\.\d+)?)([kmg]?)b?$/i, sizes, 'bytes as 500M or 2G for --memory') }),
    },
    timeoutMs: timeout === undefined ? undefined : measured(timeout, /^(\d+(?:\.\d+)?)(ms|s|m)$/i, times, 'a time as 30s or 500ms for --timeout'),
    failFast: values['fail-fast'] === true,
    overwrite: values.overwrite === true,
    resize: values.resize === undefined ? undefined : sizeOf(values.resize),
    encoder: taken(ENCODER, values),
    metadata: taken(METADATA, values),
    archive: makingOf(ARCHIVE, values),
  };
}
