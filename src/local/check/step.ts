/** One step of `npm run check`: what it is called, and how it says what is wrong. */
import { spawn } from 'node:child_process';

export interface Outcome {
  /** Empty: passed. */
  readonly problems: readonly string[];
  /** Worth knowing also when all is well: measured sizes. */
  readonly notes?: readonly string[];
}

export interface Step {
  readonly name: string;
  run(): Promise<Outcome> | Outcome;
}

/** A step that runs one of the installed tools; its output is the problem when it fails. */
export function tool(name: string, command: string, args: readonly string[]): Step {
  return { name, run: async () => ({ problems: await failureOf(command, args) }) };
}

/** What a command wrote, if it failed; `[]` if it did not. */
export async function failureOf(command: string, args: readonly string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(`node_modules/.bin/${command}`, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(
        code === 0
          ? []
          : [output.trim() === '' ? `${command} ended with ${code ?? 'a signal'}` : output.trim()],
      );
    });
  });
}
