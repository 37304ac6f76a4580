import { describe, expect, it } from 'vitest';
import { playMainJob } from '../../sandbox/story/play.ts';
import { cast, channels, textOf } from '../../sandbox/story/stage.ts';
import { connectRedis } from '../../src/store/connect.ts';
import { keyPrefix } from '../../src/store/key-prefix.ts';
import { makeStore } from '../../src/store/make-store.ts';
import { handsOnLog } from '../store/hands-on-log.ts';
import { event } from '../store/sample-run.ts';
import { readAudit } from './support/read-audit.ts';
import { runAssay } from './support/run-assay.ts';
import { withSandbox } from './support/with-sandbox.ts';

const alerts = 'C0ALERTS01';
/** The program is started several times, and the channel hears of what a sweep finds. */
const patient = 180_000;
const world = withSandbox({ paceMs: 4500, sweepEvery: '2s' });

describe('the audit log after the main job', () => {
  it('holds the decision that the tag in AWS names', async () => {
    await playMainJob(world.sandbox(), () => {});
    const entries = await readAudit(world.sandbox());
    expect(entries.filter(({ action }) => action === 'decision')).toHaveLength(1);
  });

  /** What the channel for findings has heard about the log. */
  const heard = () =>
    world
      .sandbox()
      .slack.messages()
      .filter(({ channel, text }) => channel === alerts && /audit log/.test(text ?? ''))
      .map(textOf);
  const hearing = (pattern: RegExp) =>
    world.sandbox().slack.until(() => heard().find((text) => pattern.test(text)), {
      timeoutMs: 60_000,
      what: `the channel to hear ${pattern}`,
    });
  const log = () => {
    const redis = connectRedis({ url: world.sandbox().redis.url }, 'patient');
    return { redis, hands: handsOnLog(redis, keyPrefix) };
  };

  it(
    'a line of the audit log that somebody changed is found, and which one; the channel hears it once, and its end',
    async () => {
      const { env, folder } = world.sandbox();
      const entries = await readAudit(world.sandbox());
      const { redis, hands } = log();
      const wrong = entries.find(({ actor }) => actor === cast.rosa)?.sequence ?? 0;
      await hands.change(entries, wrong, { actor: cast.max });
      const verified = await runAssay(['audit', 'verify'], env, folder);
      expect(verified).toMatchObject({ code: 1, stdout: '' });
      expect(verified.stderr).toContain(`The audit log is broken at line ${wrong}: `);
      await hearing(new RegExp(`broken at line ${wrong}\\b`));
      expect(textOf(await world.stage().type('rosa', channels.requests, '/ami status'))).toContain(
        `Line ${wrong} was changed after it was written.`,
      );

      await hands.restore(entries);
      redis.disconnect();
      await hearing(/whole again/);
      expect(heard()).toHaveLength(2);
    },
    patient,
  );

  it(
    'a log whose end was cut off does not fit what AWS holds, nor what people noted; the channel hears it once',
    async () => {
      const { env, folder } = world.sandbox();
      const entries = await readAudit(world.sandbox());
      const decision = entries.findLast(({ action }) => action === 'decision');
      const last = entries.at(-1);
      if (!decision || !last) throw new Error('no decision');
      const noted = ['--line', String(last.sequence), '--hash', last.hash];
      const whole = await runAssay(['audit', 'verify', ...noted], env, folder);
      expect(whole).toMatchObject({ code: 0, stderr: '' });
      expect(whole.stdout).toContain(
        `It fits the 2 lines that are noted elsewhere, the newest of them line ${last.sequence}.`,
      );

      const { redis, hands } = log();
      await hands.cut(entries, decision.sequence - 1);
      await hearing(/The end of the audit log is missing/);
      const verified = await runAssay(['audit', 'verify', ...noted], env, folder);
      expect(verified).toMatchObject({ code: 1, stdout: '' });
      expect(verified.stderr).toMatch(
        /^The end of the audit log is missing: .*\nLine \d+ is noted by you, with another hash\.\nLine \d+ is noted by the approval of ami-\w+ for production, in AWS/,
      );
      redis.disconnect();
      const { aws, slack } = world.sandbox();
      const looks = () => aws.calls.filter(({ principal }) => principal.endsWith('/audit-log')).length;
      const before = looks();
      await slack.until(() => looks() >= before + 8, { timeoutMs: 60_000, what: 'two more looks at every place' });
      expect(heard()).toHaveLength(3);
    },
    patient,
  );

  it(
    'a log that began anew is said to have, and expected by whoever knows why',
    async () => {
      const { env, folder } = world.sandbox();
      const { redis, hands } = log();
      await hands.empty();
      await makeStore({ redis, prefix: keyPrefix }).audit.append([event('refused')]);
      redis.disconnect();
      const verified = await runAssay(['audit', 'verify'], env, folder);
      expect(verified).toMatchObject({ code: 1, stdout: '' });
      const [, began = ''] = /say so the next time: --began (\S+)/.exec(verified.stderr) ?? [];
      expect(verified.stderr).toContain(`The audit log began anew at ${began}: what was noted before is not in it.`);
      const expected = await runAssay(['audit', 'verify', '--began', began], env, folder);
      expect(expected).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 lines, unbroken\. The last one/) });
    },
    patient,
  );
});
