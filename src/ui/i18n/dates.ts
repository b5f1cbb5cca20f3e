/** Times and days as a person of this language writes them. All times are milliseconds since the epoch. */
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

/** Day and time, for details and titles. */
export const fullStamp = (at: number): string => date('full', { dateStyle: 'full', timeStyle: 'medium' }, at);

/** Whole calendar days from `at` to `now` in the local zone. */
export function daysBetween(at: number, now: number): number {
  const midnight = (time: number): number => {
    const date = new Date(time);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}

export const sameYear = (one: number, other: number): boolean =>
  new Date(one).getFullYear() === new Date(other).getFullYear();

export const relative = (): Intl.RelativeTimeFormat =>
  format('relative', (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' }));

/** "Today" or "Yesterday": it begins a line, or is one. */
export function dayName(daysAgo: number): string {
  const [first = '', ...rest] = relative().format(-daysAgo, 'day');
  return first.toLocaleUpperCase(language().tag) + rest.join('');
}

export const date = (name: string, options: Intl.DateTimeFormatOptions, at: number): string =>
  format(name, (tag) => new Intl.DateTimeFormat(tag, options)).format(at);
