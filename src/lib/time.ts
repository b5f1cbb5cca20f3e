/** Points in time: XEP-0082 text on the wire, milliseconds since the epoch everywhere else. */

const dateTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?(Z|[+-]\d\d:\d\d)$/;

/** The years 0 to 9999, which is what four digits can say. */
const earliest = -62_167_219_200_000;
const latest = 253_402_300_799_999;

/** Minutes east of UTC, or undefined when the zone is out of range. */
const zoneMinutes = (zone: string): number | undefined => {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 14 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
};

/** Reads a XEP-0082 DateTime into milliseconds; a leap second counts as the second after it; undefined for all else. */
export const parseDateTime = (text: string): number | undefined => {
  const match = dateTime.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const offset = zoneMinutes(match[8] ?? '');
  if (offset === undefined || hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const fraction = Math.floor(Number(`0.${match[7] ?? '0'}`) * 1000);
  const ms = date.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction;
  return ms >= earliest && ms <= latest ? ms : undefined;
};

/** Writes milliseconds as a XEP-0082 DateTime in UTC; throws a RangeError outside the years 0 to 9999. */
export const formatDateTime = (ms: number): string => {
  const text = new Date(ms).toISOString();
  if (text.length !== 24) throw new RangeError('a year outside 0 to 9999');
  return text;
};

/** A remote stamp as it may be shown: absent, negative, not a number or in the future becomes `now`. Milliseconds. */
export const clampToNow = (ms: number | undefined, now: number): number =>
  ms !== undefined && ms >= 0 && ms <= now ? ms : now;
