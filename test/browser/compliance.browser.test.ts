import { beforeAll, expect, it } from 'vitest';
import { ACCOUNTS } from '../../sandbox/aws/default-world.ts';
import { textOf } from '../../sandbox/story/stage.ts';
import { patient, type SandboxPage, withSandboxPage } from './sandbox-page.ts';

const opened = withSandboxPage({ paceMs: 2000, digestAfterMs: 60_000 });
let sandbox: SandboxPage['sandbox'];
let page: SandboxPage['page'];
let person: SandboxPage['person'];
let picture: SandboxPage['picture'];
let complaints: SandboxPage['complaints'];
beforeAll(() => {
  ({ sandbox, page, person, picture, complaints } = opened());
});

const handmade = 'ami-0d1b2c3d4e5f6d001';
/** db-2026-10-05 */
const unused = 'ami-0a1b2c3d4e5f6a005';
const alerts = 'prod-alerts';

const start = (name: string, imageId = handmade): string =>
  sandbox.aws.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', { imageId, tags: { Name: name, team: 'shop' } });

const told = (what: string) =>
  sandbox.slack
    .messages()
    .filter((one) => one.channel === 'C0ALERTS01' && !one.deleted && !one.threadTs && textOf(one).includes(what));

const many: string[] = [];

it('one instance: its message says whose it is, from which AMI, and offers what helps', async () => {
  await person.goTo(alerts);
  await person.message('hotfix-1').first().waitFor(patient);
  await picture('guard-first-sweep');
  const id = start('night-fix');
  const card = person.message(id).first();
  await card.waitFor(patient);
  await card.scrollIntoViewIfNeeded();
  await picture('guard-one');
  const words = await card.innerText();
  expect(words).toContain('night-fix');
  expect(words).toContain('Rosa');
  expect(words).toContain('nobody approved');
  expect(await card.getByRole('button', { name: 'Request approval…' }).count()).toBe(1);
  expect(told(id)).toHaveLength(1);
  sandbox.aws.hands.terminateInstance(id);
  await card.getByText('Resolved').first().waitFor(patient);
  await picture('guard-resolved');
});

it('many at once: one message with a thread', async () => {
  // No event comes, so that one sweep finds them all.
  sandbox.aws.hands.loseEvents(260, 'EC2 Instance State-change Notification');
  for (let number = 0; number < 130; number += 1) {
    const gone = `ami-0f${(number % 26).toString(16).padStart(15, '0')}`;
    many.push(start(`batch-${number}`, number < 60 ? handmade : gone));
  }
  const threads = () => sandbox.slack.messages().filter(({ text }) => /^All of them, part/.test(text));
  await expect.poll(() => threads().length, patient).toBe(4);
  expect(told('batch-')).toHaveLength(1);
  const card = person.message(/batch-\d+/).first();
  await card.waitFor(patient);
  await card.scrollIntoViewIfNeeded();
  await picture('guard-many');
  await card.getByRole('button', { name: /repl/ }).click();
  await page.getByTestId('thread').getByText('All of them, part 4 of 4').waitFor(patient);
  await picture('guard-many-thread');
  await page.getByRole('button', { name: 'Close thread' }).click();
}, 90_000);

it('approval tags that nobody gave are told of, also where nothing uses the AMI', async () => {
  sandbox.aws.hands.tagImage(unused, { 'ami-approved-production': 'approved' });
  const card = person.message(/Approval tags on db-2026-10-05 were set by hand/).first();
  await card.waitFor(patient);
  await card.scrollIntoViewIfNeeded();
  await picture('guard-false-tags');
  expect(await card.getByRole('button', { name: 'Request approval…' }).count()).toBe(1);
});

it('the overview, as an answer and by its form', async () => {
  await person.become('Max Weber');
  await person.goTo('ami-requests');
  await person.typeLine('/ami compliance production');
  const answer = person.message(/run from AMIs they should not/).last();
  await answer.waitFor(patient);
  await picture('guard-overview');
  await person.typeLine('/ami');
  const modal = page.getByTestId('modal');
  await modal.getByRole('button', { name: 'Compliance' }).click();
  await modal.getByTestId('modal-submit').waitFor(patient);
  await picture('guard-form');
  await modal.getByTestId('modal-submit').click();
  await modal
    .getByText(/run from AMIs they should not/)
    .first()
    .waitFor(patient);
  await picture('guard-form-answer');
  await page.keyboard.press('Escape');
});

it('the day is summed up, with the last weeks as a picture', async () => {
  await person.goTo(alerts);
  const digest = person.message(/production today: \d+ open/).filter({ has: page.locator('img') });
  await digest.last().waitFor({ timeout: 120_000 });
  await digest.last().scrollIntoViewIfNeeded();
  await picture('guard-digest');
  expect(await digest.count()).toBe(1);
}, 150_000);

it('all of them end, and the message says so', async () => {
  await person.goTo(alerts);
  for (const id of many) sandbox.aws.hands.terminateInstance(id);
  const card = person.message(/batch-\d+/).first();
  await card
    .getByText(/^\W*Resolved/)
    .first()
    .waitFor(patient);
  await card.scrollIntoViewIfNeeded();
  await picture('guard-many-resolved');
  expect(told('batch-')).toHaveLength(1);
  expect(complaints).toEqual([]);
}, 90_000);
