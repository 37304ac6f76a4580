import type { Locator } from 'playwright-core';
import type { Person } from './at-the-page.ts';

const patient = { timeout: 40_000 };

/** Rosa types the line, reads that it reboots, and follows the card to its end. Returns the AMI's id. */
export async function createByLine(person: Person, name: string): Promise<string> {
  await person.become('Rosa Lind');
  await person.goTo('ami-requests');
  await person.typeLine(`/ami create web-1 --name ${name}`);
  const answer = person.message('until then you can cancel it').filter({ hasText: 'will be rebooted' });
  await answer.getByText('Only visible to you').waitFor(patient);
  const card = person.message(name).filter({ hasText: /\d+\s?%/ });
  await card.first().waitFor(patient);
  const done = person.message(name).filter({ hasText: '✅' }).first();
  await done.waitFor(patient);
  // The machine's own AMI stands on the card as well.
  const ids = (await done.innerText()).match(/ami-[0-9a-f]{17}/g) ?? [];
  const made = ids.find((id) => id !== 'ami-0a1b2c3d4e5f6a001');
  if (!made) throw new Error(`no AMI on the card:\n${await done.innerText()}`);
  return made;
}

/** Rosa opens the form, searches her AMI, reads the plan and sends it. */
export async function promoteByForm(person: Person, name: string, reason: string): Promise<void> {
  const { page } = person;
  await person.typeLine('/ami promote');
  const modal = page.getByTestId('modal');
  await modal.getByRole('combobox', { name: 'AMI' }).fill(name.slice(0, 12));
  await page.getByRole('option', { name: new RegExp(name) }).click();
  await modal.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await modal.getByTestId('modal-submit').click();
  await modal.getByRole('button', { name: 'Change …' }).waitFor(patient);
  await modal.getByTestId('modal-submit').click();
  await modal.getByText('Your request waits for approval').waitFor(patient);
  await page.keyboard.press('Escape');
  await modal.waitFor({ state: 'detached' });
}

/** Somebody goes to #ami-approvals and presses Approve on the card of this AMI. */
export async function approve(person: Person, who: string, name: string): Promise<Locator> {
  await person.become(who);
  await person.goTo('ami-approvals');
  const card = person.message(name).filter({ hasText: 'Waiting for approval' }).first();
  await card.getByRole('button', { name: /^Approve/ }).click(patient);
  return card;
}
