/** Places of messages: strings that compare as the archive orders, with room between any two. */
import { digits, keyBetween, keysBetween } from './fraction.ts';

/** The first place of a space; what is older than it gets smaller places. Six digits after the head: room for 5·10^10. */
export const origin = 'f000000';

/** A place of its own after all places of the archive. `counter` counts the messages queued on this device. */
export const queuedOrder = (counter: number): string => `~${String(counter).padStart(12, '0')}`;

/** Greater than every settled place, smaller than every queued one. */
export const queueStart = '~';

export const isQueued = (order: string): boolean => order.startsWith(queueStart);

/** The next place after `order` with nothing beyond it. */
export const orderAfter = (order: string): string => keyBetween(order, undefined);

const headOfOneDigit = 'a'.charCodeAt(0);
/** How far a leap goes: what a catch-up may place below it one by one. */
const leapLength = 2 ** 20;

/**
 * A place far after `order`, so that everything missed meanwhile finds short places in between. The integer part of a place is a
 * head, whose letter tells the number of digits, and the digits (to the base of 62).
 */
export const leapAfter = (order: string): string => {
  const start = order < origin ? origin : order;
  const length = start.charCodeAt(0) - headOfOneDigit + 1;
  let rest = Array.from(start.slice(1, 1 + length)).reduce(
    (sum, digit) => sum * 62 + digits.indexOf(digit),
    0,
  );
  rest += leapLength;
  const carried = rest >= 62 ** length;
  let text = '';
  for (let i = 0; i < length; i++) {
    text = (digits[rest % 62] ?? '') + text;
    rest = Math.floor(rest / 62);
  }
  return carried ? `${String.fromCharCode(start.charCodeAt(0) + 1)}1${text}` : `${start.charAt(0)}${text}`;
};

/** `count` places in order, strictly between the bounds, as close as they go to the bound that is named. */
export const ordersBetween = (
  low: string | undefined,
  high: string | undefined,
  count: number,
  close: 'low' | 'high',
): string[] => {
  if (low !== undefined && high !== undefined) {
    if (low >= high) throw new RangeError('no room between these places');
    const beside = close === 'low' ? keysBetween(low, undefined, count) : keysBetween(undefined, high, count);
    const fits = close === 'low' ? (beside.at(-1) ?? low) < high : (beside[0] ?? high) > low;
    return fits ? beside : keysBetween(low, high, count);
  }
  return keysBetween(low ?? (high === undefined ? origin : undefined), high, count);
};

export const laterOrder = (a: string, b: string): string => (a > b ? a : b);
