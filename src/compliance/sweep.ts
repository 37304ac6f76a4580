import type { AuditEvent } from '../core/audit.ts';
import type { AwsReader, Place } from '../core/aws.ts';
import type { Launcher, RunningImage, RunningInstance } from '../core/aws-inventory.ts';
import type { IamNeed } from '../core/iam.ts';
import { newId } from '../core/new-id.ts';
import type { Environment, Settings } from '../core/settings.ts';
import { type Owner, type Subject, subjectKey, type Violation } from '../core/violation.ts';
import type { OpenAt, Violations } from '../core/violations.ts';
import { launcherNeeds, runningNeeds } from '../lookup/inventory-needs.ts';
import { demandsApproval, environmentOf } from '../lookup/launch-rule.ts';
import { standingsNeeds, standingsOf } from '../lookup/standings.ts';
import { judge, type Standing } from './judge.ts';
import { type Look, type Seen, settle } from './settle.ts';

/** What a sweep calls. */
export const sweepNeeds: readonly IamNeed[] = [...standingsNeeds, ...runningNeeds, ...launcherNeeds];

export interface SweepContext {
  readonly aws: AwsReader;
  readonly settings: Settings;
  readonly now: Date;
  readonly violations: Violations;
}

/** Written at a time: the store does nothing else meanwhile. */
const batch = 200;
/** Somebody else wrote in between so often: left to the next look. */
const mostTries = 5;

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

/** A template may name a parameter instead; AWS looks it up at each launch. */
const isImageId = (id: string): boolean => id.startsWith('ami-');
const unresolved = (id: string): Standing => ({ kind: 'unknown', why: `${id} is looked up by AWS at launch` });

/** What is only known by its id: an AMI that something would launch next. */
const byId = (id: string): RunningImage => ({
  id,
  name: undefined,
  ownerId: undefined,
  ownerAlias: undefined,
  state: undefined,
  createdAt: undefined,
  deprecatedAt: undefined,
  isPublic: false,
  isAllowed: true,
});

/** Judges things page by page. Keeps an answer for each AMI, and of the things only those that are not clean or were not. */
function makeJudges(place: Place, environment: Environment, open: ReadonlySet<string>, context: SweepContext) {
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
        if (outcome.kind === 'clean' && !open.has(subjectKey(subject, image.id))) continue;
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
        });
      }
    },
  };
}

const auditOf = (violation: Violation): AuditEvent => ({
  action: violation.ended ? 'violation-ended' : 'violation',
  actor: 'assay',
  about: [violation.subject.id, violation.image.id],
  outcome: 'recorded',
  details: {
    violation: violation.id,
    ...violation.place,
    environment: violation.environment,
    subject: violation.subject.kind,
    kind: violation.finding.kind,
    severity: violation.finding.severity,
    ...(violation.ended ? { how: violation.ended.how, since: violation.firstSeenAt } : {}),
  },
});

/** Writes what a look has changed, some at a time. @returns false when somebody else wrote in between */
async function record(first: OpenAt, seen: readonly Seen[], look: Look, violations: Violations): Promise<boolean> {
  const { begun, ended, changed } = settle(first.violations, seen, look, () => newId('v'));
  // The old ones first: a thing has one open violation.
  const all = [...ended, ...begun, ...changed];
  let { version } = first;
  for (let from = 0; from < all.length; from += batch) {
    const some = all.slice(from, from + batch);
    const news = some.filter((one) => !changed.includes(one));
    const next = await violations.write(look.place, version, some, news.map(auditOf));
    if (next === undefined) return false;
    version = next;
  }
  return true;
}

/**
 * Looks at everything that runs, or would start next, in one account and Region, and writes down what is not as it should
 * be. Memory: one page of instances, one answer for each AMI, and what is wrong.
 * @param ids only these instances, after an event; absent: everything
 * @throws what the inventory throws: then nothing was written, and nothing is called clean or ended
 */
export async function sweep(place: Place, context: SweepContext, ids?: readonly string[]): Promise<void> {
  const environment = environmentOf(place.account, context.settings);
  const isInScope = demandsApproval(environment);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const open = await context.violations.openAt(place);
    const keys = new Set(open.violations.map(({ subject, image }) => subjectKey(subject, image.id)));
    const judges = makeJudges(place, environment, keys, context);
    const counts = { instances: 0, launchers: 0 };
    if (isInScope) {
      const inventory = context.aws.inventory(place);
      for await (const page of inventory.instances(ids)) {
        counts.instances += page.length;
        await judges.page(page.map((one) => ({ subject: subjectOf(one), image: one.image, tags: one.tags })));
      }
      if (!ids)
        for await (const page of inventory.launchers()) {
          counts.launchers += page.length;
          await judges.page(
            page.map((one) => ({ subject: launcherOf(one), image: byId(one.imageId), tags: one.tags })),
          );
        }
    } else if (open.violations.length === 0) return;
    const look: Look = {
      place,
      environment: environment.name,
      covered: ids ? new Set(ids) : 'everything',
      left: isInScope ? 'gone' : 'out_of_scope',
      at: context.now.getTime(),
    };
    if (!(await record(open, judges.seen, look, context.violations))) continue;
    const { unjudged, why } = judges.unjudged();
    if (!ids) await context.violations.cover({ place, at: look.at, ...counts, unjudged, why });
    return;
  }
}
