/** Work that may end its process: cases go to a child one by one, and a child that dies or hangs is replaced and costs its case. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * The child's side: each line is a case, each answer is a line; both are JSON.
 * @param {(given: any) => Promise<object>} answer
 */
export async function serve(answer) {
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(JSON.parse(line))));
  }
  process.exit(0);
}

/**
 * The answers to all cases, in order; of a lost one it is `{ lost: 'CRASH' | 'HANG' }`. `peak` is the largest resident size of a child, in MB.
 * @param {string} script that calls `serve` when its first argument is --serve
 * @param {any[]} cases
 * @param {{backend: string, patience: number, quiet?: boolean, onAnswer?: (count: number) => void}} options patience in milliseconds
 */
export async function through(script, cases, { backend, patience, quiet, onAnswer }) {
  /** @type {any[]} */
  const answers = [];
  let peak = 0;
  while (answers.length < cases.length) {
    const child = spawn(process.execPath, [script, '--serve'], {
      env: { ...process.env, PIXMILL_BACKEND: backend },
      stdio: ['pipe', 'pipe', quiet ? 'ignore' : 'inherit'],
    });
    child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    while (answers.length < cases.length) {
      child.stdin.write(`${JSON.stringify(cases[answers.length])}\n`);
      let timer;
      const late = new Promise((resolve) => {
        timer = setTimeout(() => resolve({ hang: true }), patience);
      });
      const line = await Promise.race([lines.next(), late]);
      clearTimeout(timer);
      answers.push(line.hang || line.done ? { lost: line.hang ? 'HANG' : 'CRASH' } : JSON.parse(line.value));
      onAnswer?.(answers.length);
      if (line.hang || line.done) break;
    }
    const status = `/proc/${child.pid}/status`;
    if (existsSync(status)) peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) / 1024);
    child.kill('SIGKILL');
  }
  return { answers, peak };
}
