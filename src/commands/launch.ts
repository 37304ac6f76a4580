import { z } from 'zod';
import type { Image } from '../core/aws.ts';
import type { FleetReader, Machine, Subnet } from '../core/aws-fleet.ts';
import { defineCommand, type PlanContext } from '../core/command.ts';
import { reads } from '../core/iam.ts';
import { argument, TagPairs, TextList } from '../core/input.ts';
import { UserError } from '../core/outcome.ts';
import { launchJob } from '../jobs/launch/index.ts';
import { chooseSubnetNeeds, clearSubnet, subnetNamed } from '../lookup/choose-subnet.ts';
import { evidenceNeeds } from '../lookup/evidence.ts';
import { findImage, findImageNeeds } from '../lookup/find-image.ts';
import { imageArgument, whereArguments } from '../lookup/image-arguments.ts';
import { launchApproval } from '../lookup/launch-approval.ts';
import { environmentOf } from '../lookup/launch-rule.ts';
import { refuseTags } from '../lookup/new-image.ts';
import { accountName, placeName, placesOf } from '../lookup/places.ts';
import { refuseRole } from '../lookup/refuse-role.ts';
import { securityGroupNeeds, securityGroupsNamed } from '../lookup/security-groups-named.ts';
import { zoneNamed, zoneNeeds } from '../lookup/zone-named.ts';

const LaunchInput = z.strictObject({
  image: imageArgument,
  name: argument(z.string().trim().min(1).max(255).optional(), {
    title: 'Name of the instance',
    hint: 'Its Name tag; left out: the name of the AMI.',
    example: 'web-canary',
  }),
  account: argument(z.string().trim().optional(), {
    title: 'Account',
    hint: 'Alias or id; left out: the account of the AMI.',
    choices: 'account',
  }),
  region: whereArguments.region,
  type: argument(z.string().trim().toLowerCase().optional(), {
    title: 'Instance type',
    hint: 'Left out: that of the instance the AMI was made from, where it still exists.',
    example: 't3.medium',
  }),
  zone: argument(z.string().trim().toLowerCase().optional(), {
    title: 'Zone',
    hint: 'Its name or its letter.',
    example: 'b',
  }),
  subnet: argument(z.string().trim().optional(), {
    title: 'Subnet',
    hint: 'Its id or its Name tag; left out: the one that is clear.',
    example: 'private-b',
  }),
  profile: argument(z.string().trim().optional(), {
    title: 'Instance profile',
    hint: 'The role the instance gets; "none" for none.',
    example: 'web-server',
  }),
  'key-pair': argument(z.string().trim().optional(), {
    title: 'Key pair',
    hint: 'For SSH; "none" for none.',
    example: 'operators',
  }),
  'security-groups': argument(TextList.default([]), {
    title: 'Security groups',
    hint: 'Ids or names, with commas.',
    example: 'web,login',
  }),
  tags: argument(TagPairs.default({}), { title: 'Tags', hint: 'key=value, on the instance.', example: 'team=shop' }),
});
type LaunchInput = z.output<typeof LaunchInput>;

/** The AMI as the account sees it that is to launch it. */
async function seenFrom(image: Image, input: LaunchInput, context: PlanContext): Promise<Image> {
  const { settings, aws } = context;
  const region = image.place.region;
  const [place] = input.account ? placesOf(settings, { account: input.account, region }) : [image.place];
  if (!place || place.account === image.place.account) return image;
  const [seen] = await aws.ec2(place).images({ ids: [image.id] });
  if (seen) return seen;
  throw new UserError('not_possible', `${image.id} cannot be seen in ${placeName(place, settings)}.`, {
    field: 'account',
    hint: `Share it first: /ami share ${image.id} with ${accountName(place.account, settings)}. Or copy it there.`,
  });
}

/** The instance an AMI was made from, when it is still there: the new one is made like it. */
async function sourceOf(image: Image, fleet: FleetReader): Promise<Machine | undefined> {
  if (!image.sourceInstanceId) return undefined;
  const [machine] = await fleet.machines({ ids: [image.sourceInstanceId] });
  return machine?.subnetId && ['running', 'stopped'].includes(machine.state) ? machine : undefined;
}

async function subnetFor(
  input: LaunchInput,
  type: string,
  like: Machine | undefined,
  fleet: FleetReader,
  where: { readonly region: string; readonly words: string },
): Promise<Subnet> {
  if (input.subnet) {
    const subnet = await subnetNamed(input.subnet, fleet, where.words);
    const zone = await zoneNamed(input.zone ?? subnet.zone, type, where.region, fleet);
    if (zone === subnet.zone) return subnet;
    throw new UserError('bad_input', `${subnet.id} is in ${subnet.zone}, not in ${zone}.`, {
      field: 'subnet',
      hint: 'Name the zone or the subnet, not both.',
    });
  }
  if (input.zone) {
    const zone = await zoneNamed(input.zone, type, where.region, fleet);
    const subnets = await fleet.subnets({ filters: [{ name: 'availability-zone', values: [zone] }] });
    const [known] = like ? subnets.filter(({ id, freeAddresses }) => id === like.subnetId && freeAddresses > 0) : [];
    return known ?? clearSubnet(like ? subnets.filter(({ vpcId }) => vpcId === like.vpcId) : subnets, `in ${zone}`);
  }
  const offering = await fleet.zonesOffering(type);
  if (like?.subnetId && offering.includes(like.zone)) return await subnetNamed(like.subnetId, fleet, where.words);
  const subnets = await fleet.subnets({});
  const fit = subnets.filter(({ zone }) => offering.includes(zone)).sort((a, b) => (a.zone < b.zone ? -1 : 1));
  const usual = fit.filter(({ isDefault, freeAddresses }) => isDefault && freeAddresses > 0);
  return usual[0] ?? clearSubnet(fit, `in ${where.words} where AWS offers ${type}`);
}

function typeFor(input: LaunchInput, like: Machine | undefined): string {
  const type = input.type ?? like?.type;
  if (type) return type;
  throw new UserError('bad_input', 'Say of which type the instance is to be.', {
    field: 'type',
    hint: 'Add --type, for example --type t3.medium: the instance the AMI was made from is not there to ask.',
  });
}

const chosen = (text: string | undefined, usual: string | undefined): string | undefined =>
  text === undefined ? usual : text.toLowerCase() === 'none' ? undefined : text;

/** `/ami launch` */
export const launch = defineCommand({
  name: 'launch',
  summary: 'Launch an instance from an AMI',
  examples: [
    'launch web-2026-10-10 --name web-canary',
    'launch ami-0a1b2c3d4e5f6a006 --account prod --type t3.medium --zone b team=shop',
  ],
  details: [
    'Where the instance the AMI was made from still exists, type, subnet, security groups, role and key pair are taken from it unless you name others.',
    'Where the environment demands it (production does), only AMIs are launched whose approval is proven by its signature. That is checked again right before the launch.',
    'It is done when the instance runs and all of AWS’s status checks have passed.',
  ],
  menu: { group: 'AMIs', label: 'Launch an instance' },
  input: LaunchInput,
  iam: [
    ...findImageNeeds,
    ...reads('ec2:DescribeInstances'),
    ...evidenceNeeds,
    ...chooseSubnetNeeds,
    ...securityGroupNeeds,
    ...zoneNeeds,
  ],
  job: launchJob,
  async plan(input, context) {
    refuseTags(input.tags, context.settings);
    const found = await findImage(input.image, context, input.region ? { region: input.region } : {});
    const image = await seenFrom(found, input, context);
    if (image.state !== 'available')
      throw new UserError('wrong_state', `${image.id} is ${image.state}; only an available AMI can be launched.`, {
        field: 'image',
        hint: image.state === 'pending' ? 'Ask again when it is available.' : 'Choose another AMI.',
      });
    const { place } = image;
    const fleet = context.aws.fleet(place);
    const [approval, like] = await Promise.all([launchApproval(found, place.account, context), sourceOf(image, fleet)]);
    const type = typeFor(input, like);
    const profile = chosen(input.profile, like?.profileArn?.split('/').at(-1));
    refuseRole(profile, place.account, context.settings, 'profile');
    const where = { region: place.region, words: placeName(place, context.settings) };
    const subnet = await subnetFor(input, type, like, fleet, where);
    const sameNetwork = like?.vpcId === subnet.vpcId && input['security-groups'].length === 0;
    const securityGroups =
      sameNetwork && like
        ? like.securityGroups
        : await securityGroupsNamed(input['security-groups'], subnet.vpcId, fleet);
    const keyName = chosen(input['key-pair'], like?.keyName);
    return {
      place,
      imageId: image.id,
      imageName: image.name,
      ...(found.ownerId === found.place.account ? { ownerPlace: found.place } : {}),
      type,
      zone: subnet.zone,
      subnet: { id: subnet.id, ...(subnet.name ? { name: subnet.name } : {}) },
      securityGroups: securityGroups.map(({ id, name }) => ({ id, name })),
      ...(keyName ? { keyName } : {}),
      ...(profile ? { profile } : {}),
      name: input.name ?? image.name,
      tags: input.tags,
      volumes: image.volumes.map(({ device, sizeGiB, encrypted }) => ({ device, sizeGiB, encrypted })),
      ...(like ? { like: { id: like.id, ...(like.name ? { name: like.name } : {}) } } : {}),
      environment: environmentOf(place.account, context.settings).name,
      ...approval,
    };
  },
});
