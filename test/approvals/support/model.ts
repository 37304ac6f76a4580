import type { Kind } from './people.ts';

export type Wish =
  | {
      readonly do: 'vote';
      readonly who: Kind;
      readonly kind: 'approve' | 'reject';
      readonly echo: 'right' | 'wrong' | 'none';
    }
  | { readonly do: 'withdraw'; readonly who: Kind };

/** The rule once more, as small as it can be said, to hold the real one against. */
export interface Model {
  readonly state: 'waiting' | 'queued' | 'done' | 'rejected' | 'withdrawn' | 'expired' | 'stale';
  readonly approved: ReadonlySet<Kind>;
  /** Deliveries that changed something: none of them does so again. */
  readonly spent?: ReadonlySet<string>;
  /** Deliveries that may have changed something: nobody was told. */
  readonly unsure?: ReadonlySet<string>;
}

/** What Slack and the clock say at the moment. */
export interface Facts {
  readonly isOver: boolean;
  /** Undefined for those who may vote. */
  readonly unfit: (who: Kind) => string | undefined;
}

const closed: Readonly<Record<Exclude<Model['state'], 'waiting'>, string>> = {
  queued: 'already_decided',
  done: 'already_decided',
  rejected: 'already_decided',
  withdrawn: 'withdrawn',
  expired: 'expired',
  stale: 'stale',
};

/** The answer to one wish, and what is true afterwards. */
export function step(model: Model, wish: Wish, facts: Facts): { readonly answer: string; readonly model: Model } {
  const same = (answer: string) => ({ answer, model });
  const stored = (next: Partial<Model>) => ({ answer: 'stored', model: { ...model, ...next } });
  if (model.state !== 'waiting') return same(closed[model.state]);
  if (facts.isOver) return { answer: 'expired', model: { ...model, state: 'expired' } };
  const { who } = wish;
  const others = new Set([...model.approved].filter((one) => one !== who));
  if (wish.do === 'withdraw') {
    if (who === 'requester') return stored({ state: 'withdrawn' });
    return model.approved.has(who) ? stored({ approved: others }) : same('no_vote_to_withdraw');
  }
  if (wish.echo === 'wrong') return same('stale');
  const unfit = facts.unfit(who);
  if (who === 'requester' && (unfit === undefined || unfit === 'not_an_approver')) return same('own_request');
  if (unfit) return same(unfit);
  if (model.approved.has(who)) return same('already_voted');
  if (wish.kind === 'reject') return stored({ state: 'rejected' });
  const approved = new Set([...model.approved, who]);
  return stored({ approved, state: approved.size >= 2 ? 'queued' : 'waiting' });
}

/** What the engine's look does: `isChanged` when the AMI or the rule is not what people saw. */
export function work(model: Model, facts: Facts, isChanged: boolean): Model {
  if (model.state === 'waiting' && facts.isOver) return { ...model, state: 'expired' };
  if (model.state !== 'queued') return model;
  if (isChanged) return { ...model, state: 'stale' };
  const approved = new Set([...model.approved].filter((one) => facts.unfit(one) === undefined));
  return { ...model, approved, state: approved.size >= 2 ? 'done' : 'waiting' };
}

/** Every order in which things that happen at once may have happened. */
export function orders<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    orders(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}
