import type { AwsReader, Place } from '../core/aws.ts';
import { reads } from '../core/iam.ts';
import { definePatrol, type PatrolContext, type PatrolRun } from '../core/patrol.ts';
import type { Settings } from '../core/settings.ts';
import { everywhere } from '../lookup/everywhere.ts';
import { type LostRun, placeKey, runsOf, runTags } from '../lookup/lost-runs.ts';
import { placesOf } from '../lookup/places.ts';
import { someAtATime } from '../lookup/some-at-a-time.ts';

const hourMs = 3_600_000;
/** Runs of one place that are followed each for itself; were there more, somebody would be writing tags by hand. */
const mostFollowed = 10;
/** What may still have been in flight when the records were lost, though AWS has finished it since. */
const lookBackMs = 24 * hourMs;

/** Everything of a run with children, wherever it is: its one card shows all of it. */
async function whole(run: LostRun, aws: AwsReader, settings: Settings): Promise<LostRun> {
  const filters = [{ name: `tag:${runTags(settings).parent}`, values: [run.runId] }];
  const { found } = await everywhere(placesOf(settings), aws, (ec2) => ec2.images({ owners: ['self'], filters }));
  return runsOf(found, [], settings).find(({ runId }) => runId === run.runId) ?? run;
}

/** A run that is not in the store. What is being made is looked for all the time, what is finished only after a loss. */
async function lostRuns(place: Place, isNew: boolean, context: PatrolContext): Promise<readonly LostRun[]> {
  const { aws, settings, bornAt, records } = context;
  const ec2 = aws.ec2(place);
  const own = { name: 'tag-key', values: [runTags(settings).run] };
  const pending = isNew ? [] : [{ name: 'state', values: ['pending'] }];
  const [images, instances] = await Promise.all([
    ec2.images({ owners: ['self'], filters: [own, ...pending] }),
    ec2.instances({ filters: [own, { name: 'instance-state-name', values: ['pending'] }] }),
  ]);
  const born = bornAt.getTime();
  const isOfInterest = ({ state, createdAt }: { readonly state: string; readonly createdAt: string }): boolean =>
    state === 'pending' || (Date.parse(createdAt) <= born && Date.parse(createdAt) > born - lookBackMs);
  const runs = runsOf(images.filter(isOfInterest), instances, settings);
  const known = await someAtATime(runs, async ({ runId }) => (await records.run(runId)) !== undefined);
  return runs.filter((_, index) => !known[index]);
}

interface Plan {
  readonly isFollowed: boolean;
  readonly calls: boolean;
  readonly runs: LostRun[];
}

const wanted = (key: string, place: Place, plan: Plan, settings: Settings): PatrolRun => ({
  requestKey: `recover:${key}`,
  job: 'recover',
  plan: { place: { ...place }, ...plan },
  channel: settings.channels.requests,
});

/**
 * Runs whose records were lost with Redis, found again by the tags on what they were making. What is being made is followed to
 * its end, a card for each run; what AWS had finished in the day before the loss is listed once for each place. It reads only.
 */
export const recoverPatrol = definePatrol({
  name: 'recover',
  iam: reads('ec2:DescribeImages', 'ec2:DescribeInstances'),
  everyMs: () => 300_000,
  async look(place, context) {
    const { aws, settings, bornAt, now } = context;
    const isNew = now.getTime() - bornAt.getTime() < hourMs;
    const runs = await lostRuns(place, isNew, context);
    const inFlight = runs.filter(({ things }) => things.some(({ isPending }) => isPending));
    const followed = inFlight.slice(0, mostFollowed);
    const orders: PatrolRun[] = [];
    for (const run of followed) {
      const all = await whole(run, aws, settings);
      // Whoever tags something now must not have people called: only what is older than the loss names its requester.
      const isOlder = all.things.every(({ createdAt }) => Date.parse(createdAt) <= bornAt.getTime());
      const calls = isOlder && all.requester !== undefined;
      orders.push({
        ...wanted(run.runId, place, { isFollowed: true, calls, runs: [all] }, settings),
        ...(calls ? { requester: all.requester } : {}),
      });
    }
    const rest = runs.filter((run) => !followed.includes(run));
    if (rest.length > 0) {
      const day = isNew ? bornAt.toISOString() : now.toISOString().slice(0, 10);
      const plan = { isFollowed: false, calls: false, runs: rest };
      orders.push(wanted(`${placeKey(place)}:${day}`, place, plan, settings));
    }
    return orders;
  },
});
