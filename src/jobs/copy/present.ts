import type { JobPresentation } from '../../core/job.ts';
import { joined } from '../../core/joined.ts';
import { bold, code, type Fact, type Line } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { accountName, placeName } from '../../lookup/places.ts';
import { encryptionOf } from '../copy-target/present.ts';
import { approvalFacts, approvalNotes, approvalWarnings, approvedLines, promoteOffers } from './approval-words.ts';
import type { CopyPlan, CopyResult } from './plan.ts';
import { sharedLines, shareFacts, shareNotes, shareWarnings } from './share-words.ts';

/** Named one by one; the others are counted. */
const shown = 8;

const some = (words: readonly string[], most = shown): string =>
  words.length <= most ? words.join('; ') : `${words.slice(0, most).join('; ')} and ${words.length - most} more`;

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)];

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

/** "prod, us-east-1", or "20 places in 3 accounts". */
function whereTo({ targets }: CopyPlan, settings: Settings): string {
  const [only] = targets;
  if (only && targets.length === 1) return placeName(only.place, settings);
  const accounts = unique(targets.map(({ place }) => place.account));
  return `${targets.length} places${accounts.length > 1 ? ` in ${accounts.length} accounts` : ''}`;
}

/** Each account once, with its Regions. */
function placesOf({ targets }: CopyPlan, settings: Settings): string {
  const byAccount = new Map<string, string[]>();
  for (const { place } of targets)
    byAccount.set(place.account, [...(byAccount.get(place.account) ?? []), place.region]);
  return some(
    [...byAccount].map(
      ([account, regions]) => `${accountName(account, settings)}: ${some(regions).replaceAll(';', ',')}`,
    ),
  );
}

function storageOf({ source }: CopyPlan): string {
  const size = source.volumes.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0);
  const encrypted = source.volumes.filter((volume) => volume.encrypted).length;
  const how =
    encrypted === 0
      ? 'not encrypted'
      : encrypted === source.volumes.length
        ? 'encrypted'
        : `${encrypted} of ${source.volumes.length} encrypted`;
  return `${count(source.volumes.length, 'snapshot', 'snapshots')}, ${size} GiB, ${how}`;
}

const hours = (minutes: number): string => (minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`);

function factsOf(plan: CopyPlan, settings: Settings): readonly Fact[] {
  const { source, targets, withinMinutes, tags } = plan;
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return [
    { label: 'Source', value: [code(source.imageId), ` ${source.name}, ${placeName(source.place, settings)}`] },
    { label: 'Storage', value: storageOf(plan) },
    { label: 'To', value: placesOf(plan, settings) },
    { label: 'Copies', value: some(unique(targets.map(encryptionOf))) },
    { label: 'Name', value: some(unique(targets.map(({ name }) => name))) },
    ...(withinMinutes === undefined
      ? []
      : [{ label: 'Within', value: `${hours(withinMinutes)} for each snapshot; AWS charges extra for that` }]),
    ...(pairs.length > 0 ? [{ label: 'Tags', value: pairs.join(', ') }] : []),
    ...approvalFacts(plan),
    ...shareFacts(plan),
  ];
}

function warningsOf({ source, targets, access }: CopyPlan, settings: Settings): readonly Line[] {
  const takers = some(access.map(({ account }) => accountName(account, settings)));
  const keys = access.some(({ keyArns }) => keyArns.length > 0) ? ', and the use of their keys' : '';
  return [
    ...(access.length > 0
      ? [
          [
            `While it copies, `,
            bold(takers),
            ` gets the launch permission, the snapshots${keys}. It is taken back afterwards, whatever happens.`,
          ],
        ]
      : []),
    ...(targets.some(({ key }) => !key) ? [['The copies are ', bold('not encrypted'), ', like their source.']] : []),
    ...(source.volumes.some(({ encrypted }) => !encrypted) && targets.some(({ key }) => key)
      ? [['Volumes that are not encrypted in the source are encrypted in the copies.']]
      : []),
  ];
}

export const copyPresentation: JobPresentation<CopyPlan, CopyResult> = {
  title: (plan, settings) => ['AMI ', bold(plan.source.name), ' to ', bold(whereTo(plan, settings))],
  planned: (plan, settings) => ({
    title: `Copy AMI ${plan.source.name} to ${whereTo(plan, settings)}`,
    facts: factsOf(plan, settings),
    warnings: [...warningsOf(plan, settings), ...approvalWarnings(plan), ...shareWarnings(plan)],
    notes: [...approvalNotes(plan), ...shareNotes(plan)],
  }),
  details: (plan, settings) => ({
    title: `Copy AMI ${plan.source.name}`,
    facts: [...factsOf(plan, settings), { label: 'Description', value: plan.description }],
    lines: plan.targets
      .slice(0, 40)
      .map(
        (target): Line => [
          placeName(target.place, settings),
          `: ${target.name}, ${encryptionOf(target)}`,
          ...(target.key ? [' (', code(target.key.arn), ')'] : []),
        ],
      ),
  }),
  done(plan, result, _run, settings) {
    const { copies } = result;
    const offers = promoteOffers(result, settings);
    return {
      title: `${plan.source.name} is copied to ${whereTo(plan, settings)}`,
      tone: 'good',
      lines: [
        [
          ...joined(
            copies
              .slice(0, shown)
              .map(({ imageId, account, region }) => [
                code(imageId),
                ` in ${placeName({ account, region }, settings)}`,
              ]),
          ),
          ...(copies.length > shown ? [` and ${copies.length - shown} more`] : []),
        ],
        'Owner, key and every snapshot were checked.',
        ...sharedLines(plan),
        ...approvedLines(plan, result),
      ],
      facts: factsOf(plan, settings),
      ...(plan.access.length > 0
        ? {
            notes: [
              `The temporary access of ${some(plan.access.map(({ account }) => accountName(account, settings)))} is taken back.`,
            ],
          }
        : {}),
      ...(offers.length > 0 ? { offers } : {}),
    };
  },
};
