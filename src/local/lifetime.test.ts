/** How a command of this project ends: what it tells the shell. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

async function codeAfter(signal: NodeJS.Signals, options: string): Promise<unknown> {
  const script = `
    import { untilEnded } from './src/local/lifetime.ts';
    untilEnded(() => Promise.resolve(console.log('closed')), ${options});
    console.log('ready');
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    if (output === '') child.kill(signal);
    output += text;
  });
  const [code] = (await once(child, 'close')) as [unknown];
  expect(output).toBe('ready\nclosed\n');
  return code;
}

test.each([
  ['SIGINT', '{}', 130],
  ['SIGTERM', '{}', 143],
  ['SIGHUP', '{}', 129],
  ['SIGINT', '{ interruptIsSuccess: true }', 0],
  ['SIGTERM', '{ interruptIsSuccess: true }', 143],
] as const)(
  '%s with %s ends it with %i, after tidying up',
  async (signal, options, code) => {
    expect(await codeAfter(signal, options)).toBe(code);
  },
  30_000,
);

test('one Ctrl-C that comes twice lets it tidy up; one more after that ends it at once', async () => {
  const script = `
    import { untilEnded } from './src/local/lifetime.ts';
    untilEnded(() => new Promise((resolve) => setTimeout(resolve, 60_000, console.log('closing'))));
    console.log('ready');
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8');
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  await once(child.stdout, 'data');
  const start = performance.now();
  // The terminal's and the one that is handed on come together; a person's next one does not.
  const again = setInterval(() => child.kill('SIGINT'), 50);
  const [code] = (await once(child, 'close')) as [unknown];
  clearInterval(again);
  expect(code).toBe(130);
  expect(performance.now() - start).toBeGreaterThan(400);
}, 30_000);
