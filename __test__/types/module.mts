/** The types as an ES module imports them. Compiled, never run. */
import pixmill, { batch, PixmillError, unzip, zip, type Info, type Input, type Recipe } from 'pixmill';

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
export { both, error, failed, recipe };
