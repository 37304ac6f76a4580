import { orderRun } from '../approvals/order-run.ts';
import type { Place } from '../core/aws.ts';
import type { Patrol, PatrolContext, PatrolRun } from '../core/patrol.ts';
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

/** Under which a patrol's looks at a place are held, waited for and named when they fail. */
export const roundOf = (patrol: Pick<Patrol, 'name'>, { account, region }: Place): string =>
  `${patrol.name} ${account} ${region}`;

/** From one look of a patrol to the next, in milliseconds. */
export const usualMsOf = (
  { everyMs }: Pick<Patrol, 'everyMs'>,
  settings: EngineParts['settings'],
  polling: EngineParts['polling'],
): number =>
  typeof everyMs === 'number'
    ? // Whoever has Assay look more often at what it waits for wants to hear of news as soon.
      Math.min(everyMs, polling.maxMs)
    : everyMs(settings);

/** Whoever calls for a round, it is not made early more often than this. */
const hurryGapMs = 10_000;

/** What a patrol works with at one look. */
export async function patrolContext(
  { aws, settings, store, sealFault, log }: EngineParts,
  { name }: Patrol,
  signal: AbortSignal,
): Promise<PatrolContext> {
  return {
    aws: aws.reader({ reference: name, userId: nobody.userId }, { patience: 'job', signal, remembersProofs: true }),
    settings,
    now: new Date(await store.clock()),
    bornAt: new Date(await store.bornAt()),
    violations: store.violations,
    exemptions: store.exemptions,
    configViews: store.configViews,
    records: { run: store.runs.get, runs: store.runs.list, sealFault },
    audit: store.audit,
    logWatch: store.logWatch,
    log,
    hurry: (round) => store.rounds.wake([round], hurryGapMs),
  };
}

/** Every patrol at every place. */
export function patrolRounds(parts: EngineParts, wake: (runId: string) => Promise<void>): readonly Round[] {
  const { settings, polling, log } = parts;

  async function look(patrol: Patrol, place: Place, signal: AbortSignal): Promise<string | undefined> {
    let why: string | undefined;
    // One that cannot be stored takes no other down.
    for (const one of await patrol.look(place, await patrolContext(parts, patrol, signal)))
      await order(parts, patrol, one, wake).catch((error: unknown) => {
        why = 'What was seen could not be made a run; the log says why.';
        log.error({ ...place, patrol: patrol.name, requestKey: one.requestKey, err: error }, 'a run was not started');
      });
    return why;
  }

  const places = settings.accounts.flatMap(({ id, regions }) => regions.map((region) => ({ account: id, region })));
  return [...parts.catalogue.patrols.values()].flatMap((patrol) =>
    places.map((place) => ({
      name: roundOf(patrol, place),
      said: { ...place, patrol: patrol.name },
      usualMs: usualMsOf(patrol, settings, polling),
      make: (signal: AbortSignal) => look(patrol, place, signal),
    })),
  );
}
