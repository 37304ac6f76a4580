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
function once(before: Model, next: ReturnType<typeof step>, { delivery, code }: Done): ReturnType<typeof step> {
  const { spent = new Set(), unsure = new Set() } = before;
  if (next.answer !== 'stored') return next;
  if (spent.has(delivery) || (unsure.has(delivery) && code === 'wrong_state'))
    return { answer: 'wrong_state', model: before };
  return { ...next, model: { ...next.model, spent: new Set([...spent, delivery]) } };
}

/** An order that explains everything may take for done what nobody was told of, and what changed nothing that is seen. */
function withDoubts(model: Model, done: readonly Done[]): Model {
  const stored = new Set(done.filter(({ code }) => code === 'stored').map(({ delivery }) => delivery));
  const told = (delivery: string): boolean => stored.has(delivery);
  const doubts = done.filter(({ code }) => doubtful.includes(code)).map(({ delivery }) => delivery);
  const unsure = new Set([...(model.unsure ?? []), ...doubts].filter((one) => !told(one)));
  return { ...model, unsure, spent: new Set([...(model.spent ?? [])].filter((one) => !unsure.has(one))) };
}

/** What is true afterwards, if these deeds came in this order; undefined when somebody was told otherwise. */
function follow(
  before: Model,
  deeds: readonly Done[],
  facts: Facts,
  turn: (model: Model, facts: Facts) => Model,
): Model | undefined {
  let model = before;
  for (const deed of deeds) {
    const { wish, door, code, happened } = deed;
    if (wish === 'work') {
      model = turn(model, facts);
      continue;
    }
    // A typed rejection names no document.
    const asked =
      wish.do === 'vote' && wish.kind === 'reject' && door === 'typed' ? { ...wish, echo: 'none' as const } : wish;
    const next = once(model, step(model, asked, facts), deed);
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
      if (model && tell(model) === seen) return withDoubts(model, done);
      tried.push(model ? tell(model) : 'other answers');
    }
  const told = done.map(({ wish, door, code, happened }) => JSON.stringify([wish, door, code, happened])).join(' ');
  ok(false, `${seen} after ${told} from ${tell(before)} is explained by none of ${tried.join(' ')}`);
}
