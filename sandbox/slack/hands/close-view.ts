import type { HandsAnswer } from '../../contract.ts';
import { viewJson } from '../as-slack-writes.ts';
import { openView } from './click-in-view.ts';
import { basics, type Desk } from './desk.ts';

/** Closes a modal by hand. The app hears of it only where the view asked with `notify_on_close`. */
export async function closeView(desk: Desk, input: { user: string; viewId: string }): Promise<HandsAnswer> {
  const { world } = desk;
  const view = openView(desk, input.user, input.viewId);
  const whole = view.source['clear_on_close'] === true;
  const gone = world.views.close(view, whole);
  world.bell.ring();
  const told = gone.filter((each) => each.source['notify_on_close'] === true);
  await Promise.all(
    told.map((each) =>
      desk.deliver({
        kind: 'interactive',
        payload: {
          type: 'view_closed',
          ...basics(world, world.directory.user(input.user)),
          view: viewJson(world, each),
          is_cleared: whole,
        },
      }),
    ),
  );
  return { ok: true };
}
