import { ACCOUNTS } from '../aws/default-world.ts';
import type { SlackMessage } from '../contract.ts';
import { channels, runIdIn, type Stage, textOf } from './stage.ts';

const handmade = 'ami-0d1b2c3d4e5f6d001';
/** Of build; a worker of production runs from it, and nobody has approved it. */
const base = 'ami-0a1b2c3d4e5f6a001';
const hotfix = 'i-0d1b2c3d4e5f60003';
const worker = 'i-0d1b2c3d4e5f60002';
const patient = 60_000;

/** Messages of the alerts channel that speak of this. */
const about = ({ sandbox }: Stage, what: string): readonly SlackMessage[] =>
  sandbox.slack
    .messages()
    .filter((one) => one.channel === channels.alerts && !one.deleted && one.threadTs === undefined)
    .filter((one) => textOf(one).includes(what));

const until = (stage: Stage, what: string, pattern: RegExp, expected: string): Promise<SlackMessage> =>
  stage.sandbox.slack.until(() => about(stage, what).find((one) => pattern.test(textOf(one))), {
    timeoutMs: patient,
    what: expected,
  });

function start({ sandbox }: Stage, name: string): string {
  return sandbox.aws.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', {
    imageId: handmade,
    tags: { Name: name, team: 'shop' },
  });
}

/** Rosa asks, Ada and Ben agree. */
async function agreed(stage: Stage, line: string, done: string): Promise<void> {
  const runId = runIdIn(textOf(await stage.type('rosa', channels.requests, line)));
  await stage.click('ada', await stage.card(runId, (text) => /0 of 2/.test(text), 'asked'), 'assay.approve');
  await stage.click('ben', await stage.card(runId, (text) => /1 of 2/.test(text), '1 of 2'), 'assay.approve');
  await stage.card(runId, (text) => text.includes('✅'), done, patient);
}

/** By event it takes seconds; where the event is lost, the next sweep sees it. Each is told once. */
async function hearOfBoth(stage: Stage): Promise<{ readonly heard: string; readonly unheard: string }> {
  const { hands } = stage.sandbox.aws;
  // It is pending, then it runs: EventBridge loses both.
  hands.loseEvents(2, 'EC2 Instance State-change Notification');
  const unheard = start(stage, 'unheard-1');
  await stage.sandbox.slack.until(() => (stage.instance(unheard).state === 'running' ? true : undefined), {
    timeoutMs: patient,
    what: `${unheard} running`,
  });
  const began = Date.now();
  const heard = start(stage, 'night-fix');
  await until(stage, heard, /AMIs that are not approved|nobody approved/, 'the message about night-fix');
  stage.expect(about(stage, heard).length === 1, `prod-alerts hears of night-fix, once, after ${seconds(began)}`);
  return { heard, unheard };
}

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/**
 * Somebody starts an AMI in production that nobody approved; the channel hears of it by itself. Then what runs there is put
 * right in four ways, and the same messages say so.
 * @param approved an AMI that two people approved for production, shared with prod
 */
export async function guardProduction(stage: Stage, approved: string): Promise<void> {
  const { hands } = stage.sandbox.aws;
  const { heard, unheard } = await hearOfBoth(stage);
  const listed = textOf(await stage.type('max', channels.requests, '/ami compliance production'));
  stage.expect(/night-fix/.test(listed), 'and everybody can look it up');

  hands.terminateInstance(heard);
  await until(stage, heard, /1 gone|Resolved/, 'that night-fix is gone');
  stage.expect(about(stage, heard).length === 1, 'it is terminated: the same message says that it is gone');

  await until(stage, unheard, /AMIs that are not approved|nobody approved/, 'the message about unheard-1');
  stage.expect(about(stage, unheard).length === 1, 'of unheard-1 no event came: the sweep saw it, once');

  stage.tell('  (the group hotfix is pointed to the approved AMI)');
  hands.pointTemplate(ACCOUNTS.prod, 'eu-west-1', 'hotfix', approved);
  await agreed(stage, `/ami promote ${base} --reason “base of all, hardened”`, 'approved and tagged');
  await agreed(stage, `/ami exempt ${hotfix} --for 7d --reason “until 4.2 is out”`, 'exempted');
  await until(stage, hotfix, /exempted until/i, 'that hotfix-1 is exempted');
  stage.expect(true, 'two people exempted hotfix-1 for a week: its message says until when');
  await until(stage, worker, /approved since/, 'that worker-prod-1 is approved');
  stage.expect(true, 'its AMI was approved by two people: the message of worker-prod-1 says so');
  await until(stage, 'Auto Scaling group', /replaced/, 'that the group hotfix launches another');
  stage.expect(true, 'the group launches an approved AMI: its message says replaced');
}
