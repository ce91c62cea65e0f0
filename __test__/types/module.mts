/** The types as an ES module imports them. Compiled, never run. */
import pixmill, { batch, format, gunzipStream, gzip, gzipStream, PixmillError, unzip, zip, type Info, type Input, type Recipe } from 'pixmill';

const bytes: Promise<Uint8Array<ArrayBuffer>> = pixmill('a.jpg').resize(300, 200, { fit: 'inside' }).png().toBuffer();
const both: Promise<{ info: Info }> = pixmill(new Uint8Array(1)).toBuffer({ resolveWithObject: true });
const blob = new Blob([await bytes]);
const recipe: Recipe = pixmill().resize({ width: 3 }).toFormat('jpg').toRecipe();
const inputs: Input[] = [blob, 'a.png', new URL('file:///a.png'), { data: new Uint8Array(3), width: 1, height: 1, channels: 3 }];
const error: Error = PixmillError.from({ code: 'Aborted' });
const { failed }: { failed: number } = await batch(inputs).resize(3).toZip('x.zip', { level: 9 });
for await (const entry of unzip(blob)) await zip().add(entry.name, await entry.bytes());
// @ts-expect-error an unknown fit is refused
pixmill().resize(1, 1, { fit: 'middle' });
// @ts-expect-error an unknown format is refused
pixmill().toFormat('doc');
const reads: boolean = format.heif.input.buffer;
const copy: Promise<Info> = pixmill('a.jpg').clone().timeout({ seconds: 3 }).rotate().toFile('a.webp');
// @ts-expect-error there is no such word
pixmill().resize(1, 1, { fit: pixmill.kernel.cubic });
import { gunzipSync, gzipSync, strToU8, unzip as unzipTree, Zip, zipSync, type Zippable } from 'pixmill/fflate';

const tree: Zippable = { 'a.txt': strToU8('a'), folder: [{ b: gzipSync(new Uint8Array(1), { level: 9 }) }, { mtime: 0 }] };
const plain: Uint8Array<ArrayBuffer> = gunzipSync(await gzip(new Uint8Array(1), { level: 9, mtime: new Date() }));
unzipTree(zipSync(tree), (error, files) => error?.code ?? files['a.txt'].byteLength);
new Zip((error, data, final) => (final ? error : data));
new Blob([plain]).stream().pipeThrough(gzipStream()).pipeThrough(gunzipStream({ maxOutputBytes: 9 }));
// @ts-expect-error levels end at 9
void gzip(plain, { levl: 9 });
export { both, copy, error, failed, reads, recipe };
