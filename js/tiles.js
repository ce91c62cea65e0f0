/** Pyramids of tiles: `tile()` as sharp has it, and their files in a folder. */
import { fail, ioError, wrongOption } from './errors.js';
import { unzipTo } from './extract.js';
import { formats } from './generated/table.js';
import { builtin } from './runtime.js';

const FORMAT = 'dz';
const ROW = formats.find((row) => row.name === FORMAT);
/** @type {string[]} */
const TILES = /** @type {any} */ (ROW?.options.find((field) => field.name === 'tileFormat')).values;

/**
 * The options of a pyramid whose tiles are what the output was until now.
 * @param {any} output
 * @param {object} options
 */
export function tiled({ format, formats: each, ...given } = /** @type {any} */ ({}), options) {
  if (format === FORMAT) return { ...given, ...options };
  if (format !== undefined && !TILES.includes(format)) throw wrongOption('format', `one of ${TILES.join(', ')}`, format);
  const known = Object.entries(each ?? {}).filter(([name]) => TILES.includes(name));
  return { ...Object.fromEntries(known), ...(format && { tileFormat: format, [format]: given }), ...options };
}

/** The recipe of a pyramid that is written to a path: its files are called as that. @param {any} recipe @param {string} path */
export function namedAs(recipe, path) {
  const [output] = recipe.outputs ?? [];
  if (output?.format !== FORMAT || output.basename !== undefined) return recipe;
  const { basename, extname } = builtin('path');
  return { ...recipe, outputs: [{ ...output, basename: basename(path, extname(path)) }] };
}

/** Whether a path means a folder for this recipe. @param {any} recipe @param {string} path */
export function isFolderOfTiles({ outputs: [output] = [] }, path) {
  return output?.format === FORMAT && (output.container ?? (/\.dzi?$/i.test(path) ? 'fs' : 'zip')) === 'fs';
}

/**
 * The files of a pyramid beside a path: all of them, or none.
 * @param {any} instance
 * @param {string} path
 * @param {Uint8Array} zip
 * @param {{overwrite?: boolean, durable?: boolean, signal?: AbortSignal}} options
 */
export async function writeTiles(instance, path, zip, { overwrite = false, durable = false, signal }) {
  if (!builtin('fs')) throw fail('Unavailable', { op: 'toFile()' });
  const fs = builtin('fs').promises;
  const { dirname, join } = builtin('path');
  const folder = dirname(path);
  let own = '';
  try {
    own = await fs.mkdtemp(join(folder, '.pixmill-tiles-'));
    // Our own archive, whatever it has.
    const limits = { entries: Number.MAX_SAFE_INTEGER, directory: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };
    await unzipTo(instance, zip, own, { durable, signal, limits });
    const names = await fs.readdir(own);
    for (const name of names) {
      const there = await fs.lstat(join(folder, name)).catch(() => undefined);
      if (there && !overwrite) throw fail('AlreadyExists', { path: join(folder, name) });
    }
    // What describes the tiles comes last.
    const kinds = await Promise.all(names.map(async (name) => ({ name, last: (await fs.stat(join(own, name))).isFile() })));
    for (const { name } of kinds.sort((a, b) => Number(a.last) - Number(b.last))) {
      if (overwrite) await fs.rm(join(folder, name), { recursive: true, force: true });
      await fs.rename(join(own, name), join(folder, name));
    }
  } catch (error) {
    throw ioError(error, path);
  } finally {
    if (own) await fs.rm(own, { recursive: true, force: true });
  }
}
