import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cast, textOf } from '../../sandbox/story/stage.ts';
import { approvalTags, callsFor } from './support/aws-facts.ts';
import { golden, goldenWorld } from './support/golden-world.ts';
import { askFor, modalOf, type Request, textOfView } from './support/office.ts';
import { readAudit } from './support/read-audit.ts';
import { withSandbox } from './support/with-sandbox.ts';

const world = withSandbox({ world: goldenWorld(6), strictRates: false });
const approvers = [cast.ada, cast.ben, cast.cleo];

let requests: readonly Request[] = [];
beforeAll(async () => {
  for (const index of [1, 2, 3, 4, 5, 6]) requests = [...requests, await askFor(world, golden(index))];
});
const request = (index: number): Request => requests[index - 1] as Request;
const taggings = (index: number): number => callsFor(world.sandbox().aws, 'CreateTags', request(index).runId).length;

describe('what changes between two votes', () => {
  afterEach(async () => {
    const { slack } = world.sandbox();
    await slack.setGroup('S0APPROVERS', approvers);
    await slack.setUser(cast.ben, { isDeleted: false });
  });

  it('the AMI: nothing is tagged, and the card says what changed', async () => {
    expect(await request(1).click('ada', 'approve')).toMatch(/1 of 2/);
    world.sandbox().aws.hands.changeLaunchPermissions(golden(1), { add: ['777788889999'] });
    expect(await request(1).click('ben', 'approve')).toMatch(/2 of 2/);
    const card = textOf(await request(1).card(/Out of date/));
    expect(card).toMatch(/it is shared with 777788889999 now/);
    expect(approvalTags(world.sandbox().aws, golden(1))).toEqual([]);
    expect(taggings(1)).toBe(0);
    expect(await request(1).type('cleo', 'approve')).toMatch(/changed since; the card says how/);
  });

  it('an approver leaves the group: the vote is void, the card says so, and another can complete it', async () => {
    expect(await request(2).click('ada', 'approve')).toMatch(/1 of 2/);
    await world.sandbox().slack.setGroup('S0APPROVERS', [cast.ben, cast.cleo]);
    await request(2).click('ben', 'approve');
    const waiting = textOf(await request(2).card(/Vote void/));
    expect(waiting).toMatch(/not an approver of production any more/);
    expect(waiting).toMatch(/Waiting for approval[\s\S]*1 of 2/);
    expect(taggings(2)).toBe(0);
    expect(await request(2).click('cleo', 'approve')).toMatch(/2 of 2/);
    await request(2).card(/✅ Approved and tagged/);
    expect(taggings(2)).toBe(1);
  });

  it('an approver’s account is deactivated: the vote is void, the card says so, and another can complete it', async () => {
    expect(await request(3).click('ben', 'approve')).toMatch(/1 of 2/);
    await world.sandbox().slack.setUser(cast.ben, { isDeleted: true });
    await request(3).click('ada', 'approve');
    expect(textOf(await request(3).card(/Vote void/))).toMatch(/Slack account was deactivated/);
    expect(await request(3).click('cleo', 'approve')).toMatch(/2 of 2/);
    const done = textOf(await request(3).card(/✅ Approved and tagged/));
    expect(done).toContain(cast.cleo);
    expect(taggings(3)).toBe(1);
  });
});

describe('no, and taking back', () => {
  it('a rejection asks for its reason in a modal, ends the request, and tells who asked', async () => {
    const { slack } = world.sandbox();
    const card = await request(4).card(/Waiting for approval/);
    const click = { user: cast.ada, channel: card.channel, ts: card.ts, actionId: 'assay.reject' };
    expect(await slack.hands.click(click)).toEqual({ ok: true });
    const modal = await modalOf(world, 'ada', (view) => /Reject/.test(view.title));
    const [block] = modal.blocks.filter(({ type }) => type === 'input');
    const blockId = block?.block_id ?? '';
    const actionId = (block?.['element'] as { action_id: string } | undefined)?.action_id ?? '';
    const submit = (value: string) =>
      slack.hands.submit({
        user: cast.ada,
        viewId: modal.id,
        values: { [blockId]: { [actionId]: { type: 'plain_text_input', value } } },
      });
    expect(await submit('   ')).toMatchObject({ ok: false });
    const wrong = await modalOf(world, 'ada', (view) => Object.keys(view.errors).length > 0);
    expect(Object.values(wrong.errors).join()).toMatch(/Say why/);
    expect(await submit('the scan is missing')).toEqual({ ok: true });
    const said = await modalOf(world, 'ada', (view) => /rejection is recorded/.test(textOfView(view)));
    await slack.hands.close({ user: cast.ada, viewId: said.id });

    expect(textOf(await request(4).card(/⛔ Rejected/))).toMatch(/the scan is missing/);
    await slack.until(
      () =>
        request(4)
          .thread()
          .find((text) => text.includes(`<@${cast.rosa}>`)),
      { timeoutMs: 40_000 },
    );
    expect(await request(4).type('ben', 'approve')).toMatch(/rejected already/);
    expect(taggings(4)).toBe(0);
  });

  it('a vote can be taken back and given again; nothing is tagged meanwhile', async () => {
    await request(5).click('ada', 'approve');
    expect(await request(5).click('ada', 'withdraw')).toMatch(/Your vote is taken back: 0 of 2/);
    await request(5).card(/0 of 2/);
    expect(await request(5).click('ben', 'withdraw')).toMatch(/no vote here to take back/);
    expect(await request(5).type('ben', 'approve')).toMatch(/1 of 2/);
    expect(taggings(5)).toBe(0);
  });

  it('who asked can take the request back, which ends it for everybody', async () => {
    expect(await request(5).click('rosa', 'withdraw')).toMatch(/Your request is withdrawn; nothing was done/);
    await request(5).card(/Withdrawn/);
    expect(await request(5).type('ada', 'approve')).toMatch(/took this request back/);
    expect(approvalTags(world.sandbox().aws, golden(5))).toEqual([]);
  });

  it('Details shows the whole document to anybody who may see the card', async () => {
    const { slack } = world.sandbox();
    const card = await request(6).card(/Waiting for approval/);
    await slack.hands.click({ user: cast.max, channel: card.channel, ts: card.ts, actionId: 'assay.details' });
    const view = await modalOf(world, 'max', (one) => textOfView(one).includes('SHA-256'));
    expect(textOfView(view)).toMatch(/snap-0f1b2c3d4e5f6f006/);
  });

  it('the audit log has each of it', async () => {
    const entries = (await readAudit(world.sandbox())).filter(({ runId }) => runId === request(5).runId);
    expect(entries.map(({ action, actor, outcome }) => [action, actor, outcome])).toEqual([
      ['requested', cast.rosa, expect.any(String)],
      ['vote', cast.ada, 'recorded'],
      ['vote', cast.ada, 'withdrawn'],
      ['refused', cast.ben, 'no_vote_to_withdraw'],
      ['vote', cast.ben, 'recorded'],
      ['state', cast.rosa, 'withdrawn'],
      ['refused', cast.ada, 'withdrawn'],
    ]);
  });
});
