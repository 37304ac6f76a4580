import { validateMessageBlocks } from '../block-kit/validate-message-blocks.ts';
import { validateView } from '../block-kit/validate-view.ts';
import { isJson } from '../json.ts';
import type { Method, MethodCall } from '../method.ts';
import { refusalWithMessages, SlackRefusal } from '../slack-refusal.ts';

function verdictOn({ args }: MethodCall) {
  const view = args.nested('view', 'invalid_arguments');
  if (isJson(view)) return validateView(view, view['type'] === 'home' ? 'home' : 'modal');
  const message = args.nested('message', 'invalid_arguments');
  if (isJson(message)) return validateMessageBlocks(message['blocks']);
  const blocks = args.nested('blocks', 'invalid_blocks_format');
  if (blocks === undefined) throw new SlackRefusal('invalid_arguments');
  return validateMessageBlocks(blocks);
}

/** Public: the one method that needs no token. */
export const methods: readonly Method[] = [
  {
    name: 'blocks.validate',
    token: 'none',
    scopes: [],
    rate: 'none',
    run: (call) => {
      const verdict = verdictOn(call);
      if (verdict.error !== undefined) throw refusalWithMessages(verdict.error, verdict.messages);
      return {};
    },
  },
];
