const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `2 s ago` under an hour, `14:41` today, `Thu 19` this week, `3 Nov` before, with the year once it is another. */
export function when(at: Date, now: Date): string {
  const age = Math.max(0, now.getTime() - at.getTime());
  if (age < minute) return `${Math.floor(age / 1_000)} s ago`;
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  if (at.toDateString() === now.toDateString())
    return format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (age < 6 * day) return `${format(at, { weekday: 'short' })} ${at.getDate()}`;
  const date = format(at, { day: 'numeric', month: 'short' });
  return at.getFullYear() === now.getFullYear() ? date : `${date} ${at.getFullYear()}`;
}

/** The whole truth, for titles: date, seconds and zone. */
export function exactly(at: Date): string {
  return format(at, { dateStyle: 'full', timeStyle: 'long' });
}

const format = (at: Date, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', options).format(at);
