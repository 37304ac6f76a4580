import { approvalTagKeys } from '../../approvals/tag-keys.ts';
import type { Image, Tags } from '../../core/aws.ts';
import { type Fact, type Line, time } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { ownerOf } from '../../lookup/image-facts.ts';
import { makerOf } from '../../lookup/maker-of.ts';

/** Tags people wrote; Assay's and AWS's own are told in words elsewhere. */
function ownTags(tags: Tags, settings: Settings): readonly string[] {
  const { prefix } = settings.tags;
  const told = new Set(
    settings.environments.flatMap(({ name }) => {
      const { approved, shared } = approvalTagKeys(settings, name);
      return [approved, shared];
    }),
  );
  return Object.entries(tags)
    .filter(([key]) => !told.has(key) && !key.startsWith(prefix) && !key.startsWith('aws:'))
    .map(([key, value]) => `${key}=${value}`);
}

/** "available", and what the coming or past end of its life says. */
function stateLine(image: Image, now: Date): Line {
  const { state, stateReason, deprecatedAt } = image;
  const said = stateReason ? `${state}: ${stateReason}` : state;
  if (deprecatedAt === undefined) return said;
  const isPast = Date.parse(deprecatedAt) <= now.getTime();
  return [`${said}, deprecated `, isPast ? 'since ' : 'from ', time(deprecatedAt)];
}

const protections: Readonly<Record<string, string>> = {
  disabled: 'off: it can be deregistered',
  'enabled-without-cooldown': 'on: nobody can deregister it until it is switched off',
  'enabled-with-cooldown': 'on: it stays for 24 hours after it is switched off',
};

/** Its state, its owner and maker, what it runs on, its tags. */
export function stateFacts(image: Image, settings: Settings, now: Date): readonly Fact[] {
  const maker = makerOf(image, settings);
  const tags = ownTags(image.tags, settings);
  const protection = image.deregistrationProtection;
  return [
    { label: 'State', value: stateLine(image, now) },
    ...(protection ? [{ label: 'Protection', value: protections[protection] ?? protection }] : []),
    { label: 'Owner', value: `${ownerOf(image, settings)} (${image.ownerId})` },
    ...(maker ? [{ label: 'Made by', value: maker.isBackup ? `${maker.name}, as a backup` : maker.name }] : []),
    { label: 'Platform', value: `${image.platform}, ${image.architecture}` },
    ...(image.productCodes.length > 0 ? [{ label: 'Marketplace code', value: image.productCodes.join(', ') }] : []),
    ...(tags.length > 0 ? [{ label: 'Tags', value: tags.join(', ') }] : []),
  ];
}
