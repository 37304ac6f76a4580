import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openPage } from '../../sandbox/open-page.ts';
import { startSandbox } from '../../sandbox/start-sandbox.ts';
import { atThePage } from './at-the-page.ts';
import { openChromium } from './chromium.ts';
import { approve, createByLine, promoteByForm } from './play-by-hand.ts';

/** README's picture: the story up to "1 of 2", seen by the second approver. `npx tsx test/browser/take-picture.ts` */
const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const name = 'web-2026-11-23';

const sandbox = await startSandbox({ paceMs: 4000, grace: '2s' });
const browser = await openChromium({ width: 1440, height: 900 });
const world = await openPage(sandbox, 0);
try {
  const page = await browser.context.newPage();
  await page.goto(world.url);
  await page.getByTestId('composer').waitFor();
  const person = atThePage(page);
  await createByLine(person, name);
  await promoteByForm(person, name, 'release 4.2, tested on staging');
  const card = await approve(person, 'Ada Okafor', name);
  await card
    .getByText(/1 of 2/)
    .first()
    .waitFor({ timeout: 30_000 });
  await person.become('Ben Sato');
  await person.goTo('ami-approvals');
  await card.scrollIntoViewIfNeeded();
  await page.mouse.move(700, 5);
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}sandbox.png` });
} finally {
  await browser.close();
  await world.close();
  await sandbox.stop();
}
