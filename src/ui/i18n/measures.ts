/** Days in full, time gone by, lists, parts and sizes, for the screens that load when asked for. */
import { date, dayName, daysBetween, relative, sameYear } from './dates.ts';
import { format } from './formats.ts';

/** For the pill between days: "Today", "Yesterday", "Friday", "Friday, 3 May", with the year when it is another. */
export function dayLabel(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 1) return dayName(Math.max(0, days));
  if (days < 7) return date('weekday-long', { weekday: 'long' }, at);
  if (sameYear(at, now)) return date('day-long', { weekday: 'long', day: 'numeric', month: 'long' }, at);
  return date('date-long', { day: 'numeric', month: 'long', year: 'numeric' }, at);
}

/** "now", "40 min ago", "3 hr ago", "2 days ago": within a sentence. */
export function ago(at: number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - at) / 60_000));
  if (minutes < 1) return relative().format(0, 'second');
  if (minutes < 60) return relative().format(-minutes, 'minute');
  if (minutes < 48 * 60) return relative().format(-Math.floor(minutes / 60), 'hour');
  return relative().format(-Math.floor(minutes / 1440), 'day');
}

/** "Friends, family and work". */
export const listOf = (names: readonly string[]): string =>
  format('list', (tag) => new Intl.ListFormat(tag)).format(names);

/** "112%" from 112. */
export const percent = (value: number): string =>
  format('percent', (tag) => new Intl.NumberFormat(tag, { style: 'percent' })).format(value / 100);

/** "3.2 MB" from bytes. */
export function byteSize(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const unit = units[power] ?? 'byte';
  const style = { style: 'unit', unitDisplay: 'short', maximumFractionDigits: power > 1 ? 1 : 0 } as const;
  return format(unit, (tag) => new Intl.NumberFormat(tag, { ...style, unit })).format(bytes / 1000 ** power);
}
