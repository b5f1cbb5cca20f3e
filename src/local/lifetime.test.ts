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
