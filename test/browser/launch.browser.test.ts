import { beforeAll, expect, it } from 'vitest';
import { patient, type SandboxPage, withSandboxPage } from './sandbox-page.ts';

const opened = withSandboxPage({ paceMs: 3000, grace: '1s' });
let sandbox: SandboxPage['sandbox'];
let page: SandboxPage['page'];
let person: SandboxPage['person'];
let picture: SandboxPage['picture'];
let pick: SandboxPage['pick'];
beforeAll(async () => {
  ({ sandbox, page, person, picture, pick } = opened());
  await person.become('Rosa Lind');
  await person.goTo('ami-requests');
});

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
