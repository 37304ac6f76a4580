import { unescapeEntities } from './entities.ts';
import { safeUrl } from './safe-url.ts';
import type { Inline } from './tree.ts';

/** What stands between `<` and `>` in mrkdwn: a mention, a date, a link; anything else is shown as it was written. */
export function parseReference(inside: string): Inline {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : unescapeEntities(inside.slice(bar + 1)) || undefined;

  if (/^@[UW][A-Z0-9]+$/.test(target)) return { kind: 'user', id: target.slice(1), label };
  if (/^#[CGD][A-Z0-9]+$/.test(target)) return { kind: 'channel', id: target.slice(1), label };
  const group = /^!subteam\^(S[A-Z0-9]+)$/.exec(target);
  if (group?.[1]) return { kind: 'group', id: group[1], label };
  const broadcast = /^!(here|channel|everyone)$/.exec(target);
  if (broadcast?.[1]) return { kind: 'broadcast', name: broadcast[1] };
  const date = /^!date\^(\d+)\^([^^]+)(?:\^.*)?$/.exec(target);
  if (date?.[1] && date[2]) {
    return { kind: 'date', seconds: Number(date[1]), format: date[2], fallback: label ?? target };
  }
  const url = safeUrl(unescapeEntities(target));
  if (url) return { kind: 'link', url, label: label ?? url };
  return { kind: 'text', text: unescapeEntities(`<${inside}>`) };
}
