import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage } from '../../sandbox/open-page.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { World } from '../../sandbox/world/start-world.ts';
import { atThePage, type Person } from './at-the-page.ts';
import { type OwnBrowser, openChromium } from './chromium.ts';

const patient = { timeout: 20_000 };
let sandbox: Sandbox;
let world: World;
let browser: OwnBrowser;
let page: Page;
let person: Person;
const complaints: string[] = [];

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([startSandbox(), openChromium()]);
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

/** A picture that has really arrived and been decoded, not its frame. */
const widthOf = (): Promise<number> =>
  page
    .getByTestId('picture')
    .last()
    .evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth);

it('from the menu: the form finds, a hit is shown by its button, and its picture comes into the modal', async () => {
  await person.typeLine('/ami');
  const modal = page.getByTestId('modal');
  await modal.getByRole('button', { name: 'Find AMIs' }).click();
  await modal.getByLabel('Name, tag or id').fill('web');
  await modal.getByRole('button', { name: 'Go' }).click();
  await modal.getByText('AMIs fit, newest first').waitFor(patient);
  await modal.getByRole('button', { name: 'Show' }).first().click();
  await modal.getByText('AMI web-2026-10-10').waitFor(patient);
  await modal.getByText('(this one)').waitFor(patient);
  await modal.getByTestId('picture').waitFor(patient);
  await expect.poll(widthOf).toBeGreaterThan(1000);
  await modal.getByRole('button', { name: 'Close' }).first().click();
});

it('typed: the words at once, the picture after them, with all of it in its alternative text', async () => {
  await person.typeLine('/ami show base-2026-09-01');
  const answer = person.message('AMI base-2026-09-01');
  await answer.first().waitFor(patient);
  const picture = page.getByTestId('picture').last();
  await picture.waitFor(patient);
  await expect.poll(widthOf).toBeGreaterThan(1000);
  expect(await picture.getAttribute('alt')).toMatch(/base-2026-09-01 \(this one\).*copy|image of/);
});

it('a picture is nobody else’s', async () => {
  await person.become('Ada Okafor');
  await person.goTo('ami-requests');
  expect(await page.getByTestId('picture').count()).toBe(0);
});

it('and nothing strange happened on the way', () => {
  expect(complaints).toEqual([]);
  const { slack, aws } = sandbox;
  expect([...slack.unknownCalls, ...slack.problems, ...aws.unknownCalls]).toEqual([]);
});
