import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import type { Offer } from '../../core/message.ts';
import type { ReasonCode } from '../../core/outcome.ts';
import { type Run, runIdPattern } from '../../core/run.ts';
import { cut, limits } from '../rendering/limits.ts';
import { offerButtons } from '../rendering/offers-block.ts';

/** What a card's button can ask for. */
export const decisions = ['approve', 'reject', 'details', 'withdraw', 'cancel', 'retry'] as const;
export type Decision = (typeof decisions)[number];

/** What a card's button carries: the run and the digest of the document that was shown. Nothing else is trusted. */
export interface ButtonValue {
  readonly runId: string;
  readonly digest: string;
}

/** Reads a button's value; undefined when it is not one of ours. */
export function readButtonValue(value: string | undefined): ButtonValue | undefined {
  const [runId = '', digest = '', ...more] = (value ?? '').split('|');
  const ours = runIdPattern.test(runId) && /^[0-9a-f]{1,64}$/.test(digest) && more.length === 0;
  return ours ? { runId, digest } : undefined;
}

/** Trying again changes nothing when the request itself was wrong. */
const pointless: readonly ReasonCode[] = ['bad_input', 'not_possible', 'not_allowed', 'unknown_command'];

const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: false });

function button(decision: Decision, label: string, run: Run, title: string, more: Partial<Button> = {}): Button {
  return {
    type: 'button',
    action_id: `assay.${decision}`,
    text: plain(label),
    value: `${run.id}|${run.digest}`,
    accessibility_label: cut(`${label.replace('…', '')}: ${title}`, limits.accessibilityLabel),
    ...more,
  };
}

const confirm = (title: string, text: string, yes: string): NonNullable<Button['confirm']> => ({
  title: plain(title),
  text: plain(cut(text, limits.confirmText)),
  confirm: plain(yes),
  deny: plain('Keep it'),
});

function buttonsOf(run: Run, title: string, targets: number): readonly Button[] {
  const details = button('details', 'Details', run, title);
  if (run.state === 'waiting')
    return [
      button('approve', 'Approve', run, title, { style: 'primary' }),
      button('reject', 'Reject…', run, title),
      details,
      button('withdraw', 'Withdraw', run, title, {
        confirm: confirm(
          'Take it back?',
          'If you voted, your vote is taken back. If you asked for this, the request ends.',
          'Take it back',
        ),
      }),
    ];
  if (run.state === 'queued' || run.state === 'running') {
    const cancel = button('cancel', 'Cancel', run, title, {
      confirm: {
        ...confirm('Cancel this?', `${title} stops. What AWS has already made stays.`, 'Cancel it'),
        style: 'danger',
      },
    });
    return run.cancelAsked || run.closing ? [details] : [cancel, details];
  }
  if (run.state === 'failed' && !pointless.includes(run.ending?.code ?? 'bug'))
    return [button('retry', targets > 1 ? 'Retry failed' : 'Try again', run, title, { style: 'primary' }), details];
  return [details];
}

/**
 * The buttons a card has in its state, as one row. A card that ended carries no decision any more.
 * @param offers what could be done next; they stand first
 * @param targets how many children it has; of several only the failed ones are tried again
 */
export function cardButtons(
  run: Run,
  title: string,
  offers: readonly Offer[] = [],
  targets = 0,
): readonly KnownBlock[] {
  const elements = [...offerButtons(offers), ...buttonsOf(run, title, targets)];
  const block: ActionsBlock = { type: 'actions', block_id: 'assay:run', elements };
  return [block];
}
