/** Put into every page before its own scripts: says when something is in view, and records frames, tasks and keys. */

/** Something on the screen. `text`: exactly the text of an element, without what surrounds it. */
interface BenchSight {
  readonly selector: string;
  readonly text?: string;
  readonly atLeast?: number;
  /** And the page answers: five frames in a row come in time. */
  readonly calm?: boolean;
}

interface BenchRecord {
  readonly longestTask: number;
  readonly droppedFrames: number;
  readonly keys: readonly number[];
}

interface BenchInstruments {
  /** When a key or button last went down, in ms since the epoch. */
  input: number;
  /** When the page began to load. */
  began: number;
  now(): number;
  isSeen(sight: BenchSight): boolean;
  /** The time of the first frame that shows it, in ms since the epoch. */
  seen(sight: BenchSight): Promise<number>;
  record(): void;
  /** Since `record`. */
  recorded(): BenchRecord;
}

(() => {
  // What runs here may have been compiled to name its functions by this.
  Object.assign(globalThis, { __name: (named: unknown) => named });
  const frame = 1000 / 60;
  let since = 0;
  let longestTask = 0;
  let droppedFrames = 0;
  let keys: number[] = [];

  const isInView = (element: Element): boolean => {
    const { top, bottom, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0 || bottom <= 0 || top >= innerHeight) return false;
    return element.checkVisibility({ visibilityProperty: true });
  };

  const bench: BenchInstruments = {
    input: 0,
    began: performance.timeOrigin,
    now: () => performance.timeOrigin + performance.now(),
    isSeen: ({ selector, text, atLeast = 1 }) => {
      const all = document.querySelectorAll(selector);
      let found = 0;
      // What is looked for is at the end of a log, and near the beginning of a list that is not long.
      for (let i = all.length - 1; i >= 0 && all.length - i <= 2000; i -= 1) {
        const element = all[i];
        if (element === undefined) continue;
        if (text !== undefined && element.textContent.trim() !== text) continue;
        if (isInView(element)) found += 1;
        if (found >= atLeast) return true;
      }
      return false;
    },
    seen: (sight) =>
      new Promise((resolve) => {
        const wanted = sight.calm === true ? 5 : 1;
        let since = 0;
        let inTime = 0;
        let before = 0;
        const look = (): void => {
          const at = bench.now();
          const isThere = document.body !== null && bench.isSeen(sight);
          inTime = !isThere ? 0 : inTime > 0 && at - before > 50 ? 1 : inTime + 1;
          if (inTime === 1) since = at;
          before = at;
          if (inTime >= wanted) resolve(since);
          else requestAnimationFrame(look);
        };
        look();
      }),
    record: () => {
      since = performance.now();
      longestTask = 0;
      droppedFrames = 0;
      keys = [];
    },
    recorded: () => {
      for (const entry of observer.takeRecords()) note(entry);
      return { longestTask, droppedFrames, keys };
    },
  };
  Object.assign(globalThis, { bench });

  const note = (entry: PerformanceEntry): void => {
    if (entry.startTime >= since) longestTask = Math.max(longestTask, entry.duration);
  };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) note(entry);
  });
  observer.observe({ type: 'longtask', buffered: true });

  let last = performance.now();
  const count = (at: number): void => {
    if (last >= since) droppedFrames += Math.max(0, Math.round((at - last) / frame) - 1);
    last = at;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);

  const pressed = (event: Event): void => {
    bench.input = performance.timeOrigin + event.timeStamp;
  };
  addEventListener('pointerdown', pressed, true);
  addEventListener('keydown', pressed, true);
  addEventListener(
    'keydown',
    (event) => {
      // The frame that shows the letter is drawn after the next callbacks for frames.
      requestAnimationFrame(() => {
        const drawn = new MessageChannel();
        drawn.port1.onmessage = () => keys.push(performance.now() - event.timeStamp);
        drawn.port2.postMessage(undefined);
      });
    },
    true,
  );
})();
