import { viewJson } from '../as-slack-writes.ts';
import { validateView } from '../block-kit/validate-view.ts';
import { fileProblems } from '../file-problems.ts';
import type { Json } from '../json.ts';
import type { Method, MethodCall } from '../method.ts';
import { refusalWithMessages, SlackRefusal } from '../slack-refusal.ts';
import type { View } from '../view-store.ts';

function readView({ world, args }: MethodCall, kind: 'modal' | 'home'): Json {
  const view = args.nestedObject('view', 'invalid_arguments');
  const verdict = validateView(view, kind);
  if (verdict.error !== undefined) throw refusalWithMessages(verdict.error, verdict.messages);
  const complaints = fileProblems(world, view['blocks'], '/view/blocks');
  if (complaints.length > 0) throw refusalWithMessages('invalid_arguments', complaints);
  return view;
}

function answer(call: MethodCall, view: View): Json {
  call.world.bell.ring();
  return { view: viewJson(call.world, view) };
}

const open: Method = {
  name: 'views.open',
  token: 'bot',
  scopes: [],
  rate: 'tier4',
  run: (call) => {
    const { world, args } = call;
    const id = args.needed('trigger_id');
    const source = readView(call, 'modal');
    return answer(call, world.views.open(world.triggers.exchange(id).user, source));
  },
};

const push: Method = {
  name: 'views.push',
  token: 'bot',
  scopes: [],
  rate: 'tier4',
  run: (call) => {
    const { world, args } = call;
    const id = args.needed('trigger_id');
    const source = readView(call, 'modal');
    const trigger = world.triggers.exchange(id);
    if (trigger.viewId === undefined) throw new SlackRefusal('not_found');
    return answer(call, world.views.push(trigger.user, source));
  },
};

const update: Method = {
  name: 'views.update',
  token: 'bot',
  scopes: [],
  rate: 'tier4',
  run: (call) => {
    const { world, args } = call;
    const id = args.text('view_id');
    const externalId = args.text('external_id');
    if ((id === undefined) === (externalId === undefined)) throw new SlackRefusal('invalid_arguments');
    const view = id === undefined ? world.views.byExternalId(externalId ?? '') : world.views.byId(id);
    if (view === undefined) throw new SlackRefusal('not_found');
    return answer(call, world.views.update(view, readView(call, view.type), args.text('hash')));
  },
};

const publish: Method = {
  name: 'views.publish',
  token: 'bot',
  scopes: [],
  rate: 'tier4',
  run: (call) => {
    const { world, args } = call;
    const user = world.directory.users.get(args.needed('user_id'));
    if (user === undefined) throw new SlackRefusal('user_not_found');
    if (!world.directory.isMember(user)) throw new SlackRefusal('not_enabled');
    return answer(call, world.views.publish(user.id, readView(call, 'home'), args.text('hash')));
  },
};

export const methods: readonly Method[] = [open, push, update, publish];
