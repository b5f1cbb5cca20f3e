/** Measures how the cost of work grows with its input: milliseconds differ between machines, growth does not. */

const once = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

/** The best of several runs: what else the machine does only ever adds. */
const best = (work: () => unknown, runs: number): number =>
  Math.min(...Array.from({ length: runs }, () => once(work)));

/**
 * How much longer work on `2n` takes than on `n`, the lowest of a few attempts; linear work is near 2, quadratic near 4.
 * `make` builds the input outside of the measured time.
 */
export const growth = <Input>(
  make: (n: number) => Input,
  work: (input: Input) => unknown,
  n: number,
): number => {
  const [small, large] = [make(n), make(2 * n)];
  best(() => work(small), 2);
  let lowest = Infinity;
  for (let attempt = 0; attempt < 4 && lowest > 2.5; attempt++) {
    lowest = Math.min(lowest, best(() => work(large), 5) / best(() => work(small), 5));
  }
  return lowest;
};
