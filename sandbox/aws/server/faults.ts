import type { Fault } from '../../contract.ts';
import type { SeenCall } from './interceptor.ts';

/** What becomes of one call, decided when it comes. */
export type FaultRule = (call: SeenCall) => Fault | undefined;

/** Scripted faults, first come first served per kind; a rule decides over what no script hits. */
export interface Faults {
  add(fault: Fault): void;
  /** Left out: no rule any more. */
  by(rule?: FaultRule): void;
  ruled(call: SeenCall): Fault | undefined;
  clear(): void;
  /** The fault of one of these kinds that hits this call now, used up by one. */
  take<K extends Fault['kind']>(call: string, ...kinds: readonly K[]): Extract<Fault, { kind: K }> | undefined;
}

/** No faults yet. */
export function makeFaults(): Faults {
  let decides: FaultRule | undefined;
  let armed: { readonly fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      armed.push({ fault, left: fault.times });
    },
    by(rule) {
      decides = rule;
    },
    ruled: (call) => decides?.(call),
    clear() {
      armed = [];
      decides = undefined;
    },
    take<K extends Fault['kind']>(call: string, ...kinds: readonly K[]) {
      const hit = armed.find(
        ({ fault, left }) =>
          left > 0 && (fault.call === call || fault.call === '*') && kinds.some((kind) => kind === fault.kind),
      );
      if (hit === undefined) {
        return undefined;
      }
      hit.left -= 1;
      armed = armed.filter(({ left }) => left > 0);
      return hit.fault as Extract<Fault, { kind: K }>;
    },
  };
}
