import type { HandsAnswer, ViewValues } from '../../contract.ts';
import { viewJson } from '../as-slack-writes.ts';
import { validateView } from '../block-kit/validate-view.ts';
import { errorOf } from '../carrier.ts';
import { fileProblems } from '../file-problems.ts';
import { isJson, type Json } from '../json.ts';
import { refusalWithMessages, SlackRefusal } from '../slack-refusal.ts';
import type { View } from '../view-store.ts';
import { openView } from './click-in-view.ts';
import { basics, type Desk } from './desk.ts';
import { elementsOf } from './find-element.ts';
import { enter, fieldErrors, responseUrlsOf, stateValues } from './form-state.ts';

export interface Submission {
  readonly user: string;
  readonly viewId: string;
  readonly values: ViewValues;
}

/** Submits a modal and does what the app's answer says with it. */
export async function submit(desk: Desk, input: Submission): Promise<HandsAnswer> {
  const { world } = desk;
  const view = openView(desk, input.user, input.viewId);
  if (view !== world.views.stack(input.user).at(-1)) throw new SlackRefusal('view_not_on_top');
  if (view.source['submit'] === undefined) throw new SlackRefusal('view_has_no_submit');
  enter(desk, view, input.values);
  view.errors = fieldErrors(view);
  world.bell.ring();
  if (Object.keys(view.errors).length > 0) return { ok: false, error: 'invalid_fields' };
  const ack = await desk.deliver({
    kind: 'interactive',
    payload: {
      type: 'view_submission',
      ...basics(world, world.directory.user(input.user)),
      trigger_id: world.triggers.issue(input.user, view.id),
      view: viewJson(world, view, stateValues(elementsOf(view.source.blocks), view.values)),
      response_urls: responseUrlsOf(desk, view, input.user),
    },
  });
  const error = errorOf(ack);
  if (error !== undefined) return { ok: false, error };
  try {
    return ack.kind === 'acked' ? obey(desk, view, ack.payload) : { ok: true };
  } catch (refusal) {
    if (refusal instanceof SlackRefusal) {
      world.problems.push(`answer to view_submission: ${refusal.code} ${JSON.stringify(refusal.extra)}`);
    }
    throw refusal;
  } finally {
    world.bell.ring();
  }
}

function obey(desk: Desk, view: View, payload: unknown): HandsAnswer {
  const { views } = desk.world;
  if (payload === undefined || (isJson(payload) && Object.keys(payload).length === 0)) {
    views.close(view);
    return { ok: true };
  }
  if (!isJson(payload)) throw new SlackRefusal('invalid_response_action');
  const action = payload['response_action'];
  if (action === 'clear') views.close(view, true);
  else if (action === 'update') views.update(view, checkedModal(desk, payload['view']), undefined);
  else if (action === 'push') views.push(view.user, checkedModal(desk, payload['view']));
  else if (action === 'errors') return showErrors(view, payload['errors']);
  else throw new SlackRefusal('invalid_response_action');
  return { ok: true };
}

/** Keys must be block ids of input blocks; Slack shows a general failure otherwise. */
function showErrors(view: View, errors: unknown): HandsAnswer {
  const inputs = new Set(view.source.blocks.filter((block) => block.type === 'input').map((block) => block.block_id));
  const entries = isJson(errors) ? Object.entries(errors) : [];
  if (
    entries.length === 0 ||
    entries.some(([id, text]) => !inputs.has(id) || typeof text !== 'string' || text === '')
  ) {
    throw new SlackRefusal('invalid_response_errors', { errors });
  }
  view.errors = Object.fromEntries(entries) as Record<string, string>;
  return { ok: false, error: 'invalid_fields' };
}

function checkedModal(desk: Desk, view: unknown): Json {
  const verdict = validateView(view, 'modal');
  if (verdict.error !== undefined) throw refusalWithMessages(verdict.error, verdict.messages);
  const complaints = isJson(view) ? fileProblems(desk.world, view['blocks'], '/view/blocks') : [];
  if (complaints.length > 0) throw refusalWithMessages('invalid_arguments', complaints);
  return view as Json;
}
