import type { Image } from '../../core/aws.ts';
import type { CommandContext } from '../../core/command.ts';
import { bold, code, type Entry, type Line, type Message } from '../../core/message.ts';
import { age, ownerOf } from '../../lookup/image-facts.ts';
import { imageOffers } from '../../lookup/image-offers.ts';
import { countsAsApproved, type Judgement } from '../../lookup/judge-images.ts';
import { makerOf } from '../../lookup/maker-of.ts';
import { placeName } from '../../lookup/places.ts';
import type { FindInput } from './input.ts';
import { isDeprecated } from './narrow.ts';
import type { Found } from './search.ts';

/** So many stay within Slack's limits with their buttons, however long their names are. */
export const shownAtMost = 8;

type Shown = Pick<CommandContext, 'settings' | 'help' | 'requestedAt'>;

/** What each environment's claim is worth: environment to judgement. */
export type Judged = ReadonlyMap<string, ReadonlyMap<string, Judgement>>;

/** "✅ approved for production", "⚠️ tagged for production, but that is not proven". */
function approvalWords(image: Image, judged: Judged, settings: Shown['settings']): readonly string[] {
  return [...judged].flatMap(([environment, byId]) => {
    const judgement = byId.get(image.id);
    if (!judgement || judgement.kind === 'none') return [];
    if (countsAsApproved(judgement, settings)) return [`✅ approved for ${environment}`];
    if (judgement.kind === 'revoked') return [`⛔ revoked for ${environment}`];
    if (judgement.kind === 'unchecked') return [`⚠️ tagged for ${environment}, not checked now`];
    return [`⚠️ tagged for ${environment}, but that is not proven`];
  });
}

function entryOf(image: Image, judged: Judged, context: Shown): Entry {
  const { settings, requestedAt } = context;
  const maker = makerOf(image, settings);
  const approved = [...judged].flatMap(([environment, byId]) =>
    countsAsApproved(byId.get(image.id), settings) ? [environment] : [],
  );
  const isOwn = image.ownerId === image.place.account;
  const words = [
    isDeprecated(image, requestedAt) ? `${image.state}, deprecated` : image.state,
    age(image.createdAt, requestedAt),
    image.architecture,
    isOwn ? placeName(image.place, settings) : `${ownerOf(image, settings)}, ${image.place.region}`,
    ...(maker && maker.kind !== 'assay' ? [maker.isBackup ? `backup by ${maker.name}` : `made by ${maker.name}`] : []),
    ...(image.isPublic ? ['public'] : []),
    ...approvalWords(image, judged, settings),
  ];
  const show = { label: 'Show', command: 'show', input: { image: image.id } };
  return {
    lines: [[bold(image.name || 'no name'), ' ', code(image.id)], words.join(' · ')],
    offers: [
      show,
      ...imageOffers(image, approved, context)
        .filter(({ command }) => command !== 'verify')
        .slice(0, 2),
    ],
  };
}

const blindLines = ({ unseen }: Found, settings: Shown['settings']): readonly Line[] =>
  unseen.map(({ place, why }) => `Could not look in ${placeName(place, settings)}: ${why}`);

const narrower = 'Narrow it: more of the name, --tag team=shop, --newer 30d, --owner, --region, --approved.';

/** Nothing fits; never said of places nobody could look into. */
function nothing(input: FindInput, found: Found, context: Shown): Message {
  const warnings = blindLines(found, context.settings);
  const wider = input.from === undefined ? 'or --from public for AMIs of everybody' : 'or leave --from out';
  return {
    title: warnings.length > 0 ? 'No AMI fits where I could look' : 'No AMI fits',
    lines: [`Try a shorter part of the name, another account or Region, ${wider}.`],
    warnings,
  };
}

/** The hits with their next steps, how many are left out, and where nobody could look. */
export function present(
  input: FindInput,
  found: Found,
  judged: Judged,
  more: readonly string[],
  context: Shown,
): Message {
  const { images, cut } = found;
  if (images.length === 0) return { ...nothing(input, found, context), notes: more };
  const shown = images.slice(0, shownAtMost);
  const left = images.length - shown.length;
  const regions = [...new Set(cut.map(({ region }) => region))].join(', ');
  return {
    title: images.length === 1 ? 'One AMI fits' : `${images.length} AMIs fit, newest first`,
    entries: shown.map((image) => entryOf(image, judged, context)),
    warnings: [
      ...blindLines(found, context.settings),
      ...(cut.length > 0
        ? [`AWS has more in ${regions} than it was asked for, so newer ones may be missing: narrow it.`]
        : []),
    ],
    notes: [
      ...(left > 0 ? [`${left} older ${left === 1 ? 'one is' : 'ones are'} not shown. ${narrower}`] : []),
      ...more,
    ],
  };
}
