/** Images for the suite, made here from numbers: raw pixels, JPEG with an orientation, an animated GIF. */

/** A generator of bytes, the same everywhere. @param {number} seed */
export function randomBytes(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 24) & 255;
  };
}

/**
 * Something like a photograph: ramps with a little noise. Raw input as pixmill takes it.
 * @param {number} width
 * @param {number} height
 * @param {{channels?: 1 | 2 | 3 | 4, seed?: number, noise?: number}} [options]
 */
export function photo(width, height, { channels = 3, seed = 1, noise = 7 } = {}) {
  const data = new Uint8Array(width * height * channels);
  const next = randomBytes(seed);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < channels; c += 1, at += 1) {
        const ramp = (x * (c + 1) * 200) / width + (y * 55) / height + seed * 13;
        data[at] = Math.floor(ramp + (next() & noise)) & 255;
      }
    }
  }
  return { data, width, height, channels };
}

/** Two bytes a sample, little-endian. @param {number} width @param {number} height */
export function deepPhoto(width, height) {
  const data = new Uint8Array(width * height * 6);
  for (let at = 0; at < data.length; at += 2) {
    const value = (at * 257) & 0xffff;
    data[at] = value & 255;
    data[at + 1] = value >> 8;
  }
  return { data, width, height, channels: 3, depth: 'ushort' };
}

/** Left half red, right half blue: which way up it is can be seen. @param {number} width @param {number} height */
export function halves(width, height) {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0, pixel = 0; at < data.length; at += 3, pixel += 1) data[at + (pixel % width < width / 2 ? 0 : 2)] = 255;
  return { data, width, height, channels: 3 };
}

/** The JPEG with an EXIF block that holds one tag, the orientation (EXIF 2.32, 4.6.4). */
export function withOrientation(jpeg, orientation) {
  const tiff = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
  const body = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
  const segment = [0xff, 0xe1, 0, body.length + 2, ...body];
  const out = new Uint8Array(jpeg.length + segment.length);
  out.set(jpeg.subarray(0, 2));
  out.set(segment, 2);
  out.set(jpeg.subarray(2), 2 + segment.length);
  return out;
}

/** LZW of GIF without compression: nine bits a code, a clear code before the table could grow to ten. */
function lzw(indices) {
  const codes = [];
  indices.forEach((index, at) => {
    if (at % 250 === 0) codes.push(256);
    codes.push(index);
  });
  codes.push(257);
  const bytes = [];
  let [bits, count] = [0, 0];
  for (const code of codes) {
    bits |= code << count;
    for (count += 9; count >= 8; count -= 8, bits >>>= 8) bytes.push(bits & 255);
  }
  if (count > 0) bytes.push(bits & 255);
  const blocks = [];
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.slice(at, at + 255);
    blocks.push(part.length, ...part);
  }
  return [8, ...blocks, 0];
}

/** An animation of frames of one colour each (GIF89a). @param {number} size @param {number} frames */
export function animatedGif(size, frames) {
  const word = (value) => [value & 255, value >> 8];
  const table = Array.from({ length: 256 }, (_, index) => [index, 255 - index, index ^ 0x55]).flat();
  const loop = [0x21, 0xff, 11, ...new TextEncoder().encode('NETSCAPE2.0'), 3, 1, 0, 0, 0];
  const body = Array.from({ length: frames }, (_, frame) => [
    ...[0x21, 0xf9, 4, 0, ...word(10), 0, 0],
    ...[0x2c, 0, 0, 0, 0, ...word(size), ...word(size), 0],
    ...lzw(Array.from({ length: size * size }, () => frame * 20)),
  ]).flat();
  const screen = [...word(size), ...word(size), 0xf7, 0, 0];
  return new Uint8Array([...new TextEncoder().encode('GIF89a'), ...screen, ...table, ...loop, ...body, 0x3b]);
}

/** Text that deflate makes much smaller. @param {number} len */
export function text(len) {
  const words = ['mill ', 'pixel ', 'archive ', 'of ', 'the '];
  const next = randomBytes(5);
  const out = new Uint8Array(len);
  for (let at = 0; at < len; ) {
    const word = words[next() % words.length];
    for (let letter = 0; letter < word.length && at < len; letter += 1, at += 1) out[at] = word.charCodeAt(letter);
  }
  return out;
}

/** Bytes that nothing makes smaller. @param {number} len @param {number} [seed] */
export function noise(len, seed = 9) {
  const next = randomBytes(seed);
  return Uint8Array.from({ length: len }, next);
}

/** A stream of bytes cut at odd places. @param {Uint8Array} bytes @param {number} step */
export function streamOf(bytes, step) {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.byteLength) controller.close();
      else controller.enqueue(bytes.slice(at, (at += step)));
    },
  });
}
