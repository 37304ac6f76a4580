import { orderRun } from '../approvals/order-run.ts';
import type { Place } from '../core/aws.ts';
import type { Patrol, PatrolRun } from '../core/patrol.ts';
import { nobody } from '../core/people.ts';
import type { EngineParts } from './parts.ts';
import type { Round } from './rounds.ts';

/** Starts a run that a patrol asks for, once for ever. */
async function order(
  { catalogue, store, settings, log }: EngineParts,
  patrol: Patrol,
  wanted: PatrolRun,
  wake: (runId: string) => Promise<void>,
): Promise<void> {
  const job = catalogue.jobs.get(wanted.job);
  if (!job) throw new Error(`patrol ${patrol.name} asks for the job "${wanted.job}", which there is not`);
  const requester = wanted.requester === undefined ? nobody : { userId: wanted.requester, teamId: '' };
  const { run, created } = await orderRun(store.runs, settings, {
    requestKey: `patrol:${wanted.requestKey}`,
    job,
    plan: wanted.plan,
    channel: wanted.channel,
    requester,
    cause: `patrol ${patrol.name}`,
  });
  if (!created) return;
  log.info({ run: run.id, patrol: patrol.name, job: job.name }, 'a patrol started a run');
  await wake(run.id);
}

/** Every patrol at every place. */
export function patrolRounds(parts: EngineParts, wake: (runId: string) => Promise<void>): readonly Round[] {
  const { store, settings, polling, log } = parts;

  async function look(patrol: Patrol, place: Place, signal: AbortSignal): Promise<string | undefined> {
    const aws = parts.aws.reader({ reference: patrol.name, userId: nobody.userId }, { patience: 'job', signal });
    const now = new Date(await store.clock());
    let why: string | undefined;
    // One that cannot be stored takes no other down.
    for (const one of await patrol.look(place, { aws, settings, now, violations: store.violations }))
      await order(parts, patrol, one, wake).catch((error: unknown) => {
        why = 'What was seen could not be made a run; the log says why.';
        log.error({ ...place, patrol: patrol.name, requestKey: one.requestKey, err: error }, 'a run was not started');
      });
    return why;
  }

  const places = settings.accounts.flatMap(({ id, regions }) => regions.map((region) => ({ account: id, region })));
  return [...parts.catalogue.patrols.values()].flatMap((patrol) =>
    places.map((place) => ({
      name: `${patrol.name} ${place.account} ${place.region}`,
      said: { ...place, patrol: patrol.name },
      usualMs:
        typeof patrol.everyMs === 'number'
          ? // Whoever has Assay look more often at what it waits for wants to hear of news as soon.
            Math.min(patrol.everyMs, polling.maxMs)
          : patrol.everyMs(settings),
      make: (signal: AbortSignal) => look(patrol, place, signal),
    })),
  );
}
