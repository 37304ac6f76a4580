import type { Sandbox } from '../start-sandbox.ts';
import { backupOnSchedule } from './backup-scene.ts';
import { buildWithPipelines } from './build-scene.ts';
import { copyToProduction } from './copy-scene.ts';
import { createWithoutReboot, createWithReboot } from './create-scene.ts';
import { findAndShow } from './find-scene.ts';
import { guardProduction } from './guard-scene.ts';
import { launchApproved } from './launch-scene.ts';
import { moveToAnotherZone } from './migrate-scene.ts';
import { approveByTwo, askForProduction, verifyIt } from './promote-scene.ts';
import { retireAndRestore } from './retire-scene.ts';
import { shareAndTakeBack } from './share-scene.ts';
import { makeStage, type Stage, StoryError } from './stage.ts';

/** What CloudTrail would tell of the writes, with the person behind each; it tells nothing of messages in queues. */
function tellWrites(sandbox: Sandbox, say: (line: string) => void): void {
  const written = sandbox.aws.calls.filter(
    ({ action, service }) => !/^(Describe|Get|Assume|Verify)/.test(action) && service !== 'sqs',
  );
  for (const call of written)
    say(
      `    ${call.at.slice(11, 19)} ${call.service}:${call.action} ${call.result} as ${call.principal.split('/').slice(1).join('/')} for ${call.sourceIdentity ?? '-'}`,
    );
}

/** The end of every story: nothing was sent that Slack or AWS would not have taken. */
function tellEnd(sandbox: Sandbox, say: (line: string) => void): void {
  say('\nWhat AWS recorded');
  tellWrites(sandbox, say);
  const { unknownCalls, problems } = sandbox.slack;
  const strange = [...unknownCalls, ...problems, ...sandbox.aws.unknownCalls];
  if (strange.length > 0) throw new StoryError(`calls the servers would not have taken: ${strange.join('; ')}`);
}

async function mainJob(stage: Stage, say: (line: string) => void): Promise<string> {
  say('\nScene 1  Rosa asks for an AMI of web-1');
  const imageId = await createWithReboot(stage, 'web-2026-11-23');
  say('\nScene 2  The same of api-1, without a reboot, typed on a phone');
  await createWithoutReboot(stage, 'api-2026-11-23');
  say('\nScene 3  Rosa asks for production');
  const asked = await askForProduction(stage, imageId);
  say('\nScene 4  Two people approve; everybody else is refused');
  await approveByTwo(stage, asked, imageId);
  say('\nScene 5  Anybody checks it');
  await verifyIt(stage, imageId);
  return imageId;
}

/**
 * The main job from the first line to the tag, against the running servers.
 * @throws StoryError, or the wait's error, at the first thing that did not happen
 */
export async function playMainJob(sandbox: Sandbox, say: (line: string) => void): Promise<void> {
  await mainJob(makeStage(sandbox, say), say);
  tellEnd(sandbox, say);
}

/**
 * The main job, then every other operation.
 * @throws StoryError, or the wait's error, at the first thing that did not happen
 */
export async function playStory(sandbox: Sandbox, say: (line: string) => void): Promise<void> {
  const stage = makeStage(sandbox, say);
  const imageId = await mainJob(stage, say);
  say('\nScene 6  Image Builder: asked for, by its schedule, and waiting for two people');
  await buildWithPipelines(stage);
  say('\nScene 7  Max looks around');
  await findAndShow(stage, imageId);
  say('\nScene 8  Backups by the clock, by hand, and what retention removes');
  await backupOnSchedule(stage);
  say('\nScene 9  Rosa copies a database AMI into production, to two Regions');
  await copyToProduction(stage, 'db-2026-11-23');
  say('\nScene 10  An encrypted AMI for other accounts, and back');
  await shareAndTakeBack(stage);
  say('\nScene 11  The approved AMI is launched in production; another is not');
  await launchApproved(stage, imageId);
  say('\nScene 12  shop-1 moves to another zone');
  await moveToAnotherZone(stage);
  say('\nScene 13  An old AMI is retired in steps, stopped by what uses it, and brought back');
  await retireAndRestore(stage);
  say('\nScene 14  Somebody starts an AMI in production that nobody approved');
  await guardProduction(stage, imageId);
  tellEnd(sandbox, say);
}
