/** Later turns of the event loop, without the timers that browsers slow down in hidden tabs. */

/** Runs functions in the order given, each in a turn of its own. */
export const turnScheduler = (): ((fn: () => void) => void) => {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => {
    waiting.shift()?.();
  };
  return (fn) => {
    waiting.push(fn);
    port2.postMessage(undefined);
  };
};
