import { beforeAll, expect, it } from 'vitest';
import { patient, type SandboxPage, withSandboxPage } from './sandbox-page.ts';

const opened = withSandboxPage({ paceMs: 2000 });
let page: SandboxPage['page'];
let person: SandboxPage['person'];
let picture: SandboxPage['picture'];
let complaints: SandboxPage['complaints'];
beforeAll(() => {
  ({ page, person, picture, complaints } = opened());
});

it('from all documents to those of production, to one in plain words', async () => {
  await person.typeLine('/ami policy');
  const all = person.message('Policies for this configuration').last();
  await all.waitFor(patient);
  await picture('policy-all');
  await all.getByRole('button', { name: 'Show production' }).click();
  const modal = page.getByTestId('modal');
  await modal.getByText('Policies for the environment production').waitFor(patient);
  await picture('policy-production');
  await modal.getByRole('button', { name: 'In plain words' }).nth(1).click();
  await modal.getByText('OnlyApprovedImages', { exact: true }).waitFor(patient);
  await picture('policy-launch-gate');
  expect(await modal.textContent()).toContain('"Sid":"OnlyOurImages"');
  await modal.getByRole('button', { name: 'Close' }).first().click();
});

it('typed, the long document of a worker is explained and not shown by half', async () => {
  await person.typeLine('/ami policy build-111122223333/writer');
  const answer = person.message('assay policy build-111122223333/writer').last();
  await answer.waitFor(patient);
  await picture('policy-writer');
  expect(await answer.textContent()).not.toContain('"Statement"');
});

it('from the menu: a form that finds documents by search', async () => {
  await person.typeLine('/ami');
  const modal = page.getByTestId('modal');
  await modal.getByRole('button', { name: 'Policies' }).click();
  await modal.getByRole('combobox', { name: /^Of/ }).fill('no-way');
  await page.getByRole('option', { name: /no-way-round-production/ }).click(patient);
  await modal.getByRole('button', { name: 'Go' }).click();
  await modal.getByText('OnlyPinnedTemplates', { exact: true }).waitFor(patient);
  await picture('policy-form');
  expect(complaints).toEqual([]);
});
