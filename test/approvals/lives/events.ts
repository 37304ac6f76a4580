import fc from 'fast-check';
import { who, wish } from '../support/events.ts';
import type { Wish } from '../support/model.ts';
import type { Kind } from '../support/people.ts';
import { type Mishap, mishaps } from './process.ts';

/** A wish of somebody, or a turn of a worker; each in a process of its own. */
export interface Deed {
  readonly wish: Wish | 'work';
  readonly door: 'button' | 'typed';
  /** Slack delivers the same click so many times, at once. */
  readonly deliveries: number;
  readonly mishap: Mishap | undefined;
  /** Slack's name of the click or line; a new one when left out. */
  readonly delivery?: string;
}

export type LifeEvent =
  | { readonly do: 'together'; readonly deeds: readonly Deed[] }
  /** Slack, or somebody who has caught it, delivers one of the earlier clicks or lines once more. */
  | { readonly do: 'again'; readonly which: number }
  | { readonly do: 'time'; readonly hours: number }
  | { readonly do: 'group' | 'account'; readonly who: Kind }
  /** Somebody who can write to Redis, but has no key, adds an approval to the record, or sends it off as approved. */
  | { readonly do: 'forge'; readonly who: Kind; readonly how: 'vote' | 'copied seal' | 'sent off' }
  | { readonly do: 'policy' }
  | { readonly do: 'ami'; readonly what: 'shared' | 'scanned' | 'rekeyed' };

export const mishap: fc.Arbitrary<Mishap> = fc.record({
  what: fc.constantFrom(...mishaps),
  at: fc.nat(14),
});
const deed = (what: fc.Arbitrary<Wish | 'work'>): fc.Arbitrary<Deed> =>
  fc.record({
    wish: what,
    door: fc.constantFrom('button', 'typed'),
    deliveries: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constant(2) }),
    mishap: fc.option(mishap, { freq: 2, nil: undefined }),
  });
const deeds = (what: fc.Arbitrary<Wish | 'work'>, most: number): fc.Arbitrary<LifeEvent> =>
  fc.record({ do: fc.constant('together'), deeds: fc.array(deed(what), { minLength: 1, maxLength: most }) });

const lifeEvent: fc.Arbitrary<LifeEvent> = fc.oneof(
  {
    weight: 8,
    arbitrary: deeds(
      fc.oneof({ weight: 6, arbitrary: wish }, { weight: 1, arbitrary: fc.constant('work' as const) }),
      2,
    ),
  },
  { weight: 4, arbitrary: deeds(fc.constant('work' as const), 1) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('again' as const), which: fc.nat(7) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('time' as const), hours: fc.integer({ min: 1, max: 24 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('group' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('account' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('policy' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('forge' as const),
      who,
      how: fc.constantFrom('vote' as const, 'copied seal' as const, 'sent off' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('ami' as const), what: fc.constantFrom('shared', 'scanned', 'rekeyed') }),
  },
);

/** Mostly short: what can go wrong goes wrong between two or three of them. */
export const lifeEvents: fc.Arbitrary<readonly LifeEvent[]> = fc.oneof(
  { weight: 4, arbitrary: fc.array(lifeEvent, { minLength: 2, maxLength: 6 }) },
  { weight: 1, arbitrary: fc.array(lifeEvent, { minLength: 6, maxLength: 16 }) },
);
