import { describe, expect, it } from 'vitest';
import type { SlackMessage, SlackView } from '../../sandbox/contract.ts';
import type { Message } from '../../src/core/message.ts';
import type { Studio } from '../../src/slack/app/slack-context.ts';
import { REQUESTS, ROSA } from './some-runs.ts';
import { eventually, openStage, type Stage } from './stage.ts';

const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
const here: Studio = { draw: async () => png, where: 'here' };
const tree = { kind: 'image', relation: '', name: 'web', details: '', marks: [], children: [] } as const;
const message: Message = {
  title: 'AMI web',
  lines: ['copy of base'],
  offers: [{ label: 'Promote…', command: 'reject', input: { run: 'r-1' } }],
  pictures: [{ title: 'Lineage of web', alt: 'web is a copy of <base>', tree }],
};

async function withAnswer(studio: Studio | undefined, options: Parameters<typeof openStage>[0] = {}): Promise<Stage> {
  const stage = await openStage(options, {}, studio);
  stage.does.submit = async () => ({ kind: 'answer', message });
  return stage;
}
const type = ({ slack }: Stage) => slack.hands.type({ user: ROSA, channel: REQUESTS, text: '/ami show ami-1' });
const imageOf = ({ blocks = [] }: Pick<SlackMessage | SlackView, 'blocks'>) =>
  blocks.find((one) => one.type === 'image');
const fileIn = (shown: Pick<SlackMessage | SlackView, 'blocks'>): string =>
  (imageOf(shown)?.['slack_file'] as { id: string } | undefined)?.id ?? '';
const patient = { timeoutMs: 8000 };

describe('a picture of a typed line', () => {
  it('follows the words, privately, and tells its meaning to those who do not see it', async () => {
    const stage = await withAnswer(here);
    expect(await type(stage)).toEqual({ ok: true });
    const words = await stage.slack.awaitMessage(({ text }) => text.startsWith('AMI web'));
    expect(imageOf(words)).toBeUndefined();
    const shown = await stage.slack.awaitMessage((one) => imageOf(one) !== undefined, patient);
    expect(shown).toMatchObject({ ephemeralTo: ROSA, channel: REQUESTS, text: 'web is a copy of &lt;base&gt;' });
    expect(imageOf(shown)).toMatchObject({ alt_text: 'web is a copy of <base>' });
    expect(stage.slack.picture({ user: ROSA, id: fileIn(shown) })).toEqual(png);
    expect(stage.slack.picture({ user: 'U0MAX00001', id: fileIn(shown) })).toBeUndefined();
  });

  it('goes into a direct message where the configuration wants it so', async () => {
    const stage = await withAnswer({ ...here, where: 'direct' });
    await type(stage);
    const shown = await stage.slack.awaitMessage((one) => imageOf(one) !== undefined, patient);
    expect(shown.ephemeralTo).toBeUndefined();
    expect(shown.channel).not.toBe(REQUESTS);
  });

  it.each<[string, (stage: Stage) => void, Studio]>([
    [
      'cannot be drawn',
      () => undefined,
      {
        ...here,
        draw: async () => {
          throw new Error('no library for this machine');
        },
      },
    ],
    [
      'cannot be uploaded',
      ({ slack }) => slack.setScopes(['commands', 'chat:write', 'users:read', 'usergroups:read']),
      here,
    ],
    [
      'is not taken by the file host',
      ({ slack }) =>
        slack.faults.add({ kind: 'error', call: 'files.completeUploadExternal', code: 'fatal_error', times: 1 }),
      here,
    ],
  ])('that %s costs a line in the log, never the answer', async (_what, spoil, studio) => {
    const stage = await withAnswer(studio);
    spoil(stage);
    await type(stage);
    await stage.slack.awaitMessage(({ text }) => text.startsWith('AMI web'));
    await eventually(() => stage.log.lines.find((line) => line.message === 'picture could not be shown'));
    expect(stage.slack.messages().filter((one) => imageOf(one))).toEqual([]);
  });

  it('is left out where pictures are off', async () => {
    const stage = await withAnswer(undefined);
    await type(stage);
    await stage.slack.awaitMessage(({ text }) => text.startsWith('AMI web'));
    expect(stage.slack.calls.filter(({ method }) => method.startsWith('files.'))).toEqual([]);
  });
});

describe('a picture in a modal', () => {
  async function answered(stage: Stage): Promise<SlackView> {
    const { slack } = stage;
    await slack.hands.type({ user: ROSA, channel: REQUESTS, text: '/ami show' });
    const form = await slack.awaitView(ROSA, ({ callback_id }) => callback_id === 'assay.form');
    const search = { user: ROSA, viewId: form.id, actionId: 'assay.choice', blockId: 'field:image', query: 'i-0abc' };
    await slack.hands.options(search);
    const option = { text: { type: 'plain_text', text: 'web-1' }, value: 'i-0abc' };
    const values = { 'field:image': { 'assay.choice': { type: 'external_select', selected_option: option } } };
    expect(await slack.hands.submit({ user: ROSA, viewId: form.id, values })).toEqual({ ok: true });
    return slack.awaitView(ROSA, (view) => JSON.stringify(view.blocks).includes('AMI web'));
  }

  it('comes into the answer, above its buttons', async () => {
    const stage = await withAnswer(here);
    await answered(stage);
    const view = await stage.slack.awaitView(ROSA, (one) => imageOf(one) !== undefined, patient);
    expect(view.blocks.map((block) => block.type).slice(-2)).toEqual(['image', 'actions']);
    expect(JSON.stringify(view.blocks)).toContain('copy of base');
  });

  it('is never put over what the person opened meanwhile', async () => {
    const stage = await withAnswer(here, { lives: { fileProcessingMs: 1500 } });
    const view = await answered(stage);
    await eventually(() => stage.slack.calls.find(({ method }) => method === 'files.completeUploadExternal'));
    await stage.slack.hands.clickInView({ user: ROSA, viewId: view.id, actionId: 'assay.offer.0' });
    await stage.slack.awaitView(ROSA, ({ callback_id }) => callback_id === 'assay.form');
    const tries = () => stage.slack.calls.filter((one) => one.result === 'hash_conflict');
    await eventually(() => tries().length > 0 || undefined, 6000);
    const now = await stage.slack.awaitView(ROSA, () => true);
    expect(now.callback_id).toBe('assay.form');
    expect(imageOf(now)).toBeUndefined();
  });
});

describe('an offer of a command that only reads', () => {
  it('is answered without a form in between', async () => {
    const stage = await withAnswer(here);
    stage.does.submit = async ({ command, input }) => ({
      kind: 'answer',
      message: {
        ...message,
        title: `${command} ${String((input as { image?: string }).image)}`,
        offers: [
          { label: 'Show', command: 'show', input: { image: 'ami-2' } },
          { label: 'Create', command: 'create', input: { instance: 'i-0abc' } },
        ],
      },
    });
    await type(stage);
    const card = await stage.slack.awaitMessage(({ text }) => text.startsWith('show ami-1'));
    const click = (actionId: string) =>
      stage.slack.hands.click({ user: ROSA, channel: card.channel, ts: card.ts, actionId });
    expect(await click('assay.offer.0')).toEqual({ ok: true });
    await stage.slack.awaitView(ROSA, (view) => JSON.stringify(view.blocks).includes('show ami-2'));
    expect(stage.asked.map(({ asked }) => asked.input)).toEqual([{ image: 'ami-1' }, { image: 'ami-2' }]);
    await stage.slack.awaitView(ROSA, (one) => imageOf(one) !== undefined, patient);
    // What plans or acts opens its form, as ever.
    await click('assay.offer.1');
    await stage.slack.awaitView(ROSA, ({ callback_id }) => callback_id === 'assay.form');
    expect(stage.asked).toHaveLength(2);
  });
});
