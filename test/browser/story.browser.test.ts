import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage } from '../../sandbox/open-page.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { World } from '../../sandbox/world/start-world.ts';
import { atThePage, type Person } from './at-the-page.ts';
import { type OwnBrowser, openChromium } from './chromium.ts';
import { approve, createByLine, promoteByForm } from './play-by-hand.ts';

const name = 'web-2026-11-23';
const patient = { timeout: 40_000 };
let sandbox: Sandbox;
let world: World;
let browser: OwnBrowser;
let page: Page;
let person: Person;
const complaints: string[] = [];
let imageId = '';

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([startSandbox({ paceMs: 4000, grace: '2s' }), openChromium()]);
  world = await openPage(sandbox, 0);
  page = await browser.context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(world.url);
  await page.getByTestId('composer').waitFor();
  person = atThePage(page);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
  await sandbox?.stop();
});

it('Rosa types a line, reads that it reboots, and one card follows the work to the AMI', async () => {
  imageId = await createByLine(person, name);
  const aws = page.getByTestId('aws');
  await aws.locator(`[data-id="${imageId}"]`).getByText('available').waitFor(patient);
  const here = sandbox.slack.messages().filter(({ channel }) => channel === 'C0REQUESTS');
  expect(here.filter((one) => !one.ephemeralTo && !one.threadTs)).toHaveLength(1);
});

it('Rosa asks for production by the form, with live search and the plan before it is sent', async () => {
  await promoteByForm(person, name, 'release 4.2, tested on staging');
  await person.goTo('ami-approvals');
  const card = person.message(name).filter({ hasText: 'Waiting for approval' }).first();
  await card.waitFor(patient);
  expect(await card.innerText()).toContain('release 4.2, tested on staging');
});

it('one approver approves: 1 of 2, and AWS has no tag', async () => {
  const card = await approve(person, 'Ada Okafor', name);
  await card
    .getByText(/1 of 2/)
    .first()
    .waitFor(patient);
  expect(await page.getByTestId('approval-tag').count()).toBe(0);
});

it.each([
  ['Rosa Lind', 'You asked for this yourself'],
  ['Ada Okafor', 'recorded already and counts once'],
  ['Gus Hale', 'Guests cannot vote'],
  ['Deploy Bot', 'Apps and bots cannot vote'],
  ['Dora Finch', 'account is deactivated'],
  ['Olga Petrova', 'Only members of this workspace can vote'],
  ['Max Weber', 'not one of the approvers'],
])('%s is refused in a sentence that nobody else sees', async (who, sentence) => {
  await approve(person, who, name);
  const answer = person.message(sentence);
  await answer.getByText('Only visible to you').first().waitFor(patient);
  await person.become('Ben Sato');
  await person.goTo('ami-approvals');
  await person.message(name).first().waitFor();
  expect(await answer.count()).toBe(0);
});

it('a second approver approves: the card says approved and tagged, and the AWS view shows the tags', async () => {
  await approve(person, 'Ben Sato', name);
  const done = person.message(name).filter({ hasText: 'Approved and tagged' }).first();
  await done.waitFor(patient);
  expect(await done.innerText()).toMatch(/Ada Okafor[\s\S]*Ben Sato/);
  expect(await done.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
  const aws = page.getByTestId('aws');
  await aws.getByTestId('approval-tag').first().waitFor(patient);
  expect(await aws.innerText()).toContain('ami-approved-production');
});

it('and nothing strange happened on the way', () => {
  expect(complaints).toEqual([]);
  const { slack, aws } = sandbox;
  expect([...slack.unknownCalls, ...slack.problems, ...aws.unknownCalls]).toEqual([]);
});
