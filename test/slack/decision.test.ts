import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../sandbox/contract.ts';
import { UserError } from '../../src/core/outcome.ts';
import type { Run } from '../../src/core/run.ts';
import { ADA, ROSA, someApproval, someRun } from './some-runs.ts';
import { eventually, openStage, type Stage } from './stage.ts';

async function posted(
  { slack, outbox, app }: Stage,
  patch: Partial<Run> = {},
): Promise<{ run: Run; card: SlackMessage }> {
  const run = someRun({ state: 'waiting', approval: someApproval(), ...patch });
  outbox.change(run);
  app.nudge();
  const card = await slack.awaitMessage(({ metadata }) => metadata?.event_payload['key'] === run.id);
  return { run, card };
}

const on = (card: SlackMessage, user: string, decision: string) => ({
  user,
  channel: card.channel,
  ts: card.ts,
  actionId: `assay.${decision}`,
});

const GUS = 'U0GUS00001';
const strangers: readonly [string, string, string][] = [
  ['guest', GUS, 'Guests cannot use Assay.'],
  ['stranger', 'U0OLGA0001', 'Only members of this workspace can use Assay.'],
];

describe('a button of a card', () => {
  it.each(['approve', 'withdraw'])(
    '%s goes to the desk with the clicker from the payload, and is answered in private',
    async (decision) => {
      const stage = await openStage();
      const { slack, decided } = stage;
      const { run, card } = await posted(stage);
      expect(await slack.hands.click(on(card, ADA, decision))).toEqual({ ok: true });
      const answer = await slack.awaitMessage(({ text }) => text.includes('Your vote counts'));
      expect(answer.ephemeralTo).toBe(ADA);
      const actor = { userId: ADA, teamId: 'T0ASSAY' };
      const vote = { kind: 'approve', digest: run.digest };
      const delivery = expect.stringMatching(/^trigger:/);
      expect(decided).toEqual([
        decision === 'approve' ? ['vote', actor, run.id, vote, delivery] : ['withdraw', actor, run.id, delivery],
      ]);
    },
  );

  it('tells a stranger of the shared channel what the desk says, with their own team', async () => {
    const stage = await openStage();
    const { slack, decided, does } = stage;
    does.desk = async () => {
      throw new UserError('outsider', 'Only people of this workspace can approve.');
    };
    const { card } = await posted(stage, { channel: 'C0APPROVALS' });
    await slack.hands.click(on(card, 'U0OLGA0001', 'approve'));
    const answer = await slack.awaitMessage(({ text }) => text.includes('Only people of this workspace'));
    expect(answer.ephemeralTo).toBe('U0OLGA0001');
    expect(decided[0]?.[1]).toEqual({ userId: 'U0OLGA0001', teamId: 'T0OUTSIDE' });
  });

  it('rejects with a reason from a form', async () => {
    const stage = await openStage();
    const { slack, decided } = stage;
    const { run, card } = await posted(stage);
    await slack.hands.click(on(card, ADA, 'reject'));
    const form = await slack.awaitView(ADA, ({ callback_id }) => callback_id === 'assay.reject-view');
    const value = { type: 'plain_text_input', value: 'kernel is too old' };
    await slack.hands.submit({ user: ADA, viewId: form.id, values: { reason: { 'assay.value': value } } });
    await slack.awaitView(ADA, (view) => JSON.stringify(view.blocks).includes('Your vote counts'));
    const vote = { kind: 'reject', reason: 'kernel is too old', digest: run.digest };
    expect(decided).toEqual([['vote', { userId: ADA, teamId: 'T0ASSAY' }, run.id, vote, `view:${form.id}`]]);
  });

  it('shows the details in a modal', async () => {
    const stage = await openStage();
    const { run, card } = await posted(stage);
    await stage.slack.hands.click(on(card, ADA, 'details'));
    await stage.slack.awaitView(ADA, (view) => JSON.stringify(view.blocks).includes(run.digest));
  });

  it.each(strangers)('shows no details to a %s', async (_, user, says) => {
    const stage = await openStage();
    const { run, card } = await posted(stage, { channel: 'C0APPROVALS' });
    await stage.slack.hands.click(on(card, user, 'details'));
    const view = await stage.slack.awaitView(user, (one) => JSON.stringify(one.blocks).includes(says));
    expect(JSON.stringify(view.blocks)).not.toMatch(new RegExp(`${run.digest}|web-2026`));
  });

  it('cancels, and tries again', async () => {
    const stage = await openStage();
    const { slack, decided } = stage;
    const running = await posted(stage, { state: 'running' });
    await slack.hands.click(on(running.card, ROSA, 'cancel'));
    const failed = await posted(stage, { state: 'failed', ending: { code: 'aws_failed', message: 'AWS failed it.' } });
    await slack.hands.click(on(failed.card, ROSA, 'retry'));
    expect(decided.map(([name, , id]) => [name, id])).toEqual([
      ['cancel', running.run.id],
      ['retry', failed.run.id],
    ]);
  });

  it('is answered truthfully also when our side breaks, and when the answer takes long', async () => {
    const stage = await openStage();
    const { slack, does } = stage;
    const { card } = await posted(stage);
    does.desk = async () => {
      throw new TypeError('broken');
    };
    await slack.hands.click(on(card, ADA, 'approve'));
    await slack.awaitMessage(({ text, ephemeralTo }) => ephemeralTo === ADA && text.includes('Something went wrong'));
    let finish: () => void = () => undefined;
    does.desk = () =>
      new Promise((resolve) => {
        finish = () => resolve({ title: 'Stored after all' });
      });
    expect(await slack.hands.click(on(card, ADA, 'approve'))).toEqual({ ok: true });
    finish();
    await slack.awaitMessage(({ text, ephemeralTo }) => ephemeralTo === ADA && text.includes('Stored after all'));
  });

  it('of an older card is answered too', async () => {
    const stage = await openStage();
    const { slack, outbox, app } = stage;
    const { run, card } = await posted(stage);
    outbox.change({ ...run, state: 'rejected' });
    app.nudge();
    await slack.awaitMessage(({ text }) => text.startsWith('⛔ Rejected'));
    expect(await slack.clickStale(on(card, ADA, 'approve'))).toEqual({ ok: true });
    await slack.awaitMessage(({ ephemeralTo }) => ephemeralTo === ADA);
  });

  it('offers of a finished card open the next form, filled in', async () => {
    const stage = await openStage();
    const { slack } = stage;
    const { card } = await posted(stage, { state: 'done', result: { imageId: 'ami-0123' } });
    await slack.hands.click(on(card, ROSA, 'offer.0'));
    // "promote" is no command of this catalogue: said, not swallowed.
    await slack.awaitMessage(({ text, ephemeralTo }) => ephemeralTo === ROSA && text.includes('no longer in use'));
  });
});

describe('the home tab', () => {
  it('shows what waits for me, my requests and where to start; its buttons work', async () => {
    const stage = await openStage();
    const { slack, outbox, decided } = stage;
    const { run } = await posted(stage);
    outbox.change(someRun({ requester: { userId: ADA, teamId: 'T0ASSAY' }, state: 'running' }));
    await slack.hands.openHome({ user: ADA });
    const home = await slack.awaitView(ADA, (view) => view.type === 'home');
    const words = JSON.stringify(home.blocks);
    expect(words).toContain(run.id);
    expect(words).toContain('Working');
    expect(words).toContain('Create an AMI');
    const row = home.blocks.find((block) => JSON.stringify(block).includes('assay.approve'));
    await slack.hands.clickInView({
      user: ADA,
      viewId: home.id,
      actionId: 'assay.approve',
      blockId: row?.block_id ?? '',
    });
    await slack.awaitMessage(({ text }) => text.includes('Your vote counts'));
    expect(decided[0]?.slice(0, 3)).toEqual(['vote', { userId: ADA, teamId: 'T0ASSAY' }, run.id]);
  });

  it('says to a guest that it is not for them, and nothing else', async () => {
    const stage = await openStage();
    const { slack } = stage;
    const { run } = await posted(stage, { requester: { userId: GUS, teamId: 'T0ASSAY' } });
    await slack.hands.openHome({ user: GUS });
    const home = await slack.awaitView(GUS, (view) => view.type === 'home');
    const words = JSON.stringify(home.blocks);
    expect(words).toContain('Guests cannot use Assay.');
    expect(words).not.toMatch(new RegExp(`${run.id}|Compliance|Create an AMI`));
  });

  it('stays as it is while Slack does not say who opens it', async () => {
    const { slack, log } = await openStage();
    slack.faults.add({ kind: 'error', call: 'users.info', code: 'internal_error', times: 1 });
    await slack.hands.openHome({ user: ADA });
    await eventually(() => log.lines.some(({ message }) => message === 'home tab could not be shown'));
    expect(slack.calls.some(({ method }) => method === 'views.publish')).toBe(false);
  });

  it('does not show my own request as waiting for me', async () => {
    const stage = await openStage();
    const { slack } = stage;
    await posted(stage, { requester: { userId: ADA, teamId: 'T0ASSAY' } });
    await slack.hands.openHome({ user: ADA });
    const home = await slack.awaitView(ADA, (view) => view.type === 'home');
    expect(JSON.stringify(home.blocks)).toContain('Nothing waits for you.');
  });
});
