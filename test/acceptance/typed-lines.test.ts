import { describe, expect, it } from 'vitest';
import { cast, channels, textOf } from '../../sandbox/story/stage.ts';
import { badLines } from './support/bad-lines.ts';
import { golden, goldenWorld } from './support/golden-world.ts';
import { markupOf } from './support/markup-of.ts';
import { answersTo, askFor, messagesTo } from './support/office.ts';
import { withSandbox } from './support/with-sandbox.ts';

// Two machines of one name, and requests that nobody waits long for.
const base = goldenWorld(1);
const twins = {
  ...base,
  accounts: base.accounts.map((account) => {
    const region = account.regions['eu-west-1'];
    const web = region?.instances?.find(({ id }) => id === 'i-0a1b2c3d4e5f60001');
    if (account.alias !== 'build' || !region || !web) return account;
    const twin = (id: string) => ({
      ...web,
      id: `i-0a1b2c3d4e5f6000${id}`,
      tags: { ...web.tags, Name: 'twin' },
      volumes: [{ id: `vol-0a1b2c3d4e5f6000${id}`, device: '/dev/xvda', sizeGiB: 8 }],
    });
    const instances = [...(region.instances ?? []), twin('8'), twin('9')];
    return { ...account, regions: { ...account.regions, 'eu-west-1': { ...region, instances } } };
  }),
};
const world = withSandbox({ world: twins, expiresAfter: '3s', strictRates: false });

describe('a line that is wrong', () => {
  it.each(badLines)('%s', async (_, line, expected) => {
    const { slack } = world.sandbox();
    // What the guard tells by itself meanwhile is no answer to a line.
    const shared = (): number =>
      slack.messages().filter(({ ephemeralTo, channel }) => !ephemeralTo && channel !== channels.alerts).length;
    const before = shared();
    const answers = await messagesTo(world, 'rosa', 1, async () => [
      await slack.hands.type({ user: cast.rosa, channel: channels.requests, text: line }),
    ]);
    const said = answers.map(textOf).join('\n');
    expect(said).toMatch(expected);
    // Never a stack, never our own mistake, never a call to everybody, never the words of others as markup or link.
    expect(said).not.toMatch(/^\s+at .+:\d+|Something went wrong|undefined|\[object|NaN|ZodError/m);
    for (const answer of answers)
      expect(markupOf(answer)).not.toMatch(/<!|<@|<#|<https?:|<(broadcast|user|usergroup|channel|link)>/);
    expect(shared()).toBe(before);
  });

  it('leaves no run, no card and no write behind', async () => {
    const [runs = ''] = await answersTo(world, 'rosa', 1, async () => [
      await world.sandbox().slack.hands.type({ user: cast.rosa, channel: channels.requests, text: '/ami runs' }),
    ]);
    expect(runs).toMatch(/no runs|nothing|None/i);
    expect(world.sandbox().aws.calls.filter(({ action }) => /^(Create|Delete|Sign)/.test(action))).toEqual([]);
  });
});

describe('a request that nobody answers', () => {
  it('expires by itself: the card says so, who asked is told, and a late vote is refused', async () => {
    const request = await askFor(world, golden(1));
    expect(await request.click('ada', 'approve')).toMatch(/1 of 2/);
    expect(textOf(await request.card(/⌛ Expired/))).toMatch(/Not enough people approved in time \(1 of 2\)/);
    const { slack } = world.sandbox();
    await slack.until(() => request.thread().find((text) => text.includes(`<@${cast.rosa}>`)), {
      timeoutMs: 40_000,
      what: 'rosa is told',
    });
    expect(await request.type('ben', 'approve')).toMatch(/This request expired on/);
  });
});
