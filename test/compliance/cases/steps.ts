import { attestationTags, readAttestation, Statement, statementDigest } from '../../../src/approvals/attestation.ts';
import { contentFrom } from '../../../src/approvals/document.ts';
import { approvalTagKeys, approvedValue } from '../../../src/approvals/tag-keys.ts';
import { digestOf } from '../../../src/core/json.ts';
import { revokeJob } from '../../../src/jobs/revoke/index.ts';
import { approve, planRevoke } from '../../jobs/support/approvals.ts';
import { copyRun } from '../../jobs/support/copies.ts';
import { testRun } from '../../jobs/support/run-job.ts';
import { ACCOUNTS, anna, signingKey, worldSettings } from '../../support/aws-world.ts';
import { golden, type Step } from './case.ts';

export const keysOf = (environment: string) => approvalTagKeys(worldSettings, environment);
const keys = keysOf('production');

/** Two people approve it: the whole way. */
export const promoted: Step = (image, { world }) => approve(world, image);

/** The tags that a genuine approval leaves, and nothing else of it: so a hundred cases can have one of their own. */
export const approved =
  (environment = 'production'): Step =>
  async (image, { world, region, image: read, runId }) => {
    const its = await read(image);
    const aws = world.aws.writer({ reference: 'r-promote', userId: anna.userId });
    const ids = its.volumes.map(({ snapshotId }) => snapshotId);
    const snapshots = await aws.ec2({ account: its.ownerId, region }).snapshots({ ids });
    const statement = Statement.parse({
      v: 1,
      action: 'approve',
      imageId: image,
      ownerAccount: its.ownerId,
      region,
      environment,
      // A run of its own: a revocation follows the request that led to an approval.
      request: runId(),
      document: digestOf({ image, environment }),
      content: digestOf(contentFrom(its, snapshots)),
      requester: anna.userId,
      approvers: ['U0BEN', 'U0CARL'],
      at: '2026-11-23T10:20:00Z',
    });
    const bytes = await aws.keys.sign(signingKey, statementDigest(statement));
    // As the job does it: an approval that is given anew takes the mark of a revocation away.
    world.fake.hands.untagImage(image, [keysOf(environment).revocation]);
    world.fake.hands.tagImage(image, attestationTags(statement, { keyArn: signingKey, bytes }, worldSettings));
  };

/** Somebody writes tags, as the AMI's owner or privately as another account. */
export const tagged =
  (tags: Readonly<Record<string, string>>, as?: 'prod'): Step =>
  (image, { world }) =>
    world.fake.hands.tagImage(image, tags, as && ACCOUNTS[as]);

export const approvedByHand = tagged({ [keys.approved]: approvedValue });

export const untagged =
  (...names: readonly string[]): Step =>
  (image, { world }) =>
    world.fake.hands.untagImage(image, names);

/** Somebody changes what a tag says. */
export const edited =
  (key: string, change: (value: string) => string): Step =>
  (image, { world }) =>
    world.fake.hands.tagImage(image, { [key]: change(world.image(image).tags[key] ?? '') });

/** Tags of the approved AMI that `which` lets pass are put on this one, as its owner or as prod. */
export const tagsOfGolden =
  (which: (key: string) => boolean = () => true, as?: 'prod'): Step =>
  (image, { world }) => {
    const all = Object.entries(world.image(golden).tags).filter(([key]) => /approved|assay:/.test(key) && which(key));
    world.fake.hands.tagImage(image, Object.fromEntries(all), as && ACCOUNTS[as]);
  };

/** prod writes what the owner's approval says as private tags of its own. */
export const ownTagsMirrored: Step = (image, { world }) =>
  world.fake.hands.tagImage(image, world.image(image).tags, ACCOUNTS.prod);

/** One approver takes the approval away, with all copies. */
export const revoked: Step = async (image, { world, runId }) => {
  const plan = await planRevoke(world, { image });
  await testRun(world, revokeJob, plan, { id: runId() }).go();
};

/** A step upon another AMI than the case's own. */
export const onSource =
  (step: Step, source: { id: string }): Step =>
  async (_image, stage) =>
    void (await step(source.id, stage));

/** Assay copies it into prod in the Region of the case; the copy is what is used. */
export const copiedToProd =
  (more: { readonly 'keep-approval'?: boolean }, remember?: { id: string }): Step =>
  async (image, { world, region, name, runId }) => {
    if (remember) remember.id = image;
    const to = { image, to: [region], 'to-account': ['prod'], name: `${name}-${image.slice(-4)}`, ...more };
    await (await copyRun(world, to, { id: runId(), mostBusy: 1000 })).go();
    const copy = world.imagesNamed(to.name).at(-1);
    if (!copy) throw new Error(`no copy ${to.name}`);
    return copy.id;
  };

/** A statement that Assay's key has really signed, and that is not true of this AMI. */
export const signedOtherwise =
  (change: (statement: Statement) => Partial<Statement>): Step =>
  async (image, { world, image: read }) => {
    const its = await read(image);
    const was = readAttestation(its.tags, its, 'production', worldSettings);
    if (was.kind !== 'read') throw new Error(`${image} is not approved`);
    const statement = { ...was.statement, ...change(was.statement) };
    const { keys: kms } = world.aws.writer({ reference: 'r-forger', userId: anna.userId });
    const bytes = await kms.sign(signingKey, statementDigest(statement));
    world.fake.hands.tagImage(image, attestationTags(statement, { keyArn: signingKey, bytes }, worldSettings));
  };

export const otherContent = signedOtherwise(() => ({ content: digestOf('another snapshot') }));

export const deregistered: Step = (image, { world }) => world.fake.hands.deregisterImage(image);
export const disabled: Step = (image, { world }) => world.fake.hands.disableImage(image);
export const deprecated =
  (inDays: number): Step =>
  (image, { world }) =>
    world.fake.hands.deprecateImage(image, new Date(Date.now() + inDays * 86_400_000));
/** Nobody but its owner may use it any more. */
export const unshared: Step = (image, { world }) =>
  world.fake.hands.changeLaunchPermissions(image, { remove: [ACCOUNTS.prod, 'all'] });

/** A parameter of Systems Manager in prod names it. */
export const inParameter =
  (parameter: string): Step =>
  (image, { world, region }) =>
    world.fake.hands.setParameter(ACCOUNTS.prod, region, parameter, image);
