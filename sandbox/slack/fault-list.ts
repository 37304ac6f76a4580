import type { Fault } from '../contract.ts';

/** Scripted faults, first added first used. */
export class FaultList {
  #waiting: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Takes one use of the first fault that matches this call. */
  take(call: string): Fault | undefined {
    const found = this.#waiting.find((each) => each.left > 0 && (each.fault.call === call || each.fault.call === '*'));
    if (found === undefined) return undefined;
    found.left -= 1;
    this.#waiting = this.#waiting.filter((each) => each.left > 0);
    return found.fault;
  }
}
