import type { SlackMessage } from '../../../sandbox/contract.ts';

const alive = ['broadcast', 'user', 'usergroup', 'channel', 'link'];

/**
 * Everything in a message that Slack would do more with than show it: the fallback text and every `mrkdwn` text as they
 * stand, and the names of rich text elements that mention or link. Plain text inside blocks is harmless, whatever it says.
 */
export function markupOf(message: SlackMessage): string {
  const found: string[] = [message.text];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    else if (value && typeof value === 'object') {
      const { type, text } = value as { type?: unknown; text?: unknown };
      if (type === 'mrkdwn' && typeof text === 'string') found.push(text);
      if (typeof type === 'string' && alive.includes(type)) found.push(`<${type}>`);
      for (const part of Object.values(value)) walk(part);
    }
  };
  walk(message.blocks ?? []);
  return found.join('\n');
}
