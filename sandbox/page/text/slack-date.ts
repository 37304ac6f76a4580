type Form = Intl.DateTimeFormatOptions;

const forms: Readonly<Record<string, Form>> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};

/** Fills Slack's date tokens (`{date_short_pretty} at {time}`) for the reader's time zone; the fallback if unreadable. */
export function slackDate(seconds: number, format: string, fallback: string, now = Date.now()): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return fallback;
  return format.replace(/\{(\w+)\}/g, (whole, token: string) => {
    if (token === 'ago') return ago(date.getTime() - now);
    const pretty = token.endsWith('_pretty');
    if (pretty) {
      const day = nearDay(date, new Date(now));
      if (day) return day;
    }
    const form = forms[pretty ? token.slice(0, -'_pretty'.length) : token];
    return form ? date.toLocaleString('en-US', form) : whole;
  });
}

/** "today", "yesterday", "tomorrow", or nothing. */
export function nearDay(date: Date, now: Date): string | undefined {
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  return new Map([
    [0, 'today'],
    [-1, 'yesterday'],
    [1, 'tomorrow'],
  ]).get(days);
}

/** "9:41 AM", as beside a message. */
export function clockTime(ts: string): string {
  return new Date(Number(ts) * 1000).toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' });
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function ago(milliseconds: number): string {
  const words = new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' });
  const minutes = Math.round(milliseconds / 60_000);
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 24 ? words.format(hours, 'hour') : words.format(Math.round(hours / 24), 'day');
}
