import { describe, expect, it } from 'vitest';
import { validateView } from '../../sandbox/slack/block-kit/validate-view.ts';
import { loadCatalogue } from '../../src/core/catalogue.ts';
import { digestOf } from '../../src/core/json.ts';
import { UserError } from '../../src/core/outcome.ts';
import { parseLine } from '../../src/slack/command-text/parse-line.ts';
import { fieldBlockId } from '../../src/slack/forms/field-block.ts';
import { formView } from '../../src/slack/forms/form-view.ts';
import { menuView } from '../../src/slack/forms/menu-view.ts';
import { messageView, previewView } from '../../src/slack/forms/message-view.ts';
import { packState, unpackState } from '../../src/slack/forms/packed-state.ts';
import { readForm } from '../../src/slack/forms/read-form.ts';
import { homeView } from '../../src/slack/home-view.ts';
import { viewProblems } from '../../src/slack/rendering/validate.ts';
import { create, createJob, someCommands } from './some-commands.ts';
import { settings, someApproval, someRun } from './some-runs.ts';

const real = await loadCatalogue(new URL('../../src/', import.meta.url));

function accepted(view: { type: string }): void {
  expect(viewProblems(view)).toEqual([]);
  expect(validateView(view, view.type as 'modal')).toEqual({ messages: [] });
}

describe('views Slack takes', () => {
  it.each([...real.commands.values(), ...someCommands.values()].map((command) => [command.name, command] as const))(
    'the form of %s, empty, filled in and after a failure',
    (_, command) => {
      const empty = { command: command.name, channel: 'C1', input: {} };
      accepted(formView(command, empty));
      accepted(formView(command, empty, { title: 'It failed', lines: ['Try again.'] }));
      const input = Object.fromEntries(Object.keys(command.input.shape).map((name) => [name, 'x'.repeat(400)]));
      accepted(formView(command, { ...empty, input }));
    },
  );

  it.each([...real.commands.values()].flatMap(({ examples }) => examples.map((example) => [example])))(
    'the form for the example “%s”',
    (example) => {
      const { command, input } = parseLine(example, real.commands);
      accepted(formView(command, { command: command.name, channel: 'C1', input: input as never }));
    },
  );

  it('the menu, the plan, an answer and the home tab', () => {
    accepted(menuView(real.commands.values(), 'What do you need?', 'C1'));
    accepted(menuView([], 'What do you need?', 'C1'));
    const long = {
      title: 'x'.repeat(500),
      lines: Array.from({ length: 300 }, (_, n) => `line ${n} ${'y'.repeat(300)}`),
    };
    accepted(previewView('Create an AMI from something', long, { command: 'create', channel: 'C1', input: {} }));
    accepted(messageView('Answer', { title: '' }));
    const runs = Array.from({ length: 30 }, () => someRun({ state: 'waiting', approval: someApproval() }));
    const jobs = new Map([['create', createJob as never]]);
    accepted(
      homeView(
        { waitingForMe: runs.slice(0, 15), mine: runs.slice(15), compliance: [], slash: '/ami' },
        { ...real, jobs },
        settings,
        0,
      ),
    );
    accepted(homeView({ waitingForMe: [], mine: [], compliance: [], slash: '/ami' }, real, settings, 0));
  });

  it('the home tab with more environments than it shows, each with all there is to say', () => {
    const compliance = Array.from({ length: 30 }, (_, n) => ({
      lines: Array.from({ length: 6 }, () => `environment ${n} ${'y'.repeat(300)}`),
      offers: [{ label: `Compliance of ${n}`, command: 'compliance', input: { of: `e${n}` } }],
    }));
    const runs = Array.from({ length: 30 }, () => someRun({ state: 'waiting', approval: someApproval() }));
    const jobs = new Map([['create', createJob as never]]);
    const content = { waitingForMe: runs.slice(0, 15), mine: runs.slice(15), compliance, slash: '/ami' };
    accepted(homeView(content, { ...real, jobs }, settings, 0));
  });

  it('the home tab has no button that would only refuse, says why, and names nobody to themselves', () => {
    const jobs = new Map([['create', createJob as never]]);
    const run = someRun({ state: 'waiting', approval: someApproval(), reason: 'Friday <!channel>' });
    const home = (content: object) =>
      JSON.stringify(
        homeView(
          { waitingForMe: [], mine: [], compliance: [], slash: '/ami', ...content },
          { ...real, jobs },
          settings,
          0,
        ),
      );
    const toDecide = home({ waitingForMe: [run] });
    expect(toDecide).toContain('assay.approve');
    expect(toDecide).not.toContain('assay.withdraw');
    expect(toDecide).toContain(`<@${run.requester.userId}>`);
    expect(toDecide).toMatch(/"plain_text","text":"[^"]*Friday <!channel>"/);
    const own = home({ mine: [run] });
    expect(own).toContain('assay.withdraw');
    expect(own).not.toMatch(/assay\.(approve|reject)"/);
    expect(own).not.toContain(`<@${run.requester.userId}>`);
  });
});

describe('what a modal remembers', () => {
  it('comes back as it was, also when it is long', () => {
    for (const size of [10, 2000, 8000]) {
      const state = {
        command: 'create',
        channel: 'C1',
        input: { reason: 'because '.repeat(size / 8), tags: { a: 'b' } },
      };
      const packed = packState(state);
      expect(packed.length).toBeLessThanOrEqual(3000);
      expect(unpackState(packed)).toEqual(state);
    }
    for (const foreign of ['', '{}', 'z:!!!', 'null', '{"command":1}']) expect(unpackState(foreign)).toBeUndefined();
  });

  it('says so when there is too much of it', () => {
    const noise = Array.from({ length: 200 }, (_, n) => digestOf(n)).join('');
    expect(() => packState({ command: 'create', channel: 'C1', input: { noise } })).toThrow(UserError);
  });
});

describe('a filled-in form', () => {
  it('gives what a typed line would give', () => {
    const option = (value: string) => ({ selected_option: { value } });
    const filled: Record<string, object> = {
      instance: option('i-0abc'),
      name: { value: '  web 1 ' },
      noReboot: { selected_options: [{ value: 'yes' }] },
      size: { value: '5' },
      visibility: option('shared'),
      regions: { value: 'eu-west-1\nus-east-1' },
      reason: { value: null },
      tags: { value: 'team=web\n\nnote=a = b' },
    };
    const values = Object.fromEntries(
      Object.entries(filled).map(([name, element]) => [fieldBlockId(name), { 'assay.value': element }]),
    );
    const { input, errors } = readForm(create, values, fieldBlockId);
    expect([...errors]).toEqual([]);
    const line =
      'create i-0abc "web 1" --no-reboot --size 5 --visibility shared --regions eu-west-1,us-east-1 team=web note="a = b"';
    expect(input).toEqual(parseLine(line, someCommands).input);
  });

  it('names a needed field that is empty, whatever Slack left out', () => {
    expect([...readForm(create, {}, fieldBlockId).errors.keys()]).toEqual(['instance']);
  });
});
