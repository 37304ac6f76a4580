import type { Desk } from '../../../src/core/command.ts';
import type { Intake } from '../../../src/core/intake.ts';
import type { Wish } from '../support/model.ts';
import { toldBy } from '../support/office.ts';
import { actor, kinds } from '../support/people.ts';

/** What somebody got to hear: `stored`, a refusal with its sentence, or `dead`: the program ended before it could say. */
export interface Told {
  readonly code: string;
  readonly sentence: string;
}

const channel = 'C0PRODAPPR';

/** People at the doors of one program. */
export function ask(intake: Intake, desk?: Desk) {
  const type = (
    userId: string,
    command: string,
    input: object,
    requestKey: string = crypto.randomUUID(),
  ): Promise<Told> => toldBy(intake.submit({ command, input, actor: actor(userId), channel, requestKey }));
  return {
    /** The command as Slack delivers it, always the same delivery. */
    promote: (imageId: string) =>
      type(kinds.requester, 'promote', { image: imageId, environment: 'production', reason: 'tested' }, 'delivery-1'),

    /** A click, a sent form, or a typed line. */
    wish(
      wish: Wish,
      door: 'button' | 'typed',
      { runId, digest, delivery }: { runId: string; digest: string; delivery?: string },
    ): Promise<Told> {
      const userId = kinds[wish.who];
      const isTyped = door === 'typed' || !desk;
      if (wish.do === 'withdraw')
        return isTyped
          ? type(userId, 'withdraw', { request: runId }, delivery)
          : toldBy(desk.withdraw(actor(userId), runId, delivery));
      const { kind, echo } = wish;
      const document = { right: digest, wrong: 'f'.repeat(64), none: undefined }[echo];
      if (!isTyped)
        return toldBy(desk.vote(actor(userId), runId, { kind, reason: 'because', digest: document }, delivery));
      if (kind === 'reject') return type(userId, 'reject', { request: runId, reason: 'because' }, delivery);
      const named = document ? { document: document.slice(0, 10) } : {};
      return type(userId, 'approve', { request: runId, ...named }, delivery);
    },
  };
}
