import type { Simulation } from '@cloud-copilot/iam-simulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { PolicySet } from '../../sandbox/aws/identity/policy-set.ts';
import { policySetFor } from '../../sandbox/policy-set-for.ts';
import { channels, runIdIn, textOf } from '../../sandbox/story/stage.ts';
import { loadCatalogue } from '../../src/core/catalogue.ts';
import { startedBuild } from '../../src/jobs/build/plan.ts';
import { allCases } from '../faults/support/all-cases.ts';
import { type Lane, startLane } from '../faults/support/lane.ts';
import { makePlay } from '../faults/support/make-play.ts';
import { playRun } from '../faults/support/play-run.ts';
import { eventually } from '../store/eventually.ts';
import { notShown } from './not-shown.ts';
import { askedBy, isStillAllowed, permissionsOf, type RolePermission, roleOf } from './permissions-removed.ts';

/** Every operation played once, and every example of a command typed, with the generated policies in force. */
let lane: Lane;
let granted: readonly Simulation[] = [];
const nameOf = ({ role, action, sid }: RolePermission): string => `${role} ${action} (${sid})`;

beforeAll(async () => {
  lane = await startLane();
}, 120_000);
afterAll(() => lane.stop());

/** Examples name things that no world has. */
const ofThisWorld = [
  'show web-2026-10-10',
  'show ledger-2026-09-01',
  'launch web-2026-10-01 --name of-a-group --security-groups web',
  'copy web-2026-10-01 to us-east-1 --to-account prod --name unencrypted',
];

/** The one call of a job that only a cancellation makes. */
async function cancelledBuild(): Promise<readonly string[]> {
  await lane.reset(undefined, 2000);
  const play = makePlay(lane, () => {});
  const runId = await play.ask('/ami build golden-base');
  // Before that there is nothing at AWS to be cancelled.
  await eventually('the build', async () => startedBuild((await lane.store.runs.get(runId))?.steps ?? {}));
  await play.click(runId, 'cancel');
  const { state } = (await play.ended(runId)).run;
  return state === 'cancelled' ? [] : [`the build that was cancelled is ${state}`];
}

describe('enough', () => {
  it('every operation comes to its end, and every example is answered', async () => {
    const ends: string[] = [];
    // Hands at buttons and forms lead to the same jobs.
    for (const one of (await allCases()).filter(({ hands }) => !hands)) {
      // In a world with life in it: what looks by itself needs permissions, too.
      const played = await playRun(lane, { world: defaultWorld, ...one }).then((scene) => scene.look());
      if (played.ending.run.state !== (one.ends ?? 'done'))
        ends.push(`${one.name}: ${JSON.stringify(played.ending.run.ending)}`);
    }
    ends.push(...(await cancelledBuild()));
    const { commands } = await loadCatalogue(new URL('../../src/', import.meta.url));
    const { stage } = makePlay(lane, () => {});
    const lines = [...commands.values()].flatMap(({ examples }) => examples);
    // In turn: one person alone would be told to slow down.
    const people = ['rosa', 'ada', 'ben', 'cleo', 'max'] as const;
    for (const [index, line] of [...ofThisWorld, ...lines].entries())
      await stage.type(people[index % people.length] ?? 'rosa', channels.requests, `/ami ${line}`);
    granted = lane.sandbox.aws.granted();
    expect(ends).toEqual([]);
  }, 400_000);
});

/** The installed policies with one action taken out of one role's documents, in every account. */
function withoutAction(set: PolicySet, role: string, action: string): PolicySet {
  const weakened = JSON.parse(JSON.stringify(set.roles), (key, value: unknown) =>
    key === 'Action' && Array.isArray(value) ? value.filter((one) => one !== action) : value,
  ) as PolicySet['roles'];
  return { ...set, roles: set.roles.map((one, index) => (roleOf(one.arn) === role ? (weakened[index] ?? one) : one)) };
}

/** Said to the person, or on the card, when one permission is really gone. */
const really = [
  ['AssayReader', 'ec2:DescribeInstances', 'create web-1 --name lost-1', /ec2:DescribeInstances/],
  ['AssayReader', 'ec2:DescribeImages', 'find web', /ec2:DescribeImages/],
  ['AssayWorker', 'ec2:CreateImage', 'create web-1 --name lost-2', /ec2:CreateImage/],
  ['AssayWorker', 'ec2:CopyImage', 'copy web-2026-10-01 to us-east-1 --name lost-3', /ec2:CopyImage/],
] as const;

describe('and not too much', () => {
  it.each(really)('%s without %s: %s fails and says so', async (role, action, line, words) => {
    await lane.reset(undefined, 600);
    const set = await policySetFor(lane.sandbox.configPath);
    lane.sandbox.aws.setPolicies(withoutAction(set, role, action));
    try {
      const { stage } = makePlay(lane, () => {});
      const answer = textOf(await stage.type('rosa', channels.requests, `/ami ${line}`));
      if (!words.test(answer)) await stage.card(runIdIn(answer), (text) => words.test(text), 'refused');
    } finally {
      lane.sandbox.aws.setPolicies(set);
    }
  });

  it('without any one of them something that was allowed is denied', async () => {
    const all = new Map<string, RolePermission>();
    for (const one of granted) for (const permission of permissionsOf(one)) all.set(nameOf(permission), permission);
    const unnoticed: string[] = [];
    for (const permission of all.values()) {
      const concerned = granted.filter(
        (one) => askedBy(one) === permission.role && one.request.action === permission.action,
      );
      let isNeeded = false;
      for (const one of concerned) {
        isNeeded = !(await isStillAllowed(one, permission));
        if (isNeeded) break;
      }
      if (!isNeeded) unnoticed.push(nameOf(permission));
    }
    const shown = all.size - unnoticed.length;
    console.log(`IAM: ${all.size} permissions of roles, ${shown} shown necessary, ${unnoticed.length} listed with why`);
    expect(unnoticed.toSorted()).toEqual(Object.keys(notShown).toSorted());
  }, 200_000);
});
