import fc from 'fast-check';
import type { Wish } from './model.ts';
import { type Kind, kinds } from './people.ts';

export type Event =
  /** Everything in it is asked for at the same moment. */
  | { readonly do: 'together'; readonly wishes: readonly Wish[] }
  | { readonly do: 'time'; readonly hours: number }
  /** In or out of the approvers' group. */
  | { readonly do: 'group'; readonly who: Kind }
  /** The Slack account deactivated, or restored. */
  | { readonly do: 'account'; readonly who: Kind }
  | { readonly do: 'policy' | 'ami' | 'work' };

const names = Object.keys(kinds) as Kind[];
const approvers: Kind[] = ['first', 'second', 'third', 'named'];
export const who = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...approvers) },
  { weight: 2, arbitrary: fc.constantFrom(...names) },
);

export const wish: fc.Arbitrary<Wish> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('vote' as const),
      who,
      kind: fc.oneof(
        { weight: 12, arbitrary: fc.constant('approve' as const) },
        { weight: 1, arbitrary: fc.constant('reject' as const) },
      ),
      echo: fc.constantFrom('right' as const, 'right' as const, 'none' as const, 'wrong' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), who }) },
);

export const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('together' as const),
      wishes: fc.array(wish, { minLength: 1, maxLength: 3 }),
    }),
  },
  // A request lives for a day. With shorter leaps so few would reach its end that a run of the test proved nothing about it.
  { weight: 2, arbitrary: fc.record({ do: fc.constant('time' as const), hours: fc.integer({ min: 1, max: 24 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('group' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('account' as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('work' as const, 'work' as const, 'work' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('policy' as const, 'ami' as const, 'work' as const) }) },
);
