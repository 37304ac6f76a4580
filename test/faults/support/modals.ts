import type { HandsAnswer, SlackView, ViewValues } from '../../../sandbox/contract.ts';
import { cast, channels, type Stage, textOf, type Who } from '../../../sandbox/story/stage.ts';

const patienceMs = 60_000;

/** One person before a screen: types, clicks, fills in, and sees what opens. */
export interface Modals {
  type(line: string): Promise<void>;
  click(card: { readonly channel: string; readonly ts: string }, actionId: string): Promise<void>;
  clickIn(view: SlackView, actionId: string, blockId?: string): Promise<void>;
  submit(view: SlackView, values?: ViewValues): Promise<void>;
  /** Searches in a field's list and takes the first hit. */
  pick(view: SlackView, field: string, query: string): Promise<ViewValues>;
  /** The topmost modal, once it is this one, or says this instead. */
  opened(callback: string, instead?: RegExp): Promise<SlackView>;
  /** The topmost modal's text, once it fits. */
  says(fits: RegExp): Promise<string>;
  home(fits: RegExp): Promise<SlackView>;
}

const textOfView = ({ title, blocks }: SlackView): string => textOf({ text: title, blocks } as never);

export const field = (name: string): string => `field:${name}`;

/** A text typed into a field. */
export const typed = (name: string, value: string): ViewValues => ({
  [field(name)]: { 'assay.value': { type: 'plain_text_input', value } },
});

/**
 * Sits somebody down before a screen on which nothing is open.
 * @param still throws when this person has given up and begun anew
 */
export async function sitDown({ sandbox: { slack } }: Stage, who: Who, still: () => void): Promise<Modals> {
  const user = cast[who];
  for (const view of (await slack.hands.state({ user })).views.toReversed())
    await slack.hands.close({ user, viewId: view.id });
  const done = async (hand: () => Promise<HandsAnswer>): Promise<void> => {
    still();
    const { ok, error } = await hand();
    if (!ok) throw new Error(`${who}: Slack says ${error}`);
  };
  const modal = (fits: (view: SlackView) => boolean): Promise<SlackView> =>
    slack.awaitView(user, (view) => view.type === 'modal' && fits(view), { timeoutMs: patienceMs });
  return {
    type: (text) => done(() => slack.hands.type({ user, channel: channels.requests, text })),
    click: ({ channel, ts }, actionId) => done(() => slack.hands.click({ user, channel, ts, actionId })),
    clickIn: ({ id }, actionId, blockId) =>
      done(() => slack.hands.clickInView({ user, viewId: id, actionId, ...(blockId ? { blockId } : {}) })),
    submit: ({ id }, values = {}) => done(() => slack.hands.submit({ user, viewId: id, values })),
    async pick({ id }, name, query) {
      still();
      const { options, error } = await slack.hands.options({
        user,
        viewId: id,
        blockId: field(name),
        actionId: 'assay.choice',
        query,
      });
      const [option] = options;
      if (!option) throw new Error(`${who}: no choice for ${query} (${error})`);
      return { [field(name)]: { 'assay.choice': { type: 'external_select', selected_option: option } } };
    },
    opened: (callback, instead) =>
      modal((view) => view.callback_id === callback || instead?.test(textOfView(view)) === true),
    says: async (fits) => textOfView(await modal((view) => fits.test(textOfView(view)))),
    async home(fits) {
      await done(() => slack.hands.openHome({ user }));
      return slack.awaitView(user, (view) => view.type === 'home' && fits.test(textOfView(view)), {
        timeoutMs: patienceMs,
      });
    },
  };
}
