/** The part of bench/RESULTS.md that one benchmark writes, between its marks. */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('RESULTS.md', import.meta.url);

/** @param {string} name of the marks @param {string} title under which it begins @param {string} text */
export function writeResults(name, title, text) {
  const [from, to] = [`<!-- bench ${name} -->`, `<!-- end of bench ${name} -->`];
  const before = readFileSync(file, 'utf8');
  const marked = before.includes(from) ? before : `${before.trimEnd()}\n\n## ${title}\n\n${from}\n${to}\n`;
  const [head, rest] = marked.split(from);
  writeFileSync(file, `${head}${from}\n${text}\n${to}${rest.split(to)[1]}`);
}
