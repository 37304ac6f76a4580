import type { SlackMessage } from '../../contract.ts';
import { nearDay } from '../text/slack-date.ts';

function dayOf(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

export function isNewDay(before: SlackMessage | undefined, message: SlackMessage): boolean {
  return before === undefined || dayOf(before.ts).toDateString() !== dayOf(message.ts).toDateString();
}

export function DayDivider({ ts }: { readonly ts: string }) {
  const day = dayOf(ts);
  const near = nearDay(day, new Date());
  const long = day.toLocaleDateString('en-US', { weekday: 'long', month: 'long', day: 'numeric' });
  return (
    <div class="day">
      <span class="day-name">{near ? near[0]?.toUpperCase() + near.slice(1) : long}</span>
    </div>
  );
}
