/** Times, days, lists and sizes as a person of this language writes them. All times are milliseconds since the epoch. */
import { format } from './formats.ts';
import { language } from './in-use.svelte.ts';

/** "09:41", or "9:41 AM" where the day has twice twelve hours. */
export const timeOfDay = (at: number): string => date('time', { timeStyle: 'short' }, at);

/** For the list: the time today, "Yesterday", the weekday within a week, else a short date. */
export function listStamp(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return timeOfDay(at);
  if (days === 1) return dayName(1);
  if (days < 7) return date('weekday', { weekday: 'short' }, at);
  if (sameYear(at, now)) return date('day', { day: 'numeric', month: 'short' }, at);
  return date('date', { day: 'numeric', month: 'numeric', year: '2-digit' }, at);
}

/** For the pill between days: "Today", "Yesterday", "Friday", "Friday, 3 May", with the year when it is another. */
export function dayLabel(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 1) return dayName(Math.max(0, days));
  if (days < 7) return date('weekday-long', { weekday: 'long' }, at);
  if (sameYear(at, now)) return date('day-long', { weekday: 'long', day: 'numeric', month: 'long' }, at);
  return date('date-long', { day: 'numeric', month: 'long', year: 'numeric' }, at);
}

/** Day and time, for details and titles. */
export const fullStamp = (at: number): string => date('full', { dateStyle: 'full', timeStyle: 'medium' }, at);

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

/** Whole calendar days from `at` to `now` in the local zone. */
export function daysBetween(at: number, now: number): number {
  const midnight = (time: number): number => {
    const date = new Date(time);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}

const sameYear = (one: number, other: number): boolean =>
  new Date(one).getFullYear() === new Date(other).getFullYear();

const relative = (): Intl.RelativeTimeFormat =>
  format('relative', (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' }));

/** "Today" or "Yesterday": it begins a line, or is one. */
function dayName(daysAgo: number): string {
  const [first = '', ...rest] = relative().format(-daysAgo, 'day');
  return first.toLocaleUpperCase(language().tag) + rest.join('');
}

const date = (name: string, options: Intl.DateTimeFormatOptions, at: number): string =>
  format(name, (tag) => new Intl.DateTimeFormat(tag, options)).format(at);
