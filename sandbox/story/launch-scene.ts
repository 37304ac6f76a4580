import { ACCOUNTS } from '../aws/default-world.ts';
import { channels, runIdIn, type Stage, textOf } from './stage.ts';

const patient = 40_000;

/** The instance of a run, as AWS has it. */
function launchedBy(stage: Stage, runId: string) {
  return stage.sandbox.aws
    .state()
    .accounts.flatMap(({ id, regions }) => regions.map((region) => ({ account: id, region })))
    .flatMap(({ account, region }) => region.instances.map((instance) => ({ account, ...instance })))
    .filter(({ tags }) => tags['assay:run'] === runId);
}

/** In production only the approved AMI is launched; elsewhere any, like the instance it was made from. */
export async function launchApproved(stage: Stage, imageId: string): Promise<void> {
  const inProd = '--account prod --type t3.medium --zone b';
  const refused = textOf(await stage.type('rosa', channels.requests, `/ami launch base-2026-09-01 ${inProd}`));
  stage.expect(/Only approved AMIs are launched in production/.test(refused), 'an AMI nobody approved is refused');
  stage.tell('  (the approved AMI is shared with prod)');
  stage.sandbox.aws.hands.changeLaunchPermissions(imageId, { add: [ACCOUNTS.prod] });
  const answer = await stage.type('rosa', channels.requests, `/ami launch ${imageId} ${inProd} --name web-canary`);
  const runId = runIdIn(textOf(answer));
  const done = textOf(await stage.card(runId, (text) => text.includes('✅'), 'launched', patient));
  stage.expect(/all status checks passed/.test(done), 'the card says it runs and all checks passed');
  stage.expect(/was approved for production by 2 people/.test(done), 'the card says who approved what it runs from');
  const [instance, second] = launchedBy(stage, runId);
  stage.expect(
    instance?.state === 'running' && instance.account === ACCOUNTS.prod && instance.zone === 'eu-west-1b' && !second,
    `AWS runs one instance in prod: ${instance?.id}`,
  );
}
