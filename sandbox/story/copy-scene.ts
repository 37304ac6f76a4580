import { channels, runIdIn, type Stage, textOf } from './stage.ts';

const database = 'ami-0a1b2c3d4e5f6a005';
const places = ['us-east-1', 'eu-west-1'] as const;

/** Rosa copies an encrypted AMI into prod: both Regions at once, under prod's own keys; nothing of build stays open. */
export async function copyToProduction(stage: Stage, name: string): Promise<void> {
  const prod = () => stage.sandbox.aws.state().accounts.find(({ alias }) => alias === 'prod');
  const build = () => stage.sandbox.aws.state().accounts.find(({ alias }) => alias === 'build');
  const openings = (): readonly string[] =>
    (build()?.regions ?? []).flatMap(({ images, snapshots, keys }) => [
      ...images.filter(({ id }) => id === database).flatMap(({ launchPermissions }) => launchPermissions),
      ...snapshots.flatMap(({ volumePermissions }) => volumePermissions),
      ...keys.flatMap(({ grants }) => grants.map(({ grantee }) => grantee)),
    ]);
  const before = openings();
  const answer = await stage.type(
    'rosa',
    channels.requests,
    `/ami copy db-2026-10-05 to ${places.join(' ')} --to-account prod --name ${name} team=data`,
  );
  stage.expect(
    /taken back afterwards/.test(textOf(answer)),
    'what prod gets for the time of the copies is said before',
  );
  const runId = runIdIn(textOf(answer));
  const working = await stage.card(runId, (text) => /of 2 done/.test(text) && /\d+ %/.test(text), 'a line per target');
  stage.expect(openings().length > before.length, 'the card shows each target with its per cent, and prod may read');
  const done = await stage.card(runId, (text) => text.includes('✅ Copied'), 'copied', 60_000);
  stage.expect(done.ts === working.ts, 'the same card says that both are there');
  for (const region of places) {
    const place = prod()?.regions.find((one) => one.name === region);
    const copy = place?.images.find((image) => image.name === name);
    const snapshots = place?.snapshots.filter(({ id }) => copy?.snapshotIds.includes(id)) ?? [];
    const account = prod()?.id ?? '';
    stage.expect(
      copy?.state === 'available' &&
        snapshots.length === 2 &&
        snapshots.every(({ keyArn }) => keyArn?.startsWith(`arn:aws:kms:${region}:${account}:key/`)),
      `${region}: prod owns ${copy?.id}, under its own key`,
    );
    stage.expect(
      snapshots.every(({ tags }) => tags['team'] === 'data'),
      `${region}: its snapshots are tagged`,
    );
  }
  stage.expect(openings().join() === before.join(), 'launch permission, snapshots and keys are as they were before');
}
