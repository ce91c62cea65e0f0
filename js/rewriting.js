/**
 * Archives whose images are converted: which entries are images, what is copied as it is, and what a document says of its images elsewhere.
 * Comics and plain archives get other names where the format changes; documents keep theirs, because other parts of them name them.
 */
import { findFormat } from './check.js';
import { carry } from './copying.js';
import { encryptLarge } from './encrypting.js';
import { fail, wrongOption } from './errors.js';
import { packSync } from './packing.js';

/** EPUB (OCF 3.3) and OpenDocument (1.3 part 2) begin with this entry; Office documents (OPC) have the other one. */
const MIMETYPE = 'mimetype';
const CONTENT_TYPES = '[Content_Types].xml';
/** Where OCF says which package file there is, and what OpenDocument's is. */
const CONTAINER = 'META-INF/container.xml';
const MANIFEST = 'META-INF/manifest.xml';
/** Longest text that is rewritten: no manifest is longer. */
const LONGEST = 16 << 20;

/** What macOS puts beside files under their extensions. @param {string} name */
const isResourceFork = (name) => name.startsWith('__MACOSX/') || name.slice(name.lastIndexOf('/') + 1).startsWith('._');

/** The format that a name says. @param {string} name */
function formatOf(name) {
  const dot = name.lastIndexOf('.');
  return dot > name.lastIndexOf('/') ? findFormat(name.slice(dot + 1)) : undefined;
}

/** Whether an entry is taken for an image; drawings of documents are not: they would lose what they are. @param {any} entry @param {boolean} [inDocument] */
export function isImage({ name, isDirectory }, inDocument = false) {
  const row = isDirectory || isResourceFork(name) ? undefined : formatOf(name);
  return row?.reads === true && !(inDocument && row.name === 'svg');
}

/** Whether an entry's name says this format. @param {any} entry @param {string | undefined} format */
function isNamedAs({ name }, format) {
  return formatOf(name)?.name === format;
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** @param {string} text of an attribute */
function unescaped(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    if (!name) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    return NAMED[name] ?? whole;
  });
}

/** @param {string} tag @param {string} name with or without a prefix */
function attribute(tag, name) {
  const found = new RegExp(`\\s(?:[\\w.-]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return found ? unescaped(found[1] ?? found[2]) : undefined;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that stands for itself.
    return text;
  }
}

/** A reference as the name of an entry. @param {string} href @param {string} from the entry that it stands in */
function resolved(href, from) {
  const parts = from.split('/').slice(0, -1);
  for (const part of decoded(href.split(/[?#]/)[0]).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/**
 * A manifest in which images have another media type.
 * @param {string} text
 * @param {string} element the manifest's word for an entry
 * @param {(tag: string) => string | undefined} nameOf the entry that a tag is about
 * @param {Map<string, string>} types media types by entry
 */
function retyped(text, element, nameOf, types) {
  return text.replace(new RegExp(`<(?:[\\w.-]+:)?${element}\\b[^>]*>`, 'g'), (tag) => {
    const name = nameOf(tag);
    const type = name === undefined ? undefined : types.get(name);
    return type === undefined ? tag : tag.replace(/(\s(?:[\w.-]+:)?media-type\s*=\s*)(?:"[^"]*"|'[^']*')/, (_, before) => `${before}"${type}"`);
  });
}

/** @param {any} entry @param {AbortSignal} [signal] */
async function textOf(entry, signal) {
  if (entry.size > LONGEST) throw fail('OutputLimit', { limit: LONGEST, option: 'memoryBudget', path: entry.name });
  return new TextDecoder('utf-8', { fatal: true }).decode(await entry.bytes({ signal }));
}

/**
 * What an archive is as a whole, and what follows for its images.
 * @typedef {object} Kind
 * @property {boolean} document whether entries keep their names
 * @property {Map<string, (signal?: AbortSignal) => Promise<string>>} texts entries that are written anew
 */

/**
 * Looks at an archive before its images are converted.
 * @param {any[]} entries
 * @param {any[]} outputs the recipe's
 * @param {AbortSignal} [signal]
 * @returns {Promise<Kind>}
 */
async function kindOf(entries, outputs, signal) {
  const named = (name) => entries.find((entry) => entry.name === name);
  /** @type {Kind} */
  const plain = { document: false, texts: new Map() };
  const [first] = entries;
  const mimetype = first?.name === MIMETYPE && first.size < 256 ? (await textOf(first, signal)).trim() : '';
  const isBook = mimetype === 'application/epub+zip';
  const isOpen = mimetype.startsWith('application/vnd.oasis.opendocument.');
  if (!isBook && !isOpen && !named(CONTENT_TYPES)) return plain;
  if (outputs.length > 1) throw fail('InvalidOption', { path: 'outputs', expected: 'one output for the images of a document', found: outputs.length });
  const row = outputs[0]?.format === undefined ? undefined : findFormat(outputs[0].format);
  const document = { document: true, texts: new Map() };
  if (!row) return document;
  if (!isBook && !isOpen) {
    throw fail('InvalidOption', { path: 'outputs[0].format', expected: 'no format: images of an Office document keep theirs', found: row.name });
  }
  const types = new Map(entries.filter((entry) => isImage(entry, true)).map(({ name }) => [name, row.mime]));
  const write = (name, element, nameOf) => {
    const entry = named(name);
    if (!entry) throw fail('CorruptArchive', { reason: `a document without ${name}` });
    document.texts.set(name, async (again) => retyped(await textOf(entry, again), element, nameOf, types));
  };
  if (isOpen) write(MANIFEST, 'file-entry', (tag) => attribute(tag, 'full-path'));
  else {
    const container = named(CONTAINER);
    const packages = container ? [...(await textOf(container, signal)).matchAll(/<(?:[\w.-]+:)?rootfile\b[^>]*>/g)] : [];
    const paths = packages.map(([tag]) => attribute(tag, 'full-path')).filter((path) => path !== undefined);
    if (paths.length === 0) throw fail('CorruptArchive', { reason: `an EPUB whose ${CONTAINER} names no package` });
    for (const path of new Set(paths)) {
      write(path, 'item', (tag) => {
        const href = attribute(tag, 'href');
        return href === undefined ? undefined : resolved(href, path);
      });
    }
  }
  return document;
}

/**
 * A text as an entry in the place of another one.
 * @param {any} backend
 * @param {any} entry
 * @param {string} text
 * @param {any} pack
 */
function rewritten(backend, entry, text, pack) {
  const { sums, data, known } = packSync(backend, new TextEncoder().encode(text), pack);
  const chunks = async function* () {
    yield* data;
  };
  return { about: kept(entry), sums, chunks: chunks(), known };
}

/** What stays of an entry when its data does not. @param {any} entry */
export function kept({ name, mtime, mode, comment }) {
  return { name, mtime: mtime.getTime(), mode, comment };
}

/**
 * An archive whose images are converted: all else is copied to its place, and so is an image that fails.
 * @param {import('./unzip.js').Archive} archive
 * @param {{outputs: any[], names: import('./names.js').Names, output: import('./archive.js').ArchiveOutput, backend: any, pack: any, naming: any, password?: Uint8Array, signal?: AbortSignal}} to
 *   `outputs`: the recipe's
 */
export async function rewriting(archive, { outputs, names, output, backend, pack, naming, password, signal = new AbortController().signal }) {
  const entries = [];
  for await (const entry of archive) entries.push(entry);
  const { document, texts } = await kindOf(entries, outputs, signal);
  if (document && password) throw wrongOption('password', 'none for a document: what opens it takes none', 'one');
  // What is encrypted stays so.
  const converts = (entry) => (!entry.encrypted || password !== undefined) && isImage(entry, document);
  for (const entry of entries) if (document || !converts(entry)) names.claim(entry.name);
  const seal = password && ((raw) => encryptLarge(backend, raw, raw.known, password));
  const copy = (entry, name) => carry(entry, output, { name, signal, seal });
  return {
    entries,
    document,
    comment: archive.comment,
    copies: true,
    isImage: converts,
    /** Whether an entry was written as what it was, or anew. @param {import('./line.js').Done} done */
    async write({ entry, copied: asItIs, error, outputs: done }) {
      const text = texts.get(entry.name);
      if (text) {
        const { about, ...packed } = rewritten(backend, entry, await text(signal), pack);
        await output.stream(about, packed);
      } else if (asItIs) await copy(entry, entry.name);
      // The manifest is written, and says that it was converted.
      else if (error && texts.size > 0) throw error;
      else if (error) await copy(entry, document ? entry.name : names.claim(entry.name, naming.duplicates));
      // Under its name it would be taken for what it is not.
      else if (document && texts.size === 0 && !isNamedAs(entry, done?.[0].info.format)) await copy(entry, entry.name);
      else return false;
      return true;
    },
  };
}
