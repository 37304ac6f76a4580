import { afterEach, describe, expect, it } from 'vitest';
import type { SlackView, ViewValues } from '../../sandbox/contract.ts';
import { cast, channels, runIdIn, textOf } from '../../sandbox/story/stage.ts';
import { loadCatalogue } from '../../src/core/catalogue.ts';
import { fieldsOf } from '../../src/core/input.ts';
import { golden, goldenWorld } from './support/golden-world.ts';
import { modalOf, textOfView } from './support/office.ts';
import { withSandbox } from './support/with-sandbox.ts';

const world = withSandbox({ world: goldenWorld(2), strictRates: false });
const { commands } = await loadCatalogue(new URL('../../src/', import.meta.url));

const hands = () => world.sandbox().slack.hands;
const type = (text: string) => hands().type({ user: cast.rosa, channel: channels.requests, text });
const modal = (fits: (view: SlackView) => boolean = () => true) => modalOf(world, 'rosa', fits);
const block = (name: string): string => `field:${name}`;

/** A text typed into a field. */
const typed = (name: string, value: string): ViewValues => ({
  [block(name)]: { 'assay.value': { type: 'plain_text_input', value } },
});

/** Searches in a field's list and takes the first hit. */
async function picked(view: SlackView, name: string, query: string): Promise<ViewValues> {
  const found = await hands().options({
    user: cast.rosa,
    viewId: view.id,
    blockId: block(name),
    actionId: 'assay.choice',
    query,
  });
  const [option] = found.options;
  expect(option, `a choice for ${query}`).toBeDefined();
  return { [block(name)]: { 'assay.choice': { type: 'external_select', selected_option: option } } };
}

afterEach(async () => {
  const { slack } = world.sandbox();
  for (const view of (await slack.hands.state({ user: cast.rosa })).views.toReversed())
    await slack.hands.close({ user: cast.rosa, viewId: view.id });
});

describe('the menu', () => {
  it('opens with /ami alone and offers every command that declares itself for it', async () => {
    expect(await type('/ami')).toEqual({ ok: true });
    const text = textOfView(await modal(({ title }) => /What do you need/.test(title)));
    for (const { menu } of commands.values()) if (menu) expect(text).toContain(menu.label);
  });

  it('leads to a form', async () => {
    await type('/ami');
    const menu = await modal(({ title }) => /What do you need/.test(title));
    const entry = menu.blocks.find((one) => JSON.stringify(one).includes('"create"'));
    await hands().clickInView({
      user: cast.rosa,
      viewId: menu.id,
      actionId: 'assay.menu',
      ...(entry?.block_id ? { blockId: entry.block_id } : {}),
    });
    expect(textOfView(await modal(({ title }) => title === 'Create an AMI'))).toContain('Instance');
  });
});

describe('every command as a form', () => {
  const asking = [...commands.values()].filter((command) => fieldsOf(command.input).some(({ required }) => required));

  it.each(asking.map(({ name }) => [name]))('/ami %s without its arguments opens its form', async (name) => {
    const command = commands.get(name);
    expect(await type(`/ami ${name}`)).toEqual({ ok: true });
    const view = await modal(({ callback_id }) => callback_id === 'assay.form');
    const fields = fieldsOf(command?.input as Parameters<typeof fieldsOf>[0]);
    for (const field of fields) expect(view.blocks.map(({ block_id }) => block_id)).toContain(block(field.name));
  });
});

describe('creating by form', () => {
  it('keeps everything when a field is wrong, shows the plan before Send, and leads to the same card', async () => {
    await type('/ami create');
    const form = await modal(({ title }) => title === 'Create an AMI');
    const filled = { ...(await picked(form, 'instance', 'api')), ...typed('description', 'by form') };
    const wrong = await hands().submit({
      user: cast.rosa,
      viewId: form.id,
      values: { ...filled, ...typed('name', 'no good name') },
    });
    expect(wrong.ok).toBe(false);
    const shown = await modal(({ errors }) => Object.keys(errors).length > 0);
    expect(shown.id).toBe(form.id);
    expect(shown.errors).toEqual({ [block('name')]: expect.stringMatching(/"no good name" cannot be the name/) });

    // The same form, as it stands on the screen: only the name is typed again.
    expect(await hands().submit({ user: cast.rosa, viewId: form.id, values: typed('name', 'api-by-form') })).toEqual({
      ok: true,
    });
    const plan = await modal((view) => view.callback_id === 'assay.preview');
    expect(textOfView(plan)).toMatch(/api-by-form/);
    expect(textOfView(plan)).toMatch(/reboot/i);
    expect(plan.submit).toBe('Send');
    expect(world.sandbox().aws.calls.filter(({ action }) => action === 'CreateImage')).toEqual([]);

    expect(await hands().submit({ user: cast.rosa, viewId: plan.id, values: {} })).toEqual({ ok: true });
    const sent = await modal((view) => /Accepted/.test(textOfView(view)));
    const runId = runIdIn(textOfView(sent));
    const card = await world.stage().card(runId, (text) => text.includes('✅'), 'created', 45_000);
    expect(card.channel).toBe(channels.requests);
    expect(textOf(card)).toMatch(/api-by-form[\s\S]*by form/);
  });

  it('Change … goes back from the plan to the form with everything in it', async () => {
    await type('/ami create');
    const form = await modal(({ title }) => title === 'Create an AMI');
    const values = { ...(await picked(form, 'instance', 'search-1')), ...typed('name', 'search-by-form') };
    await hands().submit({ user: cast.rosa, viewId: form.id, values });
    const plan = await modal((view) => view.callback_id === 'assay.preview');
    await hands().clickInView({ user: cast.rosa, viewId: plan.id, actionId: 'assay.change' });
    const again = await modal((view) => view.callback_id === 'assay.form');
    expect(JSON.stringify(again.blocks)).toContain('search-by-form');
    expect(JSON.stringify(again.blocks)).toContain('i-0a1b2c3d4e5f60007');
  });
});

describe('promoting by form', () => {
  it('finds an AMI by a part of its name and leads to the card of the approvers', async () => {
    await type('/ami promote');
    const form = await modal((view) => view.callback_id === 'assay.form');
    const values = { ...(await picked(form, 'image', 'en-002')), ...typed('reason', 'asked for by form') };
    expect(await hands().submit({ user: cast.rosa, viewId: form.id, values })).toEqual({ ok: true });
    const plan = await modal((view) => view.callback_id === 'assay.preview');
    expect(textOfView(plan)).toContain(golden(2));
    await hands().submit({ user: cast.rosa, viewId: plan.id, values: {} });
    const runId = runIdIn(textOfView(await modal((view) => /waits for approval/.test(textOfView(view)))));
    const card = await world.stage().card(runId, (text) => /0 of 2/.test(text), 'asked');
    expect(card.channel).toBe(channels.approvals);
    expect(textOf(card)).toMatch(/asked for by form/);
  });

  it('pressing Send twice asks once', async () => {
    await type('/ami promote');
    const form = await modal((view) => view.callback_id === 'assay.form');
    const values = { ...(await picked(form, 'image', 'golden-001')), ...typed('reason', 'sent twice') };
    await hands().submit({ user: cast.rosa, viewId: form.id, values });
    const plan = await modal((view) => view.callback_id === 'assay.preview');
    const send = () => hands().submit({ user: cast.rosa, viewId: plan.id, values: {} });
    await Promise.all([send(), send()]);
    const runId = runIdIn(textOfView(await modal((view) => /waits for approval/.test(textOfView(view)))));
    await world.stage().card(runId, (text) => /sent twice/.test(text), 'asked');
    const cards = world
      .sandbox()
      .slack.messages()
      .filter((one) => !one.ephemeralTo && /sent twice/.test(textOf(one)));
    expect(cards).toHaveLength(1);
  });
});
