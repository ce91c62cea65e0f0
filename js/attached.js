/** Files of a recipe on their way to a backend: bytes beside the request, where the recipe itself has data: URLs. */
import { findOp } from './check.js';
import { input } from './generated/table.js';
import { builtin } from './runtime.js';

/** What stands for a file in the recipe that travels, before its place (core's spec/attached.rs). */
const SIGN = 'attached:';

/** Recipes that travelled: a batch's is taken apart once for all items. @type {WeakMap<object, {recipe: any, files: Uint8Array[]}>} */
const known = new WeakMap();

/** What base64 stands for; undefined where it is not wholly base64, which is core's to say. @param {string} text */
function bytesOf(text) {
  const { Buffer } = builtin('buffer') ?? {};
  if (!Buffer) {
    // It takes spaces.
    if (/\s/.test(text)) return undefined;
    try {
      return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    } catch {
      return undefined;
    }
  }
  const bytes = Buffer.from(text, 'base64');
  const digits = text.endsWith('=') ? text.replace(/=+$/, '').length : text.length;
  // It leaves out what is no digit, so that there are fewer bytes, and takes two digits of another alphabet.
  const whole = digits % 4 !== 1 && bytes.length === Math.floor((digits * 3) / 4);
  return whole && !text.includes('-') && !text.includes('_') ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) : undefined;
}

/** @param {any} recipe */
function apart(recipe) {
  /** @type {Uint8Array[]} */
  const files = [];
  const places = new Map();
  const place = (text) => {
    const comma = text.indexOf(',');
    const bytes = /^data:[^,]*;base64$/.test(text.slice(0, comma)) ? bytesOf(text.slice(comma + 1)) : undefined;
    return bytes ? `${SIGN}${files.push(bytes) - 1}` : text;
  };
  const file = (text) => {
    if (!places.has(text)) places.set(text, place(text));
    return places.get(text);
  };
  const value = (field, given) => {
    if (field?.type === 'file' && typeof given === 'string') return file(given);
    if (field?.type === 'files' && Array.isArray(given)) return given.map((each) => (typeof each === 'string' ? file(each) : each));
    if (field?.type === 'object') return object(field.fields, given);
    if (field?.type === 'list' && Array.isArray(given)) return given.map((each) => object(field.fields, each));
    return given;
  };
  const object = (fields, given) => {
    if (given === null || typeof given !== 'object') return given;
    return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, value(fields.find((field) => field.name === name), each)]));
  };
  const stepped = (holder) => {
    if (!Array.isArray(holder?.steps)) return holder;
    return { ...holder, steps: holder.steps.map((step) => object(findOp(step?.op)?.fields ?? [], step)) };
  };
  const outputs = Array.isArray(recipe.outputs) && { outputs: recipe.outputs.map(stepped) };
  return { recipe: { ...stepped(recipe), ...(recipe.input && { input: object(input, recipe.input) }), ...outputs }, files };
}

/**
 * A request as text, and the files that follow its inputs.
 * @param {any} request
 * @returns {{text: string, files: Uint8Array[]}}
 */
export function packed(request) {
  const { recipe } = request;
  if (recipe === null || typeof recipe !== 'object') return { text: JSON.stringify(request), files: [] };
  let parts = known.get(recipe);
  if (!parts) {
    parts = apart(recipe);
    known.set(recipe, parts);
  }
  return { text: JSON.stringify({ ...request, recipe: parts.recipe }), files: parts.files };
}
