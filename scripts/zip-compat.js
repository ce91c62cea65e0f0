/** `npm run zip-compat`: writes docs/zip-compat.md, the outcome of every archive of the corpus, by set, beside seven other readers. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pixmill from '../index.mjs';
import { archiveCorpus, archiveFiles, otherReaders, tally, unpack } from './archives.js';

const PAGE = fileURLToPath(new URL('../docs/zip-compat.md', import.meta.url));

const folder = archiveCorpus();
if (!folder) throw new Error('NO CORPUS: set PIXMILL_CORPUS');
const others = otherReaders(folder);
/** @type {any[]} */
const rows = [];
for (const file of archiveFiles(folder)) {
  const { outcome, at, warnings, password } = await unpack(pixmill, path.join(folder, file));
  const strict = await unpack(pixmill, path.join(folder, file), { strict: true });
  rows.push({ file, set: file.split('/')[0], outcome, at, warnings, password, strict: strict.outcome, others: others.get(file) });
}

const sets = [...new Set(rows.map(({ set }) => set))];
const lines = [
  '<!-- Made by `npm run zip-compat` from the archives of the corpus (PIXMILL_CORPUS, or ../shared/corpus/zip). -->',
  '# Archives of others',
  '',
  `Every file of ${sets.length} sets, ${rows.length} in all, opened by \`unzip()\`: all entries unpacked, their sizes and CRC-32s checked. A code is what refuses the file, as a whole or at its first entry that is refused; what each means stands in [errors.md](errors.md), the rules in [unzip.md](unzip.md). Encrypted archives are opened with the passwords that their makers say. \`__test__/node/archive-corpus.test.js\` asserts the counts on both backends.`,
  '',
  '| set | files | by default | with warnings | with `strict: true` |',
  '|---|--:|---|---|---|',
];
for (const set of sets) {
  const of = rows.filter((row) => row.set === set);
  const warned = tally(of.filter((row) => row.outcome === 'read').flatMap((row) => row.warnings)) || 'none';
  lines.push(`| ${set} | ${of.length} | ${tally(of.map((row) => row.outcome))} | ${warned} | ${tally(of.map((row) => row.strict))} |`);
}

const compared = rows.filter((row) => row.others);
const all = (row) => row.others.every(Boolean);
const none = (row) => !row.others.some(Boolean);
const listed = (found, about) => found.map((row) => `| ${row.file} | ${about(row)} |`);
const refusedAlone = compared.filter((row) => all(row) && row.outcome !== 'read');
const readAlone = compared.filter((row) => none(row) && row.outcome === 'read');
const split = compared.filter((row) => !all(row) && !none(row));
lines.push(
  '',
  '## Beside other readers',
  '',
  `Of ${compared.length} of these files it is known what zip 9.8.1, rawzip 0.5.2, rc-zip-sync 4.4.2, async_zip 0.0.19, Info-ZIP's \`unzip -t\`, 7-Zip 26.02 \`t\` and CPython 3.11's \`zipfile.testzip\` do (EXPECTED.tsv of the corpus).`,
  '',
  '| the seven | files | pixmill |',
  '|---|--:|---|',
  `| all read it | ${compared.filter(all).length} | ${tally(compared.filter(all).map((row) => row.outcome))} |`,
  `| none reads it | ${compared.filter(none).length} | ${tally(compared.filter(none).map((row) => row.outcome))} |`,
  `| they differ | ${split.length} | ${tally(split.map((row) => row.outcome))} |`,
  '',
  '### All read it, pixmill refuses it: by which rule',
  '',
  '| file | rule |',
  '|---|---|',
  ...listed(refusedAlone, (row) => row.outcome),
  '',
  '### None reads it, pixmill does: why',
  '',
  'None of the seven was given a password.',
  '',
  '| file | why |',
  '|---|---|',
  ...listed(readAlone, (row) => (row.password ? 'encrypted' : row.warnings.join(', ') || 'no rule is broken')),
  '',
  '### They differ, and pixmill refuses it by a rule that can be allowed',
  '',
  '| file | rule | read by |',
  '|---|---|--:|',
  ...split.filter((row) => ['DuplicateName', 'HeaderMismatch', 'BytesAfterData'].includes(row.outcome)).map((row) => `| ${row.file} | ${row.outcome} | ${row.others?.filter(Boolean).length} of 7 |`),
);
writeFileSync(PAGE, `${lines.join('\n')}\n`);
console.log(`${rows.length} files, ${rows.filter((row) => row.outcome === 'read').length} read; wrote docs/zip-compat.md`);
await pixmill.close();
