import { afterEach, describe, expect, it } from 'vitest';
import { bulletinMessage } from '../../src/compliance/bulletin-message.ts';
import { digest } from '../../src/compliance/digest.ts';
import { remind } from '../../src/compliance/remind.ts';
import { tell } from '../../src/compliance/tell.ts';
import type { DrawPicture } from '../../src/core/picture.ts';
import { makeClient } from '../../src/slack/make-client.ts';
import { makeSender, type Sender } from '../../src/slack/outbox/make-sender.ts';
import { revoked, shopPlace } from '../compliance/support/told.ts';
import { withRedis } from '../store/open-store.ts';
import { worldSettings } from '../support/aws-world.ts';
import { noRecords } from '../support/no-records.ts';
import { memoryBudget } from './memory-outbox.ts';
import { keepLog } from './quiet-log.ts';
import { eventually, openSlack } from './stage.ts';

const { open } = withRedis();
const hour = 3_600_000;
const ALERTS = 'C0ALERTS01';
const mention = '<@U0ROSA0001>';
const senders: Sender[] = [];
afterEach(async () => {
  for (const sender of senders.splice(0)) await sender.stop();
});

/** Violations in a real Redis, carried to the fake Slack. */
async function guard(draw?: DrawPicture) {
  const slack = await openSlack();
  const { store } = open();
  const settings = { ...worldSettings, compliance: { ...worldSettings.compliance, remindMs: { high: 4 * hour } } };
  const log = keepLog();
  const newSender = (): Sender => {
    const sender = makeSender({
      leaseMs: 12_000,
      outbox: store.outbox,
      settings,
      log,
      runs: { get: async () => undefined, children: async () => [] },
      bulletin: async (id) => {
        const state = await store.violations.bulletin(id);
        return state && { message: bulletinMessage(state, settings), ...state.bulletin };
      },
      draw,
      jobs: new Map(),
      client: makeClient({ botToken: slack.tokens.bot, apiUrl: slack.apiUrl, log }, 1000),
      budget: memoryBudget(50),
      idleMs: 10,
    });
    senders.push(sender);
    sender.start();
    return sender;
  };
  const start = Date.now();
  const contextAt = (hours: number) => ({
    settings,
    violations: store.violations,
    exemptions: store.exemptions,
    now: new Date(start + hours * hour),
  });
  const messages = () => slack.messages().filter(({ channel }) => channel === ALERTS);
  return { slack, store, contextAt, messages, newSender, log };
}

describe('what is told of violations', () => {
  it('calls the owner when it is posted, not again by edits, and by each reminder in its thread', async () => {
    const { slack, store, contextAt, messages, newSender } = await guard();
    newSender();
    const owner = { kind: 'person', id: 'U0ROSA0001' } as const;
    const [one, two] = [revoked(1, { owner }), revoked(2, { owner })];
    const version = await store.violations.write(shopPlace, '0', [one, two], []);
    await tell(contextAt(0));
    const [card] = await eventually(() => (messages().length === 1 ? messages() : undefined));
    expect(JSON.stringify(card?.blocks)).toContain('U0ROSA0001');

    // The one that is left is the same person's: the edit brings no new mention, and Slack would not notify by it.
    await store.violations.write(shopPlace, version ?? '', [{ ...one, ended: { at: 1, how: 'gone' } }], []);
    await eventually(() => slack.calls.some(({ method }) => method === 'chat.update') || undefined);
    expect(messages()).toHaveLength(1);

    await remind(contextAt(4));
    const reply = await eventually(() => messages().find(({ threadTs }) => threadTs === card?.ts));
    expect(reply.text).toContain('1 of 2 still open');
    expect(reply.text.split(mention)).toHaveLength(2);
    await remind(contextAt(4.5));
    expect(messages()).toHaveLength(2);
  });

  it('says a reminder once when Slack took it and the answer was lost with the process', async () => {
    const { slack, store, contextAt, messages, newSender } = await guard();
    const first = newSender();
    await store.violations.write(shopPlace, '0', [revoked(1)], []);
    await tell(contextAt(0));
    await eventually(() => (messages().length === 1 ? true : undefined));
    slack.faults.add({ kind: 'lost-answer', call: 'chat.postMessage', times: 1 });
    await remind(contextAt(4));
    await eventually(() => (messages().length === 2 ? true : undefined));
    await first.stop();
    newSender();
    await eventually(() => slack.calls.some(({ method }) => method === 'conversations.replies') || undefined, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(messages()).toHaveLength(2);
  });
});

describe('a digest', () => {
  const png = Buffer.from('89504e470d0a1a0a0000', 'hex');
  const imageIn = ({ blocks = [] }: { readonly blocks?: readonly { readonly type: string }[] }) =>
    blocks.find(({ type }) => type === 'image') as { alt_text?: string; slack_file?: { id: string } } | undefined;
  type Guard = Awaited<ReturnType<typeof guard>>;
  async function make({ store, contextAt }: Guard): Promise<void> {
    const context = contextAt(0);
    const at = { at: '00:00', timeZone: 'UTC', channel: ALERTS };
    const settings = { ...context.settings, compliance: { ...context.settings.compliance, digest: at } };
    await store.violations.write(shopPlace, '0', [revoked(1)], []);
    const { digests } = store;
    await digest({ ...context, settings, digests, records: noRecords, troubles: async () => [], audit: store.audit });
  }
  const first = (messages: Guard['messages']) =>
    eventually(() => messages().find(({ text }) => text.includes('1 open (1 high)')), 12_000);

  it('is one message with its picture, whose figures stand in the alt text and in what is read aloud', async () => {
    const made = await guard(async () => png);
    made.newSender();
    await make(made);
    const message = await first(made.messages);
    const image = imageIn(message);
    expect(image?.alt_text).toContain('Now 1: 1 high, 0 medium, 0 low.');
    expect(message.text).toContain('Day by day from');
    expect(made.slack.picture({ user: 'U0ROSA0001', id: image?.slack_file?.id ?? '' })).toEqual(png);
    expect(made.messages()).toHaveLength(1);
  });

  it.each<[string, DrawPicture, (made: Guard) => void]>([
    ['cannot be drawn', async () => Promise.reject(new Error('no library for this machine')), () => undefined],
    [
      'cannot be uploaded',
      async () => png,
      ({ slack }) =>
        slack.faults.add({ kind: 'error', call: 'files.getUploadURLExternal', code: 'fatal_error', times: 9 }),
    ],
  ])('goes out in words when its picture %s', async (_, draw, spoil) => {
    const made = await guard(draw);
    spoil(made);
    made.newSender();
    await make(made);
    expect(imageIn(await first(made.messages))).toBeUndefined();
    expect(made.log.lines.some(({ message }) => message === 'picture could not be shown')).toBe(true);
    expect(made.messages()).toHaveLength(1);
  });

  it('is posted once when Slack took it and the answer was lost with the process', async () => {
    const made = await guard(async () => png);
    const sender = made.newSender();
    made.slack.faults.add({ kind: 'lost-answer', call: 'chat.postMessage', times: 1 });
    await make(made);
    await eventually(
      () => (made.slack.calls.some(({ method }) => method === 'chat.postMessage') ? true : undefined),
      8000,
    );
    await sender.stop();
    made.newSender();
    await first(made.messages);
    await eventually(
      () => (made.slack.calls.some(({ method }) => method === 'conversations.history') ? true : undefined),
      15_000,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(made.messages()).toHaveLength(1);
  }, 40_000);
});
