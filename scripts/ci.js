/** What .ci/run runs: the tests, then the checks, each to its end; the last line adds their counts. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs one npm script, showing what it prints, and reads the counts from its last line.
 * @param {string} name
 * @returns {Promise<{passed: number, failed: number}>}
 */
function script(name) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', name], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let tail = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text);
      tail = (tail + text).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (status) => {
      const counts = /(\d+) passed, (\d+) failed\s*$/.exec(tail);
      const passed = Number(counts?.[1] ?? 0);
      const failed = Number(counts?.[2] ?? 0);
      // A run that ends badly has failed, whatever it managed to count.
      resolve({ passed, failed: status === 0 && counts ? failed : Math.max(failed, 1) });
    });
  });
}

const results = [await script('test'), await script('check')];
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
