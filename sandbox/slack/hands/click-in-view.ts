import type { HandsAnswer, ViewValues } from '../../contract.ts';
import { viewJson } from '../as-slack-writes.ts';
import { errorOf } from '../carrier.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { View } from '../view-store.ts';
import { actionOf } from './action-of.ts';
import { basics, type Desk, placeOf } from './desk.ts';
import { elementsOf, findElement } from './find-element.ts';
import { enter, stateValues } from './form-state.ts';

/** A view this person has open. Throws `view_not_found`, for the views of others too. */
export function openView(desk: Desk, user: string, viewId: string): View {
  const view = desk.world.views.byId(viewId);
  if (view === undefined || view.user !== user) throw new SlackRefusal('view_not_found');
  return view;
}

export interface ClickInView {
  readonly user: string;
  readonly viewId: string;
  readonly actionId: string;
  readonly blockId?: string;
  readonly selected?: string;
  readonly values?: ViewValues;
}

export async function clickInView(desk: Desk, input: ClickInView): Promise<HandsAnswer> {
  const { world } = desk;
  const view = openView(desk, input.user, input.viewId);
  enter(desk, view, input.values ?? {});
  const placed = findElement(view.source.blocks, input.actionId, input.blockId);
  const offered = desk.offered.get(placeOf(view.id, placed.blockId, placed.actionId));
  const { action, value } = actionOf(world, placed, input.selected, offered);
  if (value !== undefined) {
    const block = { ...view.values[placed.blockId], [placed.actionId]: value };
    view.values = { ...view.values, [placed.blockId]: block };
  }
  // A choice in an input block stays in the form, unless the block asks for it to be told.
  if (placed.block.type === 'input' && placed.block['dispatch_action'] !== true) return { ok: true };
  const shown = viewJson(world, view, stateValues(elementsOf(view.source.blocks), view.values));
  const payload = {
    type: 'block_actions',
    ...basics(world, world.directory.user(input.user)),
    container: { type: 'view', view_id: view.id },
    trigger_id: world.triggers.issue(input.user, view.type === 'modal' ? view.id : undefined),
    view: shown,
    actions: [action],
  };
  const error = errorOf(await desk.deliver({ kind: 'interactive', payload }));
  return error === undefined ? { ok: true } : { ok: false, error };
}
