import { beforeAll, expect, it } from 'vitest';
import { patient, type SandboxPage, withSandboxPage } from './sandbox-page.ts';

const opened = withSandboxPage({ paceMs: 4000 });
let sandbox: SandboxPage['sandbox'];
let page: SandboxPage['page'];
let person: SandboxPage['person'];
let picture: SandboxPage['picture'];
let complaints: SandboxPage['complaints'];
beforeAll(() => {
  ({ sandbox, page, person, picture, complaints } = opened());
});

it('Rosa fills in the form of a schedule, reads what it will do, and the card says when it runs next', async () => {
  await person.become('Rosa Lind');
  await person.goTo('ami-requests');
  await person.typeLine('/ami schedule');
  const modal = page.getByTestId('modal');
  const fill = (name: string, text: string) => modal.getByRole('textbox', { name }).fill(text);
  await fill('Name of the schedule', 'nightly');
  await fill('Instances', 'web-1, search-1');
  await fill('When (cron)', '0 3 * * *');
  await fill('Time zone', 'Europe/Berlin');
  await modal.getByLabel(/^Keep so many(?! days)/).fill('7');
  await picture('schedule-form');
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('removed for good').first().waitFor(patient);
  await modal.getByText('At 03:00, every day (Europe/Berlin)').first().waitFor(patient);
  await picture('schedule-plan');
  await modal.getByTestId('modal-submit').click();
  await page.keyboard.press('Escape');
  const card = person.message('Schedule nightly').filter({ hasText: '✅' }).first();
  await card.waitFor(patient);
  expect(await card.innerText()).toContain('the newest 7 of each instance');
  await picture('schedule-card');
});

it('she starts it by hand with the form, and its card ends with both AMIs', async () => {
  await person.typeLine('/ami schedules');
  await person
    .message('One schedule')
    .getByRole('button', { name: /^Pause, run/ })
    .click(patient);
  const modal = page.getByTestId('modal');
  await picture('schedules-list');
  await modal.getByRole('radio', { name: 'run' }).check();
  await modal.getByRole('combobox', { name: /^Schedule/ }).fill('night');
  await page.getByRole('option', { name: /nightly/ }).click(patient);
  await picture('schedules-form');
  await modal.getByTestId('modal-submit').click();
  await page.keyboard.press('Escape');
  const card = person.message('started by hand').filter({ hasText: '✅' }).first();
  await card.getByText('2 of 2 done').first().waitFor(patient);
  expect(await card.innerText()).toContain('started by hand');
  await picture('backup-card');
});

it('and nothing strange happened on the way', () => {
  expect(complaints).toEqual([]);
  const { slack, aws } = sandbox;
  expect([...slack.unknownCalls, ...slack.problems, ...aws.unknownCalls]).toEqual([]);
});
