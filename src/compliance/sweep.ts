import type { AwsReader, Place } from '../core/aws.ts';
import type { Launcher, RunningImage, RunningInstance } from '../core/aws-inventory.ts';
import type { Records } from '../core/command.ts';
import { type Exemption, exemptionOf } from '../core/exemption.ts';
import type { Exemptions } from '../core/exemptions.ts';
import type { IamNeed } from '../core/iam.ts';
import type { Environment, Settings } from '../core/settings.ts';
import type { Owner, Subject } from '../core/violation.ts';
import type { Violations } from '../core/violations.ts';
import { launcherNeeds, runningNeeds } from '../lookup/inventory-needs.ts';
import { demandsApproval, environmentOf } from '../lookup/launch-rule.ts';
import { standingsNeeds, standingsOf } from '../lookup/standings.ts';
import { judge, type Standing } from './judge.ts';
import { isImageId, namedImages } from './named-images.ts';
import { record } from './record.ts';
import type { Look, Seen } from './settle.ts';

/** What a sweep calls. */
export const sweepNeeds: readonly IamNeed[] = [...standingsNeeds, ...runningNeeds, ...launcherNeeds];

export interface SweepContext {
  readonly aws: AwsReader;
  readonly settings: Settings;
  readonly now: Date;
  readonly violations: Violations;
  readonly exemptions: Pick<Exemptions, 'at'>;
  /** Know of revocations that tags no longer show. */
  readonly records: Pick<Records, 'run' | 'runs'>;
}

const ownerOf = (tags: Readonly<Record<string, string>>, { owners }: Settings['compliance']): Owner | undefined =>
  owners.people[tags[owners.tag] ?? ''];

const subjectOf = ({ id, tags, type, launchedAt }: RunningInstance): Subject => ({
  kind: 'instance',
  id,
  ...(tags['Name'] ? { name: tags['Name'] } : {}),
  detail: type,
  since: launchedAt,
});

const launcherOf = ({ kind, id, name, version, desired }: Launcher): Subject => ({
  kind,
  id,
  ...(name === id ? {} : { name }),
  ...(desired === undefined
    ? version === undefined
      ? {}
      : { detail: `version ${version}` }
    : { detail: `wants ${desired}` }),
});

interface Thing {
  readonly subject: Subject;
  readonly image: RunningImage;
  readonly tags: Readonly<Record<string, string>>;
}

const unresolved = (id: string): Standing => ({ kind: 'unknown', why: `${id} is looked up by AWS at launch` });

/** Judges things page by page. Keeps an answer for each AMI, and of the things only those that are not clean or were not. */
function makeJudges(
  place: Place,
  environment: Environment,
  open: ReadonlySet<string>,
  exempted: readonly Exemption[],
  context: SweepContext,
) {
  const standings = new Map<string, Standing>();
  const seen: Seen[] = [];
  let unjudged = 0;
  let why: string | undefined;
  return {
    seen,
    unjudged: () => ({ unjudged, why }),
    async page(things: readonly Thing[]): Promise<void> {
      const unknown = new Map(things.filter(({ image }) => isImageId(image.id)).map(({ image }) => [image.id, image]));
      for (const id of standings.keys()) unknown.delete(id);
      if (unknown.size > 0)
        for (const [id, standing] of await standingsOf([...unknown.values()], place, environment.name, context))
          standings.set(id, standing);
      for (const { subject, image, tags } of things) {
        const standing = standings.get(image.id) ?? unresolved(image.id);
        const outcome = judge({
          image,
          standing,
          signs: context.settings.signingKey !== undefined,
          now: context.now,
        });
        if (outcome.kind === 'unknown') {
          unjudged += 1;
          why ??= outcome.why;
        }
        // Of what is open, also an AMI that is right: it says that the wrong one was replaced.
        if (outcome.kind === 'clean' && !open.has(`${subject.kind}/${subject.id}`)) continue;
        const owner = ownerOf(tags, context.settings.compliance);
        seen.push({
          subject,
          image: {
            id: image.id,
            ...(image.name ? { name: image.name } : {}),
            ...(image.ownerId ? { ownerId: image.ownerId } : {}),
          },
          outcome,
          ...(owner ? { owner } : {}),
          ...(outcome.kind === 'violation'
            ? {
                exemption: exemptionOf(
                  exempted,
                  { subject, image, finding: outcome.finding, environment: environment.name },
                  context.now.getTime(),
                ),
              }
            : {}),
        });
      }
    },
  };
}

/** What came of a look. */
export interface Swept {
  /** Violations that began with it. */
  readonly begun: number;
  /** Of the instances asked for: those AWS does not show, and those that could not be judged. */
  readonly unclear: readonly string[];
}

/**
 * Looks at everything that runs, or would start next, in one account and Region, and writes down what is not as it should
 * be. Memory: one page of instances, one answer for each AMI, and what is wrong.
 * @param ids only these instances, after an event; absent: everything
 * @throws what the inventory throws: then nothing was written, and nothing is called clean or ended
 */
export async function sweep(place: Place, context: SweepContext, ids?: readonly string[]): Promise<Swept> {
  const environment = environmentOf(place.account, context.settings);
  const isInScope = demandsApproval(environment);
  const open = await context.violations.openAt(place);
  const subjects = new Set(open.violations.map(({ subject }) => `${subject.kind}/${subject.id}`));
  // Read after what is open: one that is granted meanwhile is held against it by its own chore.
  const judges = makeJudges(place, environment, subjects, await context.exemptions.at(place), context);
  const counts = { instances: 0, launchers: 0 };
  const unseen = new Set(ids);
  if (isInScope) {
    const inventory = context.aws.inventory(place);
    for await (const page of inventory.instances(ids)) {
      counts.instances += page.length;
      for (const { id } of page) unseen.delete(id);
      await judges.page(page.map((one) => ({ subject: subjectOf(one), image: one.image, tags: one.tags })));
    }
    const named = namedImages(place, context.aws);
    if (!ids)
      for await (const page of inventory.launchers()) {
        counts.launchers += page.length;
        const imageOf = await named(page.map(({ imageId }) => imageId));
        await judges.page(
          page.map((one) => ({ subject: launcherOf(one), image: imageOf(one.imageId), tags: one.tags })),
        );
      }
  } else if (open.violations.length === 0) return { begun: 0, unclear: [] };
  const look: Look = {
    place,
    environment: environment.name,
    covered: ids ? new Set(ids) : 'everything',
    left: isInScope ? 'gone' : 'out_of_scope',
    at: context.now.getTime(),
  };
  const begun = await record(open, judges.seen, look, context.violations);
  const { unjudged, why } = judges.unjudged();
  if (!ids) await context.violations.cover({ place, at: look.at, ...counts, unjudged, why });
  const unknown = judges.seen.flatMap(({ subject, outcome }) => (outcome.kind === 'unknown' ? [subject.id] : []));
  return { begun, unclear: ids ? [...unseen, ...unknown] : [] };
}
