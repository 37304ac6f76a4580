import { expect, it } from 'vitest';
import type { SlackView, ViewValues } from '../../sandbox/contract.ts';
import { cast, channels, runIdIn, textOf } from '../../sandbox/story/stage.ts';
import { approvalTags, imagesNamed } from '../acceptance/support/aws-facts.ts';
import { golden, goldenWorld } from '../acceptance/support/golden-world.ts';
import { askFor, modalOf, textOfView } from '../acceptance/support/office.ts';
import { readAudit } from '../acceptance/support/read-audit.ts';
import { eventually } from '../store/eventually.ts';
import { startRedis } from '../support/redis.ts';
import { type TimedAnswer, timedAnswer } from './support/timed.ts';
import { withWorldOn } from './support/world-on.ts';

const world = withWorldOn(() => startRedis(['--appendonly', 'yes']), { world: goldenWorld(2), strictRates: false });
const hands = () => world.sandbox().slack.hands;
const type = (who: 'rosa' | 'ada' | 'max', text: string) =>
  timedAnswer(world.sandbox(), who, () => hands().type({ user: cast[who], channel: channels.requests, text }));
const textField = (name: string, value: string): ViewValues => ({
  [`field:${name}`]: { 'assay.value': { type: 'plain_text_input', value } },
});
const modal = (fits: (view: SlackView) => boolean) => modalOf(world, 'rosa', fits);

/** A form that shows its plan and waits for Send. */
async function readyToSend(name: string): Promise<SlackView> {
  const { ok } = await hands().type({ user: cast.rosa, channel: channels.requests, text: '/ami create' });
  expect(ok).toBe(true);
  const form = await modal(({ title }) => title === 'Create an AMI');
  const { options } = await hands().options({
    user: cast.rosa,
    viewId: form.id,
    blockId: 'field:instance',
    actionId: 'assay.choice',
    query: 'api',
  });
  const instance = { 'field:instance': { 'assay.choice': { type: 'external_select', selected_option: options[0] } } };
  await hands().submit({ user: cast.rosa, viewId: form.id, values: { ...instance, ...textField('name', name) } });
  return modal(({ submit, callback_id }) => submit === 'Send' || callback_id === 'assay.preview');
}

/** Sends it; how long until the form says what became of it. */
async function send(view: SlackView): Promise<TimedAnswer> {
  const began = performance.now();
  await hands().submit({ user: cast.rosa, viewId: view.id, values: {} });
  const said = await modal((now) => /not reachable|did not answer/.test(textOfView(now)));
  const ms = Math.round(performance.now() - began);
  await hands().close({ user: cast.rosa, viewId: said.id });
  return { text: textOfView(said), ms };
}

const log = () => readAudit({ ...world.sandbox(), env: { ...world.sandbox().env, ...world.env() } });
const truths =
  /The store \(Redis\) (?:is not reachable\. Nothing was recorded|did not answer in time\. Assay could not confirm)/;

it.each(['killed', 'hangs'] as const)(
  'Redis %s: command, click, form and typed vote have a true private answer within 3 s; afterwards nothing is half recorded',
  async (how) => {
    const redis = world.redis();
    const stage = world.stage();
    const image = golden(how === 'killed' ? 1 : 2);
    const request = await askFor(world, image);
    const card = await request.card(/0 of 2/);
    const name = `while-${how}`;
    const form = await readyToSend(`${name}-form`);

    const before = (await log()).length;
    if (how === 'killed') await redis.kill();
    else redis.pause();
    const answers = {
      command: await type('rosa', `/ami create api-1 --name ${name} --no-reboot`),
      form: await send(form),
      click: await timedAnswer(world.sandbox(), 'ada', () =>
        hands().click({ user: cast.ada, channel: card.channel, ts: card.ts, actionId: 'assay.approve' }),
      ),
      vote: await type('ada', `/ami approve ${request.runId}`),
      look: await type('max', '/ami runs'),
    };
    const verified = await type('max', `/ami verify ${image}`);
    if (how === 'killed') await redis.restart();
    else redis.resume();
    // Its proof stands in AWS.
    expect(verified.text).toContain('Not approved');

    for (const [what, { text, ms }] of Object.entries(answers)) {
      expect(text, what).toMatch(truths);
      expect(ms, what).toBeLessThan(3000);
    }
    // Whole or not at all: what is there after the outage is what the next look and the audit log say, too.
    const after = await eventually(
      'the bot to answer again',
      async () => {
        const { text } = await type('max', `/ami status ${request.runId}`);
        return /of 2/.test(text) && text;
      },
      30_000,
    );
    const votes = Number(/\b([01]) of 2/.exec(after)?.[1]);
    const audit = await log();
    expect(audit.filter(({ action, runId }) => action === 'vote' && runId === request.runId)).toHaveLength(votes);
    const recorded = audit.slice(before).filter(({ action }) => action === 'requested');
    for (const { runId = '' } of recorded)
      await stage.card(runId, (text) => text.includes('✅'), 'what was recorded comes to its end');
    expect(
      imagesNamed(world.sandbox().aws, name).length + imagesNamed(world.sandbox().aws, `${name}-form`).length,
    ).toBe(recorded.length);

    if (votes === 0) expect(await request.click('ada', 'approve')).toMatch(/1 of 2/);
    expect(await request.click('ben', 'approve')).toMatch(/2 of 2/);
    await request.card(/approved and tagged/i);
    expect(approvalTags(world.sandbox().aws, image).length).toBeGreaterThan(0);
    expect(runIdIn(textOf(await request.card(/✅/)))).toBe(request.runId);
    const figures = Object.entries(answers).map(([what, { ms }]) => `${what} ${ms} ms`);
    console.log(
      `Redis ${how}: ${figures.join(', ')}; recorded of what was asked meanwhile: ${recorded.length} runs, ${votes} votes, all whole`,
    );
  },
);
