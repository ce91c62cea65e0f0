/** `pixmill list`: what an archive holds, as a table for people or as JSON, one object a line. */
import pixmill from '../../index.mjs';
import { command } from './command.js';
import { READING, readingOf } from './options.js';
import { print } from './stdout.js';

/** Control characters and marks that turn the direction of writing would show a name as another one. @param {string} name */
export function shown(name) {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (mark) => `\\u{${/** @type {number} */ (mark.codePointAt(0)).toString(16)}}`);
}

/** @param {Date} date */
const minutes = (date) => date.toISOString().slice(0, 16).replace('T', ' ');

/** @param {string[][]} rows columns of numbers, aligned at their right, then a name */
function table(rows) {
  const widths = rows[0].slice(0, -1).map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => [...widths.map((width, column) => row[column].padStart(width)), row.at(-1)].join('  ')).join('\n');
}

export const list = command({
  usage: 'list <archive> [options]',
  options: [['', READING]],
  least: 1,
  most: 1,
  async run([file], values) {
    const archive = pixmill.unzip(file, readingOf(values));
    const entries = [];
    for await (const entry of archive) entries.push(entry);
    const files = entries.filter(({ isDirectory }) => !isDirectory);
    const sum = (name) => files.reduce((total, entry) => total + entry[name], 0);
    const total = { size: sum('size'), compressedSize: sum('compressedSize') };
    if (values.json) {
      for (const { name, size, compressedSize, crc32, mtime, mode, comment, isDirectory } of entries) {
        await print(JSON.stringify({ type: 'entry', name, size, compressedSize, crc32, mtime, mode, ...(comment && { comment }), isDirectory }));
      }
      await print(JSON.stringify({ type: 'summary', entries: entries.length, ...total, comment: archive.comment, warnings: archive.warnings }));
      return 0;
    }
    const rows = entries.map(({ name, size, compressedSize, mtime, isDirectory }) => [isDirectory ? '' : String(size), isDirectory ? '' : String(compressedSize), minutes(mtime), shown(name)]);
    const end = [String(total.size), String(total.compressedSize), '', `${files.length} ${files.length === 1 ? 'file' : 'files'}`];
    await print(table([['size', 'packed', 'modified (UTC)', 'name'], ...rows, end]));
    if (!values.quiet) for (const { message } of archive.warnings) console.error(`pixmill: ${shown(message)}`);
    return 0;
  },
});
