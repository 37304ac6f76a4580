import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage } from '../../sandbox/open-page.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { World } from '../../sandbox/world/start-world.ts';
import { atThePage, type Person } from './at-the-page.ts';
import { type OwnBrowser, openChromium } from './chromium.ts';

const patient = { timeout: 40_000 };
/** Where pictures go when somebody wants to look at them. */
const pictures = process.env['ASSAY_TEST_PICTURES'];
let sandbox: Sandbox;
let world: World;
let browser: OwnBrowser;
let page: Page;
let person: Person;
const complaints: string[] = [];

const picture = async (name: string): Promise<void> => {
  if (!pictures) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}/${name}.png` });
};

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([startSandbox({ paceMs: 4000 }), openChromium()]);
  world = await openPage(sandbox, 0);
  page = await browser.context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(world.url);
  await page.getByTestId('composer').waitFor();
  person = atThePage(page);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
  await sandbox?.stop();
});

it('Rosa fills in the form of a schedule, reads what it will do, and the card says when it runs next', async () => {
  await person.become('Rosa Lind');
  await person.goTo('ami-requests');
  await person.typeLine('/ami schedule');
  const modal = page.getByTestId('modal');
  const fill = (name: string, text: string) => modal.getByRole('textbox', { name }).fill(text);
  await fill('Name of the schedule', 'nightly');
  await fill('Instances', 'web-1, search-1');
  await fill('When (cron)', '0 3 * * *');
  await fill('Time zone', 'Europe/Berlin');
  await modal.getByLabel(/^Keep so many(?! days)/).fill('7');
  await picture('schedule-form');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('removed for good').first().waitFor(patient);
  await modal.getByText('At 03:00, every day (Europe/Berlin)').first().waitFor(patient);
  await picture('schedule-plan');
  await modal.getByTestId('modal-submit').click();
  await page.keyboard.press('Escape');
  const card = person.message('Schedule nightly').filter({ hasText: '✅' }).first();
  await card.waitFor(patient);
  expect(await card.innerText()).toContain('the newest 7 of each instance');
  await picture('schedule-card');
});

it('she starts it by hand with the form, and its card ends with both AMIs', async () => {
  await person.typeLine('/ami schedules');
  await person
    .message('One schedule')
    .getByRole('button', { name: /^Pause, run/ })
    .click(patient);
  const modal = page.getByTestId('modal');
  await picture('schedules-list');
  await modal.getByRole('radio', { name: 'run' }).check();
  await modal.getByRole('combobox', { name: /^Schedule/ }).fill('night');
  await page.getByRole('option', { name: /nightly/ }).click(patient);
  await picture('schedules-form');
  await modal.getByTestId('modal-submit').click();
  await page.keyboard.press('Escape');
  const card = person.message('started by hand').filter({ hasText: '✅' }).first();
  await card.getByText('2 of 2 done').first().waitFor(patient);
  expect(await card.innerText()).toContain('started by hand');
  await picture('backup-card');
});

it('and nothing strange happened on the way', () => {
  expect(complaints).toEqual([]);
  const { slack, aws } = sandbox;
  expect([...slack.unknownCalls, ...slack.problems, ...aws.unknownCalls]).toEqual([]);
});
