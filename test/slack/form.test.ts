import { describe, expect, it } from 'vitest';
import type { BlockJson, SlackView, ViewValues } from '../../sandbox/contract.ts';
import { UserError } from '../../src/core/outcome.ts';
import { REQUESTS, ROSA, someRun } from './some-runs.ts';
import { eventually, openStage, type Stage } from './stage.ts';

const create = (values: Record<string, object>): ViewValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`field:${name}`, { [actionOf(name)]: value as never }]),
  );
const actionOf = (name: string): string => (name === 'instance' ? 'assay.choice' : 'assay.value');
const text = (value: string) => ({ type: 'plain_text_input', value });
const chosen = (value: string) => ({
  type: 'external_select',
  selected_option: { text: { type: 'plain_text', text: value }, value },
});
const words = (view: SlackView): string => JSON.stringify(view.blocks);

async function formOf({ slack }: Stage, line: string): Promise<SlackView> {
  await slack.hands.type({ user: ROSA, channel: REQUESTS, text: line });
  const view = await slack.awaitView(ROSA, ({ callback_id }) => callback_id === 'assay.form');
  // A person can only choose what a search has shown.
  const search = { user: ROSA, viewId: view.id, actionId: 'assay.choice', blockId: 'field:instance' };
  if (line === '/ami create') for (const query of ['i-0abc', 'i']) await slack.hands.options({ ...search, query });
  return view;
}

const elementOf = (view: SlackView, name: string): Record<string, unknown> =>
  (view.blocks.find(({ block_id }) => block_id === `field:${name}`) as BlockJson)['element'] as Record<string, unknown>;

describe('a form', () => {
  it('opens for what was not typed, filled in with what was', async () => {
    const stage = await openStage();
    const view = await formOf(stage, '/ami reject r-1');
    expect(elementOf(view, 'run')['initial_option']).toMatchObject({ value: 'r-1' });
    expect(elementOf(view, 'reason')['multiline']).toBe(true);
  });

  it('shows the plan before anything is asked for, and asks once when sent', async () => {
    const stage = await openStage();
    const { slack, asked, does } = stage;
    does.submit = async () => ({
      kind: 'run',
      run: {} as never,
      message: { title: 'Your request waits for two people' },
    });
    const form = await formOf(stage, '/ami create');
    const values = create({
      instance: chosen('i-0abc'),
      tags: text('team=web\nenv=blue green'),
      noReboot: {
        type: 'checkboxes',
        selected_options: [{ text: { type: 'plain_text', text: 'Integrity is not guaranteed.' }, value: 'yes' }],
      },
    });
    expect(await slack.hands.submit({ user: ROSA, viewId: form.id, values })).toEqual({ ok: true });
    const plan = await slack.awaitView(ROSA, ({ callback_id }) => callback_id === 'assay.preview');
    expect(words(plan)).toContain('web-1 restarts');
    expect(asked.map(({ door }) => door)).toEqual(['preview']);
    await slack.hands.submit({ user: ROSA, viewId: plan.id, values: {} });
    await slack.awaitView(ROSA, (view) => words(view).includes('waits for two people'));
    expect(asked[1]).toMatchObject({
      door: 'submit',
      asked: {
        command: 'create',
        input: { instance: 'i-0abc', noReboot: true, tags: { team: 'web', env: 'blue green' } },
        channel: REQUESTS,
        requestKey: `view:${plan.id}`,
      },
    });
    await eventually(() => stage.answered[0] === asked[1]?.asked);
  });

  it('puts every mistake beside its field, ours and the planning’s', async () => {
    const stage = await openStage();
    const { slack, does, asked } = stage;
    const form = await formOf(stage, '/ami create');
    const wrong = create({
      instance: chosen('i'),
      tags: text('nonsense'),
      size: { type: 'number_input', value: '200' },
    });
    expect(await slack.hands.submit({ user: ROSA, viewId: form.id, values: wrong })).toMatchObject({ ok: false });
    const refused = await slack.awaitView(ROSA, ({ errors }) => Object.keys(errors).length > 0);
    expect(Object.keys(refused.errors).sort()).toEqual(['field:instance', 'field:size', 'field:tags']);
    expect(asked).toHaveLength(0);
    does.preview = async () => {
      throw new UserError('not_found', 'There is no such instance.', {
        field: 'instance',
        hint: 'Search for its name.',
      });
    };
    const mended = create({
      instance: chosen('i-0abc'),
      tags: text('a=b'),
      size: { type: 'number_input', value: '20' },
    });
    await slack.hands.submit({ user: ROSA, viewId: form.id, values: mended });
    const second = await slack.awaitView(ROSA, ({ errors }) => 'field:instance' in errors && !('field:tags' in errors));
    expect(second.errors['field:instance']).toBe('There is no such instance. Search for its name.');
  });

  it('keeps what was typed when the plan fails without a field, and lets it be changed', async () => {
    const stage = await openStage();
    const { slack, does } = stage;
    const form = await formOf(stage, '/ami create');
    does.preview = async () => {
      throw new UserError('aws_busy', 'AWS is busy.');
    };
    const values = create({ instance: chosen('i-0abc'), reason: text('because\nof this') });
    await slack.hands.submit({ user: ROSA, viewId: form.id, values });
    const again = await slack.awaitView(ROSA, (view) => words(view).includes('AWS is busy.'));
    expect(elementOf(again, 'instance')['initial_option']).toMatchObject({ value: 'i-0abc' });
    does.preview = async () => ({ title: 'The plan' });
    await slack.hands.submit({ user: ROSA, viewId: again.id, values });
    const plan = await slack.awaitView(ROSA, ({ callback_id }) => callback_id === 'assay.preview');
    await slack.hands.clickInView({ user: ROSA, viewId: plan.id, actionId: 'assay.change' });
    const changed = await slack.awaitView(ROSA, ({ callback_id }) => callback_id === 'assay.form');
    expect(elementOf(changed, 'reason')['initial_value']).toBe('because\nof this');
  });

  it('shows that it is looking when the plan takes long, then the plan', async () => {
    const stage = await openStage();
    const { slack, does } = stage;
    const form = await formOf(stage, '/ami create');
    let finish: () => void = () => undefined;
    does.preview = () =>
      new Promise((resolve) => {
        finish = () => resolve({ title: 'The slow plan' });
      });
    await slack.hands.submit({ user: ROSA, viewId: form.id, values: create({ instance: chosen('i-0abc') }) });
    await slack.awaitView(ROSA, (view) => words(view).includes('Looking at AWS'));
    finish();
    await slack.awaitView(ROSA, (view) => words(view).includes('The slow plan'));
  });

  it('says at once what was asked for already and never answered, with nothing left to send', async () => {
    const stage = await openStage();
    const { slack, does, asked } = stage;
    const form = await formOf(stage, '/ami create');
    does.preview = async () => ({ kind: 'run', run: someRun(), message: { title: 'You asked for this already' } });
    await slack.hands.submit({ user: ROSA, viewId: form.id, values: create({ instance: chosen('i-0abc') }) });
    const told = await slack.awaitView(ROSA, (view) => words(view).includes('You asked for this already'));
    expect(await slack.hands.submit({ user: ROSA, viewId: told.id, values: {} })).toMatchObject({ ok: false });
    expect(asked.map(({ door }) => door)).toEqual(['preview']);
  });

  it('offers live choices, and what was typed', async () => {
    const stage = await openStage();
    const form = await formOf(stage, '/ami create');
    const { options } = await stage.slack.hands.options({
      user: ROSA,
      viewId: form.id,
      actionId: 'assay.choice',
      blockId: 'field:instance',
      query: 'i-0old',
    });
    expect(options.map(({ value }) => value)).toEqual(['i-0abc', 'i-0old']);
  });

  it('opens from the menu that the command alone shows', async () => {
    const { slack } = await openStage();
    await slack.hands.type({ user: ROSA, channel: REQUESTS, text: '/ami' });
    const menu = await slack.awaitView(ROSA, ({ callback_id }) => callback_id === 'assay.menu-view');
    const entry = menu.blocks.find((block) => words({ ...menu, blocks: [block] }).includes('Create an AMI'));
    await slack.hands.clickInView({
      user: ROSA,
      viewId: menu.id,
      actionId: 'assay.menu',
      blockId: entry?.block_id ?? '',
    });
    const form = await slack.awaitView(ROSA, ({ callback_id }) => callback_id === 'assay.form');
    expect(form.title).toBe('Create an AMI');
  });

  it('tells somebody whose trigger came too late, instead of saying nothing', async () => {
    const { slack } = await openStage();
    slack.faults.add({ kind: 'error', call: 'views.open', code: 'expired_trigger_id', times: 1 });
    await slack.hands.type({ user: ROSA, channel: REQUESTS, text: '/ami' });
    const answer = await slack.awaitMessage(({ text: said }) => said.includes('took too long'));
    expect(answer.ephemeralTo).toBe(ROSA);
  });
});
