import { beforeAll, describe, expect, it } from 'vitest';
import { cast, channels, textOf, type Who } from '../../sandbox/story/stage.ts';
import { approvalTags, callsFor } from './support/aws-facts.ts';
import { golden, goldenWorld } from './support/golden-world.ts';
import { answersTo, askFor, type Request } from './support/office.ts';
import { withSandbox } from './support/with-sandbox.ts';

const world = withSandbox({ world: goldenWorld(5), strictRates: false });

let requests: readonly Request[] = [];
beforeAll(async () => {
  for (const index of [1, 2, 3, 4]) requests = [...requests, await askFor(world, golden(index))];
});
const request = (index: number): Request => requests[index - 1] as Request;

/** The sentence without what differs between two requests. */
const bare = (text: string): string => text.replace(/r-[a-z2-9]{10}/g, 'r-…').trim();

describe('button and typed line are two doors to one decision', () => {
  it('both say the same to everybody at every turn, and both count', async () => {
    const turns: readonly (readonly [Who, 'approve' | 'withdraw'])[] = [
      ['rosa', 'approve'],
      ['max', 'approve'],
      ['ada', 'withdraw'],
      ['ada', 'approve'],
      ['ada', 'approve'],
      ['ada', 'withdraw'],
      ['ada', 'approve'],
      ['ben', 'approve'],
      ['cleo', 'approve'],
    ];
    for (const [who, decision] of turns) {
      const clicked = who === 'cleo' ? await staleClick(request(1), who) : await request(1).click(who, decision);
      const typed = await request(2).type(who, decision);
      expect(bare(typed), `${who} ${decision}`).toBe(bare(clicked));
    }
    for (const index of [1, 2]) {
      await request(index).card(/✅ Approved and tagged/);
      expect(callsFor(world.sandbox().aws, 'CreateTags', request(index).runId)).toHaveLength(1);
    }
  });

  it('a typed rejection without a reason opens the form that asks for it; with one it ends the request', async () => {
    const { slack } = world.sandbox();
    await slack.hands.type({ user: cast.ben, channel: channels.requests, text: `/ami reject ${request(4).runId}` });
    const form = await slack.awaitView(cast.ben, ({ type }) => type === 'modal', { timeoutMs: 20_000 });
    expect(JSON.stringify(form.blocks)).toContain(request(4).runId);
    await slack.hands.close({ user: cast.ben, viewId: form.id });
    expect(await request(4).type('ben', 'reject', 'not scanned at all')).toMatch(/rejection is recorded/);
    expect(textOf(await request(4).card(/⛔ Rejected/))).toMatch(/not scanned at all/);
  });
});

async function staleClick(of: Request, who: Who): Promise<string> {
  const { slack } = world.sandbox();
  const card = await of.card(/./);
  const click = { user: cast[who], channel: card.channel, ts: card.ts, actionId: 'assay.approve' };
  const [said = ''] = await answersTo(world, who, 1, async () => [await slack.clickStale(click)]);
  return said;
}

describe('everybody who may not vote', () => {
  const cannotType: readonly Who[] = ['deploybot', 'dora', 'olga'];
  const refused: readonly (readonly [Who, RegExp])[] = [
    ['rosa', /You asked for this yourself/],
    ['gus', /Guests cannot vote/],
    ['deploybot', /Apps and bots cannot vote/],
    ['dora', /account is deactivated/],
    ['olga', /Only members of this workspace can vote/],
    ['max', /not one of the approvers of production/],
  ];

  it.each(refused)('%s is refused at every door they have with one sentence', async (who, sentence) => {
    const clicked = await request(3).click(who, 'approve');
    expect(clicked).toMatch(sentence);
    // Slack itself lets these press buttons and not type commands.
    if (cannotType.includes(who)) return;
    expect(bare(await request(3).type(who, 'approve'))).toBe(bare(clicked));
    expect(await request(3).type(who, 'reject', 'because I say so')).not.toMatch(/recorded/);
  });

  it('and none of them moved anything', async () => {
    expect(textOf(await request(3).card(/0 of 2/))).toMatch(/Waiting for approval/);
    expect(approvalTags(world.sandbox().aws, golden(3))).toEqual([]);
    const seen = world
      .sandbox()
      .slack.messages()
      .filter((message) => !message.ephemeralTo);
    expect(seen.filter((message) => /Guests cannot|asked for this yourself/.test(textOf(message)))).toEqual([]);
  });

  it('a guest cannot ask for anything either', async () => {
    const { slack } = world.sandbox();
    const text = `/ami promote ${golden(5)} --reason "let me in"`;
    const [said] = await answersTo(world, 'gus', 1, async () => [
      await slack.hands.type({ user: cast.gus, channel: channels.requests, text }),
    ]);
    expect(said).toMatch(/Guests cannot use Assay/);
  });

  it('a request of nobody, and an id that is none, are told from each other', async () => {
    const { slack } = world.sandbox();
    const say = (text: string) =>
      answersTo(world, 'ada', 1, async () => [
        await slack.hands.type({ user: cast.ada, channel: channels.requests, text }),
      ]);
    expect((await say('/ami approve r-zzzzzzzzzz')).join()).toMatch(/There is no request or run "r-zzzzzzzzzz"/);
    expect((await say('/ami approve 12345')).join()).toMatch(/an id looks like r-/);
  });
});
