import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage } from '../../sandbox/open-page.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { World } from '../../sandbox/world/start-world.ts';
import { atThePage, type Person } from './at-the-page.ts';
import { type OwnBrowser, openChromium } from './chromium.ts';

const patient = { timeout: 60_000 };
/** Where pictures go when somebody wants to look at them. */
const pictures = process.env['ASSAY_TEST_PICTURES'];
let sandbox: Sandbox;
let world: World;
let browser: OwnBrowser;
let page: Page;
let person: Person;

const picture = async (name: string): Promise<void> => {
  if (!pictures) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
};

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([startSandbox({ paceMs: 3000, grace: '1s' }), openChromium()]);
  world = await openPage(sandbox, 0);
  page = await browser.context.newPage();
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
  await page.getByTestId('modal').getByRole('combobox', { name: label, exact: true }).fill(text);
  await page
    .getByRole('option', { name: new RegExp(text) })
    .first()
    .click(patient);
}

it('an instance is launched by the form, like the one its AMI was made from', async () => {
  await person.typeLine('/ami launch');
  const modal = page.getByTestId('modal');
  await pick('AMI', 'web-2026-10-01');
  await modal.getByRole('textbox', { name: 'Name of the instance' }).fill('web-by-form');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('private-a').first().waitFor(patient);
  await picture('launch-form');
  await modal.getByTestId('modal-submit').click();
  await page.keyboard.press('Escape');
  const done = person.message('web-by-form').filter({ hasText: '✅' }).first();
  await done.waitFor(patient);
  expect(await done.innerText()).toContain('all status checks passed');
  await picture('launch-card');
});

it('an instance is moved by the form: what changes is read before, both are compared after', async () => {
  await person.typeLine('/ami migrate');
  const modal = page.getByTestId('modal');
  await pick('Instance', 'shop-1');
  await modal.getByRole('textbox', { name: 'Zone' }).fill('b');
  await modal.getByRole('textbox', { name: 'Subnet' }).fill('private-b');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('becomes a new one').first().waitFor(patient);
  await picture('migrate-form');
  await modal.getByTestId('modal-submit').click();
  await page.keyboard.press('Escape');
  const done = person.message('shop-1').filter({ hasText: '✅ Moved' }).first();
  await done.waitFor(patient);
  const words = await done.innerText();
  expect(words).toContain('eu-west-1a → eu-west-1b');
  expect(words).toContain('as before; nothing was changed on it');
  await picture('migrate-card');
});

it('and nothing strange happened on the way', () => {
  const { slack, aws } = sandbox;
  expect([...slack.unknownCalls, ...slack.problems, ...aws.unknownCalls]).toEqual([]);
});
