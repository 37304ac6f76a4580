import { ebsOperations } from '../../../src/core/aws-encryption.ts';
import type { Reversal } from '../../../src/core/reversal.ts';
import type { Run } from '../../../src/core/run.ts';
import { withStatements } from '../../../src/lookup/key-statements.ts';
import { sampleRun } from '../../store/sample-run.ts';
import { ACCOUNTS, type AwsWorld, anna, buildPlace as place } from '../../support/aws-world.ts';

const key = `arn:aws:kms:eu-west-1:${ACCOUNTS.build}:key/5f1c0de0-0000-4000-8000-00000000b001`;
const source = 'i-0a1b2c3d4e5f60004';
const instanceId = 'i-0a1b2c3d4e5f60007';
const shared = 'ami-0a1b2c3d4e5f6a001';
const sharedSnapshot = 'snap-0a1b2c3d4e5f6a001';
const partner = '222233334444';

/** A run that ended, and everything *Undo* knows of it standing in AWS: made and given under somebody else's name. */
export async function runToUndo(world: AwsWorld, runId: string): Promise<Run> {
  const aws = world.aws.writer({ reference: 'somebody', userId: anna.userId });
  const taker = { kind: 'account', id: partner } as const;
  const ec2 = aws.ec2(place);
  const tags = { 'assay:run': runId };
  const name = `to-undo-${runId}`;
  const { imageId } = await ec2.createImage({ instanceId: source, name, description: '', noReboot: true, tags });
  while ((await ec2.images({ ids: [imageId] }))[0]?.state !== 'available')
    await new Promise((resolve) => setTimeout(resolve, 10));
  await ec2.createTags([instanceId], tags);
  await aws.sharing(place).addLaunchPermissions(shared, [taker]);
  await aws.sharing(place).addVolumePermission(sharedSnapshot, partner);
  const { grantId } = await aws.encryption(place).createGrant({
    keyArn: key,
    grantee: `arn:aws:iam::${ACCOUNTS.prod}:root`,
    operations: ebsOperations,
    name: `assay/${runId}`,
  });
  const statements = [
    { Sid: `Undo${runId.replace('-', '')}`, Effect: 'Allow', Principal: '*', Action: 'kms:DescribeKey', Resource: '*' },
  ];
  const kms = aws.encryption(place);
  await kms.putKeyPolicy(key, withStatements(await kms.keyPolicy(key), statements));
  const entry = `${runId}=launch`;
  const [alone, among] = ['assay:shared/777788889999', `assay:shared/${partner}`];
  await ec2.createTags([shared], { [alone]: entry, [among]: `r-bcdefghjkm=key ${entry}` });
  const undo: Reversal[] = [
    { kind: 'image', place, imageId, runId },
    { kind: 'instance', place, instanceId, runId },
    { kind: 'grant', place, keyArn: key, grantId },
    { kind: 'key-statements', place, keyArn: key, sids: statements.map(({ Sid }) => Sid) },
    { kind: 'launch-permission', place, imageId: shared, permissions: [taker] },
    { kind: 'volume-permission', place, snapshotIds: [sharedSnapshot], accounts: [partner] },
    ...[alone, among].map((key) => ({ kind: 'tag' as const, place, imageId: shared, key, entry })),
  ];
  return sampleRun(1_000_000, { id: runId, state: 'done', place, undo });
}
