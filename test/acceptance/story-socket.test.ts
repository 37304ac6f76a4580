import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { playMainJob } from '../../sandbox/story/play.ts';
import { cast } from '../../sandbox/story/stage.ts';
import { readAudit } from './support/read-audit.ts';
import { runAssay } from './support/run-assay.ts';
import { withSandbox } from './support/with-sandbox.ts';

const world = withSandbox({ paceMs: 4500 });

describe('the main job, one process in Socket Mode', () => {
  it('is started with nothing but two endpoints, Redis, tokens, AWS credentials and assay.yaml', async () => {
    const { env, folder } = world.sandbox();
    expect(Object.keys(env).sort()).toEqual([
      'ASSAY_LOG_LEVEL',
      'AWS_ACCESS_KEY_ID',
      'AWS_ENDPOINT_URL',
      'AWS_SECRET_ACCESS_KEY',
      'REDIS_URL',
      'SLACK_API_URL',
      'SLACK_APP_TOKEN',
      'SLACK_BOT_TOKEN',
    ]);
    expect(await readdir(folder)).toEqual(['assay.yaml']);
  });

  it('happens from the first line to the tag', async () => {
    await playMainJob(world.sandbox(), () => {});
  });

  it('is told by CloudTrail with the person behind each write', () => {
    const { calls } = world.sandbox().aws;
    const writes = calls.filter(({ action }) => ['CreateImage', 'CreateTags', 'DeleteTags', 'Sign'].includes(action));
    expect(writes.length).toBeGreaterThanOrEqual(4);
    for (const call of writes) {
      expect(call).toMatchObject({ result: 'ok', sourceIdentity: cast.rosa });
      expect(call.principal).toMatch(/assumed-role\/AssayWorker\/r-[a-z2-9]{10}$/);
    }
    const reads = calls.filter(({ action, service }) => service === 'ec2' && action.startsWith('Describe'));
    expect(reads.filter(({ sourceIdentity }) => sourceIdentity === undefined)).toEqual([]);
  });

  it('is in the audit log with every request, vote, refusal, decision and AWS write, and the chain is whole', async () => {
    const { env, folder, aws } = world.sandbox();
    const verified = await runAssay(['audit', 'verify'], env, folder);
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(verified.stdout).toMatch(/^\d+ lines, unbroken\./);

    const entries = await readAudit(world.sandbox());
    const of = (action: string, actor: string) =>
      entries.filter((entry) => entry.action === action && entry.actor === actor);
    expect(of('requested', cast.rosa)).toHaveLength(3);
    for (const voter of [cast.ada, cast.ben])
      expect(of('vote', voter)).toMatchObject([{ outcome: 'recorded', details: { kind: 'approve' } }]);
    expect(of('decision', cast.ben)).toMatchObject([{ outcome: 'approved' }]);
    const refusals = entries.filter(({ action }) => action === 'refused');
    expect(Object.fromEntries(refusals.map(({ actor, outcome }) => [actor, outcome]))).toEqual({
      [cast.rosa]: 'own_request',
      [cast.ada]: 'already_voted',
      [cast.gus]: 'guest',
      [cast.deploybot]: 'bot',
      [cast.dora]: 'deactivated',
      [cast.olga]: 'outsider',
      [cast.max]: 'not_an_approver',
    });
    // Each write AWS saw stands in the log under the same run and person.
    const logged = entries.filter(({ action }) => action === 'aws');
    const written = aws.calls
      .filter(({ action }) => !/^(Describe|Get|List|Verify|Assume)/.test(action))
      // The queue of events is read for no run.
      .filter(({ service }) => service !== 'sqs');
    expect(new Set(written.map(({ action }) => action))).toEqual(
      new Set(['CreateImage', 'Sign', 'CreateTags', 'DeleteTags', 'StartConfigRulesEvaluation']),
    );
    for (const { principal, service, action, account, region } of written) {
      const runId = principal.split('/').at(-1);
      const entry = logged.find(({ runId: id, details }) => id === runId && String(details['calls']).includes(action));
      expect(entry).toMatchObject({ actor: cast.rosa, outcome: 'done' });
      expect(entry?.details['calls']).toContainEqual(`${service}:${action} in ${account} ${region}: ok`);
    }
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
  });
});
