import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { SlackHands } from '../contract.ts';
import { readBody } from './read-body.ts';
import { sendJson } from './reply.ts';

const user = z.string();
const optionalText = z.exactOptional(z.string());
const Values = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));
const action = { user, actionId: z.string(), blockId: optionalText, selected: optionalText };

/** One entry per hand: parse what came over HTTP, then call the same function in process. */
const routes: { readonly [Method in keyof SlackHands]: (hands: SlackHands, body: unknown) => Promise<unknown> } = {
  type: (hands, body) => hands.type(Type.parse(body)),
  click: (hands, body) => hands.click(Click.parse(body)),
  clickInView: (hands, body) => hands.clickInView(ClickInView.parse(body)),
  submit: (hands, body) => hands.submit(Submit.parse(body)),
  close: (hands, body) => hands.close(Close.parse(body)),
  options: (hands, body) => hands.options(Options.parse(body)),
  openHome: (hands, body) => hands.openHome(Person.parse(body)),
  state: (hands, body) => hands.state(Person.parse(body)),
};

const Type = z.object({ user, channel: z.string(), text: z.string(), threadTs: optionalText });
const Click = z.object({ ...action, channel: z.string(), ts: z.string() });
const ClickInView = z.object({ ...action, viewId: z.string(), values: z.exactOptional(Values) });
const Submit = z.object({ user, viewId: z.string(), values: Values });
const Close = z.object({ user, viewId: z.string() });
const Options = z.object({
  user,
  actionId: z.string(),
  blockId: z.string(),
  query: z.string(),
  viewId: optionalText,
  channel: optionalText,
  ts: optionalText,
});
const Person = z.object({ user });

/** `POST /world/slack/<method>`: 404 for an unknown method, 400 with the reasons for a wrong body. */
export async function callHands(
  hands: SlackHands,
  method: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = Object.hasOwn(routes, method) ? routes[method as keyof SlackHands] : undefined;
  if (!route) return sendJson(response, 404, { ok: false, error: 'unknown_method' });
  try {
    sendJson(response, 200, await route(hands, await readBody(request)));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    sendJson(response, 400, { ok: false, error: `invalid_arguments: ${z.prettifyError(error)}` });
  }
}
