/** The checker behind every fluent call, driven by the generated table alone. Core checks again, with the same words. */
import { embedded } from './embedded.js';
import { fail, wrongOption } from './errors.js';
import { formats, input, limits, metadata, ops } from './generated/table.js';
import { isPlain } from './kinds.js';

/** A row of the table; which of min and max, values and fields there are follows from its type. @typedef {any} Field */

/** @param {Field} field */
function expectation(field) {
  switch (field.type) {
    case 'integer':
      return `integer from ${field.min} to ${field.max}`;
    case 'number':
      return `number from ${field.min} to ${field.max}`;
    case 'switch':
      return `number from ${field.min} to ${field.max}, or boolean`;
    case 'integers':
      return `integer from ${field.min} to ${field.max}, or 1 to ${field.most} of them`;
    case 'numbers':
      return `${field.least} to ${field.most} numbers from ${field.min} to ${field.max}`;
    case 'quality':
      return `integer from ${field.min} to ${field.max}, or auto`;
    case 'choice':
      return `one of ${field.values.join(', ')}`;
    case 'index':
      return `integer from 0 to ${field.max}, or one of ${field.values.join(', ')}`;
    case 'words':
      return `list of ${field.values.join(', ')}`;
    case 'colour':
      return 'colour (#rrggbb, #rrggbbaa, a CSS name, rgb(), hsl(), hwb(), or { r, g, b, alpha })';
    case 'text':
      return `text of at most ${field.max} bytes`;
    case 'tags':
      return 'object of EXIF directories, each an object of tags and their text';
    case 'files':
      return `list of at most ${field.most} files (bytes, paths, or data: URLs in base64)`;
    case 'file':
      return 'file (bytes, a path, or a data: URL in base64)';
    case 'list':
      return `list of 1 to ${field.most} objects with ${field.fields.map((inner) => inner.name).join(', ')}`;
    case 'object':
      return `object with ${field.fields.map((inner) => inner.name).join(', ')}`;
    default:
      return field.type;
  }
}

/** @param {Field} field @param {any} value */
function fits(field, value) {
  switch (field.type) {
    case 'integer':
      return Number.isInteger(value) && value >= field.min && value <= field.max;
    case 'number':
      return Number.isFinite(value) && value >= field.min && value <= field.max;
    case 'integers':
      return !Array.isArray(value) ? fits({ ...field, type: 'integer' }, value) : value.length > 0 && value.length <= field.most && value.every((item) => fits({ ...field, type: 'integer' }, item));
    case 'numbers': {
      const numbers = flat(value);
      return numbers.length >= field.least && numbers.length <= field.most && numbers.every((item) => fits({ ...field, type: 'number' }, item));
    }
    case 'quality':
      return value === 'auto' || fits({ ...field, type: 'integer' }, value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'switch':
      return typeof value === 'boolean' || fits({ ...field, type: 'number' }, value);
    case 'choice':
      return field.values.includes(value);
    case 'index':
      return field.values.includes(value) || fits({ ...field, type: 'integer' }, value);
    case 'words':
      return Array.isArray(value) && value.every((word) => field.values.includes(word));
    case 'colour':
      return typeof value === 'string' || isChannels(value);
    case 'text':
      // Core counts bytes; more characters than that are too many in any case.
      return typeof value === 'string' && value.length <= field.max;
    case 'tags':
      return isPlain(value) && Object.values(value).every((tags) => isPlain(tags) && Object.values(tags).every((text) => typeof text === 'string'));
    case 'files':
      return Array.isArray(value) && value.length <= field.most && value.every((file) => fits({ type: 'file' }, file));
    case 'file':
      return typeof value === 'string' && /^data:[^,]*;base64,/.test(value);
    case 'list':
      return Array.isArray(value) && value.length > 0 && value.length <= field.most && value.every(isPlain);
    default:
      return isPlain(value);
  }
}

/** Numbers, whether alone, in a list or in rows. @param {any} value @returns {any[]} */
function flat(value) {
  return Array.isArray(value) || ArrayBuffer.isView(value) ? [.../** @type {any[]} */ (value)].flat() : [value];
}

/** A colour by its channels. @param {any} value */
function isChannels(value) {
  const channel = (given) => Number.isInteger(given) && given >= 0 && given <= 255;
  if (!isPlain(value)) return false;
  const { r, g, b, alpha = 1, ...others } = value;
  return [r, g, b].every(channel) && Number.isFinite(alpha) && alpha >= 0 && alpha <= 1 && Object.keys(others).length === 0;
}

/**
 * A checked copy of `given`, without what is undefined.
 * @param {Field[]} fields
 * @param {any} given
 * @param {string} path of the object in the recipe, for errors
 * @param {string[]} [more] names that the caller reads itself
 * @param {typeof embedded} [files] what becomes of files: a recipe from elsewhere reads none
 */
export function checkFields(fields, given, path, more = [], files = embedded) {
  if (!isPlain(given)) throw wrongOption(path, `object with ${fields.map((field) => field.name).join(', ')}`, given);
  const checked = {};
  for (const [name, value] of Object.entries(beside(fields, given))) {
    if (more.includes(name)) continue;
    const field = fields.find((row) => row.name === name || row.aliases?.includes(name));
    if (!field) {
      throw wrongOption(path, `one of ${[...fields.map((row) => row.name), ...more].join(', ')}`, name);
    }
    if (value === undefined || value === null) continue;
    const at = path ? `${path}.${name}` : name;
    const plain = files(field, value, at);
    if (!fits(field, plain)) throw wrongOption(at, expectation(field), value);
    // Under its own name, whichever spelling was given.
    if (Object.hasOwn(checked, field.name)) throw wrongOption(path ? `${path}.${field.name}` : field.name, `one of ${[field.name, ...field.aliases].join(', ')}`, 'both');
    checked[field.name] = copied(field, plain, at, files);
  }
  return checked;
}

/** What stands in place of a file, as sharp takes it (`input: { create }`), stands beside it in a recipe. @param {Field[]} fields @param {any} given */
function beside(fields, given) {
  const made = fields.find((field) => field.type === 'file' && isPlain(given[field.name]) && Object.keys(given[field.name]).length > 0);
  if (!made) return given;
  const { [made.name]: value, ...rest } = given;
  return { ...rest, ...value };
}

/** What was checked, as a recipe holds it. @param {Field} field @param {any} value @param {string} at @param {typeof embedded} files */
function copied(field, value, at, files) {
  switch (field.type) {
    case 'object':
      return checkFields(field.fields, value, at, [], files);
    case 'list':
      return value.map((each, index) => checkFields(field.fields, each, `${at}[${index}]`, [], files));
    case 'numbers':
      return flat(value);
    default:
      return Array.isArray(value) ? [...value] : value;
  }
}

/** @param {any} given @param {string[]} [more] @param {typeof embedded} [files] */
export function checkInput(given, more, files) {
  return checkFields(input, given, 'input', more, files);
}

/** @param {any} given */
export function checkLimits(given) {
  return checkFields(limits, given, 'limits');
}

/** @param {any} given @param {string} path */
export function checkMetadata(given, path) {
  return checkFields(metadata, given, path);
}

/** The row of an operation by name or alias. @param {string} name */
export function findOp(name) {
  return ops.find((op) => op.name === name || /** @type {string[]} */ (op.aliases).includes(name));
}

/** @param {string} name @param {any} given @param {string} path @param {typeof embedded} [files] */
export function checkStep(name, given, path, files) {
  const row = findOp(name);
  if (!row) throw wrongOption(`${path}.op`, `one of ${ops.map((op) => op.name).join(', ')}`, name);
  return { op: row.name, ...checkFields(row.fields, given, path, ['op'], files) };
}

/**
 * The row of a format by name, alias or extension.
 * @param {any} name
 */
export function findFormat(name) {
  /** @type {string} */
  const word = typeof name === 'string' ? name.toLowerCase() : '';
  return formats.find((row) => row.name === word || /** @type {string[]} */ (row.aliases).includes(word) || /** @type {string[]} */ (row.extensions).includes(word));
}

/** Options of formats that are not asked for, as a recipe holds them. @param {any} given @param {string} path */
export function checkFormats(given, path) {
  if (!isPlain(given)) throw wrongOption(path, 'an object', given);
  return Object.fromEntries(
    Object.entries(given).map(([name, options]) => {
      const { format, force, ...checked } = checkFormat(name, options, path ? `${path}.${name}` : name);
      return [format, checked];
    }),
  );
}

/** @param {any} name @param {any} given @param {string} path @param {string[]} [more] @returns {{format: string, force?: boolean}} */
export function checkFormat(name, given, path, more = []) {
  const row = findFormat(name);
  const writable = formats.filter((format) => format.writes).map((format) => format.name);
  if (!row) throw wrongOption(path ? `${path}.format` : 'format', `one of ${writable.join(', ')}`, name);
  if (!row.writes) {
    throw fail('UnsupportedFormat', { format: row.name, op: 'encode', reason: `choose one of ${writable.join(', ')}` });
  }
  return { format: row.name, ...checkFields(row.options, given, path, ['format', ...more]) };
}
