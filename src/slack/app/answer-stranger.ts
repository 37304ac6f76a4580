import type { ReceiverEvent } from '@slack/bolt';
import type { Message } from '../../core/message.ts';
import { isFields } from '../fields.ts';
import { messageView } from '../forms/message-view.ts';
import { contentOf } from '../rendering/content-of.ts';
import { fitMessage } from '../rendering/fit-message.ts';
import { answerPrivately, type Reach } from './answer-privately.ts';
import { kindOf } from './read-payload.ts';
import type { SlackContext } from './slack-context.ts';

/** Why nothing here handles a payload: it does not hold what it should, or nobody knows what it is for. */
export type Strangeness = 'unreadable' | 'unknown';

const words: Readonly<Record<Strangeness, (slash: string) => Message>> = {
  unreadable: () => ({
    title: 'What Slack sent could not be read',
    tone: 'warning',
    lines: ['Nothing was done. Please try once more.'],
  }),
  unknown: (slash) => ({
    title: 'This is no longer in use',
    tone: 'warning',
    lines: [`Nothing was done. Type ${slash} to see what there is.`],
  }),
};

const textAt = (fields: unknown, name: string): string | undefined => {
  const text = isFields(fields) ? fields[name] : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
};

/** Whoever waits for an answer, as far as it can be told; nobody waits for what comes of an event. */
function reachOf(body: unknown): Reach | undefined {
  if (!isFields(body) || kindOf(body) === 'event') return undefined;
  const userId = textAt(body['user'], 'id') ?? textAt(body, 'user_id');
  const channel = textAt(body['channel'], 'id') ?? textAt(body, 'channel_id');
  return userId === undefined ? undefined : { userId, channel, responseUrl: textAt(body, 'response_url') };
}

/**
 * Acks what nothing here handles, so that Slack does not deliver it again, and tells whoever waits that nothing was done:
 * in the ack where it carries an answer, else privately.
 */
export async function answerStranger(
  context: SlackContext,
  { body, ack }: ReceiverEvent,
  strangeness: Strangeness,
): Promise<void> {
  const message = words[strangeness](context.slash);
  const kind = kindOf(body);
  if (kind === 'command') return ack(contentOf(fitMessage(message)));
  if (kind === 'options') return ack({ options: [] });
  if (kind === 'view') {
    if (textAt(body, 'type') === 'view_closed') return ack();
    return ack({ response_action: 'update', view: messageView('Assay', message) });
  }
  await ack();
  const reach = reachOf(body);
  if (reach) await answerPrivately(context, reach, message);
}
