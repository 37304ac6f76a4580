import { z } from 'zod';
import type { Catalogue } from '../../src/core/catalogue.ts';
import { defineJob, type Job, type JobContext } from '../../src/core/job.ts';
import { UserError } from '../../src/core/outcome.ts';
import type { Observation, WatchKind } from '../../src/core/watch.ts';
import type { FakeAws } from './fake-aws.ts';

export const place = { account: '111122223333', region: 'eu-central-1' };

export type Release = (name: string, context: JobContext) => Promise<string | undefined>;

const Made = z.object({ imageId: z.string() });
/** Schedules put more beside it. */
const Plan = z.looseObject({ name: z.string() });

function job<R extends z.ZodType>(
  name: string,
  result: R,
  run: (name: string, context: JobContext) => Promise<z.input<R>>,
  release?: Release,
): Job {
  const declared: Job<typeof Plan, R> = {
    name,
    doneWord: 'made',
    plan: Plan,
    result,
    iam: [],
    // Jobs named "share" need two of seven of something.
    target: () => ({
      place,
      subject: crypto.randomUUID(),
      about: [],
      ...(name === 'share' ? { quota: [{ key: 'q', amount: 2, limit: 7 }] } : {}),
    }),
    impact: () => ({}),
    present: {
      title: (plan) => [plan.name],
      planned: (plan) => ({ title: plan.name }),
      done: (plan, value) => ({ title: `${plan.name} made`, lines: [JSON.stringify(value)] }),
    },
    run: (plan, context) => run(plan.name, context),
    ...(release ? { release: (plan, context) => release(plan.name, context) } : {}),
  };
  return defineJob(declared) as unknown as Job;
}

/** Create, wait, tag: each effect looks before it acts. */
const make = (fake: FakeAws) =>
  job('make', Made, async (name, ctx) => {
    const ec2 = ctx.aws.ec2(place);
    const made = await ctx.step('create', Made, async () => {
      const [found] = await ec2.images({ filters: [{ name: 'name', values: [name] }] });
      return found
        ? { imageId: found.id }
        : ec2.createImage({ instanceId: 'i-1', name, description: '', noReboot: true, tags: {} });
    });
    const seen = await ctx.until({ watch: 'image', place, target: made.imageId });
    if (seen.state === 'failed') throw new UserError('aws_failed', `AWS could not make it: ${seen.reason}`);
    await ctx.progress({ phase: 'tagging' });
    await ctx.step('tag', z.null(), async ({ resumed }) => {
      if (!resumed || fake.lines(`tag ${made.imageId}`).length === 0) await ec2.createTags([made.imageId], {});
      return null;
    });
    return made;
  });

/** Pending until the file says `available` or `failed`; `percent ami-… 40` while it lasts. */
function imageWatch(fake: FakeAws, looks: { count: number }): WatchKind {
  const observe = (id: string): Observation => {
    if (fake.lines(`available ${id}`).length > 0) return { state: 'done', phase: 'available', percent: 100 };
    const failed = fake.lines(`failed ${id}`).at(-1);
    if (failed) return { state: 'failed', phase: 'failed', reason: failed.split(' ').slice(2).join(' ') };
    const percent = fake.lines(`percent ${id}`).at(-1)?.split(' ')[2];
    return { state: 'pending', phase: 'creating', ...(percent ? { percent: Number(percent) } : {}) };
  };
  return {
    name: 'image',
    iam: [],
    look: async (targets) => {
      looks.count++;
      const denied = fake.lines('denied ').at(-1);
      if (denied && denied !== 'denied over')
        throw new UserError('aws_denied', denied, { hint: 'Ask in the account.' });
      return new Map(targets.map(({ id }) => [id, observe(id)]));
    },
  };
}

/** A throw-away catalogue; `more` are jobs by name that a test brings. */
export function makeTestCatalogue(
  fake: FakeAws,
  more: Readonly<Record<string, (name: string, context: JobContext) => Promise<unknown>>> = {},
  looks = { count: 0 },
  releases: Readonly<Record<string, Release>> = {},
): Pick<Catalogue, 'jobs' | 'watches' | 'patrols' | 'chores'> {
  const jobs = [make(fake), ...Object.entries(more).map(([name, run]) => job(name, z.unknown(), run, releases[name]))];
  return {
    jobs: new Map(jobs.map((one) => [one.name, one])),
    watches: new Map([['image', imageWatch(fake, looks)]]),
    patrols: new Map(),
    chores: new Map(),
  };
}
