import type { Fault } from '../../contract.ts';

/** Scripted faults, first come first served per kind. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault of one of these kinds that hits this call now, used up by one. */
  take<K extends Fault['kind']>(call: string, ...kinds: readonly K[]): Extract<Fault, { kind: K }> | undefined;
}

/** No faults yet. */
export function makeFaults(): Faults {
  let armed: { readonly fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      armed.push({ fault, left: fault.times });
    },
    clear() {
      armed = [];
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
