import { type MakingState, makingFrom, makingItem, makingSnapshot, sourceItem, volumeItem } from './great-making.ts';
import { accountOf, type GreatWorld, imageIdOf, instancesAt, numberIn } from './great-world.ts';
import { ec2Answer, ec2Error, imageItem, instanceItem, queryAnswer, snapshotItem } from './great-xml.ts';

export interface GreatAnswer {
  readonly status: number;
  readonly body: string;
}

/** A call as far as an answer depends on it. */
export interface GreatCall {
  readonly action: string;
  readonly form: URLSearchParams;
  readonly account: string;
  readonly region: string;
}

const ok = (body: string): GreatAnswer => ({ status: 200, body });
const refused = (code: string, message: string, status = 400): GreatAnswer => ({
  status,
  body: ec2Error(code, message),
});

/** Filters of an EC2 call: name to values. */
function filtersOf(form: URLSearchParams): ReadonlyMap<string, readonly string[]> {
  const filters = new Map<string, readonly string[]>();
  for (let index = 1; form.has(`Filter.${index}.Name`); index += 1) {
    const values: string[] = [];
    for (let at = 1; form.has(`Filter.${index}.Value.${at}`); at += 1)
      values.push(form.get(`Filter.${index}.Value.${at}`) ?? '');
    filters.set(form.get(`Filter.${index}.Name`) ?? '', values);
  }
  return filters;
}

/** One page of so many things, by their number. */
function pageOf(
  form: URLSearchParams,
  count: number,
): { readonly from: number; readonly to: number; readonly next: string } {
  const from = Number(form.get('NextToken') ?? 0);
  const to = Math.min(count, from + Number(form.get('MaxResults') ?? 1000));
  return { from, to, next: to < count ? `<nextToken>${to}</nextToken>` : '' };
}

function instances(world: GreatWorld, { action, form, account, region }: GreatCall): GreatAnswer {
  const here = instancesAt(world, account, region);
  const filters = filtersOf(form);
  const unknown = [...filters.keys()].find((name) => name !== 'instance-state-name' && name !== 'instance-id');
  if (unknown !== undefined) return refused('InvalidParameterValue', `The filter '${unknown}' is invalid`);
  const ids = filters.get('instance-id');
  // Everything runs: a filter on states lets all pass or none.
  const isWanted = filters.get('instance-state-name')?.includes('running') ?? true;
  const named = ids?.flatMap((id) => here.indexOf(id) ?? []);
  const count = isWanted ? (named?.length ?? here.count) : 0;
  const { from, to, next } = pageOf(form, count);
  const items: string[] = [];
  for (let at = from; at < to; at += 1) items.push(instanceItem(here.at(named?.[at] ?? at), account, region));
  return ok(ec2Answer(action, `<instanceImageMetadataSet>${items.join('')}</instanceImageMetadataSet>${next}`));
}

/** Ids in a list of their own, as the SDK's waiters ask: `ImageId.1`. */
const listedIn = (form: URLSearchParams, name: string): readonly string[] | undefined => {
  const ids = [...form].flatMap(([key, value]) => (key.startsWith(`${name}.`) ? [value] : []));
  return ids.length > 0 ? ids : undefined;
};

/** Things asked for by their ids. Whoever asks otherwise would get them all, which nobody here does. */
function byIds(
  { action, form }: GreatCall,
  by: { readonly filter: string; readonly parameter: string },
  list: string,
  item: (index: number, id: string) => string,
): GreatAnswer {
  const ids = filtersOf(form).get(by.filter) ?? listedIn(form, by.parameter);
  if (ids === undefined) return refused('InvalidParameterValue', `Ask by ${by.filter}.`);
  return ok(ec2Answer(action, `<${list}>${ids.map((id) => item(numberIn(id), id)).join('')}</${list}>`));
}

/** An AMI or snapshot that is there, or one that is being made; anything else is left out. */
const eitherOf =
  (world: GreatWorld, there: (index: number) => string, inTheMaking: (index: number) => string) =>
  (index: number): string => {
    if (index >= 0 && index < world.images) return there(index);
    return index >= makingFrom && index < makingFrom + (world.making?.count ?? 0) ? inTheMaking(index) : '';
  };

const namedInstance = (world: GreatWorld, account: string, region: string): string =>
  account === accountOf(0) && region === world.regions[0] ? sourceItem('i-0000000000000web1', account, region) : '';

const scaling = 'http://autoscaling.amazonaws.com/doc/2011-01-01/';

/** What is asked of EC2, Auto Scaling and STS by who looks at instances; `undefined` for anything else. */
export function answerOf(world: GreatWorld, call: GreatCall, state: MakingState): GreatAnswer | undefined {
  const { action, form, account, region } = call;
  const trouble = world.troubles?.[`${account}/${region}`];
  if (action === 'AssumeRole') return assumed(world, form);
  if (trouble === 'disabled')
    return refused('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
  if (trouble === 'throttled') return refused('RequestLimitExceeded', 'Request limit exceeded.', 503);
  switch (action) {
    case 'DescribeInstanceImageMetadata':
      return instances(world, call);
    case 'DescribeImages':
      // A name that is asked for is still free.
      // So is nothing that carries a tag somebody looks for.
      if ([...filtersOf(form).keys()].some((name) => name === 'name' || name.startsWith('tag')))
        return ok(ec2Answer(action, '<imagesSet/>'));
      return byIds(
        call,
        { filter: 'image-id', parameter: 'ImageId' },
        'imagesSet',
        eitherOf(
          world,
          (index) => imageItem(world, index, region),
          (index) => makingItem(index, imageIdOf(index), account, state),
        ),
      );
    case 'DescribeSnapshots':
      return byIds(
        call,
        { filter: 'snapshot-id', parameter: 'SnapshotId' },
        'snapshotSet',
        eitherOf(world, snapshotItem, (index) =>
          world.making ? makingSnapshot(index, account, world.making, state) : '',
        ),
      );
    case 'DescribeVolumes':
      return byIds(call, { filter: 'volume-id', parameter: 'VolumeId' }, 'volumeSet', (_index, id) => volumeItem(id));
    case 'DescribeInstances':
      // Whatever name is asked for, it is that of one instance in the first place.
      if (filtersOf(form).has('tag:Name'))
        return ok(ec2Answer(action, `<reservationSet>${namedInstance(world, account, region)}</reservationSet>`));
      return byIds(call, { filter: 'instance-id', parameter: 'InstanceId' }, 'reservationSet', (_index, id) =>
        sourceItem(id, account, region),
      );
    case 'DescribeLaunchTemplates':
      return ok(ec2Answer(action, '<launchTemplates/>'));
    case 'DescribeLaunchTemplateVersions':
      return ok(ec2Answer(action, '<launchTemplateVersionSet/>'));
    case 'DescribeAutoScalingGroups':
      return ok(queryAnswer(action, scaling, '<AutoScalingGroups/>'));
    case 'GetCallerIdentity':
      return ok(queryAnswer(action, 'https://sts.amazonaws.com/doc/2011-06-15/', identity(account)));
    default:
      return undefined;
  }
}

const identity = (account: string): string =>
  `<Arn>arn:aws:sts::${account}:assumed-role/AssayHub/great</Arn><UserId>AROA:great</UserId><Account>${account}</Account>`;

/** Keys that carry their account, so that no session has to be kept. */
function assumed(world: GreatWorld, form: URLSearchParams): GreatAnswer {
  const roleArn = form.get('RoleArn') ?? '';
  const account = roleArn.split(':')[4] ?? '';
  const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';
  const isOurs = Number(account) >= Number(accountOf(0)) && Number(account) < Number(accountOf(world.accounts));
  if (!isOurs || world.denied?.includes(account)) {
    const words = `User is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    const error = `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${words}</Message></Error>`;
    return {
      status: 403,
      body: `<ErrorResponse xmlns="${namespace}">${error}<RequestId>great</RequestId></ErrorResponse>`,
    };
  }
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const keys = `<AccessKeyId>${sessionKeyOf(account)}</AccessKeyId><SecretAccessKey>great</SecretAccessKey><SessionToken>great</SessionToken><Expiration>${expiration}</Expiration>`;
  const user = `<AssumedRoleId>AROA:great</AssumedRoleId><Arn>${roleArn}/great</Arn>`;
  return ok(
    queryAnswer(
      'AssumeRole',
      namespace,
      `<Credentials>${keys}</Credentials><AssumedRoleUser>${user}</AssumedRoleUser>`,
    ),
  );
}

const sessionKeyOf = (account: string): string => `ASIA${account}GRET`;

/** The account whose keys sign a request. */
export const accountInKey = (accessKeyId: string): string => /^ASIA(\d{12})GRET$/.exec(accessKeyId)?.[1] ?? '';
