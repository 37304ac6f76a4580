import type { SlackHands } from '../../contract.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { click } from './click.ts';
import { clickInView } from './click-in-view.ts';
import { closeView } from './close-view.ts';
import { type Desk, tryHand } from './desk.ts';
import { openHome } from './open-home.ts';
import { stateFor } from './state-for.ts';
import { submit } from './submit.ts';
import { suggestOptions } from './suggest-options.ts';
import { type } from './type.ts';

/** The people's hands on this workspace. */
export function makeHands(desk: Desk): SlackHands {
  return {
    type: (input) => tryHand(() => type(desk, input)),
    click: (input) => tryHand(() => click(desk, input)),
    clickInView: (input) => tryHand(() => clickInView(desk, input)),
    submit: (input) => tryHand(() => submit(desk, input)),
    close: (input) => tryHand(() => closeView(desk, input)),
    options: async (input) => {
      try {
        return await suggestOptions(desk, input);
      } catch (error) {
        if (error instanceof SlackRefusal) return { ok: false, error: error.code, options: [] };
        throw error;
      }
    },
    openHome: (input) => tryHand(() => openHome(desk, input)),
    state: async (input) => stateFor(desk, input),
  };
}
