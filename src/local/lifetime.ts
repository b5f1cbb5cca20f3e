/** Ends this process together with the command that started it, and lets it tidy up first. */
import { readFileSync } from 'node:fs';

interface Ancestor {
  readonly pid: number;
  readonly parent: number;
}

/** Of shells: 128 and the signal's number. */
const signalCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** tsx hands on what the terminal has sent to the whole group already: within this time it is the same Ctrl-C. */
const sameInterruptMs = 500;

/**
 * Runs `close` once, at Ctrl-C, SIGTERM, SIGHUP or when the command line above (npm, its shell, tsx) is gone, then
 * exits: as one that was ended, unless Ctrl-C is the way to end this command. A second Ctrl-C exits at once.
 */
export function untilEnded(
  close: () => Promise<void>,
  { interruptIsSuccess = false }: { readonly interruptIsSuccess?: boolean } = {},
): void {
  let closingSince: number | undefined;
  const end = (code: number): void => {
    if (closingSince !== undefined) {
      if (performance.now() - closingSince > sameInterruptMs) process.exit(code);
      return;
    }
    closingSince = performance.now();
    clearInterval(watch);
    close().then(
      () => process.exit(code),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  const chain = ancestors();
  const watch = setInterval(() => {
    if (chain.some(({ pid, parent }) => parentOf(pid) !== parent)) end(1);
  }, 500);
  process.on('SIGINT', () => end(interruptIsSuccess ? 0 : signalCodes.SIGINT));
  process.on('SIGTERM', () => end(signalCodes.SIGTERM));
  process.on('SIGHUP', () => end(signalCodes.SIGHUP));
}

/** This process and those above it up to npm; npm's own parent may go (nohup) without ending anything. */
function ancestors(): Ancestor[] {
  const chain: Ancestor[] = [{ pid: process.pid, parent: process.ppid }];
  for (let pid = process.ppid; chain.length < 6;) {
    const name = commandOf(pid);
    const parent = parentOf(pid);
    if (name === undefined || parent === undefined || parent <= 1 || /^npm\b/.test(name)) return chain;
    chain.push({ pid, parent });
    pid = parent;
  }
  // No npm above: only the direct parent counts.
  return chain.slice(0, 1);
}

function parentOf(pid: number): number | undefined {
  if (pid === process.pid) return process.ppid;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return undefined;
  }
}
