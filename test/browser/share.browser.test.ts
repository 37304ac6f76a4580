import { beforeAll, expect, it } from 'vitest';
import { ACCOUNTS } from '../../sandbox/aws/default-world.ts';
import { patient, type SandboxPage, withSandboxPage } from './sandbox-page.ts';

const db = 'ami-0a1b2c3d4e5f6a005';
const opened = withSandboxPage({ paceMs: 1500 });
let sandbox: SandboxPage['sandbox'];
let page: SandboxPage['page'];
let person: SandboxPage['person'];
let picture: SandboxPage['picture'];
let pick: SandboxPage['pick'];
let complaints: SandboxPage['complaints'];
beforeAll(async () => {
  ({ sandbox, page, person, picture, pick, complaints } = opened());
  await person.become('Rosa Lind');
  await person.goTo('ami-requests');
});

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
