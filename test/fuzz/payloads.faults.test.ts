import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { cast, channels } from '../../sandbox/story/stage.ts';
import { openCorpus } from './support/deliveries.ts';
import { openFront } from './support/front.ts';
import { type Any, type Damage, damages, mangled, type Pools } from './support/mangle.ts';
import { post } from './support/post.ts';
import { longest, seed, times } from './support/seed.ts';
import { makeTally } from './support/tally.ts';

const tally = makeTally();
afterAll(() => console.log(`fuzz, payloads: ${tally.total()} (seed ${seed})\n${tally.lines()}`));

/** So many with one front; then a new one, so that what it remembers does not slow it down. */
const atOnce = 1200;

/** Values for names that handlers read, none of them wrong by its kind. */
const poolsOf = (values: readonly string[], states: readonly Any[]): Pools => ({
  action_id: [
    ...['approve', 'reject', 'details', 'withdraw', 'cancel', 'retry'].map((word) => `assay.${word}`),
    ...['menu', 'change', 'choice', 'value', 'offer.0', 'offer.99', 'offer.x', 'other'].map((word) => `assay.${word}`),
  ],
  value: [
    ...values,
    ...values.map((value) => value.replace(/\|.*/, `|${'0'.repeat(64)}`)),
    ...values.map((value) => `${value}|more`),
    'r-aaaaaaaaaa|0123456789',
    'create',
    'nothing',
    '{"c":"show","i":{"image":"web"}}',
    '{"c":"create","i":{"instance":"<!channel>"}}',
    '{"c":"__proto__","i":{}}',
  ],
  block_id: ['assay:run:0123456789ab', 'assay:run', 'field:image', 'field:', 'assay:change', 'reason'],
  callback_id: ['assay.form', 'assay.preview', 'assay.reject-view', 'assay.shown', 'assay.menu-view', 'other'],
  private_metadata: states,
  type: ['button', 'static_select', 'overflow', 'modal', 'home', 'view_submission', 'view_closed', 'block_actions'],
  user: [
    { id: 'U0STRANGER', team_id: 'T0OTHER' },
    { id: cast.gus, team_id: 'T0ASSAY' },
    { id: cast.deploybot, team_id: 'T0ASSAY' },
    { id: cast.ben, team_id: 'T0ASSAY' },
    { id: cast.rosa },
  ],
  channel: [{ id: channels.approvals }, { id: 'C0NOWHERE' }, { id: cast.ada }, channels.alerts],
  team: [{ id: 'T0OTHER' }, null],
  trigger_id: ['1.2.3', ''],
  response_url: ['', 'http://127.0.0.1:9/', 'file:///etc/passwd', 'nothing'],
});

interface Plan {
  readonly which: number;
  readonly how: readonly Damage[];
}
const plans: fc.Arbitrary<Plan> = fc.record({
  which: fc.nat(1_000_000),
  how: fc.oneof({ weight: 19, arbitrary: damages }, { weight: 1, arbitrary: fc.constant([]) }),
});

it('acks every payload, answers whoever waits, and takes nothing for what it is not', longest, async () => {
  const wrong: object[] = [];
  const all = fc.sample(plans, { seed, numRuns: times(300, 20) });
  for (let first = 0; first < all.length; first += atOnce) {
    const front = await openFront(undefined, 'socket');
    try {
      const { samples, values } = await openCorpus(front);
      const states = samples.flatMap(({ payload }) => {
        const { view } = payload;
        return typeof view === 'object' && view !== null && !Array.isArray(view)
          ? (view['private_metadata'] ?? [])
          : [];
      });
      const pools = poolsOf(values, states);
      // Kinds are taken in turn: there are many more forms than buttons.
      const kinds = [...new Set(samples.map(({ kind }) => kind))].map((kind) =>
        samples.filter((one) => one.kind === kind),
      );
      for (const { which, how } of all.slice(first, first + atOnce)) {
        const some = kinds[which % kinds.length] ?? [];
        const sample = some[Math.floor(which / kinds.length) % some.length];
        if (!sample) continue;
        const payload = mangled(sample.payload, how, pools);
        const { outcome, complaints } = await post(front, sample.delivery, payload);
        tally.count(sample.kind, how.length === 0 ? `whole: ${outcome}` : outcome);
        const ours = isAnotherView(sample.payload, payload) ? complaints.filter(isOfThatView) : complaints;
        if (ours.length > 0) wrong.push({ kind: sample.kind, how, complaints: ours, payload: brief(payload) });
      }
      expect(front.slack.problems).toEqual([]);
      expect(front.slack.unknownCalls).toEqual([]);
      expect(await front.leaks()).toEqual([]);
    } finally {
      await front.close();
    }
  }
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(tally.total()).toBeGreaterThanOrEqual(times(300, 20));
  // Else it is only the guard that is shown.
  for (const [kind, outcome] of [
    ['button', 'answered'],
    ['button in a view', 'answered'],
    ['form', 'plan'],
    ['send', 'accepted'],
    ['search', 'choices'],
    ['command', 'answer'],
  ] as const)
    expect(tally.of(kind, outcome), `${kind}: ${outcome}`).toBeGreaterThanOrEqual(times(0.5, 20));
});

/** Slack never says of a home tab that it is a modal; who is told so learns it from Slack, and may say that it failed. */
const isAnotherView = (...both: readonly Any[]): boolean =>
  new Set(both.map((one) => (one as { view?: { type?: string } | null } | null)?.view?.type)).size > 1;
const isOfThatView = (complaint: string): boolean =>
  complaint !== 'on our side' && !/slack library fails|request failed on our side/.test(complaint);

/** Enough to see what it was. */
const brief = (payload: Any): string =>
  JSON.stringify(payload, (_, value) => (typeof value === 'string' ? value.slice(0, 120) : value)).slice(0, 3000);
