import { cast, channels, runIdIn, type Stage, textOf } from './stage.ts';

const webOne = 'i-0a1b2c3d4e5f60001';

/** Rosa asks for an AMI; it is made with a reboot, said before. Returns its id. */
export async function createWithReboot(stage: Stage, name: string): Promise<string> {
  const reboots = stage.instance(webOne).reboots;
  const answer = await stage.type('rosa', channels.requests, `/ami create ${webOne} --name ${name}`);
  stage.expect(/reboot/i.test(textOf(answer)), 'the reboot is said before it happens');
  const runId = runIdIn(textOf(answer));
  stage.expect(stage.instance(webOne).reboots === reboots, 'nothing was rebooted yet');
  const working = await stage.card(runId, (text) => /\d+ %/.test(text), 'progress in per cent');
  stage.expect(working.channel === channels.requests, 'the card is in #ami-requests and shows progress in per cent');
  const done = await stage.card(runId, (text) => text.includes('✅'), 'created', 60_000);
  const imageId = /ami-[0-9a-f]{17}/.exec(textOf(done).replaceAll('ami-0a1b2c3d4e5f6a001', ''))?.[0] ?? '';
  stage.expect(done.ts === working.ts, `the same card says it is ready: ${imageId}`);
  const image = stage.image(imageId);
  stage.expect(image.state === 'available' && image.name === name, `AWS has ${name}, available`);
  stage.expect(
    image.tags['assay:run'] === runId && image.tags['assay:consistency'] === 'reboot',
    'its tags record run and reboot',
  );
  stage.expect(stage.instance(webOne).reboots === reboots + 1, 'web-1 was rebooted once');
  const snapshots = stage.sandbox.aws
    .state()
    .accounts.flatMap((account) => account.regions.flatMap((region) => region.snapshots))
    .filter((snapshot) => image.snapshotIds.includes(snapshot.id));
  stage.expect(
    snapshots.length > 0 &&
      snapshots.every((snapshot) => snapshot.tags['assay:run'] === runId && snapshot.state === 'completed'),
    'its snapshots are complete and tagged',
  );
  await stage.reply(done, (text) => text.includes(`<@${cast.rosa}>`), 'rosa is mentioned');
  stage.expect(true, 'rosa is mentioned in the thread');
  return imageId;
}

/** The same without a reboot: a choice that is warned about and recorded. */
export async function createWithoutReboot(stage: Stage, name: string): Promise<void> {
  const apiOne = 'i-0a1b2c3d4e5f60002';
  const answer = await stage.type('rosa', channels.requests, `/ami create api-1 --name ${name} —no-reboot team=shop`);
  stage.expect(/integrity/i.test(textOf(answer)), 'the warning about integrity is shown');
  const runId = runIdIn(textOf(answer));
  const done = await stage.card(runId, (text) => text.includes('✅'), 'created', 60_000);
  const imageId = /ami-[0-9a-f]{17}/.exec(textOf(done))?.[0] ?? '';
  const image = stage.image(imageId);
  stage.expect(
    image.tags['assay:consistency'] === 'no-reboot' && image.tags['team'] === 'shop',
    'its tags record no reboot, and the team',
  );
  stage.expect(stage.instance(apiOne).reboots === 0, 'api-1 was not rebooted');
}
