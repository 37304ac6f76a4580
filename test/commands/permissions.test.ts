import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Place } from '../../src/core/aws.ts';
import { isPlanning } from '../../src/core/command.ts';
import type { IamNeed } from '../../src/core/iam.ts';
import type { ApprovalGiven } from '../../src/core/run.ts';
import type { Settings } from '../../src/core/settings.ts';
import { UnreadableRecord } from '../../src/core/unreadable-record.ts';
import { backupJob } from '../../src/jobs/backup/index.ts';
import { backupInstanceJob } from '../../src/jobs/backup-instance/index.ts';
import { buildJob } from '../../src/jobs/build/index.ts';
import { buildStepJob } from '../../src/jobs/build-step/index.ts';
import { copyTargetJob } from '../../src/jobs/copy-target/index.ts';
import { createJob } from '../../src/jobs/create/index.ts';
import { editedRecordJob } from '../../src/jobs/edited-record/index.ts';
import { exemptJob } from '../../src/jobs/exempt/index.ts';
import { falseTagJob } from '../../src/jobs/false-tag/index.ts';
import { launchJob } from '../../src/jobs/launch/index.ts';
import { migrateJob } from '../../src/jobs/migrate/index.ts';
import { recoverJob } from '../../src/jobs/recover/index.ts';
import { restoreJob } from '../../src/jobs/restore/index.ts';
import { revokeJob } from '../../src/jobs/revoke/index.ts';
import { scheduleJob } from '../../src/jobs/schedule/index.ts';
import { shareJob } from '../../src/jobs/share/index.ts';
import { stopJob } from '../../src/jobs/stop/index.ts';
import { undoJob } from '../../src/jobs/undo/index.ts';
import { unshareJob } from '../../src/jobs/unshare/index.ts';
import { untagJob } from '../../src/jobs/untag/index.ts';
import { needsOf } from '../../src/policy/needs-of.ts';
import { buildWatch } from '../../src/watches/build.ts';
import { noRecords as noPast } from '../approvals/support/records.ts';
import { approve, planPromote, planRevoke, promoteRun } from '../jobs/support/approvals.ts';
import { copyRun, planCopy, sources } from '../jobs/support/copies.ts';
import { makeImageOf } from '../jobs/support/make-image-of.ts';
import { planRestore, planRetire, recordOf, retirement } from '../jobs/support/retirement.ts';
import { Crash, testRun } from '../jobs/support/run-job.ts';
import { runToUndo } from '../jobs/support/to-undo.ts';
import { ACCOUNTS, type AwsWorld, buildPlace, prodPlace, startAwsWorld, worldSettings } from '../support/aws-world.ts';
import { memoryExemptions } from '../support/memory-exemptions.ts';
import { noConfigViews } from '../support/no-config-views.ts';
import { noLog } from '../support/no-log.ts';
import { noRecords } from '../support/no-records.ts';
import { noViolations } from '../support/no-violations.ts';
import { answer, catalogue, plan, planInput } from './support.ts';

const web = 'ami-0a1b2c3d4e5f6a006';
const ledger = 'ami-0a1b2c3d4e5f6a013';
const binned = 'ami-0a1b2c3d4e5f6a011';
let world: AwsWorld;
/** Made of web-prod-1, and approved. */
let approvedOfWeb = '';
beforeAll(async () => {
  world = await startAwsWorld();
  world.fake.hands.changeLaunchPermissions('ami-0a1b2c3d4e5f6a002', { add: [ACCOUNTS.prod] });
  await approve(world, 'ami-0a1b2c3d4e5f6a002');
  approvedOfWeb = await makeImageOf(world, prodPlace, 'i-0d1b2c3d4e5f60001', 'web-prod-approved');
  await approve(world, approvedOfWeb);
  world.fake.hands.startScheduledBuild('payments');
  await waiting();
  world.fake.hands.tagImage(ledger, { [`assay:shared/${ACCOUNTS.prod}`]: 'r-bcdefghjkm=launch+key' });
  // One that only a Recycle Bin holds.
  const lifecycle = world.aws.writer({ reference: 'r-binnedxxxx', userId: 'U0ANNA' }).lifecycle(buildPlace);
  await lifecycle.deregister(binned, { withSnapshots: true });
  world.recorded.splice(0);
});
afterAll(async () => await world.close());

const declared = (needs: readonly IamNeed[]): readonly string[] =>
  [...new Set(needs.map(({ action }) => action))].sort();

/** IAM actions of the calls that were made under a name since the last time. */
function used(reference: string): readonly string[] {
  const calls = world.recorded.splice(0).filter((call) => call.service !== 'sts');
  return [...new Set(calls.filter((call) => call.runReference === reference).flatMap(({ needs }) => needs))].sort();
}

/** Until a build waits for an answer. */
async function waiting(): Promise<void> {
  const builds = world.aws.reader({ reference: 'test', userId: 'U0TEST' }).builds(buildPlace);
  while ((await builds.waiting()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** A build that somebody stops, that is tried again, and cancelled on its way: every call its job makes. */
async function buildFailRetryCancel(id: string): Promise<void> {
  const builds = world.aws.writer({ reference: 'somebody', userId: 'U0TEST' }).builds(buildPlace);
  const { parsed } = await planInput(world, 'build', { pipeline: 'payments' });
  const waits = async () => (await builds.waiting()).find(({ buildArn }) => buildArn.endsWith('/2'));
  const run = testRun(world, buildJob, buildJob.plan.parse(parsed), {
    id,
    meanwhile: () => {
      if (run.view.retried) throw new Crash('on its way');
    },
  });
  const failing = run.go().catch(() => undefined);
  let step = await waits();
  while (!step) step = await waits();
  await builds.answer({ stepId: step.id, buildArn: step.buildArn, action: 'STOP', reason: 'no' }, 'stop');
  await failing;
  run.retry();
  await run.go().catch(() => undefined);
  await run.cancel();
}

/** A copy that gets the approval of its source, and loses it because the source is revoked before it is noted. */
async function carryAndTakeAway(id: string): Promise<void> {
  const { environments: carry = [] } =
    (await planCopy(world, { image: sources.plain, to: ['us-east-1'], 'keep-approval': true })).keepApproval ?? {};
  const plan = await planCopy(world, { image: sources.plain, to: ['us-east-1'], name: 'carried-permissions' });
  const [target] = plan.targets;
  if (!target) throw new Error('a copy has a target');
  const run = testRun(
    world,
    copyTargetJob,
    { ...plan, target, carry },
    {
      id,
      // AWS remembers the run's first token.
      view: { retried: { at: 0, count: 9 } },
    },
  );
  run.crashAfter('carry:production');
  await run.go().catch(() => undefined);
  const ec2 = world.aws.writer({ reference: 'somebody', userId: 'U0TEST' }).ec2(buildPlace);
  await ec2.createTags([sources.plain], { 'assay:revoked-production': 'for a moment' });
  await run.go();
  await ec2.deleteTags([sources.plain], ['assay:revoked-production']);
}

/** AWS Config is a second source, asked in each account. */
const config = { rules: { production: 'approved-amis-by-tag' } };
const withConfig = { compliance: { ...worldSettings.compliance, config } };
const aggregator = { name: 'organisation', account: buildPlace.account, region: buildPlace.region };

/** From an approved AMI, into the account that demands it. */
const approvedLaunch = 'web-2026-10-01 --account prod --type t3.medium --profile web-server';

/** Lines that together make a command call everything it ever calls. */
const lines: Readonly<Record<string, readonly string[]>> = {
  create: ['create db-1'],
  copy: [
    'copy db-2026-10-05 to us-east-1 --to-account prod',
    'copy db-2026-10-05 to us-east-1 --share-after prod,org',
    'copy web-2026-10-01 to us-east-1 --keep-approval',
  ],
  promote: [
    'promote web-2026-10-10 --reason "release 4.2"',
    'promote web-2026-10-01 --environment production --reason "is approved already"',
  ],
  revoke: ['revoke web-2026-10-01 --reason "a hole"'],
  verify: ['verify web-2026-10-01', `verify ${web}`],
  show: ['show web-2026-10-01', 'show db-2026-10-05', 'show ami-0ccccccccccccc001', `show ${binned}`],
  // Approved is the older one.
  replacement: [`replacement ${web}`],
  find: ['find web', 'find --from shared'],
  restore: [`restore ${binned}`, 'restore db-2026-10-05'],
  history: ['history web-2026-10-01'],
  launch: ['launch web-2026-10-01 --zone b --security-groups web', `launch ${approvedLaunch}`],
  // One that is refused looks for AMIs that would do.
  migrate: ['migrate shop-1 to b', 'migrate web-prod-1 to b', 'migrate web-prod-1 to b --image web-prod-approved'],
  builds: ['builds golden-base'],
  'build-step': ['build-step payments resume --reason "scan is clean"'],
  share: ['share ledger-2026-09-15 with prod org'],
  unshare: ['unshare ledger-2026-09-15', 'unshare web-2026-10-10 with prod'],
};

/** An AMI that AWS has counted the users of: `show` reads the figures. */
beforeAll(async () => {
  const lifecycle = world.aws.writer({ reference: 'report', userId: 'U0ANNA' }).lifecycle(buildPlace);
  await lifecycle.createUsageReport('ami-0a1b2c3d4e5f6a002', 'a-report', { 'assay:run': 'r-report' });
  await vi.waitUntil(async () => (await lifecycle.usageReports('ami-0a1b2c3d4e5f6a002'))[0]?.state === 'available');
  world.recorded.splice(0);
});

/** Runs in prod, and is open. */
const running = 'i-0d1b2c3d4e5f60001';
const knowing = {
  ...noPast,
  violations: {
    ...noViolations,
    list: async () => [
      {
        id: 'v-aaaaaaaaaa',
        place: prodPlace,
        environment: 'production',
        subject: { kind: 'instance' as const, id: running },
        image: { id: web, name: 'web-2026-10-10' },
        finding: { kind: 'not_approved' as const, severity: 'medium' as const, sentence: '' },
        firstSeenAt: 1,
      },
    ],
  },
};

/** And what it calls only under another configuration. */
const otherwise: Readonly<Record<string, () => Promise<unknown>>> = {
  // Of an instance, one like it is offered.
  replacement: () => answer(world, `replacement ${running}`, { records: knowing }),
  stop: () =>
    plan(world, `stop ${running} --reason "nobody knows it"`, {
      settings: { ...world.settings, compliance: { ...world.settings.compliance, stopInstances: true } },
      records: knowing,
    }),
  copy: () =>
    plan(world, 'copy web-2026-10-10 to us-east-1', {
      settings: {
        ...world.settings,
        accounts: world.settings.accounts.map((account) => ({ ...account, keys: {} })),
        copies: { ...world.settings.copies, allowUnencrypted: true },
      },
    }),
};

describe('a command calls what it declares, and nothing else', () => {
  it.each([...catalogue.commands.values()].map((command) => [command.name, command] as const))(
    '%s',
    async (name, command) => {
      if (name === 'undo') world.past.runs = [await runToUndo(world, 'r-7k2m9qabcd')];
      for (const line of lines[name] ?? command.examples)
        await (isPlanning(command) ? plan(world, line) : answer(world, line)).catch((error: Error) => {
          // A refusal may be what makes the last call.
          if (error.name !== 'UserError') throw error;
        });
      await otherwise[name]?.();
      expect(used(name)).toEqual(declared(command.iam));
    },
  );
});

describe('a job calls what it declares, and nothing else', () => {
  const scenarios: Readonly<Record<string, (runId: string) => Promise<unknown>>> = {
    async undo(id) {
      world.past.runs = [await runToUndo(world, 'r-7k2m9qabce')];
      const { parsed } = await planInput(world, 'undo', { run: 'r-7k2m9qabce' });
      return await testRun(world, undoJob, undoJob.plan.parse(parsed), { id }).go();
    },
    async create(id) {
      const { parsed } = await planInput(world, 'create', {
        instance: 'db-1',
        name: 'db-permissions',
        tags: { a: 'b' },
      });
      return await testRun(world, createJob, createJob.plan.parse(parsed), { id }).go();
    },
    async launch(id) {
      const { parsed } = await plan(world, `launch ${approvedLaunch}`);
      return await testRun(world, launchJob, launchJob.plan.parse(parsed), { id }).go();
    },
    async migrate(id) {
      const { parsed } = await plan(world, 'migrate shop-1 to b --stop-source');
      await testRun(world, migrateJob, migrateJob.plan.parse(parsed), { id }).go();
      const given = await plan(world, `migrate web-prod-1 to b --image ${approvedOfWeb}`);
      return await testRun(world, migrateJob, migrateJob.plan.parse(given.parsed), { id }).go();
    },
    build: buildFailRetryCancel,
    async 'build-step'(id) {
      const line = 'build-step payments resume --reason "scan is clean"';
      const { parsed } = await plan(world, line);
      const confirm = () => ({
        runId: id,
        environment: 'production',
        requester: 'U0ANNA',
        approvers: ['U0ADA', 'U0BEN'],
        digest: 'd',
        policyDigest: 'p',
      });
      return await testRun(world, buildStepJob, buildStepJob.plan.parse(parsed), { id, confirm }).go();
    },
    async backup(id) {
      const place = { account: ACCOUNTS.build, region: 'eu-west-1' };
      const order = { place, instances: ['web-1'], reboot: false, retention: {}, timeZone: 'UTC', schedule: 'nightly' };
      const first = await testRun(
        world,
        backupJob,
        { ...order, moment: 60_000, by: 'clock' },
        { id: `${id}first` },
      ).go();
      world.recorded.splice(0);
      const pruning = { ...order, retention: { count: 1 }, moment: 120_000, by: 'clock' } as const;
      const run = testRun(world, backupJob, pruning, { id });
      // Only after a crash it looks which snapshots are left.
      run.crashAfter(`prune:${first.created[0]?.imageId}`);
      await run.go().catch(() => undefined);
      await run.go();
    },
    async 'backup-instance'(id) {
      const place = { account: ACCOUNTS.build, region: 'eu-west-1' };
      const plan = {
        place,
        instanceId: 'i-0a1b2c3d4e5f60007',
        schedule: 'once',
        moment: 0,
        reboot: false,
        timeZone: 'UTC',
      };
      const fails = (looks: number): void => {
        const [image] = world.imagesNamed('bk-once-i-0a1b2c3d4e5f60007-19700101T000000Z');
        if (looks !== 0 || image?.state !== 'pending') return;
        world.fake.hands.failImage(image.id, 'no');
        world.fake.settings.paceMs = pace;
      };
      // However slow this machine is, it is still pending at the first look.
      const pace = world.fake.settings.paceMs;
      world.fake.settings.paceMs = 600_000;
      const run = testRun(world, backupInstanceJob, plan, { id, meanwhile: fails });
      // The failed AMI is removed; the second one comes to a good end.
      await run.go().catch(() => undefined);
      run.retry();
      await run.go();
    },
    async schedule(id) {
      const { parsed } = await planInput(world, 'schedule', {
        name: 'nightly',
        instances: ['web-1'],
        cron: '0 3 * * *',
        'keep-count': 2,
      });
      const given = {} as ApprovalGiven;
      await testRun(world, scheduleJob, scheduleJob.plan.parse(parsed), { id, confirm: () => given }).go();
    },
    async exempt(id) {
      const image = { id: 'ami-0d1b2c3d4e5f6d001' };
      const finding = { kind: 'not_approved', severity: 'medium' } as const;
      const until = Date.now() + 60_000;
      const exemption = { place: prodPlace, environment: 'production', image, finding, until, asOf: until };
      const given = { approvers: ['U0BEN', 'U0CARL'] } as unknown as ApprovalGiven;
      await testRun(world, exemptJob, exemption, { id, confirm: () => given }).go();
    },
    async stop(id) {
      const { id: instanceId } = world.instance('i-0d1b2c3d4e5f60001');
      const image = { id: 'ami-0d1b2c3d4e5f6d001' };
      const found = {
        instanceId,
        type: 't3.medium',
        launchedAt: '',
        image,
        kind: 'not_approved',
        addresses: [],
      } as const;
      const confirm = () => ({}) as ApprovalGiven;
      const plan = { place: prodPlace, environment: 'production', ...found, addresses: [] };
      await testRun(world, stopJob, plan, { id, confirm }).go();
    },
    async recover(id) {
      const source = { imageId: sources.ownKey, region: buildPlace.region };
      const runs = [{ runId: 'r-abcdefghjk', what: 'copy', source, things: [] }];
      await testRun(world, recoverJob, { place: buildPlace, isFollowed: true, calls: false, runs }, { id }).go();
    },
    async untag(id) {
      const tags = { 'ami-approved-production': 'approved', 'assay:attestation-production': 'v1 r=r-aaaaaaaaaa' };
      world.fake.hands.tagImage('ami-0d1b2c3d4e5f6d001', tags);
      const place = prodPlace;
      const found = {
        imageId: 'ami-0d1b2c3d4e5f6d001',
        name: 'hotfix',
        ownerId: place.account,
        kind: 'forged',
      } as const;
      const plan = { place, environment: 'production', sentence: '', tags, ...found };
      await testRun(world, untagJob, plan, { id }).go();
      // One that is approved is proven to be.
      await testRun(world, untagJob, { ...plan, imageId: approvedOfWeb }, { id }).go();
    },
    async 'false-tag'(id) {
      const found = { imageId: web, name: 'web', ownerId: buildPlace.account, digest: 'of the tags' };
      const plan = { place: buildPlace, environment: 'production' };
      const claim = { ...found, kind: 'tag_only' as const, sentence: 'set by hand' };
      await testRun(world, falseTagJob, { ...plan, found: [claim] }, { id }).go();
    },
    async 'edited-record'(id) {
      const plan = { place: buildPlace, imageId: web, name: 'web', environment: 'production', request: 'r-aaaaaaaaaa' };
      await testRun(world, editedRecordJob, { ...plan, faults: [{ kind: 'document' }] }, { id }).go();
    },
    async promote(id) {
      const run = promoteRun(world, await planPromote(world, { image: web }), { id, settings: withConfig });
      // What it finds after a crash it takes for its own only when the key says so.
      run.crashAfter('tag');
      await run.go().catch(() => undefined);
      await run.go();
    },
    async share(id) {
      const input = { image: ledger, with: ['prod', 'org'], 'to-copy': true };
      const { parsed } = await planInput(world, 'share', input);
      const run = testRun(world, shareJob, shareJob.plan.parse(parsed), { id });
      // What it gave before it was refused, it takes back.
      world.fake.faults.add({ kind: 'error', call: 'ModifyImageAttribute', code: 'OperationNotPermitted', times: 1 });
      await run.go().catch(() => undefined);
      await run.go();
    },
    async unshare(id) {
      const { parsed } = await planInput(world, 'unshare', { image: ledger });
      await testRun(world, unshareJob, unshareJob.plan.parse(parsed), { id }).go();
    },
    async copy(id) {
      const input = { image: sources.ownKey, 'to-account': ['prod'], name: 'db-permissions-1' };
      await (await copyRun(world, input, { id })).go();
    },
    async 'copy-target'(id) {
      const plan = await planCopy(world, { image: sources.ownKey, to: ['us-east-1'], name: 'db-permissions-2' });
      const [target] = plan.targets;
      if (!target) throw new Error('a copy has a target');
      const run = testRun(world, copyTargetJob, { ...plan, target }, { id });
      world.fake.hands.setKeyState(target.key?.arn ?? '', 'Disabled');
      // It fails after it has begun, and removes what it made.
      await run.go().catch(() => undefined);
      world.fake.hands.setKeyState(target.key?.arn ?? '', 'Enabled');
      run.retry();
      await run.go();
      await carryAndTakeAway(id);
    },
    async restore(id) {
      // AWS gives it back as it was: disabled and deprecated.
      const image = 'ami-0a1b2c3d4e5f6a003';
      world.fake.hands.terminateInstance('i-0a1b2c3d4e5f60006');
      world.fake.hands.changeLaunchPermissions(image, { add: ['444455556666'] });
      const plan = await planRetire(world, { image, 'disable-after': '0s', 'deregister-after': '0s' });
      const run = retirement(world, plan);
      await run.go();
      return await testRun(world, restoreJob, await planRestore(world, { image }, recordOf(run, plan)), { id }).go();
    },
    async retire(id) {
      world.fake.hands.changeLaunchPermissions('ami-0a1b2c3d4e5f6a005', { add: ['444455556666'] });
      const run = retirement(world, await planRetire(world, { image: 'db-2026-10-05' }), { id });
      // Only after a crash it looks which snapshots are left.
      run.crashAfter('deregister');
      await run.go().catch(() => undefined);
      await run.go();
      // What its end without success would call.
      await run.cancel();
    },
    revoke: async (id) =>
      await testRun(world, revokeJob, await planRevoke(world, { image: web }), { id, settings: withConfig }).go(),
  };

  it.each([...catalogue.jobs.values()].map((job) => [job.name, job] as const))('%s', async (name, job) => {
    const scenario = scenarios[name];
    if (!scenario) throw new Error(`job ${name} has no scenario here: its permissions are not proven`);
    await scenario(`r-${name}xxxx`);
    expect(used(`r-${name}xxxx`)).toEqual(declared(job.iam));
  });

  const watchScenarios: Readonly<Record<string, () => Promise<unknown>>> = {
    async image() {
      const { parsed } = await planInput(world, 'create', { instance: 'web-1', name: 'web-permissions' });
      return await testRun(world, createJob, createJob.plan.parse(parsed), { id: 'r-watchxxxxx' }).go();
    },
    async instance() {
      const { parsed } = await plan(world, 'launch web-2026-10-01');
      return await testRun(world, launchJob, launchJob.plan.parse(parsed), { id: 'r-watchinsta' }).go();
    },
    async 'usage-report'() {
      const plan = await planRetire(world, { image: 'batch-default-key-2026-09-10', 'deregister-after': 'never' });
      return await retirement(world, plan, { id: 'r-watchxxxxx' }).go();
    },
    async build() {
      const id = world.fake.hands.startScheduledBuild('payments');
      await waiting();
      const reader = world.aws.reader({ reference: 'watch', userId: 'assay' }, { patience: 'job' });
      return await buildWatch.look([{ id, since: new Date() }], buildPlace, reader, new Date());
    },
  };

  it.each([...catalogue.watches.values()].map((watch) => [watch.name, watch] as const))(
    'watch %s',
    async (name, watch) => {
      const watched = watchScenarios[name];
      if (!watched) throw new Error(`watch ${name} has no scenario here: its permissions are not proven`);
      // Long enough to be seen while it is made, also on a slow machine.
      world.fake.settings.paceMs = 400;
      await watched();
      expect(used('watch')).toEqual(declared(watch.iam));
    },
  );
});

describe('a patrol calls what it declares, and nothing else', () => {
  // Where only approved AMIs may run: prod, and here build too, whose group names its AMI by a parameter.
  const guarded = {
    environments: worldSettings.environments.map((one) => ({ ...one, launch: 'approved-only' as const })),
    compliance: { ...worldSettings.compliance, falseTags: 'remove' as const },
  };
  const places: Readonly<Record<string, readonly Place[]>> = {
    compliance: [prodPlace, buildPlace],
    config: [prodPlace],
    'false-tags': [buildPlace],
  };
  /** Ways it may be configured that call something else. */
  const variants: Readonly<Record<string, readonly Partial<Settings>[]>> = {
    config: [withConfig, { compliance: { ...withConfig.compliance, config: { ...config, aggregator } } }],
  };
  /** Signatures are asked about only where a record differs. */
  const unreadable = {
    ...noRecords,
    run: async () => {
      throw new UnreadableRecord('run:r-pppppppppp', undefined);
    },
  };
  const coverage = async () => [{ place: prodPlace, at: Date.now() + 60_000, instances: 3, launchers: 0, unjudged: 0 }];
  /** No group of this world has a launch configuration; test/aws/launchers.test.ts proves that right. */
  const unused: Readonly<Record<string, string>> = { compliance: 'autoscaling:DescribeLaunchConfigurations' };

  it.each([...catalogue.patrols.values()].map((patrol) => [patrol.name, patrol] as const))(
    '%s',
    async (name, patrol) => {
      const aws = world.aws.reader({ reference: name, userId: 'assay' }, { patience: 'job' });
      const context = (variant: Partial<Settings>) => ({
        aws,
        settings: { ...world.settings, ...(places[name] ? guarded : {}), ...variant },
        now: new Date(),
        bornAt: new Date(0),
        violations: { ...noViolations, coverage },
        configViews: noConfigViews,
        exemptions: memoryExemptions([]),
        records: name === 'edited-records' ? unreadable : noRecords,
        ...noLog,
        hurry: async () => undefined,
      });
      for (const variant of variants[name] ?? [{}])
        for (const place of places[name] ?? [buildPlace]) {
          await patrol.look(place, context(variant));
          await patrol.lookAt?.(place, ['ami-0d1b2c3d4e5f6d001'], context(variant));
        }
      expect(used(name)).toEqual(declared(patrol.iam).filter((action) => action !== unused[name]));
    },
  );
});

describe('what every job declares can be used', () => {
  it('and what commands, watches and patrols declare only reads', () => {
    expect(needsOf(catalogue).reader.length).toBeGreaterThan(0);
  });

  it('each write names the resources it is on, and narrows tags', () => {
    for (const job of catalogue.jobs.values())
      for (const need of job.iam) {
        if (/^ec2:(Create|Delete)Tags$/.test(need.action)) expect(need.only).toBeDefined();
        expect(need.on.length).toBeGreaterThan(0);
      }
  });
});
