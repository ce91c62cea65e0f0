/** Steps and output of a pipeline or a batch, as the fluent calls add them: immutable, checked at each call, a recipe at the end. */
import { checkFormat, checkFormats, checkInput, checkMetadata, checkStep, findFormat, findOp } from './check.js';
import { asGiven, base64, embedded } from './embedded.js';
import { wrongOption } from './errors.js';
import { formats, ops, recipeVersion } from './generated/table.js';
import { isPlain, viewOf } from './kinds.js';
import { tiled } from './tiles.js';

const KEEP = { keepExif: true, keepIccProfile: true, keepXmp: true, keepIptc: true };

/** A profile as a recipe holds it. @param {any} icc */
function profile(icc) {
  if (typeof icc === 'string') return icc;
  const bytes = viewOf(icc);
  if (!bytes) throw wrongOption('outputs[0].metadata.icc', 'srgb, p3, or the bytes of an ICC profile', icc);
  return base64(bytes);
}

/** sharp's methods for metadata, and what each sets in the output's options of that name. @type {Record<string, (given?: any, options?: any) => object>} */
const METADATA = {
  keepExif: () => ({ keepExif: true }),
  keepIccProfile: () => ({ keepIccProfile: true }),
  keepXmp: () => ({ keepXmp: true }),
  keepIptc: () => ({ keepIptc: true }),
  keepMetadata: () => KEEP,
  withExif: (exif) => ({ keepExif: false, exif }),
  withExifMerge: (exif) => ({ keepExif: true, exif }),
  withIccProfile: (icc, options = {}) => {
    const { attach, ...rest } = isPlain(options) ? options : wrong(options);
    const unknown = Object.keys(rest)[0];
    if (unknown !== undefined) throw wrongOption('options', 'attach', unknown);
    return { icc: profile(icc), attachIcc: attach };
  },
  withXmp: (xmp) => ({ xmp }),
  withDensity: (density) => ({ density }),
  withMetadata: ({ icc, ...options } = {}) => ({ ...KEEP, ...options, ...(icc !== undefined && { icc: profile(icc) }) }),
};

/**
 * Options of a call, positional or as an object: `resize(300, 200, { fit })`, `resize({ width: 300 })`.
 * @param {any} row of the table of operations
 * @param {any[]} given
 */
function named(row, given) {
  if (given.length === 0) return {};
  const first = row.fields.find((field) => field.name === row.positional[0]);
  // Channels of a colour are no options, nor is what stands in place of a file where more follows.
  const isValue = (first?.type === 'colour' && isPlain(given[0]) && 'r' in given[0]) || (first?.type === 'file' && given.length > 1);
  if (!first || (isPlain(given[0]) && !isValue)) {
    if (given.length > 1) throw wrongOption(row.name, 'one object of options', given[1]);
    return given[0] ?? {};
  }
  const options = given[row.positional.length] ?? {};
  if (!isPlain(options) || given.length > row.positional.length + 1) {
    throw wrongOption(row.name, `${row.positional.join(', ')} and an object of options`, given.at(-1));
  }
  // One file where several may stand.
  const alone = (name, value) => row.fields.some((field) => field.name === name && field.type === 'files') && !Array.isArray(value) && value !== undefined;
  const placed = row.positional.map((name, index) => [name, given[index] ?? undefined]).map(([name, value]) => [name, alone(name, value) ? [value] : value]);
  return { ...options, ...Object.fromEntries(placed.filter(([, value]) => value !== undefined)) };
}

/** A copy of plain JSON. Texts are shared, as they never change: a file in one may have megabytes. @param {any} value @returns {any} */
function ownCopy(value) {
  if (Array.isArray(value)) return value.map(ownCopy);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, ownCopy(each)]));
}

/**
 * An output beside options of a format that is not asked for.
 * @param {any} output
 * @param {any} checked
 */
function unforced(output = {}, { format, ...options }) {
  if (output.format === undefined) return { formats: { ...output.formats, [format]: options } };
  return output.format === format ? { ...output, ...options } : output;
}

/** An output as a recipe holds it. @param {any} checked */
const forced = ({ force = true, ...output }) => (force ? output : unforced(undefined, output));

/**
 * What a pipeline and a batch share: steps and output. Each call returns a new one.
 * @abstract
 */
export class Steps {
  /** @type {{input: any, steps: any[], output: any, outputs: any[] | undefined, metadata?: any, timeoutMs?: number}} */
  _state;

  /** What becomes of files. */
  _files = embedded;

  /** @param {any} state */
  constructor(state) {
    this._state = state;
  }

  /**
   * The same with another state.
   * @param {any} _state
   * @returns {any}
   */
  _with(_state) {
    throw new Error('abstract');
  }

  /** @param {string} name @param {any[]} given */
  _step(name, given) {
    const row = findOp(name);
    const step = checkStep(name, named(row, given), `steps[${this._state.steps.length}]`);
    return this._with({ ...this._state, steps: [...this._state.steps, step] });
  }

  /**
   * The output's format; the last one wins. With `force: false` the options alone, for where it comes out so.
   * @param {string} format
   * @param {object} [options]
   */
  toFormat(format, options = {}) {
    const { force = true, ...checked } = checkFormat(format, options, 'outputs[0]');
    const output = force ? checked : unforced(this._state.output, checked);
    return this._with({ ...this._state, output, outputs: undefined });
  }

  /**
   * A pyramid of tiles in the format that was named before this call, or in JPEG.
   * @param {object} [options]
   */
  tile(options = {}) {
    if (!isPlain(options)) throw wrongOption('tile', 'an object of options', options);
    return this.toFormat('dz', tiled(this._state.output, options));
  }

  /**
   * Several outputs of one decode.
   * @param {any[]} outputs
   */
  outputs(outputs) {
    if (!Array.isArray(outputs) || outputs.length === 0) throw wrongOption('outputs', 'a list of outputs', outputs);
    const checked = outputs.map((output, index) => {
      const path = `outputs[${index}]`;
      if (!isPlain(output)) throw wrongOption(path, 'an object', output);
      const { name, steps = [], format, formats: each, metadata, ...options } = output;
      if (!Array.isArray(steps)) throw wrongOption(`${path}.steps`, 'a list of steps', steps);
      const own = steps.map((step, at) => checkStep(step?.op, step, `${path}.steps[${at}]`, this._files));
      const encoded = format === undefined ? { ...(each !== undefined && { formats: checkFormats(each, `${path}.formats`) }) } : forced(checkFormat(format, { ...options, ...(each !== undefined && { formats: each }) }, path));
      const about = metadata === undefined ? {} : { metadata: checkMetadata(metadata, `${path}.metadata`) };
      return { ...(name !== undefined && { name }), ...(own.length > 0 && { steps: own }), ...encoded, ...about };
    });
    return this._with({ ...this._state, output: undefined, outputs: checked });
  }

  /** @param {object} given options of every output's metadata */
  _metadata(given) {
    const checked = checkMetadata(given, 'outputs[0].metadata');
    return this._with({ ...this._state, metadata: { ...this._state.metadata, ...checked } });
  }

  /** The recipe as plain JSON; its own copy. */
  toRecipe() {
    const { input, steps, output, outputs, metadata } = this._state;
    const plain = outputs ?? (output || metadata ? [output ?? {}] : []);
    const all = metadata ? plain.map((each) => ({ ...each, metadata: { ...metadata, ...each.metadata } })) : plain;
    return ownCopy({
      version: recipeVersion,
      ...(Object.keys(input).length > 0 && { input }),
      ...(steps.length > 0 && { steps }),
      ...(all.length > 0 && { outputs: all }),
    });
  }
}

for (const row of ops) {
  for (const name of [row.name, ...row.aliases]) {
    Object.defineProperty(Steps.prototype, name, {
      value(/** @type {any[]} */ ...given) {
        return this._step(row.name, given);
      },
      configurable: true,
      writable: true,
    });
  }
}
for (const [name, options] of Object.entries(METADATA)) {
  Object.defineProperty(Steps.prototype, name, {
    value(/** @type {[any?, any?]} */ ...given) {
      return this._metadata(options(...given));
    },
    configurable: true,
    writable: true,
  });
}
for (const row of formats.filter((format) => format.writes)) {
  for (const name of [row.name, ...row.aliases]) {
    Object.defineProperty(Steps.prototype, name, {
      value(/** @type {object} */ options) {
        return this.toFormat(row.name, options);
      },
      configurable: true,
      writable: true,
    });
  }
}

/** Steps that stand alone: what recipe() checks with. */
class Detached extends Steps {
  /** @param {any} state @param {typeof embedded} files */
  constructor(state, files) {
    super(state);
    this._files = files;
  }

  _with(state) {
    return new Detached(state, this._files);
  }
}

/**
 * A checked copy of a recipe. It may come from elsewhere: its files are data: URLs, and no path in it is read, unless `files` does so.
 * @param {any} recipe
 * @param {typeof embedded} [files]
 */
export function checkRecipe(recipe, files = asGiven) {
  if (!isPlain(recipe)) throw wrongOption('recipe', 'object', recipe);
  const { version = recipeVersion, input = {}, steps = [], outputs = [], ...rest } = recipe;
  const unknown = Object.keys(rest)[0];
  if (unknown) throw wrongOption('recipe', 'one of version, input, steps, outputs', unknown);
  if (version !== recipeVersion) throw wrongOption('version', String(recipeVersion), version);
  if (!Array.isArray(steps)) throw wrongOption('steps', 'array', steps);
  const checked = steps.map((step, index) => checkStep(step?.op, step, `steps[${index}]`, files));
  const detached = new Detached({ input: checkInput(input, [], files), steps: checked, output: undefined, outputs: undefined }, files);
  return (Array.isArray(outputs) && outputs.length === 0 ? detached : detached.outputs(outputs)).toRecipe();
}

/** @param {any} options @returns {never} */
export function wrong(options) {
  throw wrongOption('options', 'an object', options);
}
