import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAttestation, statementDigest } from '../../src/approvals/attestation.ts';
import { orderRun } from '../../src/approvals/order-run.ts';
import { approvalTagKeys } from '../../src/approvals/tag-keys.ts';
import type { VoteKeys } from '../../src/approvals/vote-seal.ts';
import { bulletinMessage } from '../../src/compliance/bulletin-message.ts';
import { sweep } from '../../src/compliance/sweep.ts';
import { tell } from '../../src/compliance/tell.ts';
import { recordsOf } from '../../src/compose/records-of.ts';
import type { PatrolContext } from '../../src/core/patrol.ts';
import { nobody } from '../../src/core/people.ts';
import type { Run, Vote } from '../../src/core/run.ts';
import { editedRecordJob } from '../../src/jobs/edited-record/index.ts';
import { falseTagJob } from '../../src/jobs/false-tag/index.ts';
import type { FalseTagPlan } from '../../src/jobs/false-tag/plan.ts';
import { untagJob } from '../../src/jobs/untag/index.ts';
import type { UntagPlan } from '../../src/jobs/untag/plan.ts';
import type { FalseTags, WorthlessTags } from '../../src/lookup/false-tags.ts';
import { editedRecordsPatrol } from '../../src/patrols/edited-records.ts';
import { falseTagsPatrol } from '../../src/patrols/false-tags.ts';
import { golden, goldenWorld } from '../acceptance/support/golden-world.ts';
import { answer, wordsOf } from '../commands/support.ts';
import { testRun } from '../jobs/support/run-job.ts';
import { type Opened, withRedis } from '../store/open-store.ts';
import {
  ACCOUNTS,
  type AwsWorld,
  buildPlace,
  prodPlace,
  REGION,
  signingKey,
  startAwsWorld,
  worldSettings,
} from '../support/aws-world.ts';
import { noLog } from '../support/no-log.ts';
import { noViolations } from '../support/no-violations.ts';
import { approveOnRecord, editRecord } from './support/stored-approval.ts';

const keys = approvalTagKeys(worldSettings, 'production');
const formerKey = signingKey.replace('a001', 'a003');
const unlistedKey = signingKey.replace('a001', 'a002');
const theirKey = `arn:aws:kms:${REGION}:777788889999:key/their-own`;
const voteKeys: VoteKeys = [new Uint8Array(32).fill(5)];
const { open } = withRedis();

/** What somebody does to an AMI, or to the record of its approval, and who notices. */
interface Row {
  readonly what: string;
  /** False: nobody ever approved the AMI. */
  readonly isApproved?: boolean;
  readonly forge: (image: string, run: string) => Promise<unknown> | unknown;
  /** What `/ami verify` says. */
  readonly verify: RegExp;
  /** What the sweep tells in the channel of an instance that runs from it. */
  readonly sweep?: RegExp;
  /** What is told in the channel of its record. */
  readonly record?: RegExp;
  /** Why its tags are removed. */
  readonly untag?: FalseTags['kind'];
  /** Why its tags are told of, and left to people. */
  readonly told?: WorthlessTags['kind'];
}

let world: AwsWorld;
let redis: Opened;
const donor = golden(1);
const tagsOf = (image: string) => ({ ...world.image(image).tags });
const tag = (image: string, tags: Readonly<Record<string, string>>) => world.fake.hands.tagImage(image, tags);
const approvalTagsOf = (image: string) =>
  Object.fromEntries(Object.entries(tagsOf(image)).filter(([key]) => key.includes('production')));

async function digestFor(image: string): Promise<Uint8Array> {
  const ec2 = world.aws.reader({ reference: 'forger', userId: 'U0EVE' }).ec2(buildPlace);
  const [read] = await ec2.images({ ids: [image] });
  const found = read && readAttestation(read.tags, read, 'production', worldSettings);
  if (found?.kind !== 'read') throw new Error(`${image} is not approved`);
  return statementDigest(found.statement);
}

/** Signed anew by KMS with another key, as whoever may use that key can. */
const signedWith = (keyArn: string) => async (image: string) => {
  const client = new KMSClient({ region: REGION });
  const Message = await digestFor(image);
  const request = { KeyId: keyArn, Message, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' } as const;
  const { Signature = new Uint8Array() } = await client.send(new SignCommand(request));
  client.destroy();
  tag(image, { [keys.signature]: `${Buffer.from(Signature).toString('base64')} ${keyArn}` });
};

/** Signed with a key that is in nobody's KMS, under the name of one. */
const signedByHand = (keyArn: string) => async (image: string) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const bytes = sign('sha256', await digestFor(image), privateKey);
  tag(image, { [keys.signature]: `${bytes.toString('base64')} ${keyArn}` });
};

const field = (from: string | RegExp, to: string) => (image: string) =>
  tag(image, { [keys.attestation]: (tagsOf(image)[keys.attestation] ?? '').replace(from, to) });

const inRedis = (edit: (run: Run) => Run | string) => (_image: string, run: string) => editRecord(redis, run, edit);
const voting = (change: (votes: readonly Vote[]) => readonly Vote[]) =>
  inRedis((run) => ({
    ...run,
    ...(run.approval ? { approval: { ...run.approval, votes: [...change(run.approval.votes)] } } : {}),
  }));
const eves: Vote = { userId: 'U0EVE', kind: 'approve', at: 1, digest: 'd'.repeat(64) };

const genuine = /^The approval is genuine$/;
const forged = { verify: /^The approval is forged$/, untag: 'forged' } as const;
const genuineLine = /\| The approval is genuine \| – \| – \| –$/;
const edited = /^The approval is genuine, Assay’s record of it is not$/;

const rows: readonly Row[] = [
  { what: 'nothing', forge: () => undefined, verify: genuine },
  { what: 'a former key that is listed signed it', forge: signedWith(formerKey), verify: genuine },
  {
    what: 'approval tag set by hand',
    isApproved: false,
    forge: (image) => tag(image, { [keys.approved]: 'approved' }),
    verify: /^The tag proves nothing$/,
    sweep: /the tag was set by hand/,
    untag: 'tag_only',
  },
  {
    what: 'tags copied to another image',
    isApproved: false,
    forge: (image) => tag(image, approvalTagsOf(donor)),
    verify: /^The approval belongs to another AMI$/,
    sweep: /its tags were copied from another image/,
    untag: 'other_image',
  },
  {
    what: 'signature of another image',
    forge: (image) => tag(image, { [keys.signature]: tagsOf(donor)[keys.signature] ?? '' }),
    sweep: /does not fit what the tags say/,
    ...forged,
  },
  { what: 'signature of another key', forge: signedByHand(theirKey), sweep: /not signed with Assay's key/, ...forged },
  {
    what: 'signature of another key, under the name of ours',
    forge: signedByHand(signingKey),
    sweep: /does not fit what the tags say/,
    ...forged,
  },
  {
    what: 'signature of a former key that is not listed',
    forge: signedWith(unlistedKey),
    sweep: /not signed with Assay's key/,
    ...forged,
  },
  {
    what: 'attestation: an approver exchanged',
    forge: field('U0BEN', 'U0EVE'),
    sweep: /does not fit what the tags say/,
    ...forged,
  },
  {
    what: 'attestation: the document exchanged',
    forge: field(/ d=\S{4}/, ' d=AAAA'),
    sweep: /does not fit what the tags say/,
    ...forged,
  },
  {
    what: 'attestation: the requester an approver',
    forge: field('U0BEN', 'U0ANNA'),
    sweep: /the requester is an approver/,
    ...forged,
  },
  {
    what: 'a signature taken away',
    forge: (image) => tag(image, { [keys.signature]: 'unsigned' }),
    verify: /^Approved, but not signed$/,
    sweep: /is not signed: it proves nothing/,
    told: 'unsigned',
  },
  {
    what: 'a revocation set beside an approval tag that nobody gave',
    isApproved: false,
    forge: (image) => tag(image, { [keys.approved]: 'approved', [keys.revocation]: 'x' }),
    verify: /^The approval was revoked$/,
    sweep: /was taken away/,
    told: 'revoked',
  },
  {
    what: 'record: a vote added',
    forge: voting((votes) => [...votes, eves]),
    verify: edited,
    record: /a vote of U0EVE stands in it that was not there/,
  },
  {
    what: 'record: a vote removed',
    forge: voting((votes) => votes.slice(1)),
    verify: edited,
    record: /the vote of @U0BEN is missing/,
  },
  {
    what: 'record: a vote exchanged',
    forge: voting(([one]) => (one ? [one, eves] : [])),
    verify: edited,
    record: /a vote of U0EVE stands in it[\s\S]*the vote of @U0CARL is missing/,
  },
  {
    what: 'record: a vote altered',
    forge: voting(([one, two]) => (one && two ? [one, { ...two, reason: 'bribed' }] : [])),
    verify: edited,
    record: /the vote of @U0CARL is not as Assay wrote it/,
  },
  {
    what: 'record: the requester exchanged',
    forge: inRedis((run) => ({ ...run, requester: { ...run.requester, userId: 'U0EVE' } })),
    verify: edited,
    record: /it names U0EVE as the requester/,
  },
  {
    what: 'record: the document exchanged',
    forge: inRedis((run) => ({ ...run, plan: { ...(run.plan as object), age: 'new' } as Run['plan'] })),
    verify: edited,
    record: /another document stands in it/,
  },
  { what: 'record: made unreadable', forge: inRedis(() => 'none'), verify: edited, record: /it cannot be read/ },
];

const imageOf = (index: number): string => golden(index + 1);
const runOf = (index: number): string =>
  `r-${createHash('md5').update(String(index)).digest('hex').replace(/[01]/g, 'x').slice(0, 10)}`;
const printed: string[] = [];

beforeAll(async () => {
  world = await startAwsWorld({
    settings: { formerSigningKeys: [formerKey], compliance: { ...worldSettings.compliance, falseTags: 'remove' } },
    fake: { world: goldenWorld(rows.length) },
  });
  redis = open();
  world.fake.hands.setKeyState(unlistedKey, 'Enabled');
  for (const [index, { isApproved = true, forge }] of rows.entries()) {
    const [image, id] = [imageOf(index), runOf(index)];
    world.fake.hands.changeLaunchPermissions(image, { add: [ACCOUNTS.prod] });
    if (isApproved) await approveOnRecord(world, redis.store, voteKeys, { image, id });
    await forge(image, id);
  }
});
afterAll(async () => {
  const saying = (pattern: RegExp) => printed.filter((line) => pattern.test(line)).length;
  console.log(
    [
      `forgeries: ${printed.length - saying(genuineLine)} ways said by verify, ${saying(/\| removed$/)} told by the sweep and ` +
        `removed, ${saying(/\| told$/)} told and left to people, ${saying(/\| told \| –$/)} of records told once; ${saying(genuineLine)} genuine approvals left alone`,
      'forgery | verify | sweep | record | untag',
      ...printed,
    ].join('\n'),
  );
  await world.close();
});

const context = (): PatrolContext => ({
  aws: world.aws.reader({ reference: 'patrol', userId: nobody.userId }, { patience: 'job' }),
  settings: world.settings,
  now: new Date(),
  bornAt: new Date(0),
  violations: redis.store.violations,
  configViews: redis.store.configViews,
  exemptions: redis.store.exemptions,
  records: recordsOf(redis.store, voteKeys),
  ...noLog,
  hurry: async () => undefined,
});

const verified = async (index: number) => {
  const message = await answer(world, `verify ${imageOf(index)}`, { records: recordsOf(redis.store, voteKeys) });
  return { title: message.title, words: wordsOf(message) };
};

/** What the channel is told of an instance that was launched from it. */
async function swept(index: number): Promise<string | undefined> {
  const imageId = imageOf(index);
  const instance = world.fake.hands.launchInstance(ACCOUNTS.prod, REGION, { imageId });
  await sweep(prodPlace, context(), [instance]);
  await tell(context());
  const told = (await redis.store.violations.openBulletins(100)).map((one) =>
    wordsOf(bulletinMessage(one, world.settings)),
  );
  return told.find((words) => words.includes(instance));
}

/** What is told of records, each order made as the engine makes it; `made` counts those that are new. */
async function recordsTold() {
  const told = new Map<string, string>();
  let made = 0;
  for (const wanted of await editedRecordsPatrol.look(buildPlace, context())) {
    const { requestKey, plan, channel } = wanted;
    const order = {
      requestKey: `patrol:${requestKey}`,
      job: editedRecordJob,
      plan,
      channel,
      requester: nobody,
      cause: '',
    };
    const { run, created } = await orderRun(redis.store.runs, world.settings, order);
    const parsed = editedRecordJob.plan.parse(run.plan);
    expect(run.channel).toBe('C0ALERTS01');
    made += created ? 1 : 0;
    told.set(parsed.imageId, wordsOf(editedRecordJob.present.done(parsed, {}, run, world.settings)));
  }
  return { told, made };
}

/** What the patrols find when they look for the first time. */
let first: Awaited<ReturnType<typeof recordsTold>> & {
  readonly falseTags: readonly UntagPlan[];
  /** What it tells, and does not remove. */
  readonly left: FalseTagPlan['found'];
  /** What it tells where the configuration only wants to hear of them. */
  readonly reported: FalseTagPlan['found'];
};
beforeAll(async () => {
  const wanted = await falseTagsPatrol.look(buildPlace, context());
  const compliance = { ...world.settings.compliance, falseTags: 'report' } as const;
  const told = await falseTagsPatrol.look(buildPlace, { ...context(), settings: { ...world.settings, compliance } });
  first = {
    ...(await recordsTold()),
    falseTags: wanted.filter(({ job }) => job === 'untag').map(({ plan }) => untagJob.plan.parse(plan)),
    left: wanted.filter(({ job }) => job === 'false-tag').flatMap(({ plan }) => falseTagJob.plan.parse(plan).found),
    reported: told.flatMap(({ plan }) => falseTagJob.plan.parse(plan).found),
  };
});

describe('every way to forge an approval, and who finds it', () => {
  it.each(rows.map((row, index) => ({ ...row, index })))('$what', async (row) => {
    const { title, words } = await verified(row.index);
    expect(title).toMatch(row.verify);
    if (row.record) expect(words.replaceAll('\n', ' ')).toMatch(/What was signed into the AMI’s tags counts/);
    const sweeps = await swept(row.index);
    if (row.sweep) expect(sweeps).toMatch(row.sweep);
    else expect(sweeps).toBeUndefined();
    const ofRecord = first.told.get(imageOf(row.index));
    if (row.record) expect(ofRecord).toMatch(row.record);
    else expect(ofRecord).toBeUndefined();
    const falseTags = first.falseTags.find(({ imageId }) => imageId === imageOf(row.index));
    expect(falseTags?.kind).toBe(row.untag);
    const kindIn = (found: FalseTagPlan['found']) => found.find(({ imageId }) => imageId === imageOf(row.index))?.kind;
    expect([kindIn(first.reported), kindIn(first.left)]).toEqual([row.untag ?? row.told, row.told]);
    const { removed } = falseTags
      ? await testRun(world, untagJob, falseTags, { id: 'r-untaguntag' }).go()
      : { removed: {} };
    const left = Object.keys(approvalTagsOf(imageOf(row.index)));
    expect(left.length === 0).toBe(row.untag !== undefined);
    const done = [
      sweeps && 'told',
      ofRecord && 'told',
      row.told ? 'told' : Object.keys(removed).length > 0 && 'removed',
    ];
    printed.push([row.what, title, ...done.map((one) => one || '–')].join(' | '));
  });

  it('an edited record is told once, in the channel, however often it is looked at', async () => {
    const wrong = rows.filter(({ record }) => record).length;
    const { told, made } = await recordsTold();
    expect([first.told.size, first.made]).toEqual([wrong, wrong]);
    expect([told.size, made]).toEqual([wrong, 0]);
    const runs = await redis.store.runs.list({ limit: 100 });
    expect(runs.filter(({ job }) => job === 'edited-record')).toHaveLength(wrong);
  });

  it('a genuine approval is left alone by all of them, and its record fits vote by vote', async () => {
    expect((await verified(0)).words).toContain(`Assay’s own record of ${runOf(0)} says the same, vote by vote.`);
    expect((await verified(1)).words).toContain('the signature, with a former key, is valid');
  });
});

it('a record that somebody wrote full is told in short', async () => {
  const index = rows.findIndex(({ what }) => what === 'record: a vote added');
  const many = Array.from({ length: 300 }, (_, number): Vote => ({ ...eves, userId: `U0EVE${number}` }));
  await editRecord(redis, runOf(index), (run) => ({
    ...run,
    ...(run.approval ? { approval: { ...run.approval, votes: [...run.approval.votes, ...many] } } : {}),
  }));
  expect((await verified(index)).words).toMatch(/U0EVE6 stands[^,]*, and 293 more\./);
  expect((await recordsTold()).told.get(imageOf(index))).toMatch(/• and 293 more/);
});

describe('what is no forgery', () => {
  it('records that are gone: the proof stands, and it says so; nothing is told', async () => {
    const empty = open();
    const records = recordsOf(empty.store, voteKeys);
    const message = await answer(world, `verify ${donor}`, { records });
    expect(message.title).toMatch(genuine);
    expect(wordsOf(message)).toContain('any more; the proof in the AMI’s tags stands without it');
    expect(await editedRecordsPatrol.look(buildPlace, { ...context(), records })).toEqual([]);
  });

  it('votes sealed with a key that is not in use: said, and not told in the channel', async () => {
    const records = recordsOf(redis.store, [new Uint8Array(32).fill(6)]);
    const message = await answer(world, `verify ${donor}`, { records });
    expect(message.title).toMatch(genuine);
    expect(wordsOf(message)).toContain('the seals on the votes of @U0BEN, @U0CARL are of a key that is not in use');
    const wanted = await editedRecordsPatrol.look(buildPlace, { ...context(), records });
    expect(wanted.map(({ plan }) => editedRecordJob.plan.parse(plan).imageId)).not.toContain(donor);
  });

  it('a request whose tags are written and whose run has not ended yet', async () => {
    const now = new Date('2026-11-23T12:00:00Z');
    const index = rows.findIndex(({ what }) => what === 'record: a vote removed');
    await editRecord(redis, runOf(index), (run) => ({ ...run, state: 'running' }));
    const wanted = async (at: Date) =>
      (await editedRecordsPatrol.look(buildPlace, { ...context(), now: at })).map(
        ({ plan }) => editedRecordJob.plan.parse(plan).imageId,
      );
    expect(await wanted(now)).not.toContain(imageOf(index));
    expect(await wanted(new Date(now.getTime() + 2 * 86_400_000))).toContain(imageOf(index));
  });

  it('sweeps that are off look at no record', async () => {
    const settings = { ...world.settings, compliance: { ...world.settings.compliance, isOn: false } };
    expect(await editedRecordsPatrol.look(buildPlace, { ...context(), violations: noViolations, settings })).toEqual(
      [],
    );
  });
});
