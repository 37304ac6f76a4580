import type { Place } from '../core/aws.ts';
import type { ConfigDifferenceKind, ConfigView } from '../core/config-view.ts';
import { joined } from '../core/joined.ts';
import { bold, code, type Inline, type Line, time } from '../core/message.ts';
import type { RoundTrouble } from '../core/rounds.ts';
import type { Settings } from '../core/settings.ts';
import { demandsApproval, environmentOf } from '../lookup/launch-rule.ts';
import { isSamePlace, placeName } from '../lookup/places.ts';

/** What each difference is, and what it probably means. */
const words: Readonly<Record<ConfigDifferenceKind, readonly [is: string, means: string]>> = {
  believes_tag: [
    'calls compliant what Assay does not',
    'It believes any tag with the right key and value; Assay asks what proves it.',
  ],
  looked_earlier: [
    'calls compliant what Assay does not',
    'It looks when an instance changes, and has probably not looked since the tag or the AMI went.',
  ],
  foreign_tags: [
    'calls non-compliant what Assay does not',
    "The AMI belongs to another account, and the rule does not see its owner's tags. The approval is proven there.",
  ],
  not_seen_since: [
    'calls non-compliant what Assay does not',
    'It looks when an instance changes, and has probably not looked since the AMI was approved; or it reads another tag.',
  ],
  not_judged: ['has not judged what Assay objects to', 'Its recorder may be off, or does not record EC2 instances.'],
  nothing_judged: [
    'has judged nothing, though instances run',
    'The rule is not there, its recorder is off, or it does not record EC2 instances.',
  ],
};

const instances = (count: number): string => `${count} ${count === 1 ? 'instance' : 'instances'}`;

function differenceLine({ kind, count, named }: ConfigView['differences'][number], where: string): Line {
  const [is, means] = words[kind];
  const more = count - named.length;
  const which: readonly Inline[] =
    named.length === 0 ? [] : [' (', ...joined([...named.map(code), ...(more > 0 ? [`${more} more`] : [])]), ')'];
  return [bold(`AWS Config ${is} in ${where}`), `: ${instances(count)}`, ...which, `. ${means}`];
}

/** Lines about differences that are shown; the rest is counted. */
const mostLines = 10;
const mostPlaces = 5;

/** "prod, eu-west-1; prod, us-east-1; and 3 more" */
function placesWords(places: readonly Place[], settings: Settings): string {
  const named = places.slice(0, mostPlaces).map((place) => placeName(place, settings));
  const more = places.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** What AWS Config says beside Assay; it decides nothing. Pure. */
export function configLines(
  places: readonly Place[],
  views: readonly ConfigView[],
  troubles: readonly RoundTrouble[],
  settings: Settings,
): readonly Line[] {
  const { config } = settings.compliance;
  const asked = places.filter(({ account }) => {
    const environment = environmentOf(account, settings);
    return config?.rules[environment.name] !== undefined && demandsApproval(environment);
  });
  const read = asked.flatMap((place) => views.find((view) => isSamePlace(view.place, place)) ?? []);
  const different = read.flatMap(({ place, differences }) =>
    differences.map((one) => differenceLine(one, placeName(place, settings))),
  );
  const refused = asked.flatMap((place): readonly Line[] => {
    const trouble = troubles.find(({ round }) => round === `config ${place.account} ${place.region}`);
    if (!trouble) return [];
    const where = placeName(place, settings);
    return [[bold(`AWS Config could not be read in ${where}`), ' since ', time(trouble.since), `: ${trouble.why}`]];
  });
  const together = (words: string, some: readonly Place[]): readonly Line[] =>
    some.length > 0 ? [`${words}: ${placesWords(some, settings)}.`] : [];
  const placesOf = (some: readonly ConfigView[]): readonly Place[] => some.map(({ place }) => place);
  return [
    ...different.slice(0, mostLines),
    ...(different.length > mostLines ? [`${different.length - mostLines} more differences from AWS Config.`] : []),
    ...refused,
    ...together(
      'AWS Config has no such rule (/ami policy writes it)',
      placesOf(read.filter(({ judged }) => judged === undefined)),
    ),
    ...together(
      'AWS Config agrees',
      placesOf(read.filter(({ judged, differences }) => judged !== undefined && differences.length === 0)),
    ),
    ...together(
      'AWS Config was not read yet',
      asked.filter((place) => !views.some((view) => isSamePlace(view.place, place))),
    ),
  ];
}
