import type { Offer } from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import type { BulletinGroup, ViolationKind } from '../core/violation.ts';

/** How many buttons have room: every one, the first few, or the very first. The others stand behind *More…*. */
export type Room = 'all' | 'some' | 'few';

const shown: Readonly<Record<Room, number>> = { all: 10, some: 2, few: 1 };

/** Approving again puts nothing right: nothing is left to approve, or approval is not what is missing. */
const beyondApproval: readonly ViolationKind[] = ['unprovable', 'outdated', 'not_allowed'];

/** Only what one of our accounts owns is approved; what is only known by its id may be ours. */
const canBeApproved = ({ finding, image }: BulletinGroup, { accounts }: Settings): boolean =>
  !beyondApproval.includes(finding.kind) &&
  (image.ownerId === undefined || accounts.some(({ id }) => id === image.ownerId));

/** What can be done about a group, the most useful first. Of several things the form lets people choose one. */
export function offersOf(group: BulletinGroup, environment: string, settings: Settings, room: Room): readonly Offer[] {
  const { finding, image, place, total, subjects } = group;
  const [first] = subjects;
  const what = {
    what: total === 1 && first ? first.id : image.id,
    account: place.account,
    region: place.region,
  };
  const approvable = canBeApproved(group, settings);
  const replace: Offer = { label: 'Replace by approved…', command: 'replacement', input: what };
  const all: readonly Offer[] = [
    ...(approvable
      ? [
          {
            label: 'Request approval…',
            command: 'promote',
            input: { image: image.id, environment },
            style: 'primary',
          } satisfies Offer,
        ]
      : [{ ...replace, style: 'primary' } satisfies Offer]),
    { label: 'Exempt…', command: 'exempt', input: what },
    { label: 'It’s mine…', command: 'assign', input: what },
    ...(approvable ? [replace] : []),
    ...(settings.compliance.stopInstances && total === 1 && first?.kind === 'instance'
      ? [{ label: 'Stop instance…', command: 'stop', input: what, style: 'danger' } satisfies Offer]
      : []),
    ...(finding.kind === 'unprovable' ? [] : [{ label: 'Show AMI', command: 'show', input: { image: image.id } }]),
  ];
  if (all.length <= shown[room]) return all;
  const { what: of, ...where } = what;
  return [...all.slice(0, shown[room]), { label: 'More…', command: 'compliance', input: { of, ...where } }];
}

/** Slack takes some 12 kB of blocks, and people read fewer buttons than that. */
export const roomFor = (groups: number): Room => (groups <= 2 ? 'all' : groups <= 4 ? 'some' : 'few');
