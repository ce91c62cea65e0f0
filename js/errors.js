/** PixmillError: one class for everything that can go wrong, its message rendered from its data. */
import { codes } from './generated/table.js';

/** Fields beside code and kind, in the order that toJSON shows them. */
const FIELDS = ['stage', 'format', 'path', 'expected', 'found', 'limit', 'option', 'op', 'reason', 'index', 'name', 'errno'];

/**
 * Fills in `{field}`, and drops a part in `[…]` that names an absent field: the rules of core's error.rs.
 * @param {string} form
 * @param {Record<string, unknown>} fields
 */
function render(form, fields) {
  const has = (name) => fields[name] !== undefined && fields[name] !== null;
  const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => (has(name) ? String(fields[name]) : ''));
  const parts = form.replace(/\[([^\]]*)\]/g, (_, part) =>
    [...part.matchAll(/\{(\w+)\}/g)].every(([, name]) => has(name)) ? part : '',
  );
  return fill(parts);
}

/** What a user sees as `error.name`. */
const NAMES = { Aborted: 'AbortError', Timeout: 'TimeoutError' };

export class PixmillError extends Error {
  /**
   * @param {string} code one of the table's codes
   * @param {Record<string, unknown>} [fields]
   * @param {{cause?: unknown}} [options]
   */
  constructor(code, fields = {}, options = {}) {
    const row = codes[code] ?? codes.Panicked;
    const item = fields.item === undefined ? '' : `${fields.item}: `;
    super(item + render(row.message, fields), 'cause' in options ? { cause: options.cause } : undefined);
    this.code = codes[code] ? code : 'Panicked';
    this.kind = row.kind;
    for (const name of FIELDS) {
      if (name !== 'name' && fields[name] !== undefined && fields[name] !== null) this[name] = fields[name];
    }
    /** Name of the image or entry that failed, where there is one. */
    this.item = fields.item;
    /** Of `AllFailed`: each item's. @type {PixmillError[] | undefined} */
    this.errors = undefined;
    if (Array.isArray(fields.errors)) this.errors = fields.errors;
    else delete this.errors;
    Object.defineProperty(this, 'name', {
      value: NAMES[row.kind] ?? 'PixmillError',
      configurable: true,
      writable: true,
      enumerable: false,
    });
  }

  toJSON() {
    const json = { name: this.name, code: this.code, kind: this.kind, message: this.message };
    for (const name of [...FIELDS.filter((field) => field !== 'name'), 'item']) {
      if (this[name] !== undefined) json[name] = this[name];
    }
    if (this.errors) json.errors = this.errors.map((error) => error.toJSON());
    return json;
  }

  /**
   * From its JSON, a core error's JSON text, or any other error.
   * @param {any} value
   * @returns {PixmillError}
   */
  static from(value) {
    if (value instanceof PixmillError) return value;
    let data = value;
    if (value instanceof Error || typeof value === 'string') {
      const text = typeof value === 'string' ? value : value.message;
      try {
        data = JSON.parse(text);
      } catch {
        return new PixmillError('Panicked', { reason: text }, { cause: value });
      }
    }
    if (data === null || typeof data !== 'object' || !codes[data.code]) {
      return new PixmillError('Panicked', { reason: String(value) }, { cause: value });
    }
    const { errors } = data;
    return new PixmillError(data.code, Array.isArray(errors) ? { ...data, errors: errors.map(PixmillError.from) } : data);
  }

  /**
   * The same error, told of the item that it cost.
   * @param {{index?: number, item?: string}} place
   */
  at(place) {
    const error = new PixmillError(this.code, /** @type {any} */ ({ ...this, ...place }), 'cause' in this ? { cause: this.cause } : {});
    const frames = /\n {4}at [^]*/.exec(this.stack ?? '')?.[0] ?? '';
    error.stack = `${error.name}: ${error.message}${frames}`;
    return error;
  }
}

// A bundler renames a class that names itself.
Object.defineProperty(PixmillError, 'name', { value: 'PixmillError' });

/**
 * @param {string} code
 * @param {Record<string, unknown>} [fields]
 * @param {unknown} [cause]
 */
export function fail(code, fields, cause) {
  return new PixmillError(code, fields, cause === undefined ? {} : { cause });
}

/** @param {string} path @param {string} expected @param {unknown} found */
export function wrongOption(path, expected, found) {
  return fail('InvalidOption', { path, expected, found: show(found) });
}

/**
 * A value as a message shows it: short, text in quotes.
 * @param {unknown} value
 */
export function show(value) {
  let text;
  if (value === undefined) text = 'undefined';
  else if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') text = typeof value;
  else if (typeof value === 'number') text = String(value);
  else {
    try {
      text = JSON.stringify(value) ?? typeof value;
    } catch (error) {
      text = `${typeof value} (${error.message})`;
    }
  }
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/**
 * The rejection of an aborted call.
 * @param {AbortSignal} signal
 */
export function aborted(signal) {
  if (signal.reason instanceof PixmillError && signal.reason.code === 'Timeout') return signal.reason;
  const error = fail('Aborted', {}, signal.reason);
  if (signal.reason?.name === 'TimeoutError') error.name = 'TimeoutError';
  return error;
}

/** What the system calls it → our code. */
const SYSTEM = {
  ENOENT: 'NotFound',
  NotFound: 'NotFound',
  ENOTDIR: 'NotFound',
  EISDIR: 'IsDirectory',
  EACCES: 'PermissionDenied',
  EPERM: 'PermissionDenied',
  PermissionDenied: 'PermissionDenied',
  NotCapable: 'PermissionDenied',
  EEXIST: 'AlreadyExists',
  ENOSPC: 'DiskFull',
  EDQUOT: 'DiskFull',
  EFBIG: 'DiskFull',
};

/**
 * An error of the file system or a stream, with its path.
 * @param {any} error
 * @param {string} [path]
 */
export function ioError(error, path) {
  if (error instanceof PixmillError) return error;
  const code = SYSTEM[error?.code] ?? SYSTEM[error?.name] ?? 'IoFailed';
  const reason = path ? `${path}: ${error?.message ?? error}` : (error?.message ?? String(error));
  return fail(code, { path, reason, errno: error?.errno }, error);
}
