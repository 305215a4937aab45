// Times as the reader's own country writes them.
const hour = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit'});
const day = new Intl.DateTimeFormat(undefined, {weekday: 'long', day: 'numeric', month: 'long'});
const short = new Intl.DateTimeFormat(undefined, {day: 'numeric', month: 'short'});

export const atHour = (ms: number) => hour.format(ms);
export const onDay = (ms: number) => day.format(ms);
export const isSameDay = (a: number, b: number) => new Date(a).toDateString() === new Date(b).toDateString();
/** In a list: the hour today, else the day. */
export const lately = (ms: number) => (isSameDay(ms, Date.now()) ? atHour(ms) : short.format(ms));
