import type { AwsReader, Image, Instance, Place } from '../../core/aws.ts';
import type { ImageReference, UsageEntry, UsageReport } from '../../core/aws-lifecycle.ts';
import type { Fact, Line } from '../../core/message.ts';
import { time } from '../../core/message.ts';
import { UserError } from '../../core/outcome.ts';
import type { Settings } from '../../core/settings.ts';
import { type Everywhere, everywhere, type Unseen } from '../../lookup/everywhere.ts';
import { accountName, placeName, placesOf } from '../../lookup/places.ts';
import { attempt } from './attempt.ts';

/** Who uses an AMI, as far as AWS tells now. */
export interface Usage {
  readonly instances: readonly Instance[];
  readonly unseen: readonly Unseen[];
  /** Templates, parameters and recipes of our accounts that name it. */
  readonly named: Everywhere<ImageReference>;
  /** The newest finished report on all accounts; undefined when there is none, or the AMI is not ours. */
  readonly report: { readonly made: UsageReport; readonly entries: readonly UsageEntry[] } | undefined;
}

const alive = { name: 'instance-state-name', values: ['pending', 'running', 'stopping', 'stopped'] };

async function reportOf(image: Image, aws: AwsReader): Promise<Usage['report']> {
  const lifecycle = aws.lifecycle(image.place);
  const made = (await lifecycle.usageReports(image.id)).find(({ state }) => state === 'available');
  return made && { made, entries: await lifecycle.usageEntries(made.id) };
}

async function referencesIn(place: Place, image: Image, aws: AwsReader): Promise<readonly ImageReference[]> {
  try {
    return await aws.lifecycle(place).references([image.id]);
  } catch (error) {
    // An account that cannot see the AMI names it in nothing that works.
    if (error instanceof UserError && error.code === 'not_found') return [];
    throw error;
  }
}

/** Asks every account and Region for instances, and every account of its Region for what names it. */
export async function usageOf(image: Image, looking: { settings: Settings; aws: AwsReader }): Promise<Usage> {
  const { settings, aws } = looking;
  const isOwn = image.ownerId === image.place.account;
  // Nothing names an AMI of another Region.
  const inRegion = placesOf(settings).filter(({ region }) => region === image.place.region);
  const filters = [{ name: 'image-id', values: [image.id] }, alive];
  const [{ found, unseen }, named, report] = await Promise.all([
    everywhere(placesOf(settings), aws, (ec2) => ec2.instances({ filters, limit: 500 })),
    everywhere(inRegion, aws, (_, place) => referencesIn(place, image, aws)),
    isOwn ? attempt(reportOf(image, aws)) : undefined,
  ]);
  return { instances: found, unseen, named, report: report && 'value' in report ? report.value : undefined };
}

const kindNames = {
  instance: 'instance',
  'launch-template': 'launch template',
  parameter: 'SSM parameter',
  'image-recipe': 'image recipe',
  'container-recipe': 'container recipe',
} as const;

/** "web/1.0.0" of a recipe, "/golden/base" of a parameter, the id of a launch template. */
function nameOf({ kind, arn }: ImageReference): string {
  const resource = arn.split(':').slice(5).join(':');
  const rest = resource.slice(resource.indexOf('/') + 1);
  return kind === 'parameter' && rest.includes('/') ? `/${rest}` : rest;
}

function instanceWords({ instances, unseen }: Usage, settings: Settings): string {
  if (instances.length === 0)
    return unseen.length > 0 ? 'no instance where I could look' : 'no instance of our accounts runs from it';
  const named = instances
    .slice(0, 4)
    .map((one) => `${one.name ?? one.id} (${placeName(one.place, settings)}, ${one.state})`);
  const more = instances.length > 4 ? ` and ${instances.length - 4} more` : '';
  const least = unseen.length > 0 ? 'at least ' : '';
  return `${least}${instances.length} ${instances.length === 1 ? 'instance' : 'instances'}: ${named.join(', ')}${more}`;
}

function namedWords({ found, unseen }: Usage['named']): string {
  const blind = unseen.length > 0 ? `; not known everywhere: ${unseen[0]?.why}` : '';
  const others = found.filter(({ kind }) => kind !== 'instance');
  if (others.length === 0) return `no launch template, SSM parameter or recipe${blind}`;
  const words = others.slice(0, 5).map((one) => `${kindNames[one.kind]} ${nameOf(one)}`);
  return `${words.join(', ')}${others.length > 5 ? ` and ${others.length - 5} more` : ''}${blind}`;
}

function reportWords({ report }: Usage, settings: Settings): Line {
  if (!report) return 'not known yet: nobody has had AWS make a usage report, which takes up to a day';
  const { made, entries } = report;
  const counts = entries
    .filter(({ count }) => count > 0)
    .map(
      ({ accountId, kind, count }) =>
        `${accountName(accountId, settings)}: ${count} ${kindNames[kind]}${count === 1 ? '' : 's'}`,
    );
  return [counts.length > 0 ? counts.join(', ') : 'nobody', ' as of ', time(made.createdAt)];
}

/** Usage in words, and what is not known said as that. */
export function usageFacts(image: Image, usage: Usage, settings: Settings): readonly Fact[] {
  const isOwn = image.ownerId === image.place.account;
  return [
    { label: 'Runs now', value: instanceWords(usage, settings) },
    { label: 'Named by', value: namedWords(usage.named) },
    ...(isOwn ? [{ label: 'Used in all accounts', value: reportWords(usage, settings) }] : []),
    ...(image.lastLaunchedAt
      ? [{ label: 'Last launched', value: [time(image.lastLaunchedAt), ' (AWS tells it up to a day late)'] }]
      : []),
  ];
}
