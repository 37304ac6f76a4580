import type { Place } from '../../core/aws.ts';
import type { Settings } from '../../core/settings.ts';
import { countsAsApproved } from '../../lookup/judge-images.ts';
import type { ImageStanding, UsedImage } from '../../lookup/standings.ts';
import type { ReportImage } from './audit-report.ts';

/** How often an account and Region uses an AMI. */
export type Use = ReportImage['uses'][number];

/** An AMI as one place knows it. */
export interface KnownImage extends UsedImage {
  readonly name: string | undefined;
  readonly use?: Use | undefined;
}

interface Found extends KnownImage {
  readonly region: string;
  readonly standing: ImageStanding;
  readonly uses: readonly Use[];
}

/** How much a standing says: two accounts may see an AMI differently, and the one that sees more is believed. */
const weight = ({ kind }: ImageStanding): number => ['unknown', 'gone', 'none'].indexOf(kind) + 1 || 4;

function rowOf({ id, region, name, ownerId, standing, uses }: Found, settings: Settings): ReportImage {
  const common = {
    id,
    name: name ?? null,
    owner: ownerId ?? null,
    region,
    standing: standing.kind,
    approval: null,
    uses,
  };
  if (standing.kind === 'unknown') return { ...common, uses: [...uses], approved: null, sentence: standing.why };
  if (standing.kind === 'gone')
    return {
      ...common,
      uses: [...uses],
      approved: false,
      sentence: `${id} is deregistered, or not readable any more: nothing proves an approval.`,
    };
  const statement = 'statement' in standing ? standing.statement : undefined;
  return {
    ...common,
    uses: [...uses],
    approved: countsAsApproved(standing, settings),
    sentence: standing.sentence,
    approval: statement
      ? {
          request: statement.request,
          document: statement.document,
          requester: statement.requester,
          approvers: statement.approvers,
          at: statement.at,
          carriedBy: statement.carriedBy ?? null,
        }
      : null,
  };
}

/** AMIs of many places, each once. */
export function makeFoundImages(settings: Settings) {
  const all = new Map<string, Found>();
  return {
    add(place: Place, image: KnownImage, standing: ImageStanding): void {
      const before = all.get(image.id);
      all.set(image.id, {
        id: image.id,
        region: place.region,
        name: before?.name ?? image.name,
        ownerId: before?.ownerId ?? image.ownerId,
        standing: before && weight(before.standing) >= weight(standing) ? before.standing : standing,
        uses: [...(before?.uses ?? []), ...(image.use ? [image.use] : [])],
      });
    },
    rows: (): readonly ReportImage[] =>
      [...all.values()].map((one) => rowOf(one, settings)).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
