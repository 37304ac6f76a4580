/** How long to wait before each try: a new file is looked at for a second as a rule, seldom for some. */
export const waitsMs = [900, 2000, 4000, 8000] as const;

/**
 * Shows a picture again and again until Slack takes it.
 * @param show `'gone'` ends it: there is no place to show it any more
 * @throws what the last try threw
 */
export async function untilTaken(show: () => Promise<'shown' | 'gone'>): Promise<'shown' | 'gone'> {
  let last: unknown;
  for (const ms of waitsMs) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    try {
      return await show();
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
