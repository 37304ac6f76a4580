import type { Fault } from '../contract.ts';
import type { Json } from './json.ts';

/** What becomes of one call of the app, decided when it comes. Nested arguments are parsed. */
export type FaultRule = (call: string, args: Json) => Fault | undefined;

/** Scripted faults, first added first used; a rule decides over what no script hits. */
export class FaultList {
  #rule: FaultRule | undefined;
  #waiting: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times });
  }

  /** Left out: no rule any more. */
  by(rule?: FaultRule): void {
    this.#rule = rule;
  }

  clear(): void {
    this.#waiting = [];
    this.#rule = undefined;
  }

  /** Takes one use of the first fault that matches this call. */
  take(call: string, args: Json): Fault | undefined {
    const found = this.#waiting.find((each) => each.left > 0 && (each.fault.call === call || each.fault.call === '*'));
    if (found === undefined) return this.#rule?.(call, args);
    found.left -= 1;
    this.#waiting = this.#waiting.filter((each) => each.left > 0);
    return found.fault;
  }
}
