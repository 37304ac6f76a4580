import type { Place } from '../core/aws.ts';
import { ConfigView, type ConfigViews } from '../core/config-view.ts';
import { UnreadableRecord } from '../core/unreadable-record.ts';
import { type Access, operate } from './access.ts';
import { configViewsLua, noteConfigLua } from './lua/config-views.ts';
import { readable } from './readable.ts';
import { readScript, writeScript } from './script.ts';

const note = writeScript(noteConfigLua);
const views = readScript(configViewsLua);

const nameOf = ({ account, region }: Place): string => `${account} ${region}`;

/** @throws UnreadableRecord */
function decode(body: string): ConfigView {
  try {
    return ConfigView.parse(JSON.parse(body));
  } catch (error) {
    throw new UnreadableRecord('config:views', error);
  }
}

/**
 * The newest of each place; the next look writes over what cannot be read.
 * @param onUnreadable told of it
 */
export function makeConfigViews(access: Access, onUnreadable: (error: unknown) => void = () => {}): ConfigViews {
  return {
    note: (view) =>
      operate(access, async (call) => {
        await call(note, nameOf(view.place), JSON.stringify(ConfigView.parse(view)));
      }),
    forget: (place) =>
      operate(access, async (call) => {
        await call(note, nameOf(place), '');
      }),
    all: () =>
      operate(access, async (call) => {
        const bodies = (await call(views)) as string[];
        return readable(bodies.length, onUnreadable, (i) => decode(bodies[i] ?? ''));
      }),
  };
}
