/** sharp's constants, from core's tables: words by name, what is read and written, versions. */
import { constants as words, formats, libraries, version } from './generated/table.js';
import { builtin } from './runtime.js';

/** @param {any} row of the table of formats */
function described(row) {
  const by = (able) => ({ file: able && builtin('fs') !== undefined, buffer: able, stream: able });
  const input = { ...by(row.reads), fileSuffix: row.extensions.map((extension) => `.${extension}`) };
  return { id: row.name, input, output: { ...by(row.writes), alias: row.aliases } };
}

/** Formats by name; other names of theirs are found, not listed. */
function formatsByName() {
  const found = {};
  for (const row of formats) {
    const value = described(row);
    found[row.name] = value;
    for (const alias of row.aliases) Object.defineProperty(found, alias, { value });
  }
  return found;
}

/** Nobody changes what everybody shares. @template T @param {T} value @returns {T} */
function frozen(value) {
  if (typeof value === 'object' && value) for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
}

export const constants = frozen({ ...words, format: formatsByName(), versions: { pixmill: version, ...libraries } });
