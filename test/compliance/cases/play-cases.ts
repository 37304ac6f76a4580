import { sweep } from '../../../src/compliance/sweep.ts';
import type { Exemption } from '../../../src/core/exemption.ts';
import { newId } from '../../../src/core/new-id.ts';
import type { Subject, Violation } from '../../../src/core/violation.ts';
import type { Store } from '../../../src/store/make-store.ts';
import { approve } from '../../jobs/support/approvals.ts';
import { ACCOUNTS, type AwsWorld, startAwsWorld } from '../../support/aws-world.ts';
import { noRecords } from '../../support/no-records.ts';
import { type Case, golden, type Stage } from './case.ts';
import { placeIn, type SceneName, sceneOf } from './scenes.ts';
import { imageIdOf, subjectOf, worldWith } from './seed-world.ts';

/** Cases whose people and jobs are at work at the same time: commands must answer within their time also on a busy machine. */
const atOnce = 3;
const planted = 'open before the look';

interface Placed {
  readonly one: Case;
  readonly subject: Pick<Subject, 'kind' | 'id'>;
  image: string;
}

/** Everything up to the look: the steps, and then the instance from what they led to. */
async function setUp(world: AwsWorld, placed: Placed, index: number): Promise<void> {
  const { one, subject } = placed;
  const { region } = placeIn(one.scene ?? 'production');
  const stage: Stage = {
    world,
    region,
    name: `case${index}`,
    runId: () => newId('r'),
    async image(id) {
      const account = world.image(id).ownerId;
      const [found] = await world.aws
        .reader({ reference: 'case', userId: 'U0ANNA' })
        .ec2({ account, region })
        .images({ ids: [id] });
      if (!found) throw new Error(`no ${id}`);
      return found;
    },
  };
  for (const step of one.given ?? []) placed.image = (await step(placed.image, stage)) ?? placed.image;
  if (subject.kind !== 'instance') return;
  const { hands } = world.fake;
  hands.launchInstance(ACCOUNTS.prod, region, { id: subject.id, imageId: placed.image });
  const state = one.use?.kind === 'instance' ? one.use.state : undefined;
  if (state === 'terminated') hands.terminateInstance(subject.id);
  else if (state !== 'pending') hands.setInstanceState(subject.id, state ?? 'running');
}

/** Everything is known as a violation already: only so it shows whether a look says clean, or nothing. */
const before = ({ subject, image }: Placed, scene: SceneName): Violation => ({
  id: `v-${subject.id}`,
  place: placeIn(scene),
  environment: 'production',
  subject,
  image: { id: image },
  finding: { kind: 'not_approved', severity: 'medium', sentence: planted },
  firstSeenAt: 1000,
});

const day = 86_400_000;

/** Let alone for a week, from yesterday on. */
function exemptionOf({ one, subject, image }: Placed, scene: SceneName): Exemption | undefined {
  const { exempted } = one;
  if (!exempted) return undefined;
  const now = Date.now();
  return {
    id: newId('r'),
    place: placeIn(scene),
    environment: 'production',
    subject,
    image: { id: image },
    severity: 'medium',
    reason: 'until the release',
    requester: 'U0ANNA',
    approvers: ['U0BEN', 'U0CARL'],
    from: now - day,
    until: now + 6 * day,
    ...(typeof exempted === 'function' ? exempted(image) : exempted),
  };
}

function outcomeOf({ subject }: Placed, all: readonly Violation[], why: string): string {
  const its = all.filter((one) => one.subject.kind === subject.kind && one.subject.id === subject.id);
  const open = its.filter(({ ended }) => !ended);
  if (open.length > 1) return `told ${open.length} times`;
  const [found] = open;
  if (found && found.finding.sentence !== planted)
    return `${found.exemption ? 'exempted ' : ''}${found.finding.kind} ${found.finding.severity}: ${found.finding.sentence}`;
  if (found) return `unknown: ${why}`;
  const how = its.at(-1)?.ended?.how;
  return how === 'approved' ? 'clean' : (how ?? 'nothing');
}

/** One look in these circumstances. @returns what it says of each */
async function look(
  world: AwsWorld,
  scene: SceneName,
  cases: readonly Placed[],
  { violations, exemptions }: Store,
): Promise<readonly string[]> {
  const place = placeIn(scene);
  const { settings, during, after } = sceneOf(scene);
  const { version } = await violations.openAt(place);
  await violations.write(
    place,
    version,
    cases.map((one) => before(one, scene)),
    [],
  );
  for (const one of cases) {
    const exemption = exemptionOf(one, scene);
    if (exemption) await exemptions.change(exemption.id, () => ({ exemption, audit: [] }));
  }
  during?.(world);
  const refusal = await sweep(place, {
    aws: world.aws.reader({ reference: 'compliance', userId: 'assay' }, { patience: 'job' }),
    settings: { ...world.settings, ...settings },
    now: new Date(),
    violations,
    exemptions,
    records: noRecords,
  })
    .then(() => undefined)
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
    .finally(() => after?.(world));
  const [coverage] = await violations.coverage();
  if (refusal !== undefined && coverage) throw new Error('a look that failed says that it saw everything');
  const all = await violations.list({ limit: 10_000, endedSince: 0 });
  return cases.map((one) => outcomeOf(one, all, refusal ?? coverage?.why ?? ''));
}

/**
 * Plays all cases in one world and looks at them scene by scene.
 * @param store a new, empty one for each scene
 * @returns what was said, by the name of the case
 */
export async function playCases(cases: readonly Case[], store: () => Store): Promise<ReadonlyMap<string, string>> {
  const world = await startAwsWorld({ fake: { world: worldWith(cases) } });
  try {
    await approve(world, golden);
    const placed = cases.map(
      (one, index): Placed => ({ one, subject: subjectOf(one, index), image: imageIdOf(index) }),
    );
    const left = [...placed.entries()];
    const work = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) {
        const [index, one] = next;
        await setUp(world, one, index).catch((cause: unknown) => {
          throw new Error(`the case "${one.one.name}" could not be set up`, { cause });
        });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));

    const said = new Map<string, string>();
    const scenes = new Set(cases.map(({ scene }) => scene ?? 'production'));
    for (const scene of scenes) {
      const its = placed.filter(({ one }) => (one.scene ?? 'production') === scene);
      const answers = await look(world, scene, its, store());

      for (const [index, { one }] of its.entries()) said.set(one.name, answers[index] ?? '');
    }
    return said;
  } finally {
    await world.close();
  }
}
