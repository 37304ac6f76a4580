import { z } from 'zod';
import type { Image, Place } from '../core/aws.ts';
import { type CommandContext, defineCommand } from '../core/command.ts';
import { reads } from '../core/iam.ts';
import { bold, code, type Fact, type Line, type Message, type Offer } from '../core/message.ts';
import { UserError } from '../core/outcome.ts';
import type { Subject } from '../core/violation.ts';
import { findImage } from '../lookup/find-image.ts';
import { findViolations, violationArgument } from '../lookup/find-violations.ts';
import { whereArguments } from '../lookup/image-arguments.ts';
import { age } from '../lookup/image-facts.ts';
import { environmentOf } from '../lookup/launch-rule.ts';
import { accountName, placeName } from '../lookup/places.ts';
import { type Successors, successorNeeds, successorsOf } from '../lookup/successor.ts';

interface Asked {
  readonly what: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/** What is to be replaced, where. */
interface Old {
  readonly place: Place;
  readonly environment: string;
  readonly image: { readonly id: string; readonly name?: string | undefined };
  readonly subject?: Subject | undefined;
}

/** Something that is open, or any AMI: for that one's own account. */
async function oldOf(asked: Asked, context: CommandContext): Promise<Old> {
  try {
    return await findViolations(asked.what, context, asked);
  } catch (error) {
    const isImage = asked.what.trim().startsWith('ami-');
    if (!(isImage && error instanceof UserError && error.code === 'not_found')) throw error;
    const image = await findImage(asked.what, context, asked);
    return { place: image.place, environment: environmentOf(image.place.account, context.settings).name, image };
  }
}

/** The AMI as its own account sees it, where anybody still sees it. */
async function readOld({ place, image }: Old, { aws }: CommandContext): Promise<Image | undefined> {
  const [found] = await aws.ec2(place).images({ ids: [image.id] });
  return found;
}

/** A new instance like the old one. */
async function launchOffer({ place, subject }: Old, by: Image, { aws, settings }: CommandContext): Promise<Offer> {
  const [machine] = subject ? await aws.fleet(place).machines({ ids: [subject.id] }) : [];
  return {
    label: 'Launch one from it…',
    command: 'launch',
    style: 'primary',
    input: {
      image: by.id,
      account: accountName(place.account, settings),
      region: place.region,
      ...(machine ? { type: machine.type } : {}),
      ...(machine?.subnetId ? { subnet: machine.subnetId } : {}),
      ...(subject?.name ? { name: subject.name } : {}),
    },
  };
}

/** One word for a shell, whatever stands in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const newVersion = (template: string, { region }: Place, by: Image): string =>
  `aws ec2 create-launch-template-version --region ${region} --launch-template-id ${template} --source-version '$Latest' --launch-template-data '{"ImageId":"${by.id}"}'`;

/** What people do then, by what it is. */
function stepsFor({ subject, place }: Old, by: Image): readonly Line[] {
  switch (subject?.kind) {
    case 'instance':
      return [
        '1. Launch one like it from the new AMI; what was written onto the disks of the old one does not come along.',
        '2. Move its work and its addresses over, then terminate the old one.',
      ];
    case 'auto-scaling-group':
      return [
        ['1. Give the launch template of the group a new version with ', code(by.id), ', and have the group use it:'],
        [code(newVersion('<its template, lt-…>', place, by))],
        '2. Have the group replace its instances:',
        [
          code(
            `aws autoscaling start-instance-refresh --region ${place.region} --auto-scaling-group-name ${quoted(subject.id)}`,
          ),
        ],
      ];
    case 'launch-template':
      return [
        ['1. Give it a new version with ', code(by.id), ':'],
        [code(newVersion(subject.id, place, by))],
        '2. Make that version the default one:',
        [
          code(
            `aws ec2 modify-launch-template --region ${place.region} --launch-template-id ${subject.id} --default-version <the new version>`,
          ),
        ],
      ];
    default:
      return ['Use it wherever the old one is named: launch templates, groups, parameters, pipelines.'];
  }
}

const imageFact = (label: string, image: Image, { requestedAt, settings }: CommandContext): Fact => ({
  label,
  value: [
    bold(image.name),
    ' ',
    code(image.id),
    `, ${age(image.createdAt, requestedAt)}, of ${accountName(image.ownerId, settings)}`,
  ],
});

const approveOffer = (image: { readonly id: string }, environment: string): Offer => ({
  label: 'Request approval…',
  command: 'promote',
  input: { image: image.id, environment },
});

/** There is nothing to launch from yet: what would lead there. */
function without(old: Old, { unshared, newest }: Successors, isOurs: boolean, context: CommandContext): Message {
  const { settings } = context;
  const where = accountName(old.place.account, settings);
  const offers: readonly Offer[] = [
    ...(unshared
      ? [{ label: 'Share it…', command: 'share', input: { image: unshared.id, with: where } } satisfies Offer]
      : []),
    ...(newest && newest.id !== unshared?.id ? [approveOffer(newest, old.environment)] : []),
    ...(!newest && isOurs ? [approveOffer(old.image, old.environment)] : []),
  ];
  return {
    title: unshared
      ? `${unshared.name} is approved, and not shared with ${where}`
      : `Nothing of its family is approved for ${old.environment}`,
    tone: 'warning',
    facts: [
      ...(unshared ? [imageFact('Approved', unshared, context)] : []),
      ...(newest && newest.id !== unshared?.id ? [imageFact('Newest', newest, context)] : []),
    ],
    lines: unshared
      ? ['Share or copy it there first.']
      : newest
        ? ['The newest of the family could be approved.']
        : ['There is no other AMI of that name and architecture that could be launched.'],
    offers,
  };
}

/** `/ami replacement` */
export const replacement = defineCommand({
  name: 'replacement',
  summary: 'The newest approved AMI that could replace the one something runs from',
  examples: ['replacement i-0a1b2c3d4e5f60001', 'replacement ami-0a1b2c3d4e5f6a002'],
  details: [
    'AMIs of one family have the same name but for dates, numbers and versions, the same architecture, and belong to one of our accounts. The newest whose approval for that environment is proven by its signature, and that the account can launch, is shown with what to do.',
    'It changes nothing.',
  ],
  menu: { group: 'Approvals', label: 'Replace by approved' },
  input: z.strictObject({ what: violationArgument, ...whereArguments }),
  iam: [...successorNeeds, ...reads('ec2:DescribeInstances')],
  onlyReads: true,
  async answer(input, context) {
    const { aws, settings, requestedAt } = context;
    const old = await oldOf(input, context);
    const read = await readOld(old, context);
    const name = read?.name ?? old.image.name;
    if (name === undefined)
      throw new UserError('not_possible', `${old.image.id} is gone, and its name with it: its family is not known.`, {
        field: 'what',
        hint: 'Look for one with /ami find, which shows what is approved.',
      });
    const found = await successorsOf(
      { id: old.image.id, name, architecture: read?.architecture },
      old.place,
      old.environment,
      { aws, settings, now: requestedAt },
    );
    const warnings = found.unseen.map(
      ({ place, why }): Line => `${placeName(place, settings)} could not be asked: ${why}`,
    );
    const { usable } = found;
    const isOurs = settings.accounts.some(({ id }) => id === read?.ownerId);
    if (!usable) return { ...without(old, found, isOurs, context), warnings };
    const isOne = old.subject === undefined || old.subject.kind === 'instance';
    return {
      title: `${usable.name} can replace ${name}`,
      tone: 'good',
      facts: [
        imageFact('Approved', usable, context),
        ...(found.unshared ? [imageFact('Newer, not shared with the account', found.unshared, context)] : []),
        { label: 'For', value: `${old.environment}, ${placeName(old.place, settings)}` },
      ],
      lines: stepsFor(old, usable),
      warnings,
      offers: [
        ...(isOne ? [await launchOffer(old, usable, context)] : []),
        { label: 'Show AMI', command: 'show', input: { image: usable.id } },
      ],
    };
  },
});
