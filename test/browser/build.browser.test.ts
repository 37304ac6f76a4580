import { beforeAll, expect, it } from 'vitest';
import { patient, type SandboxPage, withSandboxPage } from './sandbox-page.ts';

const opened = withSandboxPage({ paceMs: 4000 });
let sandbox: SandboxPage['sandbox'];
let page: SandboxPage['page'];
let person: SandboxPage['person'];
let picture: SandboxPage['picture'];
let pick: SandboxPage['pick'];
let complaints: SandboxPage['complaints'];
beforeAll(() => {
  ({ sandbox, page, person, picture, pick, complaints } = opened());
});

it('Rosa picks a pipeline in the form, sees the plan, and its card ends with AMIs to promote', async () => {
  await person.become('Rosa Lind');
  await person.goTo('ami-requests');
  await person.typeLine('/ami build');
  const modal = page.getByTestId('modal');
  await pick('Pipeline', 'golden-base');
  await picture('build-form');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('Monday at 04:00').first().waitFor(patient);
  await modal.getByTestId('modal-submit').click();
  await page.keyboard.press('Escape');
  const done = person.message('golden-base').filter({ hasText: '✅' }).first();
  await done.waitFor(patient);
  expect(await done.innerText()).toContain('3 of 3 steps passed');
  expect(await done.getByRole('button', { name: /^Promote/ }).count()).toBe(3);
  await picture('build-card');
});

it('a build that waits is answered by form and two approvals', async () => {
  await person.typeLine('/ami build payments');
  const waits = person
    .message('payments')
    .filter({ hasText: 'waits for an answer at step ApproveDistribution' })
    .first();
  await waits.waitFor(patient);
  await picture('build-waits');
  await person.typeLine('/ami build-step');
  const modal = page.getByTestId('modal');
  await pick('Build', 'payments/3.0.0/1');
  await modal.getByRole('radio', { name: 'resume' }).click();
  await modal.getByRole('textbox', { name: 'Reason' }).fill('scan is clean');
  await picture('step-form');
  await modal.getByTestId('modal-submit').click();
  await modal.getByRole('button', { name: 'Change …' }).waitFor(patient);
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('Your request waits for approval').waitFor(patient);
  await page.keyboard.press('Escape');
  for (const who of ['Ada Okafor', 'Ben Sato']) {
    await person.become(who);
    await person.goTo('ami-approvals');
    const card = person.message('payments/3.0.0/1').filter({ hasText: 'Waiting for approval' }).first();
    await card.waitFor(patient);
    if (who === 'Ada Okafor') await picture('step-card');
    await card.getByRole('button', { name: /^Approve/ }).click(patient);
    if (who === 'Ada Okafor')
      await card
        .getByText(/1 of 2/)
        .first()
        .waitFor(patient);
  }
  await person.message('payments/3.0.0/1').filter({ hasText: '✅' }).first().waitFor(patient);
  await person.goTo('ami-requests');
  await person.message('payments').filter({ hasText: '✅' }).first().waitFor(patient);
});

it('and nothing strange happened on the way', () => {
  expect(complaints).toEqual([]);
  const { slack, aws } = sandbox;
  expect([...slack.unknownCalls, ...slack.problems, ...aws.unknownCalls]).toEqual([]);
});
