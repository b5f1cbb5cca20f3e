/** Times, days and sizes as a person of this language writes them. All times are milliseconds since the epoch. */
import { t } from './translate.ts';
import { language } from './language.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** "09:41", or "9:41 AM" where the day has twice twelve hours. */
export const timeOfDay = (at: number): string => format('time', { timeStyle: 'short' }, at);

/** For the list: the time today, "Yesterday", the weekday within a week, else a short date. */
export function listStamp(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return timeOfDay(at);
  if (days === 1) return t('date.yesterday');
  if (days < 7) return format('weekday', { weekday: 'short' }, at);
  if (sameYear(at, now)) return format('day', { day: 'numeric', month: 'short' }, at);
  return format('date', { day: 'numeric', month: 'numeric', year: '2-digit' }, at);
}

/** For the pill between days: "Today", "Yesterday", "Friday", "Friday, 3 May", with the year when it is another. */
export function dayLabel(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return t('date.today');
  if (days === 1) return t('date.yesterday');
  if (days < 7) return format('weekday-long', { weekday: 'long' }, at);
  if (sameYear(at, now)) return format('day-long', { weekday: 'long', day: 'numeric', month: 'long' }, at);
  return format('date-long', { day: 'numeric', month: 'long', year: 'numeric' }, at);
}

/** Day and time, for details and titles. */
export const fullStamp = (at: number): string =>
  format('full', { dateStyle: 'full', timeStyle: 'medium' }, at);

/** "just now", "40 min", "3 hr", "2 days": how long ago, short. */
export function ago(at: number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - at) / 60_000));
  if (minutes < 1) return t('date.now');
  if (minutes < 60) return unit(minutes, 'minute');
  if (minutes < 48 * 60) return unit(Math.floor(minutes / 60), 'hour');
  return unit(Math.floor(minutes / 1440), 'day');
}

/** "3.2 MB" from bytes. */
export function byteSize(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const style = { style: 'unit', unitDisplay: 'short', maximumFractionDigits: power > 1 ? 1 : 0 } as const;
  return new Intl.NumberFormat(language().tag, { ...style, unit: units[power] ?? 'byte' }).format(
    bytes / 1000 ** power,
  );
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

const unit = (value: number, name: 'minute' | 'hour' | 'day'): string =>
  new Intl.NumberFormat(language().tag, {
    style: 'unit',
    unit: name,
    unitDisplay: name === 'day' ? 'long' : 'short',
  }).format(value);

function format(name: string, options: Intl.DateTimeFormatOptions, at: number): string {
  let made = formats.get(name);
  if (!made) formats.set(name, (made = new Intl.DateTimeFormat(language().tag, options)));
  return made.format(at);
}
