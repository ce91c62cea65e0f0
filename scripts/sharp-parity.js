/**
 * docs/sharp-parity.md: every method and option of sharp's own types beside ours. Methods and options of one name are found by themselves;
 * scripts/sharp-differences.js says what is not there or differs. scripts/sharp-api.json holds sharp's names, made anew where
 * bench/node_modules has another version, and with --api.
 * With --check it fails if either file differs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { ABSENT, DIFFERENT } from './sharp-differences.js';

const at = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const [page, stored] = [at('docs/sharp-parity.md'), at('scripts/sharp-api.json')];
const theirs = at('bench/node_modules/sharp/lib/index.d.ts');
const check = process.argv.includes('--check');

/**
 * A method, function or constant, and its options by name, each with the words that it takes.
 * @typedef {{name: string, kind: string, options: Record<string, string[]>}} Member
 */

/** @param {string} file */
function opened(file) {
  const options = { strict: true, module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2022, skipLibCheck: true };
  const program = ts.createProgram([file], options);
  const checker = program.getTypeChecker();
  const source = /** @type {ts.SourceFile} */ (program.getSourceFile(file));
  // `export =` of a function with a namespace.
  const module = /** @type {ts.Symbol} */ (checker.getSymbolAtLocation(source));
  return { checker, source, whole: /** @type {ts.Symbol} */ (/** @type {any} */ (checker).resolveExternalModuleSymbol(module)) };
}

/** Types that a union is made of. @param {ts.Type} type @returns {ts.Type[]} */
const parts = (type) => (type.isUnion() ? type.types : [type]);

/** The words that a type takes. @param {ts.Type} type */
const words = (type) => parts(type).flatMap((part) => (part.isStringLiteral() ? [part.value] : [])).toSorted();

/** Whether an object is one of options, by where it is declared: no array, Buffer or function. @param {ts.Type} type @param {ts.SourceFile} source @param {ts.TypeChecker} checker */
function isOptions(type, source, checker) {
  if (type.isIntersection()) return type.types.some((part) => isOptions(part, source, checker));
  if (!(type.flags & ts.TypeFlags.Object) || checker.isArrayType(type) || checker.isTupleType(type) || type.getCallSignatures().length > 0) return false;
  return (type.symbol?.declarations ?? []).some((each) => each.getSourceFile() === source);
}

/** Whether an option is one of every input's, which are counted at the constructor. @param {ts.Symbol} property */
const isOfInputs = (property) => (property.declarations ?? []).some((each) => /** @type {any} */ (each.parent).name?.text === 'SharpOptions');

/**
 * Options of a type: properties of the objects in it, and of objects in a list.
 * @param {ts.Type} type
 * @param {{checker: ts.TypeChecker, source: ts.SourceFile}} of
 * @param {string | undefined} before name of the object around; undefined: those inside of objects are left out, and those of inputs
 * @param {Record<string, string[]>} found
 */
function collect(type, of, before, found) {
  const { checker, source } = of;
  for (const part of parts(type)) {
    if (checker.isArrayType(part)) {
      for (const item of checker.getTypeArguments(/** @type {ts.TypeReference} */ (part)).flatMap(parts)) {
        if (isOptions(item, source, checker)) collect(item, of, before, found);
      }
    }
    if (!isOptions(part, source, checker)) continue;
    for (const property of checker.getPropertiesOfType(part)) {
      if (before === undefined && isOfInputs(property)) continue;
      const inner = checker.getTypeOfSymbol(property);
      const name = `${before ?? ''}${property.name}`;
      found[name] = [...new Set([...(found[name] ?? []), ...words(inner)])].toSorted();
      // An object in an object, as create or raw; no deeper.
      if (before === '') collect(checker.getNonNullableType(inner), of, `${name}.`, found);
    }
  }
}

/** @param {string} name @param {string} kind @param {ts.Type} type @param {any} of @param {(index: number) => boolean} [counts] @returns {Member} */
function member(name, kind, type, of, counts = () => true) {
  /** @type {Record<string, string[]>} */
  const options = {};
  for (const signature of type.getCallSignatures()) {
    signature.getParameters().forEach((parameter, index) => {
      if (counts(index)) collect(of.checker.getTypeOfSymbol(parameter), of, kind === 'constructor' ? '' : undefined, options);
    });
  }
  return { name, kind, options };
}

/** Properties that an interface has of its own file. @param {any} of @param {ts.Type} type */
const ownProperties = ({ checker, source }, type) => checker.getPropertiesOfType(type).filter((property) => (property.declarations ?? []).some((each) => each.getSourceFile() === source));

/** sharp's API: the constructor, what hangs on it, and the methods. @returns {Member[]} */
function sharpApi() {
  const of = opened(theirs);
  const { checker, whole } = of;
  const constructor = member('sharp', 'constructor', checker.getTypeOfSymbol(whole), of);
  const exported = checker.getExportsOfModule(whole);
  const values = exported.filter(({ flags }) => flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable));
  const statics = values.map((symbol) => member(`sharp.${symbol.name}`, symbol.flags & ts.SymbolFlags.Function ? 'function' : 'constant', checker.getTypeOfSymbol(symbol), of));
  const image = exported.find(({ name }) => name === 'Sharp');
  const methods = ownProperties(of, checker.getDeclaredTypeOfSymbol(/** @type {ts.Symbol} */ (image)));
  // A format's options are counted at its own method.
  return [constructor, ...statics, ...methods.map((symbol) => member(symbol.name, 'method', checker.getTypeOfSymbol(symbol), of, () => symbol.name !== 'toFormat'))];
}

/** Ours by the names that sharp gives them. @returns {Map<string, Member>} */
function ourApi() {
  const of = opened(at('index.d.ts'));
  const { checker, whole } = of;
  const exported = checker.getExportsOfModule(whole);
  const statics = exported.filter(({ flags }) => flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable)).map((symbol) => member(`sharp.${symbol.name}`, 'function', checker.getTypeOfSymbol(symbol), of));
  const pipeline = exported.find(({ name }) => name === 'Pipeline');
  const methods = ownProperties(of, checker.getDeclaredTypeOfSymbol(/** @type {ts.Symbol} */ (pipeline)));
  const all = [member('sharp', 'constructor', checker.getTypeOfSymbol(whole), of), ...statics, ...methods.map((symbol) => member(symbol.name, 'method', checker.getTypeOfSymbol(symbol), of))];
  return new Map(all.map((each) => [each.name, each]));
}

const known = existsSync(stored) ? JSON.parse(readFileSync(stored, 'utf8')).version : undefined;
const installed = existsSync(theirs) ? JSON.parse(readFileSync(at('bench/node_modules/sharp/package.json'), 'utf8')).version : known;
if (installed !== known || process.argv.includes('--api')) {
  const text = `{"version": "${installed}", "members": [\n${sharpApi().map((each) => JSON.stringify(each)).join(',\n')}\n]}\n`;
  if (!check) writeFileSync(stored, text);
  else if (!existsSync(stored) || readFileSync(stored, 'utf8') !== text) throw new Error('scripts/sharp-api.json is not what sharp has: run node scripts/sharp-parity.js --api');
}

const { version, members } = /** @type {{version: string, members: Member[]}} */ (JSON.parse(readFileSync(stored, 'utf8')));
const ours = ourApi();
const used = new Set();

/** What our table says of a method or option. @param {string} method @param {string} [option] */
function written(method, option) {
  const names = option === undefined ? [method] : [`${method}.${option}`, ...(option.includes('.') ? [`${method}.${option.split('.')[0]}.*`] : []), `${method}.*`];
  const row = names.map((name) => DIFFERENT.find((each) => each.name === name)).find(Boolean);
  if (row) used.add(row.name);
  return row;
}

/** @param {Member} given @param {string} [option] */
function judged({ name, options }, option) {
  const our = ours.get(name);
  const there = option === undefined ? our !== undefined : our !== undefined && option in our.options;
  const row = written(name, option);
  if (row) {
    if (!there || row.same !== 'no') return { word: row.same, why: row.why };
    console.log(`${name}${option ? `.${option}` : ''} is there: its row in scripts/sharp-differences.js says no`);
  }
  if (!there && row === undefined) return { word: 'no', why: '' };
  const lacks = option === undefined ? [] : options[option].filter((word) => our?.options[option].length && !our.options[option].includes(word));
  return lacks.length > 0 ? { word: 'different', why: `lacks ${lacks.map((word) => `\`${word}\``).join(', ')}` } : { word: 'yes', why: '' };
}

/** Parts of the API, each with which members are in it; the first that fits counts. @type {[string, (member: Member) => boolean][]} */
const PARTS = [
  ['inputs', ({ kind }) => kind === 'constructor'],
  ['functions and constants', ({ kind }) => kind !== 'method'],
  ['formats', ({ name }) => ['jpeg', 'png', 'webp', 'gif', 'avif', 'heif', 'tiff', 'raw', 'jp2', 'jxl', 'tile', 'toFormat'].includes(name)],
  ['metadata and results', ({ name }) => /^(to(File|Buffer|Uint8Array)|(with|keep)[A-Z]|metadata|stats|clone|timeout)/.test(name)],
  ['operations', () => true],
];
/** How many of each word, for all and for each part; `absent`: what sharp as npm installs it cannot do. @type {Map<string, {yes: number, different: number, no: number, absent: number}>} */
const counts = new Map(['all', ...PARTS.map(([name]) => name)].map((name) => [name, { yes: 0, different: 0, no: 0, absent: 0 }]));
const missing = [];
const lines = members.flatMap((each) => {
  const { name, kind, options } = each;
  return [undefined, ...Object.keys(options)].map((option) => {
    const { word, why } = judged(each, option);
    const part = PARTS.find(([, holds]) => holds(each))?.[0] ?? '';
    for (const count of [counts.get('all'), counts.get(part)]) {
      if (count) count[word] += 1;
      if (count && word === 'no' && why.includes(ABSENT)) count.absent += 1;
    }
    if (word === 'no' && !why) missing.push(option ? `${name}.${option}` : name);
    return `| ${option ? `${name === 'sharp' ? '' : `${name} `}\`${option}\`` : `**\`${name}\`**`} | ${option ? 'option' : kind} | ${word} | ${why} |`;
  });
});
const idle = DIFFERENT.filter(({ name }) => !used.has(name));
if (idle.length > 0) console.log(`rows of scripts/sharp-differences.js that nothing uses: ${idle.map(({ name }) => name).join(', ')}`);

const percent = (of, all) => (all === 0 ? '–' : `${((100 * of) / all).toFixed(1)} %`);
const shares = [...counts].map(([name, { yes, different, no, absent }]) => {
  const all = yes + different + no;
  return `| ${name} | ${all} | ${yes} | ${different} | ${no} | ${absent} | ${percent(yes, all)} | ${percent(yes + different, all - absent)} |`;
});

const text = `# pixmill beside sharp ${version}

Made by \`node scripts/sharp-parity.js\` (\`npm run bundle\` runs it) from sharp's own types and ours. "yes": the method, or the option of it, is here under the same name;
"different" and "no" have their reasons. Options of a format are counted at its own method, those of every input at the constructor. How near the pixels are: [operations-fidelity.md](operations-fidelity.md).

| part | all | yes | different | no | of these not in sharp as npm installs it | yes | yes or different, of what sharp as npm installs it has |
|---|--:|--:|--:|--:|--:|--:|--:|
${shares.join('\n')}

Wanted: 90 % yes.

| | | same | |
|---|---|---|---|
${lines.join('\n')}
`;

if (!check) {
  writeFileSync(page, text);
  console.log(`wrote docs/sharp-parity.md:\n${shares.join('\n')}`);
  if (missing.length > 0) console.log(`without a reason: ${missing.join(', ')}`);
} else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
  console.error('docs/sharp-parity.md is out of date: run node scripts/sharp-parity.js');
  process.exitCode = 1;
}
