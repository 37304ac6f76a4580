import { z } from 'zod';
import { isFields } from '../fields.ts';

/** What a payload is, told the way Bolt tells it: by what it holds, in this order. */
export type PayloadKind = 'event' | 'command' | 'options' | 'action' | 'shortcut' | 'view' | 'unknown';

export function kindOf(body: unknown): PayloadKind {
  if (!isFields(body)) return 'unknown';
  const { type } = body;
  if (body['event'] !== undefined) return 'event';
  if (body['command'] !== undefined) return 'command';
  if (body['name'] !== undefined || type === 'block_suggestion') return 'options';
  if (body['actions'] !== undefined || type === 'dialog_submission') return 'action';
  if (type === 'shortcut' || type === 'message_action') return 'shortcut';
  return type === 'view_submission' || type === 'view_closed' ? 'view' : 'unknown';
}

const Id = z.string().min(1);
const Person = z.looseObject({ id: Id, team_id: z.string().nullish() });
const Named = z.looseObject({ id: Id }).nullish();
const View = z.looseObject({ id: Id, type: z.string(), private_metadata: z.string().nullish() });
const Chosen = z.looseObject({ value: z.string().optional() });
/** What one element of a form holds, as much of it as is read. */
const Element = z.looseObject({
  value: z.string().nullish(),
  selected_option: Chosen.nullish(),
  selected_options: z.array(Chosen).nullish(),
});

const interactive = { user: Person, team: Named, enterprise: Named };

/** What the handlers read of a payload, and nothing else: Slack may add whatever it likes. */
const schemas = {
  event: z.looseObject({
    event: z.union([
      z.looseObject({ type: z.literal('app_home_opened'), user: Id, tab: z.string().nullish() }),
      z.looseObject({ type: z.string().refine((type) => type !== 'app_home_opened') }),
    ]),
  }),
  command: z.looseObject({
    command: z.string(),
    text: z.string(),
    user_id: Id,
    team_id: z.string(),
    channel_id: Id,
    trigger_id: Id,
    response_url: z.string().nullish(),
  }),
  options: z.looseObject({ ...interactive, block_id: z.string(), value: z.string(), view: View.nullish() }),
  action: z.looseObject({
    ...interactive,
    trigger_id: Id,
    response_url: z.string().nullish(),
    channel: Named,
    view: View.nullish(),
    actions: z
      .array(
        z.looseObject({
          type: z.string(),
          action_id: z.string(),
          block_id: z.string(),
          value: z.string().optional(),
        }),
      )
      .min(1),
  }),
  shortcut: z.looseObject({ ...interactive }),
  view: z.union([
    z.looseObject({ ...interactive, type: z.literal('view_closed'), view: View }),
    z.looseObject({
      ...interactive,
      type: z.literal('view_submission'),
      view: View.extend({
        callback_id: z.string(),
        private_metadata: z.string(),
        state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), Element)) }),
      }),
    }),
  ]),
} as const;

/**
 * Where a payload is not what the handlers would read; undefined when it is. Names of fields only: what stands in them may
 * be anything, and is not for a log.
 */
export function unreadableAt(body: unknown): string | undefined {
  const kind = kindOf(body);
  if (kind === 'unknown') return 'type';
  const read = schemas[kind].safeParse(body);
  if (read.success) return undefined;
  const [issue] = read.error.issues;
  return (issue?.path.map(String).join('.') ?? '').slice(0, 100) || kind;
}
