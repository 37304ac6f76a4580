import { beforeAll, expect, it } from 'vitest';
import { patient, type SandboxPage, withSandboxPage } from './sandbox-page.ts';

const archive = 'ami-0a1b2c3d4e5f6a012';
const opened = withSandboxPage({ paceMs: 2000 });
let sandbox: SandboxPage['sandbox'];
let page: SandboxPage['page'];
let person: SandboxPage['person'];
let picture: SandboxPage['picture'];
let complaints: SandboxPage['complaints'];
beforeAll(() => {
  ({ sandbox, page, person, picture, complaints } = opened());
});

const imageState = (): string | undefined =>
  sandbox.aws
    .state()
    .accounts.flatMap(({ regions }) => regions.flatMap(({ images }) => images))
    .find(({ id }) => id === archive)?.state;

async function pickImage(text: string): Promise<void> {
  await page.getByTestId('modal').getByRole('combobox', { name: 'AMI' }).fill(text);
  await page
    .getByRole('option', { name: new RegExp(text) })
    .first()
    .click(patient);
}

it('Rosa retires an AMI through the form, sees the plan first, and its card sleeps until its day', async () => {
  sandbox.aws.hands.changeLaunchPermissions(archive, { add: ['444455556666'] });
  await person.become('Rosa Lind');
  await person.goTo('ami-requests');
  await person.typeLine('/ami retire');
  const modal = page.getByTestId('modal');
  await pickImage('archive-2023-06-01');
  await modal.getByLabel('Disable after').fill('4s');
  await modal.getByLabel('Deregister after').fill('2h');
  await modal.getByLabel('Reason').fill('kept long enough');
  await picture('retire-form');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('after 2 hours').first().waitFor(patient);
  await picture('retire-plan');
  await modal.getByTestId('modal-submit').click();
  await page.keyboard.press('Escape');
  const card = person.message('archive-2023-06-01').filter({ hasText: 'Waiting for its day' }).first();
  await card.waitFor(patient);
  await expect.poll(imageState, patient).toBe('disabled');
  await card.filter({ hasText: 'Disabled. Goes on' }).waitFor(patient);
  await picture('retire-card');
});

it('and brings it back through the form of restore, with a button to end the retirement', async () => {
  await person.typeLine('/ami restore');
  const modal = page.getByTestId('modal');
  await pickImage('archive-2023-06-01');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('Shared again with').first().waitFor(patient);
  await picture('restore-plan');
  await modal.getByTestId('modal-submit').click();
  await page.keyboard.press('Escape');
  const done = person.message('archive-2023-06-01').filter({ hasText: 'is available again' }).first();
  await done.waitFor(patient);
  expect(imageState()).toBe('available');
  await picture('restore-card');
  await done.getByRole('button', { name: /^End retirement/ }).click();
  await modal.getByTestId('modal-submit').waitFor(patient);
  await picture('cancel-form');
  await modal.getByTestId('modal-submit').click();
  await modal
    .getByText(/will stop|Cancelled/)
    .first()
    .waitFor(patient);
  await picture('cancel-answer');
  await page.keyboard.press('Escape');
  const ended = person.message('archive-2023-06-01').filter({ hasText: 'not deprecated' }).first();
  await ended.waitFor(patient);
  await picture('retire-ended');
  expect(complaints).toEqual([]);
});
