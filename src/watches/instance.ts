import type { Machine, MachineHealth } from '../core/aws-fleet.ts';
import { reads } from '../core/iam.ts';
import { defineWatch, type Observation } from '../core/watch.ts';

/** What a job learns when the instance is up: since when. */
export type SeenInstance = { readonly seenAt: number };

/** AWS may not show a new instance for some minutes (eventual consistency); before that, "not there" means "not yet". */
const believeMissingAfterMs = 5 * 60_000;
/** A check may fail while a machine boots for the first time; one that still fails then will not pass by itself. */
const believeImpairedAfterMs = 15 * 60_000;
/** Windows needs up to half an hour for its first boot. */
const believeStuckAfterMs = 45 * 60_000;

/** AWS says the same for every launch that failed late; people need to know what it mostly is. */
function reasonOf(machine: Machine): string {
  const { stateReason: reason } = machine;
  if (!reason) return `it is ${machine.state}, and AWS does not say why`;
  const said = reason.message || reason.code;
  return reason.code === 'Client.InternalError'
    ? `${said} (mostly: the key of a volume may not be used by this account, or is disabled)`
    : said;
}

function observeChecks(health: MachineHealth | undefined, ageMs: number, now: Date): Observation {
  const checks = [health?.system ?? '', health?.instance ?? '', health?.volumes ?? ''].filter(
    (status) => status !== 'not-applicable',
  );
  const passed = checks.filter((status) => status === 'ok').length;
  if (health && checks.length > 0 && passed === checks.length)
    return { state: 'done', phase: 'running, checks passed', data: { seenAt: now.getTime() } satisfies SeenInstance };
  if (checks.includes('impaired') && ageMs > believeImpairedAfterMs)
    return {
      state: 'failed',
      phase: 'impaired',
      reason: `it runs, but its status checks fail: system ${health?.system}, instance ${health?.instance}`,
    };
  if (ageMs > believeStuckAfterMs)
    return {
      state: 'failed',
      phase: 'stuck',
      reason: 'it runs, but its status checks have no result after 45 minutes',
    };
  return { state: 'pending', phase: `running, ${passed} of ${Math.max(2, checks.length)} checks passed` };
}

function observe(machine: Machine, health: MachineHealth | undefined, ageMs: number, now: Date): Observation {
  switch (machine.state) {
    case 'pending':
      return { state: 'pending', phase: 'starting' };
    case 'running':
      return observeChecks(health, ageMs, now);
    default:
      return { state: 'failed', phase: machine.state, reason: reasonOf(machine) };
  }
}

/** An instance on its way to running with all of AWS's status checks passed. Two calls for all instances of a place. */
export const instanceWatch = defineWatch({
  name: 'instance',
  iam: reads('ec2:DescribeInstances', 'ec2:DescribeInstanceStatus'),
  async look(targets, place, aws, now) {
    const fleet = aws.fleet(place);
    const machines = await fleet.machines({ ids: targets.map(({ id }) => id) });
    const running = machines.filter(({ state }) => state === 'running').map(({ id }) => id);
    const health = running.length > 0 ? await fleet.health(running) : [];
    return new Map(
      targets.map(({ id, since }): [string, Observation] => {
        const machine = machines.find((one) => one.id === id);
        const ageMs = now.getTime() - since.getTime();
        if (machine) {
          const seen = health.find(({ instanceId }) => instanceId === id);
          return [id, observe(machine, seen, ageMs, now)];
        }
        if (ageMs < believeMissingAfterMs) return [id, { state: 'pending', phase: 'starting' }];
        return [
          id,
          { state: 'failed', phase: 'gone', reason: 'AWS does not show it any more; somebody may have terminated it' },
        ];
      }),
    );
  },
});
