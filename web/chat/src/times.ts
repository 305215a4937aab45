// Times as the reader's own language and country write them.
import {spoken} from './words/words.svelte';

type Form = Intl.DateTimeFormatOptions;
const made = new Map<string, Intl.DateTimeFormat>();

function written(ms: number, form: Form): string {
  const key = spoken.locale + JSON.stringify(form);
  const format = made.get(key) ?? new Intl.DateTimeFormat(spoken.locale, form);
  made.set(key, format);
  return format.format(ms);
}

export const atHour = (ms: number) => written(ms, {hour: '2-digit', minute: '2-digit'});
export const onDay = (ms: number) => written(ms, {weekday: 'long', day: 'numeric', month: 'long'});
export const isSameDay = (a: number, b: number) => new Date(a).toDateString() === new Date(b).toDateString();
/** In a list: the hour today, else the day. */
export const lately = (ms: number) => (isSameDay(ms, Date.now()) ? atHour(ms) : written(ms, {day: 'numeric', month: 'short'}));
