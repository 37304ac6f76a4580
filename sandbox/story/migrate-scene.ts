import { channels, runIdIn, type Stage, textOf } from './stage.ts';

const patient = 60_000;
const shopOne = 'i-0f1b2c3d4e5f60001';

/** Rosa moves shop-1 to another zone: told what changes before, compared afterwards, the old one stopped at the end. */
export async function moveToAnotherZone(stage: Stage): Promise<void> {
  const refused = textOf(await stage.type('rosa', channels.requests, '/ami migrate worker-of-a-group to b'));
  stage.expect(/Auto Scaling group shop-workers/.test(refused), 'what cannot be moved is refused with the reason');
  const answer = textOf(
    await stage.type('rosa', channels.requests, '/ami migrate shop-1 to b --subnet private-b --stop-source'),
  );
  stage.expect(/will be rebooted.*will be stopped/s.test(answer), 'the reboot and the stop are said before');
  const runId = runIdIn(answer);
  const asked = textOf(await stage.card(runId, (text) => !text.includes('✅ Moved'), 'asked'));
  stage.expect(/10\.0\.60\.10 becomes a new one/.test(asked), 'the card says before what will change');
  stage.expect(/Target group shop-http: register the new instance/.test(asked), 'and what is left to people');
  const done = textOf(await stage.card(runId, (text) => text.includes('✅ Moved'), 'moved', patient));
  stage.expect(done.includes('eu-west-1a → eu-west-1b'), 'the card shows both side by side');
  stage.expect(/Security groups.*Role.*Key pair/s.test(done), 'and what is the same');
  const made = stage.sandbox.aws
    .state()
    .accounts.flatMap(({ regions }) => regions)
    .flatMap(({ instances }) => instances.filter(({ tags }) => tags['assay:run'] === runId));
  stage.expect(
    made.length === 1 && made[0]?.state === 'running' && made[0].zone === 'eu-west-1b',
    `AWS runs one new instance in eu-west-1b: ${made[0]?.id}`,
  );
  stage.expect(stage.instance(shopOne).state === 'stopped', 'the old one was stopped, not terminated');
}
