import { expect, it } from 'vitest';
import { patient, withSandboxPage } from './sandbox-page.ts';

const opened = withSandboxPage({ paceMs: 2000 });

it('the home tab shows how production stands, with the way to what is open', async () => {
  const { page, picture } = opened();
  await page.getByTestId('channel').filter({ hasText: 'Assay' }).click();
  const home = page.getByTestId('home');
  // Looked at again until the first sweep is over.
  await expect
    .poll(
      async () => {
        await page.getByRole('tab', { name: 'Messages' }).click();
        await page.getByRole('tab', { name: 'Home' }).click();
        return home.textContent({ timeout: 5000 });
      },
      { timeout: 60_000, interval: 1500 },
    )
    .toMatch(/production: \d+ open \(/);
  await picture('home-compliance');
  await home.getByRole('button', { name: 'Compliance of production' }).click();
  const modal = page.getByTestId('modal');
  await modal.waitFor(patient);
  await picture('home-compliance-opened');
}, 90_000);
