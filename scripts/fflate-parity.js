/** docs/fflate-parity.md: every export of npm fflate's own types beside `pixmill/fflate`. With --check it fails if the file differs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const require = createRequire(import.meta.url);
const at = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const file = at('docs/fflate-parity.md');
const { version } = JSON.parse(readFileSync(at('node_modules/fflate/package.json'), 'utf8'));

/** What differs on purpose, by groups of exports. */
const DIFFERENT = [
  {
    names: ['gunzip', 'gunzipSync', 'Gunzip', 'AsyncGunzip', 'unzlib', 'unzlibSync', 'Unzlib', 'AsyncUnzlib', 'decompress', 'decompressSync', 'Decompress', 'AsyncDecompress'],
    why: 'checksums and sizes are checked (code 6, and the words say which); fflate leaves them out, and gives what is damaged',
  },
  {
    names: ['gunzip', 'gunzipSync', 'decompress', 'decompressSync'],
    why: 'all members of a gzip file come out; fflate gives the first, as long as the last says',
  },
  { names: ['Gunzip', 'AsyncGunzip'], why: 'a member is told before the data of the push in which it begins' },
  { names: ['Decompress', 'AsyncDecompress'], why: 'works when the first chunk is shorter than 3 bytes' },
  {
    names: ['Deflate', 'Gzip', 'Zlib', 'AsyncDeflate', 'AsyncGzip', 'AsyncZlib'],
    why: 'data comes once a block of 256 KiB; `flush` always ends at a whole byte; a push after the last is code 4; the chunks of asynchronous ones stay usable',
  },
  {
    names: ['deflate', 'deflateSync', 'gzip', 'gzipSync', 'zlib', 'zlibSync', 'compress', 'compressSync'],
    why: 'other compressed bytes; data that is no array of bytes and levels over 9 are a `PixmillError` (`InvalidOption`)',
  },
  { names: ['gzip', 'gzipSync', 'Gzip', 'AsyncGzip', 'compress', 'compressSync'], why: 'the header names no operating system' },
  {
    names: ['unzip', 'unzipSync'],
    why: 'sizes and CRC-32 are checked (code 13); the result has no prototype, so that an entry named `__proto__` is one like others',
  },
  { names: ['zip', 'zipSync'], why: 'folders are stored; a comment over 65535 bytes is code 9; over 65535 files or 4 GiB is code 13 (fflate writes an archive that nobody can read); an entry named `__proto__` is kept' },
  { names: ['Zip'], why: 'over 65535 files or 4 GiB is code 13; data after a file’s last chunk is ignored' },
  {
    names: ['Unzip'],
    why: 'where sizes follow the data, its end is the record whose size is that of the data: an archive stored in an archive comes out whole; an archive that ends within a file is code 13; a file without a decoder is passed over after its error',
  },
];

/** @param {string} entry */
function exportsOf(program, entry) {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry));
  const resolved = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  return new Map(checker.getExportsOfModule(module).map((symbol) => [symbol.name, resolved(symbol)]));
}

/** @param {ts.Symbol} symbol */
function kindOf({ flags }) {
  if (flags & ts.SymbolFlags.Class) return 'class';
  if (flags & ts.SymbolFlags.Function) return 'function';
  return flags & ts.SymbolFlags.Variable ? 'constant' : 'type';
}

const isPrivate = (symbol) => (symbol.declarations ?? []).some((each) => ts.getCombinedModifierFlags(each) & ts.ModifierFlags.Private);

const [theirFile, ourFile] = [at('node_modules/fflate/lib/index.d.ts'), at('fflate.d.ts')];
const options = { strict: true, module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2022 };
const program = ts.createProgram([theirFile, ourFile], options);
const checker = program.getTypeChecker();
const [theirs, ours] = [exportsOf(program, theirFile), exportsOf(program, ourFile)];
const values = require(at('fflate.js'));
const theirValues = require('fflate');

/** What is missing or cannot stand in, in words. @param {string} name @param {ts.Symbol} their */
function lacking(name, their) {
  const our = ours.get(name);
  if (!our) return 'no such type';
  const kind = kindOf(their);
  if (kind !== 'type' && !(name in values)) return 'no such value';
  const fits = (one, other) => checker.isTypeAssignableTo(one, other);
  if (kind === 'type') {
    const [one, other] = [our, their].map((symbol) => checker.getDeclaredTypeOfSymbol(symbol));
    const [mine, names] = [one, other].map((type) => checker.getPropertiesOfType(type).map((member) => member.name).toSorted().join(', '));
    if (fits(one, other) && fits(other, one) && mine === names) return '';
    // Those with parameters of their own have as many.
    const [count, theirCount] = [one, other].map((type) => /** @type {any} */ (type).typeParameters?.length ?? 0);
    return count > 0 && count === theirCount && mine === names ? '' : 'another type';
  }
  if (kind !== 'class') return fits(checker.getTypeOfSymbol(our), checker.getTypeOfSymbol(their)) ? '' : 'another signature';
  const [one, other] = [our, their].map((symbol) => checker.getDeclaredTypeOfSymbol(symbol));
  const missing = checker.getPropertiesOfType(other).filter((member) => {
    if (isPrivate(member)) return false;
    const mine = checker.getPropertyOfType(one, member.name);
    return !mine || !fits(checker.getTypeOfSymbol(mine), checker.getTypeOfSymbol(member));
  });
  const [news, theirNews] = [our, their].map((symbol) => checker.getTypeOfSymbol(symbol).getConstructSignatures().length);
  if (news < theirNews) return `${theirNews} constructors`;
  const shown = missing.map((member) => member.name).join(', ');
  // What is made has what the types say.
  const made = Object.getOwnPropertyNames(theirValues[name].prototype).filter((member) => !(member in values[name].prototype));
  const types = checker.getPropertiesOfType(other).map((member) => member.name);
  return shown || made.filter((member) => types.includes(member) && !isPrivate(checker.getPropertyOfType(other, member))).join(', ');
}

const counts = { yes: 0, different: 0, no: 0 };
const rows = [...theirs].map(([name, symbol]) => {
  const lacks = lacking(name, symbol);
  const why = DIFFERENT.filter(({ names }) => names.includes(name)).map((row) => row.why);
  const word = lacks ? 'no' : why.length > 0 ? 'different' : 'yes';
  counts[word] += 1;
  return `| \`${name}\` | ${kindOf(symbol)} | ${word} | ${lacks ? `lacks ${lacks}` : why.join('; ')} |`;
});
const unlisted = Object.keys(theirValues).filter((name) => !theirs.has(name));
if (unlisted.length > 0) throw new Error(`fflate exports more than its types: ${unlisted}`);
const unknown = DIFFERENT.flatMap(({ names }) => names).filter((name) => !theirs.has(name));
if (unknown.length > 0) throw new Error(`no exports of fflate's: ${unknown}`);

const text = `# \`pixmill/fflate\` beside fflate ${version}

Made by \`node scripts/fflate-parity.js\` from the types of npm \`fflate\`: each of its ${rows.length} exports, whether ours is there and can stand in for it
by its signature (TypeScript's own judgement) and its members, and what differs on purpose. Of them ${counts.yes} are the same, ${counts.different} differ as their rows say,
${counts.no} are not there. \`__test__/node/fflate.test.js\` makes the same calls on both and compares what comes.

In browsers the entry loads the small wasm module before its first export can be called; with a bundler that means top-level \`await\`.

| export | kind | same | what differs |
|---|---|---|---|
${rows.join('\n')}
`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
  console.log(`wrote docs/fflate-parity.md: ${JSON.stringify(counts)}`);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/fflate-parity.md is out of date: run node scripts/fflate-parity.js');
  process.exitCode = 1;
}
