import { channels, runIdIn, type Stage, textOf } from './stage.ts';

const archive = 'ami-0a1b2c3d4e5f6a012';
const prod = '444455556666';

/** Rosa retires an old AMI; something begins to use it while the run sleeps, so it stops; it goes on, and comes back. */
export async function retireAndRestore(stage: Stage): Promise<void> {
  const { hands } = stage.sandbox.aws;
  hands.changeLaunchPermissions(archive, { add: [prod] });
  const line = `/ami retire archive-2023-06-01 --disable-after 2s --deregister-after 2s --reason "kept long enough"`;
  const answer = await stage.type('rosa', channels.requests, line);
  const runId = runIdIn(textOf(answer));
  await stage.card(runId, (text) => text.includes('Waiting for its day'), 'asleep');
  stage.expect(true, 'it is deprecated, and sleeps until it is to be disabled');
  hands.setParameter('111122223333', 'eu-west-1', '/golden/archive', archive);
  const stopped = await stage.card(runId, (text) => text.includes('is still used'), 'stopped');
  stage.expect(
    textOf(stopped).includes('SSM parameter /golden/archive in build') && stage.image(archive).state === 'available',
    'what began to use it is named, and it was not disabled',
  );
  hands.setParameter('111122223333', 'eu-west-1', '/golden/archive', 'ami-0a1b2c3d4e5f6a001');
  await stage.click('rosa', stopped, 'assay.retry');
  const done = await stage.card(runId, (text) => text.includes('✅'), 'retired', 60_000);
  stage.expect(stage.image(archive).state === 'deregistered', 'after a retry it is deregistered');
  stage.expect(
    textOf(done).includes('Recycle Bin until') && textOf(done).includes('/ami restore'),
    'the card names the Recycle Bin and the way back',
  );
  const back = runIdIn(textOf(await stage.type('rosa', channels.requests, `/ami restore ${archive}`)));
  await stage.card(back, (text) => text.includes('✅'), 'restored', 60_000);
  const image = stage.image(archive);
  stage.expect(
    image.state === 'available' && image.launchPermissions.includes(prod),
    'it is back, and shared with prod again',
  );
}
