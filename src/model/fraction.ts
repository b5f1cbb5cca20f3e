/**
 * Texts between any two: an integer part, whose first letter tells its sign and its length (`Z9` < `a0` < `az` < `b00`), and
 * a fraction to the base of 62 that may be as long as it takes. The scheme of David Greenspan's fractional indexing.
 */

export const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const heads = digits.slice(10);

const lengthFor = (head: string): number => {
  const index = heads.indexOf(head);
  return index < 26 ? 27 - index : index - 24;
};

const integerOf = (key: string): string => {
  const length = lengthFor(key.charAt(0));
  if (!heads.includes(key.charAt(0)) || key.length < length) throw new RangeError('no place of a message');
  return key.slice(0, length);
};

/** The integer beside it; none of ours ever has the 26 digits at which there is no other. */
const beside = (integer: string, by: 1 | -1): string => {
  const [full, empty] = by === 1 ? ['z', '0'] : ['0', 'z'];
  let at = integer.length - 1;
  while (at > 0 && integer[at] === full) at--;
  if (at > 0) {
    const digit = digits.charAt(digits.indexOf(integer.charAt(at)) + by);
    return integer.slice(0, at) + digit + empty.repeat(integer.length - 1 - at);
  }
  const head = heads.charAt(heads.indexOf(integer.charAt(0)) + by);
  if (head === '') throw new RangeError('no place is left');
  return head + empty.repeat(lengthFor(head) - 1);
};

/** A fraction between two; `high` undefined: below one. Neither ends in a zero, nor does the answer. */
const midpoint = (low: string, high: string | undefined): string => {
  if (high !== undefined) {
    let same = 0;
    while ((low[same] ?? '0') === high[same]) same++;
    if (same > 0) return high.slice(0, same) + midpoint(low.slice(same), high.slice(same));
  }
  const first = low === '' ? 0 : digits.indexOf(low.charAt(0));
  const last = high === undefined ? digits.length : digits.indexOf(high.charAt(0));
  if (last - first > 1) return digits.charAt(Math.round((first + last) / 2));
  if (high !== undefined && high.length > 1) return high.charAt(0);
  return digits.charAt(first) + midpoint(low.slice(1), undefined);
};

/** A key between two, the shorter the better; undefined: no bound on that side. */
export const keyBetween = (low: string | undefined, high: string | undefined): string => {
  if (low === undefined) {
    if (high === undefined) return 'a0';
    const integer = integerOf(high);
    return integer < high ? integer : beside(integer, -1);
  }
  const integer = integerOf(low);
  const next = beside(integer, 1);
  if (high === undefined || next < high) return next;
  const fraction = low.slice(integer.length);
  return integer + midpoint(fraction, high.startsWith(integer) ? high.slice(integer.length) : undefined);
};

/** `count` keys in order between two. */
export const keysBetween = (low: string | undefined, high: string | undefined, count: number): string[] => {
  if (count === 0) return [];
  const key = keyBetween(low, high);
  if (low !== undefined && high !== undefined) {
    const before = Math.floor(count / 2);
    return [...keysBetween(low, key, before), key, ...keysBetween(key, high, count - before - 1)];
  }
  const keys = [key];
  for (let last = key; keys.length < count; keys.push(last))
    last = high === undefined ? keyBetween(last, undefined) : keyBetween(undefined, last);
  return high === undefined ? keys : keys.reverse();
};
