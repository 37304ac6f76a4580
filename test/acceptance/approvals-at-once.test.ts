import { beforeAll, describe, expect, it } from 'vitest';
import { cast, type Who } from '../../sandbox/story/stage.ts';
import { approvalTags, callsFor } from './support/aws-facts.ts';
import { golden, goldenWorld } from './support/golden-world.ts';
import { answersTo, askFor, type Request } from './support/office.ts';
import { withSandbox } from './support/with-sandbox.ts';

const world = withSandbox({ world: goldenWorld(4), strictRates: false });

/** One click each, all under way before the first is answered; what each of them alone was told, in the same order. */
async function clickAtOnce(request: Request, people: readonly Who[]): Promise<readonly string[]> {
  const { hands } = world.sandbox().slack;
  const card = await request.card(/Waiting for approval/);
  const once = (who: Who) =>
    hands.click({ user: cast[who], channel: card.channel, ts: card.ts, actionId: 'assay.approve' });
  const answers = await Promise.all(
    [...new Set(people)].map((who) => {
      const times = people.filter((one) => one === who).length;
      return answersTo(world, who, times, () => Promise.all(Array.from({ length: times }, () => once(who))));
    }),
  );
  return answers.flat();
}

const taggings = (request: Request): number => callsFor(world.sandbox().aws, 'CreateTags', request.runId).length;
const recorded = /Your approval is recorded: (\d) of 2/;

describe('clicks at the same moment', () => {
  let requests: readonly Request[];
  beforeAll(async () => {
    requests = [];
    for (const index of [1, 2, 3, 4]) requests = [...requests, await askFor(world, golden(index))];
  });
  const request = (index: number): Request => requests[index - 1] as Request;

  it('two approvers: both are counted, told the truth, and it is tagged once', async () => {
    const said = await clickAtOnce(request(1), ['ada', 'ben']);
    expect(said.map((text) => recorded.exec(text)?.[1]).sort()).toEqual(['1', '2']);
    const card = await request(1).card(/✅ Approved and tagged/);
    expect(card.text + JSON.stringify(card.blocks)).toContain(cast.ada);
    expect(taggings(request(1))).toBe(1);
    expect(approvalTags(world.sandbox().aws, golden(1))).toHaveLength(4);
  });

  it('three approvers: two are counted, the third is told that it is approved already, and it is tagged once', async () => {
    const said = await clickAtOnce(request(2), ['ada', 'ben', 'cleo']);
    expect(said.flatMap((text) => recorded.exec(text)?.[1] ?? []).sort()).toEqual(['1', '2']);
    expect(said.filter((text) => /approved already without your vote/.test(text))).toHaveLength(1);
    await request(2).card(/✅ Approved and tagged/);
    expect(taggings(request(2))).toBe(1);
  });

  it('one approver twice: counted once, and nothing is tagged', async () => {
    const said = await clickAtOnce(request(3), ['ada', 'ada']);
    expect(said.filter((text) => recorded.test(text))).toHaveLength(1);
    expect(said.filter((text) => /recorded already and counts once/.test(text))).toHaveLength(1);
    await request(3).card(/1 of 2/);
    expect(taggings(request(3))).toBe(0);
  });

  it('a click that the network delivers twice counts once', async () => {
    const { slack } = world.sandbox();
    expect(await request(4).click('ben', 'approve')).toMatch(/1 of 2/);
    const [again] = await answersTo(world, 'ben', 1, async () => [await slack.redeliverLast()]);
    expect(again).toMatch(/recorded already and counts once/);
    await request(4).card(/1 of 2/);
    expect(taggings(request(4))).toBe(0);
  });

  it('a button that is still on somebody’s screen after the end says so', async () => {
    const { slack } = world.sandbox();
    const card = await request(1).card(/✅ Approved and tagged/);
    const stale = (who: Who) =>
      answersTo(world, who, 1, async () => [
        await slack.clickStale({
          user: cast[who],
          channel: card.channel,
          ts: card.ts,
          actionId: 'assay.approve',
        }),
      ]);
    expect((await stale('cleo')).join()).toMatch(/approved already without your vote/);
    expect((await stale('ada')).join()).toMatch(/is approved, and your approval is one of the votes/);
    expect(taggings(request(1))).toBe(1);
  });

  it('and Slack, which rations such questions, is not asked about a vote on what has ended', async () => {
    const { slack } = world.sandbox();
    const asked = (): number => slack.calls.filter(({ method }) => method === 'usergroups.users.list').length;
    const before = asked();
    expect(before).toBeGreaterThan(0);
    expect(await request(1).type('cleo', 'approve')).toMatch(/approved already without your vote/);
    expect(asked()).toBe(before);
  });

  it('an approval of another document than the one on the card is refused, of the same one taken', async () => {
    expect(await request(3).type('ben', 'approve', '--document deadbeef00')).toMatch(/You saw another document/);
    const shown = /document ([0-9a-f]{6,})/.exec(JSON.stringify((await request(3).card(/1 of 2/)).blocks))?.[1];
    expect(await request(3).type('ben', 'approve', `--document ${shown}`)).toMatch(/2 of 2/);
    await request(3).card(/✅ Approved and tagged/);
    expect(taggings(request(3))).toBe(1);
  });
});
