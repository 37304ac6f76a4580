import type { Role } from './act.ts';
import type { FaultCase } from './fault-case.ts';
import { sample } from './sample.ts';

/** What is done to a run at one of its points. */
export interface Disturbance {
  /** Whom it is about to reach. */
  readonly kind: 'aws' | 'redis' | 'slack';
  readonly moment: 'killed before' | 'killed after' | 'refused' | 'cancelled at';
  /** As `countWrites` and `countActs` number them. */
  readonly write: string;
}

/** Who is killed, if somebody is. Writes to AWS are a worker's. */
export const doomedBy = ({ moment, write }: Disturbance): Role | undefined =>
  moment.startsWith('killed') ? (write.startsWith('bot ') ? 'bot' : 'worker') : undefined;

const atAws = ['killed before', 'killed after', 'refused', 'cancelled at'] as const;

/** What an undisturbed run passed by. */
interface Passed {
  readonly writes: readonly string[];
  readonly points: readonly Disturbance[];
}

/** Few points are played, not all. */
export const isSampled = (): boolean => Boolean(process.env['FAULTS_SAMPLE']);

/** All that is done to a case: everything at each write to AWS, and a kill at each of its other points. */
export function disturbancesOf(one: FaultCase, { writes, points }: Passed): readonly Disturbance[] {
  const groups = new Map<string, Disturbance[]>();
  for (const point of points.filter(({ write }) => !one.hands || write.startsWith('bot '))) {
    const group = `${point.kind} ${point.write.split(' ')[0]}`;
    groups.set(group, [...(groups.get(group) ?? []), point]);
  }
  const others = isSampled() && !one.sampled ? [] : [...groups.values()];
  return [
    ...sample(one.hands ? [] : writes).flatMap((write) =>
      atAws.map((moment) => ({ kind: 'aws' as const, moment, write })),
    ),
    // Everything begins alike: few points are better taken from what follows.
    ...others.flatMap((group) => sample(isSampled() ? group.slice(group.length / 3) : group)),
  ];
}
