import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateMessageBlocks } from '../../sandbox/slack/block-kit/validate-message-blocks.ts';
import type { Job } from '../../src/core/job.ts';
import { type Run, runStates } from '../../src/core/run.ts';
import { falseTagJob } from '../../src/jobs/false-tag/index.ts';
import { readButtonValue } from '../../src/slack/cards/card-buttons.ts';
import { renderCard } from '../../src/slack/cards/render-card.ts';
import { runCard } from '../../src/slack/cards/run-card.ts';
import { messageProblems } from '../../src/slack/rendering/validate.ts';
import { createJob } from './some-commands.ts';
import { ADA, asked, BEN, CLEO, settings, someApproval, someRun } from './some-runs.ts';

const jobs = new Map([['create', createJob as unknown as Job]]);
const now = asked + 60_000;
const digest = 'ab12cd34ef567890'.repeat(4);
const at = { requestedAt: asked, changedAt: asked + 30_000 };
const render = (run: Run) => renderCard(runCard(run, jobs, settings, now));
const spoken = (patch: Partial<Run>): readonly string[] => render(someRun({ ...at, ...patch })).text.split('\n');
const actions = (patch: Partial<Run>): readonly string[] =>
  render(someRun({ ...at, ...patch })).blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map((element) => element.action_id ?? '') : [],
  );
const yes = (userId: string, minute: number) => ({
  userId,
  kind: 'approve' as const,
  at: asked + minute * 60_000,
  digest,
});

describe('a run’s card', () => {
  it('waits for approval: who asked and why, what for, n of m, until when, void votes with why', () => {
    const votes = [yes(ADA, 1), { ...yes(BEN, 2), void: { at: asked, why: 'left the group of approvers' } }];
    expect(spoken({ state: 'waiting', reason: 'Friday release', approval: someApproval({ votes }) })).toEqual([
      '⏳ Waiting for approval: AMI web-2026-11-23 from i-0abc123',
      '1 of 2 approvals: <@U0ADA00001> 2026-11-23 14:06 UTC · expires 2026-11-24 14:05 UTC',
      'Asked by <@U0ROSA0001> 2026-11-23 14:05 UTC',
      'Why: Friday release',
      'Account: dev (111122223333), eu-west-1',
      'Instance: i-0abc123 web-1',
      'For: production',
      'Who may approve: <!subteam^S0APPROVERS>, <@U0ADA00001>, but not who asked',
      'Vote void: <@U0BEN00001>: left the group of approvers (2026-11-23 14:05 UTC)',
      'Warning: web-1 restarts while its snapshots are taken.',
      expect.stringMatching(/^r-\w+ · document ab12cd34ef$/),
    ]);
  });

  it('is approved, but not applied, until AWS was read back', () => {
    const approval = someApproval({ votes: [yes(ADA, 1), yes(CLEO, 2)], decidedAt: asked });
    const [title, first] = spoken({ state: 'running', approval, progress: { phase: 'tagging' } });
    expect(title).toMatch(/^🔄 Approved, working: /);
    expect(first).toBe('Approved by 2 of 2, tagging …');
  });

  it('says why it is ended in mid-work, and not that it is approved', () => {
    const approval = someApproval({ votes: [yes(ADA, 1)] });
    const cancelAsked = { by: 'assay', at: asked, as: 'expired' as const, why: 'not enough people approved again' };
    const lines = spoken({ state: 'queued', approval, cancelAsked });
    expect(lines).toContain('Cancelling: not enough people approved again.');
    expect(lines.join(' ')).not.toMatch(/Approved by|assay asked/);
  });

  it('shows how far it is', () => {
    const lines = spoken({ state: 'running', progress: { phase: 'creating snapshots', percent: 47.8 } });
    expect(lines).toContain('▰▰▰▰▱▱▱▱▱▱ 47 % · creating snapshots');
  });

  it('says what it waits for before it starts', () => {
    expect(spoken({ behind: 'r-abcdefghjk' })).toContain(
      'Starts when r-abcdefghjk has ended: both work on the same thing.',
    );
    expect(spoken({ startAt: now + 8000 })).toContain('Starts in 8 seconds; until then it can be cancelled.');
  });

  it('ends with what came of it', () => {
    expect(spoken({ state: 'done', result: { imageId: 'ami-0123' } }).slice(0, 3)).toEqual([
      '✅ Created: AMI web-2026-11-23 from i-0abc123',
      'Asked by <@U0ROSA0001> 2026-11-23 14:05 UTC',
      'AMI: ami-0123',
    ]);
    const ending = { code: 'bug', message: 'Something broke.', hint: 'Try again.', reference: 'ab12' } as const;
    expect(spoken({ state: 'failed', ending }).slice(0, 4)).toEqual([
      '⛔ Failed: AMI web-2026-11-23 from i-0abc123',
      'Something broke.',
      'Try again.',
      'Reference ab12',
    ]);
    const reject = { userId: BEN, kind: 'reject' as const, at: asked, digest, reason: 'old kernel' };
    const rejected = { code: 'rejected', message: 'Rejected.' } as const;
    expect(spoken({ state: 'rejected', approval: someApproval({ votes: [reject] }), ending: rejected })[1]).toBe(
      'Rejected by <@U0BEN00001> 2026-11-23 14:05 UTC: old kernel',
    );
  });

  it('ends with a warning where it did well and found something bad, and says it once', () => {
    const found = { imageId: 'ami-0old', name: 'old-7', ownerId: '111122223333', digest: 'd' };
    const plan = {
      place: { account: '111122223333', region: 'eu-west-1' },
      environment: 'production',
      found: [{ ...found, kind: 'tag_only', sentence: 'Set by hand.' }],
    };
    const run = someRun({ ...at, state: 'done', job: 'false-tag', plan, result: {} });
    const told = renderCard(runCard(run, new Map([['false-tag', falseTagJob as unknown as Job]]), settings, now));
    const title = 'Approval tags on old-7 were set by hand';
    const lines = told.text.split('\n');
    expect(lines[0]).toBe(`⚠️ Found: ${title}`);
    expect(lines.slice(1).join()).not.toContain(title);
  });

  it('names what a cancelled or failed run leaves in AWS, unless it is said already', () => {
    const about = ['i-0abc123', 'ami-0left'];
    const ending = { code: 'cancelled', message: 'Cancelled.' } as const;
    expect(spoken({ state: 'cancelled', about, ending })[2]).toBe('Begun in AWS before that: ami-0left');
    const named = { code: 'aws_failed', message: 'AWS could not finish ami-0left.' } as const;
    expect(spoken({ state: 'failed', about, ending: named }).join()).not.toContain('Begun in AWS');
    expect(spoken({ state: 'cancelled', about, ending, plan: { other: 1 } }).join()).not.toContain('Begun in AWS');
  });

  it.each([
    ['waiting', {}, ['approve', 'reject', 'details', 'withdraw']],
    ['queued', {}, ['cancel', 'details']],
    ['running', {}, ['cancel', 'details']],
    ['running', { cancelAsked: { by: ADA, at: asked } }, ['details']],
    ['failed', { ending: { code: 'aws_failed', message: 'x' } }, ['retry', 'details']],
    ['failed', { ending: { code: 'not_possible', message: 'x' } }, ['details']],
    ['done', { result: { imageId: 'ami-0123' } }, ['offer.0', 'details']],
    ['rejected', {}, ['details']],
    ['expired', {}, ['details']],
    ['stale', {}, ['details']],
  ] as const)('has the buttons of its state: %s', (state, patch, buttons) => {
    const approval = someApproval();
    const found = actions({ state, approval, ...(patch as Partial<Run>) });
    expect(found).toEqual(buttons.map((name) => `assay.${name}`));
  });

  it('carries in its buttons the run and the document’s digest, nothing else', () => {
    const run = someRun({ state: 'waiting', approval: someApproval() });
    const values = render(run).blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements.map((element) => ('value' in element ? element.value : undefined)) : [],
    );
    for (const value of values) expect(readButtonValue(value)).toEqual({ runId: run.id, digest: run.digest });
    for (const forged of ['', 'r-x|1', `${run.id}|zz`, `${run.id}|ab|cd`, undefined])
      expect(readButtonValue(forged)).toBeUndefined();
  });

  it('has fresh block ids when, and only when, it shows something else', () => {
    const run = someRun({ ...at, state: 'waiting', approval: someApproval() });
    const ids = (each: Run) => render(each).blocks.map(({ block_id }) => block_id);
    expect(ids({ ...run, attempts: 9 })).toEqual(ids(run));
    expect(ids({ ...run, approval: someApproval({ votes: [yes(ADA, 1)] }) })).not.toEqual(ids(run));
  });

  it('tells its targets a line each, what went wrong first, and counts what does not fit', () => {
    const child = (key: string, patch: Partial<Run>) =>
      someRun({ ...at, parent: { runId: 'r-abcdefghjk', key }, ...patch });
    const failed = {
      state: 'failed' as const,
      ending: { code: 'aws_failed' as const, message: 'The key is disabled.' },
    };
    const children = [
      ...Array.from({ length: 198 }, (_, number) => child(`e${number}`, { state: 'queued' })),
      child('working', { state: 'running', progress: { phase: 'copying', percent: 40.7 } }),
      child('broken', failed),
    ];
    const card = (some: readonly Run[]) =>
      renderCard(runCard(someRun({ ...at, state: 'running', children: some.length }), jobs, settings, now, some));
    const { text, blocks } = card(children);
    expect(text).toContain('0 of 200 done, 1 failed, 1 at work, 198 waiting');
    expect(text.indexOf('The key is disabled.')).toBeLessThan(text.indexOf('40 % · copying'));
    expect(text).toContain('… and 180 more');
    expect(validateMessageBlocks(blocks)).toMatchObject({ messages: [] });
    expect(messageProblems({ blocks, text })).toEqual([]);
  });

  it('offers Undo where something could be taken back, and Retry failed where targets failed', () => {
    const undo = [
      {
        kind: 'image' as const,
        place: { account: '1'.repeat(12), region: 'eu-west-1' },
        imageId: 'ami-1',
        runId: 'r-1',
      },
    ];
    const ending = { code: 'aws_failed' as const, message: 'One failed.' };
    const buttons = (patch: Partial<Run>, children: readonly Run[] = []) =>
      renderCard(runCard(someRun({ ...at, ...patch }), jobs, settings, now, children)).blocks.flatMap((block) =>
        block.type === 'actions' ? block.elements.map((element) => ('text' in element ? element.text?.text : '')) : [],
      );
    expect(buttons({ state: 'failed', ending }, [someRun({ undo })])).toEqual(['Undo…', 'Try again', 'Details']);
    expect(buttons({ state: 'failed', ending }, [someRun({ undo }), someRun({})])).toEqual([
      'Undo…',
      'Retry failed',
      'Details',
    ]);
    expect(buttons({ state: 'running', undo })).not.toContain('Undo…');
  });

  it('survives a plan that an older release wrote, and a job that is gone', () => {
    const run = someRun({ plan: { other: 1 } });
    expect(render(run).text).toContain('create i-0abc123');
    expect(renderCard(runCard(run, new Map(), settings, now)).text).toContain('create i-0abc123');
  });

  it('is a card Slack takes, whatever stands in the record; nothing foreign becomes markup or a mention', () => {
    const foreign = fc.oneof(
      fc.string({ maxLength: 5000 }),
      fc.constantFrom('<!channel> *b* `c` ~d~ _e_', '<@U0ADA00001>', '', ' ', '𝒜'.repeat(3000), ':skull:', '&lt;'),
    );
    const votes = fc.array(
      fc.record({
        userId: fc.constantFrom(ADA, BEN),
        kind: fc.constantFrom('approve' as const, 'reject' as const),
        at: fc.constant(asked),
        digest: fc.constant(digest),
        reason: foreign,
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...runStates),
        foreign,
        foreign,
        votes,
        fc.boolean(),
        (state, one, two, cast, approved) => {
          const run = someRun({
            state,
            plan: { instance: one || 'i', name: two, noReboot: true },
            reason: one,
            ...(approved ? { approval: someApproval({ votes: cast, environment: two }) } : {}),
            progress: { phase: two, percent: 100 },
            ending: { code: 'bug', message: one, hint: two, reference: two },
            result: { imageId: one },
          });
          const { blocks, text } = render(run);
          expect(messageProblems({ blocks, text })).toEqual([]);
          expect(validateMessageBlocks(blocks)).toMatchObject({ messages: [] });
          const marked = JSON.stringify(blocks).match(/"type":"mrkdwn","text":"[^"]*"/g) ?? [];
          for (const each of marked) expect(each).toMatch(/"text":"<(@U0\w+|!date\^\d+\^[^>]*)>"$/);
          expect(text).not.toMatch(/<!channel>/);
        },
      ),
      { numRuns: 300 },
    );
  });
});
