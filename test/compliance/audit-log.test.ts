import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditLogChore } from '../../src/chores/audit-log.ts';
import { checkLog } from '../../src/cli/check-log.ts';
import { logTroubleLines } from '../../src/compliance/audit-log/log-message.ts';
import { watchLog } from '../../src/compliance/audit-log/watch-log.ts';
import type { AuditEntry } from '../../src/core/audit.ts';
import type { AwsReader } from '../../src/core/aws.ts';
import type { ChoreTools } from '../../src/core/chore.ts';
import { emptyMemory, type LogMemory, type LostHow } from '../../src/core/log-watch.ts';
import type { Run } from '../../src/core/run.ts';
import { auditLogPatrol } from '../../src/patrols/audit-log.ts';
import { wordsOf } from '../commands/support.ts';
import { approve, givenFor, planPromote, promoteRun } from '../jobs/support/approvals.ts';
import { handsOnLog } from '../store/hands-on-log.ts';
import { withRedis } from '../store/open-store.ts';
import { event } from '../store/sample-run.ts';
import { loggedIn } from '../store/whole-log.ts';
import { type AwsWorld, buildPlace, prodPlace, startAwsWorld, worldSettings } from '../support/aws-world.ts';
import { memoryExemptions } from '../support/memory-exemptions.ts';
import { noConfigViews } from '../support/no-config-views.ts';
import { noRecords } from '../support/no-records.ts';
import { noViolations } from '../support/no-violations.ts';

const { open } = withRedis();
const web = 'ami-0a1b2c3d4e5f6a006';
const scanned = 'ami-0a1b2c3d4e5f6a002';

/** A log of so many lines, and what stands in it. */
async function logOf(count: number) {
  const { store, redis, prefix } = open();
  const hands = handsOnLog(redis, prefix);
  const append = async (more: number) =>
    store.audit.append(Array.from({ length: more }, (_, index) => event('refused', { details: { index } })));
  await append(count);
  const lines = await loggedIn(store.audit, 1, count);
  const logged: string[] = [];
  const log = {
    info: (fields: object, message: string) => void logged.push(`info ${message} ${JSON.stringify(fields)}`),
    warn: (fields: object, message: string) => void logged.push(`warn ${message} ${JSON.stringify(fields)}`),
  };
  const tools = async () => ({
    audit: store.audit,
    logWatch: store.logWatch,
    log,
    settings: worldSettings,
    now: new Date(await store.clock()),
  });
  /** One turn of one process; another one has another memory. */
  const look = async (memory: LogMemory = emptyMemory()) => {
    await auditLogChore.do({ ...(await tools()), memory } as unknown as ChoreTools);
    return memory;
  };
  const seen = new Set<string>();
  /** What the channel has heard since the last time. */
  const heard = async (): Promise<readonly string[]> => {
    const items = await store.outbox.take(100, 60_000);
    return items.flatMap((item) => {
      if (item.kind !== 'notice' || seen.has(item.notice.key)) return [];
      seen.add(item.notice.key);
      expect(item.notice.to).toEqual({ kind: 'channel', channel: 'C0ALERTS01' });
      return [wordsOf(item.notice.message)];
    });
  };
  const status = async () => logTroubleLines((await store.logWatch.state()).state, Date.now());
  /** The log as it would be, had nobody touched it: with what was added to it since. */
  const putBack = async () => {
    const entries = (await store.audit.scan('', 1000)).flatMap(({ entry }) => entry ?? []);
    const since = entries.filter(({ sequence }) => sequence > count);
    await hands.restore([...lines, ...(since[0]?.previous === lines.at(-1)?.hash ? since : [])]);
  };
  return { store, redis, prefix, hands, putBack, append, lines, tools, look, heard, status, logged };
}
type Log = Awaited<ReturnType<typeof logOf>>;

type Found = readonly [firstBroken: number | undefined, how: LostHow | undefined];
const damage: readonly (readonly [
  what: string,
  does: (log: Log) => Promise<unknown>,
  says: RegExp,
  /** By `audit verify`, which is given line 30 as somebody noted it. */
  verified: Found,
])[] = [
  [
    'a line changed',
    ({ hands, lines }) => hands.change(lines, 17, { actor: 'U0EVE' }),
    /^The audit log is broken at line 17\nLine 17 was changed after it was written\./,
    [17, undefined],
  ],
  [
    'a line taken out of the middle',
    ({ hands }) => hands.remove(17),
    /^The audit log is broken at line 17\nLine 17 is missing; line 18 follows\./,
    [17, undefined],
  ],
  [
    'a line put in between',
    ({ hands, lines }) => hands.putBehind(lines, 17),
    /^The audit log is broken at line 17\nLine 17 stands where 18 belongs\./,
    [17, undefined],
  ],
  [
    'a line that nobody can read',
    ({ hands, lines }) => hands.garble(lines, 17),
    /^The audit log is broken at line 17\nLine 17 cannot be read\./,
    [17, undefined],
  ],
  [
    'its end cut off',
    ({ hands, lines }) => hands.cut(lines, 17),
    /^The end of the audit log is missing\nLine 30, noted .* by a worker, in its memory, is not there any more\./,
    [undefined, 'ended'],
  ],
  [
    'its end cut off, and the count left as it was',
    ({ hands, lines }) => hands.cut(lines, 17, 'not counted'),
    /^The end of the audit log is missing\n.*\nLine 18 is missing; the log has counted to 30\./,
    [18, 'ended'],
  ],
  [
    'the whole chain written anew with right hashes',
    ({ hands, lines }) => hands.rewrite(lines, 1, { actor: 'U0EVE' }),
    /^The audit log was written anew from some line on\nLine 30, noted .* is another one now\./,
    [undefined, 'rewritten'],
  ],
  [
    'its end cut off, and others written in its place',
    async ({ hands, lines, append }) => {
      await hands.cut(lines, 17);
      await append(20);
    },
    /^The audit log was written anew from some line on\nLine 30, noted/,
    [undefined, 'rewritten'],
  ],
  [
    'all of it removed',
    ({ hands }) => hands.empty(),
    /^The audit log began anew\nThere is no line in it\.\nLine 30, noted .* is not in it\./,
    [undefined, 'anew'],
  ],
];

describe('the check of the audit log', () => {
  it.each(damage)('%s: the channel hears it once, and that it is mended', async (_what, does, says, verified) => {
    const log = await logOf(30);
    const [one, other] = [await log.look(), await log.look()];
    expect(await log.heard()).toEqual([]);
    expect(await log.status()).toEqual([]);

    await does(log);
    const noted = { sequence: 30, hash: log.lines[29]?.hash ?? '', at: Date.now(), heldBy: 'somebody' };
    const nowhere = { aws: {} as AwsReader, settings: { ...worldSettings, accounts: [] } };
    const { breaks, how } = await checkLog(log.store.audit, [noted], nowhere);
    expect([breaks[0]?.sequence, how]).toEqual(verified);
    await log.look(one);
    const [told, ...more] = await log.heard();
    expect(more).toEqual([]);
    expect(told).toMatch(says);
    expect(
      log.logged.filter((line) => /^(warn the audit log is not|info the audit log began anew)/.test(line)),
    ).toHaveLength(1);
    expect(await log.status()).not.toEqual([]);

    // The same process, another one that had seen it too, one that starts; and when more has happened.
    for (const memory of [one, other, emptyMemory()]) await log.look(memory);
    await log.append(3);
    for (const memory of [one, other]) await log.look(memory);
    expect(await log.heard()).toEqual([]);

    await log.putBack();
    for (const memory of [one, other, emptyMemory(), one]) await log.look(memory);
    expect(await log.heard()).toEqual([expect.stringMatching(/^The audit log is whole again/)]);
    expect(await log.status()).toEqual([]);
  });

  it('is silent while lines are only added, and writes where the log stands to the process’s own log', async () => {
    const log = await logOf(5);
    const memory = await log.look();
    await log.look(memory);
    await log.append(2);
    await log.look(memory);
    const [, , , , , , last] = await loggedIn(log.store.audit, 1, 10);
    expect(log.logged).toEqual([
      expect.stringContaining('"line":5,'),
      `info the audit log was checked ${JSON.stringify({ line: 7, hash: last?.hash, breaks: 0, lost: 0 })}`,
    ]);
    expect(await log.heard()).toEqual([]);
  });

  it('tells of a new break beside one that was told of, and of what is mended only when all is', async () => {
    const log = await logOf(30);
    const memory = await log.look();
    const twice = log.lines.map((line) => (line.sequence === 9 ? { ...line, actor: 'U0EVE' } : line));
    await log.hands.change(log.lines, 9, { actor: 'U0EVE' });
    await log.look(memory);
    expect(await log.heard()).toEqual([expect.stringContaining('broken at line 9')]);
    await log.hands.change(twice, 20, { actor: 'U0EVE' });
    await log.look(memory);
    expect(await log.heard()).toEqual([expect.stringMatching(/broken at line 20\n/)]);
    await log.hands.change(log.lines, 20, { actor: 'U0EVE' });
    await log.look(memory);
    expect(await log.heard()).toEqual([]);
    await log.hands.restore(log.lines);
    await log.look(memory);
    expect(await log.heard()).toEqual([expect.stringContaining('whole again')]);
  });

  it('tells of a second loss right after the first', async () => {
    const log = await logOf(30);
    const memory = await log.look();
    for (const keep of [20, 10]) {
      await log.hands.cut(log.lines, keep);
      await log.look(memory);
    }
    expect(await log.heard()).toEqual([
      expect.stringContaining('Line 30, noted'),
      expect.stringMatching(/^The end of the audit log is missing\nLine 20, noted/),
    ]);
  });

  it('is not silenced by a record of what was told that nobody can read, or that is of a time to come', async () => {
    const log = await logOf(30);
    const memory = await log.look();
    await log.redis.hset(`${log.prefix}audit:watch`, 'state', '{');
    await log.hands.cut(log.lines, 20);
    await log.look(memory);
    expect(await log.heard()).toEqual([expect.stringContaining('Line 30, noted')]);
    const { state, version } = await log.store.logWatch.state();
    await log.store.logWatch.told(version, { ...state, toldAt: Date.now() + 86_400_000 }, undefined);
    await log.hands.cut(log.lines, 10);
    await log.look(memory);
    expect(await log.heard()).toEqual([expect.stringContaining('Line 20, noted')]);
  });

  it('reads a long log in turns, old lines again and again, each turn no more than so many', async () => {
    const log = await logOf(60);
    let read = 0;
    const audit = {
      ...log.store.audit,
      scan: async (after: string, limit: number) => {
        const found = await log.store.audit.scan(after, limit);
        read += found.length;
        return found;
      },
    };
    const memory = emptyMemory();
    const turn = async () => {
      read = 0;
      await watchLog(memory, { ...(await log.tools()), audit }, 50);
      return read;
    };
    expect([await turn(), memory.checked.sequence]).toEqual([50, 50]);
    expect([await turn(), memory.checked.sequence, memory.again.sequence]).toEqual([50, 60, 40]);
    await log.hands.change(log.lines, 55, { actor: 'U0EVE' });
    await turn();
    expect(await log.heard()).toEqual([expect.stringContaining('broken at line 55')]);
  });
});

describe('what AWS holds of the audit log', () => {
  let world: AwsWorld;
  beforeEach(async () => {
    world = await startAwsWorld();
  });
  afterEach(async () => await world.close());

  /** An approval whose decision is a line of the log. */
  async function approveWith(image: string, { sequence, hash }: AuditEntry): Promise<void> {
    const plan = await planPromote(world, { image });
    const decidedAt = Date.now();
    const confirm = () => ({ ...givenFor(plan, 'r-pppppppppp'), decision: { sequence, hash } });
    await promoteRun(world, plan, { confirm, view: { approval: { decidedAt } as Run['approval'] } }).go();
  }
  const patrol = async (log: Log, place = buildPlace) =>
    auditLogPatrol.look(place, {
      ...(await log.tools()),
      aws: world.aws.reader({ reference: 'audit-log', userId: 'assay' }, { patience: 'job' }),
      settings: world.settings,
      violations: noViolations,
      configViews: noConfigViews,
      exemptions: memoryExemptions([]),
      records: noRecords,
      hurry: async () => undefined,
      bornAt: new Date(0),
    });
  const verified = (log: Log) =>
    checkLog(log.store.audit, [], {
      aws: world.aws.reader({ reference: 'audit', userId: 'assay' }, { patience: 'command' }),
      settings: world.settings,
    });
  const line = ({ lines }: Log, sequence: number): AuditEntry => {
    const [found] = lines.slice(sequence - 1);
    if (!found) throw new Error(`no line ${sequence}`);
    return found;
  };

  it.each([
    [
      'cut',
      ({ hands, lines }: Log) => hands.cut(lines, 17),
      /^The end of the audit log is missing\nLine 20, noted .* by the approval of ami-0a1b2c3d4e5f6a006 for production, in AWS, is not there any more\./,
      'ended',
    ],
    [
      'written anew with right hashes',
      ({ hands, lines }: Log) => hands.rewrite(lines, 12, { actor: 'U0EVE' }),
      /^The audit log was written anew from some line on\nLine 20, .* is another one now\./,
      'rewritten',
    ],
  ])('a log that was %s while no worker lived is found by it, once for all places', async (_what, does, says, how) => {
    const log = await logOf(30);
    await approveWith(web, line(log, 20));
    await approveWith(scanned, line(log, 8));
    for (const place of [buildPlace, prodPlace]) await patrol(log, place);
    expect(await log.heard()).toEqual([]);
    expect(await verified(log)).toMatchObject({ breaks: [], how: undefined, unseen: [], fit: { length: 2 } });
    await does(log);
    expect(await verified(log)).toMatchObject({ breaks: [], how, fit: [{ sequence: 8 }], lost: [{ sequence: 20 }] });
    for (const place of [buildPlace, prodPlace, buildPlace]) await patrol(log, place);
    await log.look();
    const [told, ...more] = await log.heard();
    expect(more).toEqual([]);
    expect(told).toMatch(says);
    expect(told).not.toContain('Line 8');

    await log.hands.restore(log.lines);
    await log.look();
    await patrol(log);
    expect(await log.heard()).toEqual([expect.stringContaining('whole again')]);
  });

  it('a Redis that was emptied is said to be one, once, and what is approved afterwards fits', async () => {
    const before = await logOf(30);
    await approve(world, web);
    const log = await logOf(3);
    await patrol(log);
    const [told, ...more] = await log.heard();
    expect(more).toEqual([]);
    expect(told).toMatch(
      /^The audit log began anew\nIts first line is of .*\nLine 12, noted .* in AWS, is not in it\./,
    );
    expect(told).toContain('If Redis was emptied or replaced then, this is its trace, and it is told once');
    expect(before.lines).toHaveLength(30);
    await approveWith(scanned, line(log, 2));
    await patrol(log);
    await log.look();
    expect(await log.heard()).toEqual([]);
    expect(await log.status()).toHaveLength(1);
    expect(logTroubleLines((await log.store.logWatch.state()).state, Date.now() + 8 * 86_400_000)).toEqual([]);
  });

  it('is left out where AWS does not answer; the rest is verified all the same', async () => {
    const log = await logOf(30);
    await approveWith(web, line(log, 20));
    world.fake.faults.add({ kind: 'error', call: 'DescribeImages', code: 'UnauthorizedOperation', times: 99 });
    await log.hands.change(log.lines, 17, { actor: 'U0EVE' });
    const { breaks, lost, unseen } = await verified(log);
    expect(breaks).toMatchObject([{ sequence: 17 }]);
    expect(lost).toEqual([]);
    expect(unseen).toHaveLength(world.settings.accounts.flatMap(({ regions }) => regions).length);
  });

  it('an approval that somebody else signed, or changed, says nothing about the log', async () => {
    const log = await logOf(30);
    await approveWith(web, line(log, 20));
    const key = 'assay:attestation-production';
    const { [key]: attestation = '' } = world.image(web).tags;
    world.fake.hands.tagImage(web, { [key]: attestation.replace(/ l=\d+:/, ' l=21:') });
    await patrol(log);
    expect(await log.heard()).toEqual([]);
  });
});
