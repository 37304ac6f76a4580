import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openPage } from '../../sandbox/open-page.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { World } from '../../sandbox/world/start-world.ts';
import { atThePage, type Person } from './at-the-page.ts';
import { type OwnBrowser, openChromium } from './chromium.ts';

/** Where pictures go when somebody wants to look at them. */
const pictures = process.env['ASSAY_TEST_PICTURES'];
/** AWS's pace and people's. */
export const patient = { timeout: 60_000 };

export interface SandboxPage {
  readonly sandbox: Sandbox;
  readonly page: Page;
  /** Sits before the page; nobody in particular yet. */
  readonly person: Person;
  /** Errors of the page's own scripts. */
  readonly complaints: string[];
  /** Takes a picture where somebody asked for pictures. */
  picture(name: string): Promise<void>;
  /** Fills a form's live search and takes the first fit. */
  pick(label: string, text: string): Promise<void>;
}

/** A whole sandbox with its page in a browser, for the tests of one file. */
export function withSandboxPage(options: Parameters<typeof startSandbox>[0]): () => SandboxPage {
  const complaints: string[] = [];
  let sandbox: Sandbox | undefined;
  let browser: OwnBrowser | undefined;
  let world: World | undefined;
  let opened: SandboxPage | undefined;

  beforeAll(async () => {
    [sandbox, browser] = await Promise.all([startSandbox(options), openChromium()]);
    world = await openPage(sandbox, 0);
    const page = await browser.context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(world.url);
    await page.getByTestId('composer').waitFor();
    opened = {
      sandbox,
      page,
      person: atThePage(page),
      complaints,
      async picture(name) {
        if (!pictures) return;
        await mkdir(pictures, { recursive: true });
        await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
      },
      async pick(label, text) {
        await page
          .getByTestId('modal')
          .getByRole('combobox', { name: new RegExp(`^${label}( ?\\(optional\\))?$`) })
          .fill(text);
        await page
          .getByRole('option', { name: new RegExp(text) })
          .first()
          .click(patient);
      },
    };
  });
  afterAll(async () => {
    await browser?.close();
    await world?.close();
    await sandbox?.stop();
  });
  return () => {
    if (!opened) throw new Error('the page is not open yet');
    return opened;
  };
}
