import type { BlockJson, SlackMessage } from '../../../sandbox/contract.ts';
import type { Delivery } from '../../../sandbox/slack/carrier.ts';
import { initialValue } from '../../../sandbox/slack/hands/element-value.ts';
import { elementsOf } from '../../../sandbox/slack/hands/find-element.ts';
import { cast, channels } from '../../../sandbox/story/stage.ts';
import type { Command } from '../../../src/core/command.ts';
import { isPlanning } from '../../../src/core/command.ts';
import { readLine } from '../../../src/slack/command-text/parse-line.ts';
import { choiceAction } from '../../../src/slack/forms/field-block.ts';
import { formView } from '../../../src/slack/forms/form-view.ts';
import { menuView } from '../../../src/slack/forms/menu-view.ts';
import { previewView } from '../../../src/slack/forms/message-view.ts';
import { rejectView } from '../../../src/slack/forms/reject-view.ts';
import { ask } from './ask.ts';
import type { Front } from './front.ts';
import type { Any } from './mangle.ts';

type Fields = { [key: string]: Any };

/** Payloads name what has to be fresh by these; whoever sends them puts in what is good at that moment. */
export const fresh = { trigger: 'FRESH-TRIGGER', responseUrl: 'FRESH-RESPONSE', view: 'FRESH-VIEW' } as const;

/** A payload as Slack would send it, and what kind of thing somebody did. */
export interface Sample {
  readonly kind: string;
  readonly delivery: Delivery['kind'];
  readonly payload: Fields;
}

const basics = (user: string): Fields => ({
  token: 'verification-token',
  api_app_id: 'A0ASSAY001',
  user: { id: user, username: 'somebody', name: 'somebody', team_id: 'T0ASSAY' },
  team: { id: 'T0ASSAY', domain: 'acorn' },
  enterprise: null,
  is_enterprise_install: false,
});

const json = (value: unknown): Fields => JSON.parse(JSON.stringify(value)) as Fields;

/** A view as Slack sends it back. */
const viewOf = (view: object, values: Fields = {}): Fields => ({
  id: fresh.view,
  team_id: 'T0ASSAY',
  app_id: 'A0ASSAY001',
  app_installed_team_id: 'T0ASSAY',
  bot_id: 'B0ASSAY001',
  external_id: '',
  hash: '1.abc',
  root_view_id: fresh.view,
  previous_view_id: null,
  ...json(view),
  state: { values },
});

const interactive = (kind: string, payload: Fields): Sample => ({ kind, delivery: 'interactive', payload });

/** Every button, select and menu in some blocks, clicked. */
const clicksOn = (kind: string, user: string, blocks: readonly BlockJson[], where: Fields): readonly Sample[] =>
  elementsOf(blocks)
    .filter(({ block }) => block.type !== 'input')
    .map(({ blockId, actionId, element }) =>
      interactive(kind, {
        type: 'block_actions',
        ...basics(user),
        trigger_id: fresh.trigger,
        ...where,
        actions: [{ ...json(element), action_id: actionId, block_id: blockId, action_ts: '1764400000.000100' }],
      }),
    );

const onMessage = ({ ts, channel, text, blocks }: SlackMessage): Fields => ({
  container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
  channel: { id: channel, name: 'somewhere' },
  message: json({ type: 'message', ts, text, blocks }),
  state: { values: {} },
  response_url: fresh.responseUrl,
});
const inView = (view: object): Fields => ({ container: { type: 'view', view_id: fresh.view }, view: viewOf(view) });

const submission = (kind: string, user: string, view: object, values: Fields): Sample =>
  interactive(kind, {
    type: 'view_submission',
    ...basics(user),
    trigger_id: fresh.trigger,
    view: viewOf(view, values),
    response_urls: [],
  });

/** What the elements of a view hold when nobody touches them. */
export function untouched(blocks: unknown): Fields {
  const values: { [block: string]: Fields } = {};
  for (const { blockId, actionId, element } of elementsOf(blocks as readonly BlockJson[]))
    values[blockId] = { ...values[blockId], [actionId]: json(initialValue(json(element))) };
  return values as Fields;
}

/** A command's form filled in as one of its examples. */
export interface FilledForm {
  readonly command: Command;
  readonly input: Fields;
  readonly form: Sample;
  /** "Send" under its plan; only where it plans. */
  readonly send: Sample | undefined;
}

/** Every example of every command as a form. */
export function filledForms({ catalogue }: Front, channel: string = channels.requests): readonly FilledForm[] {
  return [...catalogue.commands.values()].flatMap((command) =>
    command.examples.map((example): FilledForm => {
      const read = readLine(example, catalogue.commands, '/ami');
      const state = { command: read.command.name, channel, input: json(read.input) as Record<string, never> };
      const view = formView(read.command, state);
      const plan = previewView('Plan', { title: 'What would happen' }, state);
      return {
        command: read.command,
        input: state.input,
        form: submission('form', cast.rosa, view, untouched(view.blocks)),
        send: isPlanning(read.command) ? submission('send', cast.rosa, plan, {}) : undefined,
      };
    }),
  );
}

function searches(forms: readonly FilledForm[]): readonly Sample[] {
  return forms.flatMap(({ form }) => {
    const view = form.payload['view'] as Fields;
    return elementsOf(view['blocks'] as unknown as readonly BlockJson[])
      .filter(({ actionId }) => actionId === choiceAction)
      .flatMap(({ blockId }) =>
        ['', 'web', 'ami-0a1b2c3d4e5f6a006'].map((value) =>
          interactive('search', {
            type: 'block_suggestion',
            ...basics(cast.rosa),
            container: { type: 'view', view_id: fresh.view },
            view,
            action_id: choiceAction,
            block_id: blockId,
            value,
          }),
        ),
      );
  });
}

const event = (fields: Fields): Sample => ({
  kind: 'event',
  delivery: 'events_api',
  payload: {
    token: 'verification-token',
    team_id: 'T0ASSAY',
    api_app_id: 'A0ASSAY001',
    type: 'event_callback',
    event_id: 'Ev0123456789',
    event_time: 1_764_400_000,
    authorizations: [
      { enterprise_id: null, team_id: 'T0ASSAY', user_id: 'U0ASSAY001', is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event: { event_ts: '1764400000.000100', ...fields },
  },
});
const { rosa, ada } = cast;
const channel = channels.requests;
const ts = '1764400000.000100';
const events: readonly Sample[] = [
  { type: 'app_home_opened', user: rosa, channel: 'D0ROSA0001', tab: 'home' },
  { type: 'app_home_opened', user: ada, channel: 'D0ADA00001', tab: 'messages' },
  { type: 'member_left_channel', user: rosa, channel, channel_type: 'C', team: 'T0ASSAY' },
  { type: 'member_joined_channel', user: ada, channel, inviter: rosa },
  {
    type: 'message',
    subtype: 'message_deleted',
    channel,
    ts,
    deleted_ts: ts,
    previous_message: { type: 'message', ts },
  },
  { type: 'message', subtype: 'message_changed', channel, ts, message: { type: 'message', user: rosa, text: 'x', ts } },
  { type: 'message', channel, user: rosa, text: '<!channel> /ami', ts },
  { type: 'channel_archive', channel, user: rosa },
  { type: 'channel_rename', channel: { id: channel, name: 'renamed', created: 1 } },
  { type: 'channel_deleted', channel },
  { type: 'user_change', user: { id: rosa, team_id: 'T0ASSAY', deleted: true } },
  { type: 'team_join', user: { id: 'U0NEW00001', team_id: 'T0ASSAY' } },
  { type: 'subteam_members_changed', subteam_id: 'S0APPROVERS', removed_users: [ada] },
  { type: 'subteam_updated', subteam: { id: 'S0APPROVERS', created_by: ada } },
  { type: 'reaction_added', user: ada, reaction: 'eyes', item: { type: 'message', channel, ts }, item_user: rosa },
  { type: 'app_mention', user: ada, channel, text: '<@U0ASSAY001> hello', ts },
  { type: 'link_shared', user: ada, channel, links: [{ domain: 'evil.example', url: 'https://evil.example' }] },
  { type: 'function_executed', function_execution_id: 'Fx1', bot_access_token: 'xwfp-1', inputs: {} },
  { type: 'tokens_revoked', tokens: { oauth: [], bot: [] } },
].map((each) => event(each as Fields));

const others: readonly Sample[] = [
  { type: 'shortcut', callback_id: 'assay.menu', trigger_id: fresh.trigger },
  {
    type: 'message_action',
    callback_id: 'assay.details',
    trigger_id: fresh.trigger,
    message_ts: ts,
    channel: { id: channel, name: 'ami-requests' },
    message: { type: 'message', user: rosa, ts, text: 'x' },
    response_url: fresh.responseUrl,
  },
  { type: 'view_closed', view: viewOf(rejectView({ runId: 'r-aaaaaaaaaa', digest: 'a' })), is_cleared: false },
  { type: 'dialog_submission', callback_id: 'x', state: 'y', submission: { a: 'b' }, channel: { id: channel } },
  { type: 'interactive_message', callback_id: 'x', actions: [{ name: 'a', type: 'button', value: 'b' }] },
].map((each) => interactive('shortcut', { ...basics(rosa), ...(each as Fields) }));

const line = (text: string): Sample => ({
  kind: 'command',
  delivery: 'slash_commands',
  payload: {
    token: 'verification-token',
    team_id: 'T0ASSAY',
    team_domain: 'acorn',
    channel_id: channel,
    channel_name: 'ami-requests',
    user_id: rosa,
    user_name: 'rosa',
    command: '/ami',
    text,
    api_app_id: 'A0ASSAY001',
    is_enterprise_install: 'false',
    trigger_id: fresh.trigger,
    response_url: fresh.responseUrl,
  },
});

/** What there is to be clicked on: requests that wait, work that is queued, work that failed, answers with offers. */
const beginnings = [
  'create web-1 --name fuzz-1',
  'promote ami-0a1b2c3d4e5f6a006 --reason "tested on staging"',
  'promote ami-0a1b2c3d4e5f6a002 --reason "please"',
  'share db-2026-10-05 with prod --to-copy',
  'create web-1 --name fuzz-2 --no-reboot',
];
const looks = ['find', 'compliance', 'schedules', 'show ami-0a1b2c3d4e5f6a002', 'runs', 'builds'];

const runIdIn = (text: string): string | undefined => /\br-[a-hjkmnp-z2-9]{10}\b/.exec(text)?.[0];

/** Lets things happen in a new front, and says what people could send because of it: a payload each. */
export async function openCorpus(front: Front) {
  const runs: string[] = [];
  for (const text of beginnings) {
    const id = runIdIn((await ask(front, text)).words);
    if (id) runs.push(id);
  }
  if (runs.length < 3) throw new Error(`only ${runs.length} runs were begun`);
  const failed = runs.at(-1) ?? '';
  await front.store.runs.update(failed, (run) => ({
    run: { ...run, state: 'failed', ending: { code: 'aws_failed', message: 'AWS did not want to.' } },
    audit: [],
  }));
  for (const text of looks) await ask(front, text);
  const isReady = (): true | undefined =>
    front.slack.messages().filter(({ text, ephemeralTo }) => !ephemeralTo && runIdIn(text)).length >= runs.length
      ? true
      : undefined;
  await front.slack.until(isReady, { timeoutMs: 20_000, what: 'the cards' });
  await front.slack.hands.openHome({ user: ada });
  const home = await front.slack.awaitView(ada, ({ type }) => type === 'home');
  const records = await Promise.all(runs.map((id) => front.store.runs.get(id)));
  const values = records.flatMap((run) => (run ? [`${run.id}|${run.digest}`] : []));
  const [runId = '', digest = ''] = (values[1] ?? '').split('|');

  const forms = filledForms(front);
  const menu = menuView(front.catalogue.commands.values(), 'What do you need?', channel);
  const rejection = rejectView({ runId, digest });
  const reason = { reason: { 'assay.value': { type: 'plain_text_input', value: 'not scanned' } } };
  const samples: readonly Sample[] = [
    ...front.slack
      .messages()
      .flatMap((message) => clicksOn('button', message.ephemeralTo ?? ada, message.blocks ?? [], onMessage(message))),
    ...clicksOn('button in a view', ada, home.blocks, inView({ ...home, type: 'home' })),
    ...clicksOn('button in a view', rosa, filled(menu.blocks), inView(menu)),
    ...forms.flatMap(({ form, send }) => [
      form,
      ...(send ? [send] : []),
      ...clicksOn('button in a view', rosa, filled((send?.payload['view'] as Fields | undefined)?.['blocks']), {
        container: { type: 'view', view_id: fresh.view },
        view: (send?.payload['view'] as Fields | undefined) ?? null,
      }),
    ]),
    submission('form', ada, rejection, reason),
    ...searches(forms),
    ...events,
    ...others,
    ...[...front.catalogue.commands.values()].map(({ examples: [example = ''] }) => line(example)),
  ];
  return { samples, runs, values, forms };
}

/** Blocks as Slack sends them: every one has an id. */
function filled(blocks: unknown): readonly BlockJson[] {
  if (!Array.isArray(blocks)) return [];
  return blocks.map((block: object, index) => ({ block_id: `b${index}`, ...block }) as BlockJson);
}
