import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ACCOUNTS } from '../../sandbox/aws/default-world.ts';
import { openPage } from '../../sandbox/open-page.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { World } from '../../sandbox/world/start-world.ts';
import { atThePage, type Person } from './at-the-page.ts';
import { type OwnBrowser, openChromium } from './chromium.ts';

const patient = { timeout: 40_000 };
/** Where pictures go when somebody wants to look at them. */
const pictures = process.env['ASSAY_TEST_PICTURES'];
const db = 'ami-0a1b2c3d4e5f6a005';
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
  [sandbox, browser] = await Promise.all([startSandbox({ paceMs: 1500 }), openChromium()]);
  world = await openPage(sandbox, 0);
  page = await browser.context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(world.url);
  await page.getByTestId('composer').waitFor();
  person = atThePage(page);
  await person.become('Rosa Lind');
  await person.goTo('ami-requests');
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
  await sandbox?.stop();
});

/** Fills a form's live search and takes the first fit. */
async function pick(label: string, text: string): Promise<void> {
  await page.getByTestId('modal').getByRole('combobox', { name: label }).fill(text);
  await page
    .getByRole('option', { name: new RegExp(text) })
    .first()
    .click(patient);
}

it('what cannot be shared is told over the form, with the way out as a button', async () => {
  await person.typeLine('/ami share');
  const modal = page.getByTestId('modal');
  await pick('AMI', 'batch-default-key');
  await pick('With', 'prod');
  await modal.getByTestId('modal-submit').click();
  await modal
    .getByText(/can never be shared/)
    .first()
    .waitFor(patient);
  expect(await modal.getByRole('button', { name: /Copy it under alias\/ami first/ }).count()).toBe(1);
  await picture('share-refused');
  await page.keyboard.press('Escape');
});

it('Rosa shares an encrypted AMI by the form, sees the plan first, and prod can launch it', async () => {
  await person.typeLine('/ami share');
  const modal = page.getByTestId('modal');
  await pick('AMI', 'db-2026-10-05');
  await pick('With', 'prod');
  await picture('share-form');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('It stays the property of build').first().waitFor(patient);
  await picture('share-plan');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('Accepted').first().waitFor(patient);
  await page.keyboard.press('Escape');
  const card = person.message('db-2026-10-05').filter({ hasText: 'still belongs to build' }).first();
  await card.waitFor(patient);
  await picture('share-card');
  expect(sandbox.aws.insight.canSeeImage(ACCOUNTS.prod, db)).toBe(true);
  await card.getByRole('button', { name: 'Unshare…' }).click();
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('Only what Assay gave is taken back').first().waitFor(patient);
  await picture('unshare-plan');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('Accepted').first().waitFor(patient);
  await page.keyboard.press('Escape');
  await person.message('db-2026-10-05').filter({ hasText: 'Still shared with' }).first().waitFor(patient);
  await picture('unshare-card');
  expect(sandbox.aws.insight.canSeeImage(ACCOUNTS.prod, db)).toBe(false);
});

it('and nothing strange happened on the way', () => {
  expect(complaints).toEqual([]);
  const { slack, aws } = sandbox;
  expect([...slack.unknownCalls, ...slack.problems, ...aws.unknownCalls]).toEqual([]);
});
