/** WinZip's AES-256 (AE-2) of entries on their way into an archive. Salts are random: such archives are never twice the same. */

/** Bytes of the salt, and what an entry grows by: salt, check of the password, authentication code. */
const SALT = 16;
export const OVERHEAD = SALT + 2 + 10;

function salt() {
  return globalThis.crypto.getRandomValues(new Uint8Array(SALT));
}

/** The job that encrypts an entry which is at hand. @param {Uint8Array} data @param {Uint8Array} password */
export function encryptJob(data, password) {
  const request = { task: 'encrypt', password: [...password] };
  return { request, inputs: [data, salt()], owned: false, bytes: data.byteLength, peak: data.byteLength };
}

/**
 * How the outputs of one conversion become entries, as core is told: with a salt each where there is a password.
 * @param {import('./packing.js').Pack} pack
 * @param {Uint8Array | undefined} password
 */
export function sealing(pack, password) {
  if (!password) return () => pack;
  return (/** @type {number} */ count) => ({ ...pack, password: [...password], salts: Array.from({ length: count }, () => [...salt()]) });
}

/** @param {import('./packing.js').Sums} sums @param {Uint8Array} data */
export function encryptedWhole(sums, data) {
  return { sums: { ...sums, compressedSize: data.byteLength }, data };
}

/**
 * A larger entry, encrypted as it goes by.
 * @param {any} backend
 * @param {{sums: import('./packing.js').Sums, chunks: AsyncIterable<Uint8Array>}} large
 * @param {boolean} known whether its sums are final
 * @param {Uint8Array} password
 */
export function encryptLarge(backend, { sums, chunks }, known, password) {
  const machine = backend.encrypter(password, salt());
  const pieces = async function* () {
    try {
      yield machine.head();
      for await (const chunk of chunks) yield machine.apply(chunk);
      yield machine.finish();
    } finally {
      machine.free?.();
    }
    if (!known) sums.compressedSize += OVERHEAD;
  };
  return { sums: known ? { ...sums, compressedSize: sums.compressedSize + OVERHEAD } : sums, chunks: pieces() };
}

/**
 * The same at once.
 * @param {any} backend
 * @param {{sums: import('./packing.js').Sums, data: Uint8Array[], known: boolean}} packed
 * @param {Uint8Array} password
 */
export function encryptSync(backend, { sums, data, known }, password) {
  const machine = backend.encrypter(password, salt());
  const pieces = [machine.head(), ...data.map((piece) => machine.apply(piece)), machine.finish()];
  machine.free?.();
  return { sums: { ...sums, compressedSize: sums.compressedSize + OVERHEAD }, data: pieces, known };
}
