import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../sandbox/contract.ts';
import type { Run } from '../../src/core/run.ts';
import type { Notice } from '../../src/core/store.ts';
import { makeClient } from '../../src/slack/make-client.ts';
import { makeSender } from '../../src/slack/outbox/make-sender.ts';
import { backOff } from '../../src/slack/outbox/send-card.ts';
import { sendNotice } from '../../src/slack/outbox/send-notice.ts';
import { memoryBudget, memoryOutbox } from './memory-outbox.ts';
import { keepLog } from './quiet-log.ts';
import { createJob } from './some-commands.ts';
import { REQUESTS, ROSA, settings, someApproval, someRun } from './some-runs.ts';
import { eventually, openSlack } from './stage.ts';

async function openSender(faster = 50, strictRates = true) {
  const slack = await openSlack({ strictRates });
  const outbox = memoryOutbox();
  const log = keepLog();
  const sender = makeSender({
    leaseMs: 12_000,
    outbox,
    settings,
    log,
    runs: { get: async (id) => outbox.runs.get(id), children: async () => [] },
    bulletin: async () => undefined,
    jobs: new Map([['create', createJob as never]]),
    client: makeClient({ botToken: slack.tokens.bot, apiUrl: slack.apiUrl, log }, 1000),
    budget: memoryBudget(faster),
    idleMs: 10,
  });
  sender.start();
  const cards = (run: Run): readonly SlackMessage[] =>
    slack.messages().filter(({ metadata, deleted }) => metadata?.event_payload['key'] === run.id && !deleted);
  const empty = () => eventually(() => outbox.open() === 0, 15_000);
  return { slack, outbox, sender, log, cards, empty };
}

const calls = (slack: Awaited<ReturnType<typeof openSlack>>, method: string): number =>
  slack.calls.filter((call) => call.method === method).length;

const thread = (run: Run, key: string, title: string): Notice => ({
  key,
  runId: run.id,
  to: { kind: 'thread' },
  message: { title },
  urgent: true,
});

describe('the outbox sender', () => {
  it('posts a card once and edits it when, and only when, it shows something new', async () => {
    const { slack, outbox, sender, cards, empty } = await openSender();
    const run = someRun();
    outbox.change(run);
    await empty();
    expect(cards(run)).toHaveLength(1);
    outbox.change({ ...run, attempts: 3 });
    await empty();
    expect(calls(slack, 'chat.update')).toBe(0);
    outbox.change({ ...run, state: 'done', result: { imageId: 'ami-0123' } });
    await empty();
    expect(cards(run).map(({ text }) => text.split('\n')[0])).toEqual([
      '✅ Created: AMI web-2026-11-23 from i-0abc123',
    ]);
    expect(calls(slack, 'chat.update')).toBe(1);
    await sender.stop();
  });

  it('answers in the thread after the card, and calls nobody the notice does not name, however late it comes', async () => {
    const { slack, outbox, sender, cards, empty } = await openSender();
    const run = someRun({ state: 'done', result: { imageId: 'ami-0123' } });
    outbox.notice(thread(run, 'vote', 'Approval 1 of 2'));
    outbox.change(run);
    await empty();
    const [card] = cards(run);
    const reply = slack.messages().find(({ text }) => text.includes('Approval 1 of 2'));
    expect(reply?.threadTs).toBe(card?.ts);
    expect(reply?.text).not.toContain(`<@${ROSA}>`);
    await sender.stop();
  });

  it('waits for its card longer than a card is held back after a failure', async () => {
    const run = someRun();
    const waits: number[] = [];
    const outbox = { ...memoryOutbox(), later: async (_: unknown, waitMs: number) => void waits.push(waitMs) };
    const tools = { outbox, settings, runs: { get: async () => run } } as unknown as Parameters<typeof sendNotice>[0];
    const notice = thread(run, 'n1', 'In its thread');
    for (let n = 0; n < 40; n += 1) await sendNotice(tools, { kind: 'notice', notice, tries: n, waits: n });
    const inAll = waits.reduce((sum, ms) => sum + ms, 0);
    expect(inAll).toBeGreaterThan(2 * backOff({ tries: 99, waits: 0 }, 0));
  });

  it('does not count it against a notice that it waited for its card', async () => {
    const { slack, outbox, sender, cards, empty } = await openSender();
    const run = someRun();
    slack.faults.add({ kind: 'throttle', call: 'chat.postMessage', times: 1, retryAfterSeconds: 5 });
    slack.faults.add({ kind: 'delay', call: 'chat.postMessage', ms: 0, times: 1 });
    slack.faults.add({ kind: 'error', call: 'chat.postMessage', code: 'team_is_tired', times: 1 });
    outbox.change(run);
    outbox.notice(thread(run, 'n1', 'Said after all'));
    await empty();
    expect(outbox.waited.filter((why) => why === 'waits for its card').length).toBeGreaterThan(8);
    expect(outbox.given).toEqual([]);
    expect(slack.messages().find(({ text }) => text === 'Said after all')?.threadTs).toBe(cards(run)[0]?.ts);
    expect(calls(slack, 'conversations.replies')).toBe(1);
    await sender.stop();
  });

  it('does not double a card whose answer was lost, even when the run changed meanwhile', async () => {
    const { slack, outbox, sender, cards, empty } = await openSender();
    const run = someRun();
    slack.faults.add({ kind: 'lost-answer', call: 'chat.postMessage', times: 1 });
    outbox.change(run);
    await slack.awaitMessage(({ metadata }) => metadata?.event_payload['key'] === run.id);
    outbox.change({ ...run, state: 'running', progress: { phase: 'creating', percent: 20 } });
    await empty();
    expect(cards(run)).toHaveLength(1);
    expect(cards(run)[0]?.text).toContain('creating');
    await sender.stop();
  });

  it('does not double a notice whose answer was lost', async () => {
    const { slack, outbox, sender, empty } = await openSender();
    const run = someRun();
    outbox.change(run);
    await empty();
    slack.faults.add({ kind: 'lost-answer', call: 'chat.postMessage', times: 1 });
    outbox.notice(thread(run, 'n1', 'Once only'));
    await empty();
    expect(slack.messages().filter(({ text }) => text === 'Once only')).toHaveLength(1);
    await sender.stop();
  });

  it('waits as long as Slack asks, and loses nothing on a broken gateway', async () => {
    const { slack, outbox, sender, cards, empty } = await openSender();
    slack.faults.add({ kind: 'throttle', call: 'chat.postMessage', times: 1, retryAfterSeconds: 1 });
    const run = someRun();
    const began = Date.now();
    outbox.change(run);
    await empty();
    expect(Date.now() - began).toBeGreaterThanOrEqual(950);
    slack.faults.add({ kind: 'status', call: 'chat.update', status: 503, times: 2 });
    outbox.change({ ...run, state: 'cancelled' });
    await empty();
    expect(cards(run)[0]?.text).toContain('Cancelled');
    await sender.stop();
  });

  it('posts anew what somebody deleted, and says so', async () => {
    const { slack, outbox, sender, cards, empty } = await openSender();
    const run = someRun();
    outbox.change(run);
    await empty();
    slack.faults.add({ kind: 'error', call: 'chat.update', code: 'message_not_found', times: 1 });
    outbox.change({ ...run, state: 'cancelled' });
    await empty();
    expect(cards(run).at(-1)?.text).toContain('Cancelled');
    expect(outbox.problems).toEqual([expect.stringContaining('posted anew')]);
    await sender.stop();
  });

  it('goes to the channel for requests when the run’s own is archived, and records why', async () => {
    const { slack, outbox, sender, cards, empty } = await openSender();
    await slack.archiveChannel('C0ALERTS01');
    const run = someRun({ channel: 'C0ALERTS01' });
    outbox.change(run);
    await empty();
    expect(cards(run)[0]?.channel).toBe(REQUESTS);
    expect(outbox.problems).toEqual([expect.stringContaining('C0ALERTS01')]);
    outbox.change({ ...run, state: 'cancelled' });
    await empty();
    expect(cards(run)).toHaveLength(1);
    await sender.stop();
  });

  it('moves a card whose channel was archived later', async () => {
    const { slack, outbox, sender, cards, empty } = await openSender();
    const run = someRun({ channel: 'C0ALERTS01' });
    outbox.change(run);
    await empty();
    await slack.archiveChannel('C0ALERTS01');
    outbox.change({ ...run, state: 'cancelled' });
    await empty();
    expect(cards(run).map(({ channel }) => channel)).toEqual(['C0ALERTS01', REQUESTS]);
    await sender.stop();
  });

  it('writes to the requester when no channel is left', async () => {
    const { slack, outbox, sender, cards, empty } = await openSender();
    await slack.archiveChannel('C0ALERTS01');
    await slack.archiveChannel(REQUESTS);
    const run = someRun({ channel: 'C0ALERTS01' });
    outbox.change(run);
    await empty();
    const direct = (await slack.hands.state({ user: ROSA })).channels.find(({ isDirect }) => isDirect);
    expect(cards(run)[0]?.channel).toBe(direct?.id);
    await sender.stop();
  });

  it('shortens what Slack refuses, at last to text alone', async () => {
    const { slack, outbox, sender, cards, empty } = await openSender();
    slack.faults.add({ kind: 'error', call: 'chat.postMessage', code: 'msg_blocks_too_long', times: 1 });
    const run = someRun();
    outbox.change(run);
    await empty();
    expect(cards(run)[0]?.blocks?.length).toBeGreaterThan(0);
    slack.faults.add({ kind: 'error', call: 'chat.postMessage', code: 'invalid_blocks', times: 7 });
    const other = someRun();
    outbox.change(other);
    await empty();
    expect(cards(other)[0]?.blocks).toBeUndefined();
    expect(cards(other)[0]?.text).toContain('web-2026-11-23');
    await sender.stop();
  });

  it('gives up, with the reason, what Slack refuses again and again for a reason nobody knows', async () => {
    const { slack, outbox, sender, empty } = await openSender();
    slack.faults.add({ kind: 'error', call: 'chat.postMessage', code: 'as_user_not_supported', times: 99 });
    const run = someRun();
    outbox.change(run);
    while (outbox.given.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      outbox.hurry();
    }
    await empty();
    expect(outbox.given[0]?.why).toBe('as_user_not_supported');
    await sender.stop();
  });

  it('shows the end of a run at once while many others move their bars', async () => {
    const { slack, outbox, sender, cards } = await openSender(1, false);
    const runs = Array.from({ length: 12 }, (_, n) =>
      someRun({ state: 'running', channel: n % 2 ? REQUESTS : 'C0APPROVALS' }),
    );
    for (const run of runs) {
      outbox.runs.set(run.id, run);
      // Posted before: only edits are counted here.
      const { ts, channel } = await post(slack, run);
      await outbox.savePosted(run.id, { ts, channel, shown: '' });
    }
    for (const run of runs) outbox.change({ ...run, progress: { phase: 'creating', percent: 10 } });
    const [first] = runs;
    if (!first) throw new Error('no run');
    await slack.until(() => (calls(slack, 'chat.update') >= 3 ? true : undefined));
    const began = Date.now();
    outbox.change({ ...first, state: 'done', result: { imageId: 'ami-0123' } });
    outbox.hurry();
    await slack.until(() => cards(first).find(({ text }) => text.startsWith('✅')));
    expect(Date.now() - began).toBeLessThan(2000);
    expect(calls(slack, 'chat.update')).toBeLessThan(10);
    await sender.stop();
  });

  it('finds its card after a crash between Slack’s answer and our record', async () => {
    const { slack, outbox, sender, cards, empty } = await openSender();
    const run = someRun({ state: 'waiting', approval: someApproval() });
    await post(slack, run);
    outbox.change(run);
    outbox.change(run);
    await empty();
    expect(cards(run)).toHaveLength(1);
    expect(cards(run)[0]?.text).toContain('Waiting for approval');
    await sender.stop();
  });
});

/** What an earlier process of ours left in Slack. */
async function post(slack: Awaited<ReturnType<typeof openSlack>>, run: Run): Promise<{ ts: string; channel: string }> {
  const client = makeClient({ botToken: slack.tokens.bot, apiUrl: slack.apiUrl, log: keepLog() }, 1000);
  const metadata = { event_type: 'assay_card', event_payload: { key: run.id } };
  const { ts = '', channel = '' } = await client.chat.postMessage({ channel: run.channel, text: 'older', metadata });
  return { ts, channel };
}
