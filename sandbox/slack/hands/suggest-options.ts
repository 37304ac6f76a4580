import type { OptionJson } from '../../contract.ts';
import { viewJson } from '../as-slack-writes.ts';
import { list, newReport, object } from '../block-kit/check.ts';
import { plainText, selectOption } from '../block-kit/composition.ts';
import { errorOf } from '../carrier.ts';
import { isJson, type Json, listOf } from '../json.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { messageContainer, seenMessage, shownMessage } from './click.ts';
import { openView } from './click-in-view.ts';
import { basics, channelName, type Desk, placeOf } from './desk.ts';
import { findElement } from './find-element.ts';

export interface OptionsQuery {
  readonly user: string;
  readonly actionId: string;
  readonly blockId: string;
  readonly query: string;
  readonly viewId?: string;
  readonly channel?: string;
  readonly ts?: string;
}

export interface OptionsAnswer {
  readonly ok: boolean;
  readonly error?: string;
  readonly options: readonly OptionJson[];
}

/** Slack asks only after this many characters unless the element says otherwise. */
const DEFAULT_MIN_QUERY = 3;

/** Types into an external select: the app is asked for options, which may then be chosen. */
export async function suggestOptions(desk: Desk, input: OptionsQuery): Promise<OptionsAnswer> {
  const { world } = desk;
  const { host, blocks, context } = whereOf(desk, input);
  const placed = findElement(blocks, input.actionId, input.blockId);
  const type = placed.element['type'];
  if (type !== 'external_select' && type !== 'multi_external_select') throw new SlackRefusal('element_not_found');
  if (input.query.length < Number(placed.element['min_query_length'] ?? DEFAULT_MIN_QUERY))
    return { ok: true, options: [] };
  const ack = await desk.deliver({
    kind: 'interactive',
    payload: {
      type: 'block_suggestion',
      ...basics(world, world.directory.user(input.user)),
      ...context,
      action_id: input.actionId,
      block_id: input.blockId,
      value: input.query,
    },
  });
  const error = errorOf(ack);
  if (error !== undefined) return { ok: false, error, options: [] };
  const options = readOptions(desk, ack.kind === 'acked' ? ack.payload : undefined);
  const place = placeOf(host, input.blockId, input.actionId);
  const known = desk.offered.get(place) ?? new Map<string, OptionJson>();
  for (const option of options) known.set(option.value, option);
  desk.offered.set(place, known);
  return { ok: true, options };
}

function whereOf(desk: Desk, input: OptionsQuery) {
  const { world } = desk;
  if (input.viewId !== undefined) {
    const view = openView(desk, input.user, input.viewId);
    const container = { type: 'view', view_id: view.id };
    return { host: view.id, blocks: view.source.blocks, context: { container, view: viewJson(world, view) } };
  }
  const message = seenMessage(desk, { user: input.user, channel: input.channel ?? '', ts: input.ts ?? '' });
  const channel = world.directory.channel(message.channel);
  const context = {
    container: messageContainer(message),
    channel: { id: channel.id, name: channelName(channel) },
    message: shownMessage(desk, message),
  };
  return { host: `${message.channel}/${message.ts}`, blocks: message.blocks ?? [], context };
}

const hundred = list(selectOption, { max: 100 });
const groups = list(object({ label: plainText(75), options: hundred }), { max: 100 });

/** Throws `invalid_options`; what was wrong stands among the problems. */
function readOptions(desk: Desk, payload: unknown): readonly OptionJson[] {
  const body: Json = isJson(payload) ? payload : {};
  const report = newReport('modal');
  const grouped = body['option_groups'] !== undefined;
  const given = grouped ? body['option_groups'] : body['options'];
  (grouped ? groups : hundred)(given, { pointer: grouped ? '/option_groups' : '/options', report });
  if (report.issues.length > 0) {
    desk.world.problems.push(`answer to block_suggestion: ${JSON.stringify(report.issues)}`);
    throw new SlackRefusal('invalid_options');
  }
  const flat = grouped ? listOf(given).flatMap((group) => listOf(group['options'])) : listOf(given);
  return flat as unknown as readonly OptionJson[];
}
