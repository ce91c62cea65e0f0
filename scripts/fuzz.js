/** `npm run fuzz [-- seconds]`: core's damaged images and archives for a long while (600 s), with what came of them. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const seconds = process.argv[2] ?? '600';
const { status, error } = spawnSync('cargo', ['test', '--package', 'pixmill-core', '--test', 'fuzz', '--', '--nocapture'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, PIXMILL_FUZZ_SECONDS: seconds, RUST_BACKTRACE: '0' },
  stdio: 'inherit',
});
if (error) throw error;
process.exitCode = status ?? 1;
