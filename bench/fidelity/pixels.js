/** Pixels of two programs side by side. */

/** Any interleaved samples as straight RGBA, from 0 to 255. @param {Uint8Array | Uint16Array | Float32Array} samples @param {number} channels */
export function rgba(samples, channels) {
  const byte = samples instanceof Uint16Array ? (value) => value / 257 : samples instanceof Float32Array ? (value) => Math.min(Math.max(value, 0), 1) * 255 : (value) => value;
  const out = new Float32Array((samples.length / channels) * 4);
  for (let from = 0, to = 0; from < samples.length; from += channels, to += 4) {
    const grey = channels < 3;
    for (let c = 0; c < 3; c += 1) out[to + c] = byte(samples[from + (grey ? 0 : c)]);
    out[to + 3] = channels % 2 === 0 ? byte(samples[from + channels - 1]) : 255;
  }
  return out;
}

/**
 * Mean and largest difference of two images' samples, those of colours weighted by the lower alpha.
 * @param {Float32Array} a
 * @param {Float32Array} b
 */
export function apart(a, b) {
  let [sum, max] = [0, 0];
  for (let at = 0; at < a.length; at += 4) {
    const alpha = Math.min(a[at + 3], b[at + 3]) / 255;
    for (let c = at; c < at + 4; c += 1) {
      const by = Math.abs(a[c] - b[c]) * (c === at + 3 ? 1 : alpha);
      sum += by;
      if (by > max) max = by;
    }
  }
  return { mean: sum / a.length, max };
}

/**
 * Mean difference of two images, colours multiplied by their alpha. Where it is `opaque`, alpha does not count:
 * what no frame of a GIF covers is black for sharp and transparent here, and sharp then gives no alpha.
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {boolean} [opaque]
 */
export function meanDifference(a, b, opaque = false) {
  let sum = 0;
  for (let at = 0; at < a.length; at += 4) {
    for (let c = 0; c < 3; c += 1) sum += Math.abs(a[at + c] * a[at + 3] - b[at + c] * b[at + 3]) / 255;
    if (!opaque) sum += Math.abs(a[at + 3] - b[at + 3]);
  }
  return sum / a.length;
}
