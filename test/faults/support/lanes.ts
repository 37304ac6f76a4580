import { type Lane, startLane } from './lane.ts';

/** Lanes side by side. */
export interface Lanes {
  /** Waits for a free one and works in it alone. */
  use<T>(work: (lane: Lane) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** Starts `FAULTS_LANES` of them, one when left out: plays mostly wait, for leases to end and for AWS's pace. */
export async function startLanes(more: Parameters<typeof startLane>[0] = {}): Promise<Lanes> {
  const count = Number(process.env['FAULTS_LANES'] || 1);
  const lanes = await Promise.all(Array.from({ length: count }, () => startLane(more)));
  const free = [...lanes];
  const waiting: ((lane: Lane) => void)[] = [];
  const take = async (): Promise<Lane> => free.pop() ?? new Promise((resolve) => void waiting.push(resolve));
  return {
    async use(work) {
      const lane = await take();
      try {
        return await work(lane);
      } finally {
        const next = waiting.shift();
        if (next) next(lane);
        else free.push(lane);
      }
    },
    async stop() {
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}
