import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Offline and quiet: a test's browser must never speak to anything but the sandbox. */
const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/** Path of a Chromium to drive: `CHROMIUM_BIN` or one of the usual places. Fails with the one sentence that helps. */
export function findChromium(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const wanted = environment['CHROMIUM_BIN'];
  const found = wanted ? [wanted].find(existsSync) : candidates.find(existsSync);
  if (found) return found;
  throw new Error(
    wanted
      ? `CHROMIUM_BIN points to ${wanted}, where there is no file: set it to the path of a Chromium or Chrome.`
      : 'The browser tests need Chromium: install it (for example "apt install chromium") or set CHROMIUM_BIN to its path.',
  );
}

/** A browser with a profile of its own, which is deleted on `close()`. */
export interface OwnBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export async function openChromium(size = { width: 1440, height: 900 }): Promise<OwnBrowser> {
  const executablePath = findChromium();
  const profile = await mkdtemp(join(tmpdir(), 'assay-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: quiet,
    viewport: size,
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  context.setDefaultTimeout(10_000);
  const close = async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { context, close };
}
