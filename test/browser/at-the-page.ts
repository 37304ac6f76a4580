import type { Locator, Page } from 'playwright-core';

/** What somebody can do on the sandbox's page, by mouse and keyboard only. */
export interface Person {
  readonly page: Page;
  become(name: string): Promise<void>;
  goTo(channel: string): Promise<void>;
  typeLine(text: string): Promise<void>;
  /** The message that holds this text, in the open channel. */
  message(text: string | RegExp): Locator;
  button(card: Locator, name: string | RegExp): Promise<void>;
}

/** Sits down before the page. */
export function atThePage(page: Page): Person {
  return {
    page,
    async become(name) {
      await page.getByTestId('who-am-i').click();
      await page.getByRole('option', { name: new RegExp(name) }).click();
      await page.getByTestId('who-am-i').getByText(name).waitFor();
    },
    async goTo(channel) {
      await page.getByTestId('channel').filter({ hasText: channel }).click();
      await page.getByTestId('composer').waitFor();
    },
    async typeLine(text) {
      await page.getByTestId('composer').fill(text);
      await page.getByTestId('composer').press('Enter');
    },
    message: (text) => page.getByTestId('message').filter({ hasText: text }),
    async button(card, name) {
      await card.getByRole('button', { name }).click();
    },
  };
}
