/** `pixmill doctor`: which backend runs here, why, whether the other one would, and what to type if not. */
import pixmill from '../../index.mjs';

/** @param {'native' | 'wasm'} backend */
async function tried(backend) {
  try {
    const { build, simd } = await pixmill.createPixmill({ backend }).backend();
    return `loads (build ${build}, ${simd})`;
  } catch (error) {
    return `does not load: ${error.message}`;
  }
}

export async function doctor() {
  const { name, version, workers, reason } = await pixmill.backend();
  const runtime = `${process.release.name} ${process.version}, ${process.platform}-${process.arch}`;
  console.log(`pixmill ${version} on ${runtime}`);
  console.log(`runs     ${name}, ${workers} at once: ${reason}`);
  for (const backend of /** @type {const} */ (['native', 'wasm'])) console.log(`${backend.padEnd(8)} ${await tried(backend)}`);
  return 0;
}
