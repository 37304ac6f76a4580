import { beforeAll, expect, it } from 'vitest';
import { patient, type SandboxPage, withSandboxPage } from './sandbox-page.ts';

const handmade = 'ami-0d1b2c3d4e5f6d001';
const opened = withSandboxPage({ paceMs: 1000, strict: true });
let sandbox: SandboxPage['sandbox'];
let page: SandboxPage['page'];
let person: SandboxPage['person'];
let picture: SandboxPage['picture'];
let complaints: SandboxPage['complaints'];
beforeAll(() => {
  ({ sandbox, page, person, picture, complaints } = opened());
});

const alert = () => person.message('hotfix-1').filter({ hasText: handmade }).first();

it('an alert has buttons; "It’s mine" shows in it', async () => {
  await person.become('Ada Okafor');
  await person.goTo('prod-alerts');
  await alert().waitFor(patient);
  await picture('alert');
  await alert()
    .getByRole('button', { name: /^More…/ })
    .first()
    .click();
  const modal = page.getByTestId('modal');
  await modal.getByRole('button', { name: 'It’s mine…' }).first().waitFor(patient);
  await picture('alert-more');
  await modal.getByRole('button', { name: 'It’s mine…' }).first().click();
  await modal.getByLabel('Whose').waitFor(patient);
  await picture('assign-form');
  await modal.getByTestId('modal-submit').click();
  await modal
    .getByText(/now. The message that tells of it/)
    .first()
    .waitFor(patient);
  await picture('assign-answer');
  await page.keyboard.press('Escape');
  await alert().getByText('Taken by').first().waitFor(patient);
  await picture('alert-taken');
});

it('is exempted by form, after two people have agreed, and its message says until when', async () => {
  await person.become('Rosa Lind');
  await person.goTo('ami-requests');
  await person.typeLine('/ami exempt');
  const modal = page.getByTestId('modal');
  await modal.getByRole('combobox', { name: 'What' }).fill('hotfix-1');
  await page
    .getByRole('option', { name: /hotfix-1/ })
    .first()
    .click(patient);
  await modal.getByLabel('For').fill('14d');
  await modal.getByRole('textbox', { name: 'Reason' }).fill('hotfix of 4.1, until 4.2 is out');
  await picture('exempt-form');
  await modal.getByTestId('modal-submit').click();
  await modal.getByRole('button', { name: 'Change …' }).waitFor(patient);
  await picture('exempt-plan');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('Your request waits for approval').waitFor(patient);
  await page.keyboard.press('Escape');
  for (const who of ['Ada Okafor', 'Ben Sato']) {
    await person.become(who);
    await person.goTo('ami-approvals');
    const card = person.message('Exemption of').first();
    if (who === 'Ada Okafor') await picture('exempt-card');
    await card.getByRole('button', { name: /^Approve/ }).click(patient);
  }
  const done = person.message('Exemption of').filter({ hasText: 'Undo' }).first();
  await done.waitFor(patient);
  await picture('exempt-done');
  await person.goTo('prod-alerts');
  await alert().getByText('Exempted until').first().waitFor(patient);
  await picture('alert-exempted');
  await person.goTo('ami-requests');
  await person.typeLine('/ami compliance production');
  await person.message('1 exemption').first().waitFor(patient);
  await picture('compliance');
});

it('tags that were set by hand are removed, with a card where violations are told', async () => {
  sandbox.aws.hands.tagImage('ami-0a1b2c3d4e5f6a006', { 'ami-approved-production': 'approved' });
  await person.goTo('prod-alerts');
  const card = person.message('were set by hand and are removed').first();
  await card.waitFor(patient);
  await picture('untag-card');
  expect(complaints).toEqual([]);
});

it('shows what could replace it, and the plan of a stop', async () => {
  await person.become('Rosa Lind');
  await person.goTo('ami-requests');
  await person.typeLine(`/ami replacement ${handmade} --account prod --region eu-west-1`);
  await person
    .message(/Nothing of its family|can replace/)
    .first()
    .waitFor(patient);
  await picture('replacement');
  const id = sandbox.aws.hands.launchInstance('444455556666', 'eu-west-1', { imageId: handmade });
  await person.goTo('prod-alerts');
  await person.message(id).first().waitFor(patient);
  await picture('alert-one');
  await person.goTo('ami-requests');
  await person.typeLine(`/ami stop ${id} --reason "nobody knows it"`);
  await person.message('waits for approval').first().waitFor(patient);
  await person.become('Ada Okafor');
  await person.goTo('ami-approvals');
  await person.message('Stop of').first().waitFor(patient);
  await picture('stop-card');
  expect(complaints).toEqual([]);
});
