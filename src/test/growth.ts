/** Measures how the cost of work grows with its input: milliseconds differ between machines, growth does not. */

const doublings = 3;
const times = 2 ** doublings;
const attempts = 12;
/** Clearly linear: no need to measure on. */
const enough = 2.5;

const measure = (work: () => unknown, repetitions: number): number => {
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) work();
  return performance.now() - start;
};

/**
 * By how much the cost grows when the input doubles: linear work is near 2, quadratic near 4. One run on `n` is held
 * against eight runs on an eighth of it, which linear work does in the same time and with as much garbage, so that a
 * busy machine disturbs both alike; the best of several turns counts. `make` builds the input outside of the measured
 * time.
 */
export const growth = <Input>(
  make: (n: number) => Input,
  work: (input: Input) => unknown,
  n: number,
): number => {
  const [small, large] = [make(Math.floor(n / times)), make(n)];
  let bestSmall = Infinity;
  let bestLarge = Infinity;
  let perDoubling = Infinity;
  for (let attempt = 1; attempt <= attempts && perDoubling > enough; attempt++) {
    bestSmall = Math.min(
      bestSmall,
      measure(() => work(small), times),
    );
    bestLarge = Math.min(
      bestLarge,
      measure(() => work(large), 1),
    );
    if (attempt >= 3) perDoubling = 2 * (bestLarge / bestSmall) ** (1 / doublings);
  }
  return perDoubling;
};
