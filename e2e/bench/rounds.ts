/** Runs the attempts at a row: one contestant after the other, round by round, so that all meet the same machine. */
import type { Contestant, Measured, Tally } from './figures.ts';

export interface Limits {
  readonly runs: number;
  /** Of one attempt, in ms. */
  readonly cap: number;
  /** An attempt that took longer makes three rounds enough. */
  readonly slow: number;
}

/** An attempt that is given up; `undo` must end what it was doing. */
export interface Trial {
  readonly result: Promise<Measured>;
  undo(): Promise<void>;
}

/** An attempt came to its cap. */
class DidNotFinish extends Error {
  override readonly name = 'DidNotFinish';
}

interface MutableTally {
  attempts: Measured[];
  unfinished: boolean;
  failures: string[];
}

/** Who did not finish, or failed twice, is not tried again. */
export async function runRounds(
  contestants: readonly Contestant[],
  limits: Limits,
  start: (contestant: Contestant) => Trial,
  tell: (contestant: Contestant, outcome: string) => void,
): Promise<Partial<Record<Contestant, Tally>>> {
  const tallies: Partial<Record<Contestant, MutableTally>> = {};
  let runs = limits.runs;
  for (let round = 0; round < runs; round += 1) {
    for (const contestant of contestants) {
      const tally = (tallies[contestant] ??= { attempts: [], unfinished: false, failures: [] });
      if (tally.unfinished || tally.failures.length >= 2) continue;
      const began = performance.now();
      const trial = start(contestant);
      try {
        const measured = await within(limits.cap, trial.result);
        tally.attempts.push(measured);
        tell(contestant, JSON.stringify(measured));
      } catch (error) {
        if (error instanceof DidNotFinish) tally.unfinished = true;
        else tally.failures.push(firstLine(error));
        tell(contestant, firstLine(error));
      } finally {
        await trial.undo();
      }
      if (performance.now() - began > limits.slow) runs = Math.min(runs, 3);
    }
  }
  return tallies;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}

async function within<T>(ms: number, result: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new DidNotFinish(`not done within ${ms / 1000} s`));
    }, ms);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
    // Given up, it fails when its page is closed.
    result.catch(() => undefined);
  }
}
