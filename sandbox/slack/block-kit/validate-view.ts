import { isJson, listOf } from '../json.ts';
import { anyBlock } from './blocks.ts';
import { boolean, type Check, complain, formatIssue, list, newReport, object, oneOf, string } from './check.ts';
import { plainText } from './composition.ts';

const MAX_VIEW_BYTES = 250_000;

const common = {
  callback_id: string({ max: 255 }),
  private_metadata: string({ max: 3000 }),
  external_id: string({ max: 255 }),
};

const modal = object(
  { type: oneOf('modal'), title: plainText(24), blocks: list(anyBlock, { max: 100 }) },
  {
    ...common,
    submit: plainText(24),
    close: plainText(24),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
);

const home = object({ type: oneOf('home'), blocks: list(anyBlock, { max: 100 }) }, common);

/** What Slack says of a view: nothing, `view_too_large`, or `invalid_arguments` with the complaints. */
export interface ViewVerdict {
  readonly error?: 'invalid_arguments' | 'view_too_large';
  readonly messages: readonly string[];
}

export function validateView(view: unknown, kind: 'modal' | 'home'): ViewVerdict {
  const report = newReport(kind);
  const at = { pointer: '/view', report };
  (kind === 'modal' ? modal : home)(view, at);
  if (isJson(view)) {
    if (kind === 'modal') submitWithInputs(view, at);
    oneFocus(view, at);
  }
  if (report.issues.length > 0) return { error: 'invalid_arguments', messages: report.issues.map(formatIssue) };
  if (Buffer.byteLength(JSON.stringify(view)) > MAX_VIEW_BYTES) return { error: 'view_too_large', messages: [] };
  return { messages: [] };
}

const submitWithInputs: Check = (view, at) => {
  if (!isJson(view) || view['submit'] !== undefined) return;
  if (listOf(view['blocks']).some((block) => block['type'] === 'input')) {
    complain(at, 'missing required field: submit');
  }
};

const oneFocus: Check = (view, at) => {
  const focused = JSON.stringify(view).split('"focus_on_load":true').length - 1;
  if (focused > 1) complain(at, 'only one element may have focus_on_load');
};
