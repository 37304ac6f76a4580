import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { filledForms } from './support/deliveries.ts';
import { fieldStates, wrongStates } from './support/field-states.ts';
import { type Front, openFront } from './support/front.ts';
import type { Any } from './support/mangle.ts';
import { type Outcome, post } from './support/post.ts';
import { longest, seed, times } from './support/seed.ts';
import { makeTally } from './support/tally.ts';

type Fields = { [key: string]: Any };
const tally = makeTally();
afterAll(() => console.log(`fuzz, forms: ${tally.total()} (seed ${seed})\n${tally.lines()}`));

const atOnce = 1500;
const wrong: object[] = [];

interface Tried {
  readonly kind: string;
  readonly payload: Fields;
  readonly what: string;
  /** Whether what comes of a plan is sent as well. */
  readonly goesOn: boolean;
}

/** Every field of every form in every state. */
function everyField(front: Front): readonly Tried[] {
  return filledForms(front).flatMap(({ command, form }) => {
    const view = form.payload['view'] as Fields;
    const values = (view['state'] as Fields)['values'] as { [block: string]: Fields };
    return Object.entries(values).flatMap(([block, actions]) =>
      fieldStates.map((state): Tried => {
        const [action = ''] = Object.keys(actions);
        const payload = structuredClone(form.payload);
        const own = ((payload['view'] as Fields)['state'] as Fields)['values'] as Fields;
        own[block] = { [action]: structuredClone(state) };
        return { kind: 'field', payload, what: `${command.name} ${block}`, goesOn: true };
      }),
    );
  });
}

/** Every form, and every plan to be sent, with what it remembers made worse. */
function everyState(front: Front): readonly Tried[] {
  return filledForms(front).flatMap(({ command, form, send }) =>
    [form, ...(send ? [send] : [])].flatMap(({ kind, payload }) => {
      const state = String((payload['view'] as Fields)['private_metadata']);
      return wrongStates(state).map((bad): Tried => {
        const copy = structuredClone(payload);
        (copy['view'] as Fields)['private_metadata'] = bad;
        return {
          kind: `state of a ${kind}`,
          payload: copy,
          what: `${command.name} ${bad.slice(0, 60)}`,
          goesOn: false,
        };
      });
    }),
  );
}

/** A few wrong states of several fields at once, taken at random. */
function several(front: Front): readonly Tried[] {
  const forms = filledForms(front);
  const some = fc.record({
    form: fc.nat(10_000),
    states: fc.array(fc.tuple(fc.nat(100), fc.nat(1000)), { minLength: 2, maxLength: 4 }),
  });
  return fc.sample(some, { seed, numRuns: 3000 }).flatMap(({ form: which, states }) => {
    const chosen = forms[which % forms.length];
    if (!chosen) return [];
    const payload = structuredClone(chosen.form.payload);
    const values = ((payload['view'] as Fields)['state'] as Fields)['values'] as { [block: string]: Fields };
    const blocks = Object.keys(values);
    for (const [block, state] of states) {
      const own = values[blocks[block % Math.max(1, blocks.length)] ?? ''];
      const [action] = Object.keys(own ?? {});
      if (own && action) own[action] = structuredClone(fieldStates[state % fieldStates.length] ?? null);
    }
    return [{ kind: 'several fields', payload, what: chosen.command.name, goesOn: true }];
  });
}

const note = (tried: Tried, step: string, { outcome, words, complaints }: Outcome): void => {
  tally.count(step, outcome);
  if (complaints.length > 0) wrong.push({ step, what: tried.what, outcome, words: words.slice(0, 300), complaints });
};

async function tryOne(front: Front, tried: Tried): Promise<void> {
  const seen = await post(front, 'interactive', tried.payload);
  note(tried, tried.kind, seen);
  if (!tried.goesOn || seen.outcome !== 'plan' || !seen.view) return;
  // What was planned from it is sent: what was typed goes all the way.
  const view = { ...(tried.payload['view'] as Fields), ...seen.view, state: { values: {} } };
  note(tried, 'sent after its plan', await post(front, 'interactive', { ...tried.payload, view }));
}

it('answers every form whatever its fields hold and whatever it remembers', longest, async () => {
  const first = await openFront(undefined, 'socket');
  const all = [...everyField(first), ...everyState(first), ...several(first)];
  await first.close();
  const shuffled = fc.sample(fc.shuffledSubarray(all, { minLength: all.length }), { seed, numRuns: 1 })[0] ?? [];
  const some = shuffled.slice(0, times(250, 20));
  for (let at = 0; at < some.length; at += atOnce) {
    const front = await openFront(undefined, 'socket');
    try {
      for (const tried of some.slice(at, at + atOnce)) await tryOne(front, tried);
      expect(front.slack.problems).toEqual([]);
      expect(await front.leaks()).toEqual([]);
    } finally {
      await front.close();
    }
  }
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(tally.total()).toBeGreaterThanOrEqual(some.length);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  // Else it is only the reading of fields that is shown.
  expect(tally.of('field', 'plan')).toBeGreaterThan(times(5, 20));
  expect(tally.of('sent after its plan', 'accepted')).toBeGreaterThanOrEqual(times(0.5, 20));
});
