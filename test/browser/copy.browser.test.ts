import { beforeAll, expect, it } from 'vitest';
import { patient, type SandboxPage, withSandboxPage } from './sandbox-page.ts';

const name = 'db-copied';
const opened = withSandboxPage({ paceMs: 2000, grace: '1s' });
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

const prod = () => sandbox.aws.state().accounts.find(({ alias }) => alias === 'prod')?.regions ?? [];
const copies = () => prod().flatMap(({ images }) => images.filter((image) => image.name === name));

it('Rosa copies an encrypted AMI into two Regions of prod by the form, and its card has a line for each', async () => {
  await person.typeLine('/ami copy');
  const modal = page.getByTestId('modal');
  await pick('AMI', 'db-2026-10-05');
  await pick('Regions', 'us-east-1');
  await pick('Regions', 'eu-west-1');
  await pick('Accounts', 'prod');
  await modal.getByRole('textbox', { name: 'Name of the copies' }).fill(name);
  await picture('copy-form');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('taken back afterwards').first().waitFor(patient);
  await picture('copy-plan');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('Accepted').first().waitFor(patient);
  await page.keyboard.press('Escape');
  const card = person
    .message(name)
    .filter({ hasText: /of 2 done/ })
    .first();
  await card.waitFor(patient);
  await picture('copy-working');
  await person.message(name).filter({ hasText: '✅ Copied' }).first().waitFor(patient);
  await picture('copy-card');
  expect(copies().map(({ state }) => state)).toEqual(['available', 'available']);
});

it('and takes both back with the button on the card', async () => {
  const snapshots = copies().flatMap(({ snapshotIds }) => snapshotIds);
  const card = person.message(name).filter({ hasText: '✅ Copied' }).first();
  await card.getByRole('button', { name: 'Undo…' }).click();
  const modal = page.getByTestId('modal');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('delete its snapshots').first().waitFor(patient);
  await picture('undo-plan');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('Accepted').first().waitFor(patient);
  await page.keyboard.press('Escape');
  await person.message('Undo copy').filter({ hasText: '✅' }).first().waitFor(patient);
  await picture('undo-card');
  expect(copies().filter(({ state }) => state !== 'deregistered')).toEqual([]);
  const left = prod().flatMap((region) => region.snapshots.map(({ id }) => id));
  expect(snapshots.filter((id) => left.includes(id))).toEqual([]);
});

it('and nothing strange happened on the way', () => {
  expect(complaints).toEqual([]);
  const { slack, aws } = sandbox;
  expect([...slack.unknownCalls, ...slack.problems, ...aws.unknownCalls]).toEqual([]);
});
