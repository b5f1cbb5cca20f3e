/** Long work in parts, a generator that yields between them: all at once, or each in a turn of its own. */

/** All parts at once. */
export const inOneTurn = <T>(work: Generator<undefined, T>): T => {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
};

/** The first part at once, each other in a later turn of the event loop. */
export const inTurns = async <T>(
  work: Generator<undefined, T>,
  nextTurn: (fn: () => void) => void,
): Promise<T> => {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await new Promise<void>((resolve) => {
      nextTurn(resolve);
    });
  }
};
