/** How an error ends the command line: what is told of it, and whether the person, the image or the program was wrong. */
import pixmill from '../../index.mjs';
import { PixmillError } from '../errors.js';

/** What the person typed is wrong: exit code 2. */
export class UsageError extends Error {}

/** Whether it is one of the table's. The API's class comes out of the bundle, that of js/ is another one. @param {any} error */
export function isCoded(error) {
  return error instanceof pixmill.PixmillError || error instanceof PixmillError;
}

/** @param {any} error */
export function isUsage(error) {
  return error instanceof UsageError || (isCoded(error) && error.kind === 'InvalidOption');
}

/** The input as the person knows it. @param {string} input */
export function fileOf(input) {
  return input === '-' ? 'stdin' : input;
}

/**
 * An error's message that names its file, by the path that was given or found instead of the name within an archive.
 * @param {any} error
 * @param {string} [file]
 */
export function sentence({ message, item, path }, file) {
  if (file === undefined) return message;
  const text = item !== undefined && message.startsWith(`${item}: `) ? message.slice(item.length + 2) : message;
  return path === file && text.includes(file) ? text : `${file}: ${text}`;
}
