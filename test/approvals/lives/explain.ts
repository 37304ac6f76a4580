import { ok } from 'node:assert/strict';
import { type Facts, type Model, orders, step } from '../support/model.ts';
import type { Deed } from './events.ts';
import type { Mishap } from './process.ts';

/** A deed as it came out. */
export interface Done {
  readonly wish: Deed['wish'];
  readonly door: Deed['door'];
  readonly delivery: string;
  readonly code: string;
  readonly sentence: string;
  readonly happened: Mishap['what'] | undefined;
}

/** Said, or not said, when a call failed: whether it was done then shows in the record only. */
const doubtful: readonly string[] = ['dead', 'slack_failed', 'store_unreachable', 'aws_busy'];

/** What was delivered before and changed something then changes nothing more. */
function once(before: Model, next: ReturnType<typeof step>, delivery: string): ReturnType<typeof step> {
  const { spent = new Set() } = before;
  if (next.answer !== 'stored') return next;
  if (spent.has(delivery)) return { answer: 'wrong_state', model: before };
  return { ...next, model: { ...next.model, spent: new Set([...spent, delivery]) } };
}

/** What is true afterwards, if these deeds came in this order; undefined when somebody was told otherwise. */
function follow(
  before: Model,
  deeds: readonly Done[],
  facts: Facts,
  turn: (model: Model, facts: Facts) => Model,
): Model | undefined {
  let model = before;
  for (const { wish, door, delivery, code, happened } of deeds) {
    if (wish === 'work') {
      model = turn(model, facts);
      continue;
    }
    // A typed rejection names no document.
    const asked =
      wish.do === 'vote' && wish.kind === 'reject' && door === 'typed' ? { ...wish, echo: 'none' as const } : wish;
    const next = once(model, step(model, asked, facts), delivery);
    if (next.answer !== code && !(happened && doubtful.includes(code))) return undefined;
    model = next.model;
  }
  return model;
}

/** Every way to leave out deeds that may have come to nothing. */
function leavings(done: readonly Done[]): readonly (readonly Done[])[] {
  const turns = done.filter(({ wish }) => wish === 'work');
  // Of two workers at once one may have found the run in the hands of the other.
  const isTurnInDoubt = turns.length > 1 || turns.some(({ happened }) => happened !== undefined);
  let all: readonly (readonly Done[])[] = [[]];
  for (const one of done) {
    const mayBeNothing =
      one.wish === 'work' ? isTurnInDoubt : one.happened !== undefined && doubtful.includes(one.code);
    all = all.flatMap((some) => (mayBeNothing ? [[...some, one], some] : [[...some, one]]));
  }
  return all;
}

/**
 * The model after deeds that came at the same time.
 * @param turn what a worker's look does
 * @param seen what the record says afterwards
 * @throws AssertionError when no order of them explains every answer and the record
 */
export function explain(
  before: Model,
  done: readonly Done[],
  facts: Facts,
  turn: (model: Model, facts: Facts) => Model,
  seen: string,
  tell: (model: Model) => string,
): Model {
  // Whoever stood still let another worker go on in the middle.
  const extra: readonly Done[] = done
    .filter(({ happened }) => happened === 'stalls')
    .map((one) => ({ ...one, wish: 'work', code: 'looked' }));
  const tried: string[] = [];
  for (const some of leavings([...done, ...extra]))
    for (const order of orders(some)) {
      const model = follow(before, order, facts, turn);
      if (model && tell(model) === seen) return model;
      tried.push(model ? tell(model) : 'other answers');
    }
  const told = done.map(({ wish, door, code, happened }) => JSON.stringify([wish, door, code, happened])).join(' ');
  ok(false, `${seen} after ${told} from ${tell(before)} is explained by none of ${tried.join(' ')}`);
}
