import { type Exemption, isInForce } from '../core/exemption.ts';
import { bold, code, type Entry, type Line, time } from '../core/message.ts';
import type { Settings } from '../core/settings.ts';
import type { Violation } from '../core/violation.ts';
import { placeName } from '../lookup/places.ts';

/** More than that are counted. */
const most = 8;

function lineOf({ id, subject, image, place, until, reason }: Exemption, silenced: number, settings: Settings): Line {
  const what = subject ? (subject.name ?? subject.id) : 'everything';
  return [
    '• ',
    bold(what),
    ` in ${placeName(place, settings)} from `,
    code(image.id),
    ' until ',
    time(until),
    `: ${reason} (`,
    code(id),
    silenced === 0 ? '; nothing runs from it now)' : ')',
  ];
}

/** What may run although it should not: until when, why, and by which run. The first to end comes first. */
export function exemptionEntries(
  exemptions: readonly Exemption[],
  open: readonly Violation[],
  { settings, requestedAt }: { readonly settings: Settings; readonly requestedAt: Date },
): readonly Entry[] {
  const now = requestedAt.getTime();
  const inForce = exemptions.filter((one) => isInForce(one, now)).sort((a, b) => a.until - b.until);
  if (inForce.length === 0) return [];
  const silenced = open.filter(({ exemption }) => exemption !== undefined);
  const more = inForce.length - most;
  return [
    {
      lines: [
        [
          bold(`${inForce.length} ${inForce.length === 1 ? 'exemption' : 'exemptions'}`),
          ` for ${silenced.length} of them`,
        ],
        ...inForce
          .slice(0, most)
          .map((one) => lineOf(one, silenced.filter(({ exemption }) => exemption === one.id).length, settings)),
        ...(more > 0 ? [`… and ${more} more`] : []),
      ],
    },
  ];
}
