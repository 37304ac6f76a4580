import type { Fact, Line } from '../../core/message.ts';
import { takersLine } from '../../lookup/taker-words.ts';
import { sharingWarnings, unseenNotes } from '../share/present.ts';
import type { CopyPlan, SharingAfter } from './plan.ts';

/** How the keys of the copies are opened for those who get them. */
function keyWords({ targets }: CopyPlan, { takers, targets: sides }: SharingAfter): string {
  if (!targets.some(({ key }) => key)) return '';
  const statements = sides.filter(({ letIn }) => letIn.length > 0).length;
  const how = [
    ...(takers.some(({ kind }) => kind === 'account') ? ["a grant on each copy's key"] : []),
    ...(statements > 0 ? [`a statement in ${statements === 1 ? 'a key policy' : `${statements} key policies`}`] : []),
  ];
  return how.length > 0 ? `, with ${how.join(' and ')}` : ', whom the key policies let in already';
}

/** What is given once the copies are there; empty when nothing is. */
export const shareFacts = (plan: CopyPlan): readonly Fact[] =>
  plan.shareAfter
    ? [
        {
          label: 'Then shared with',
          value: [...takersLine(plan.shareAfter.takers), `: to launch them${keyWords(plan, plan.shareAfter)}`],
        },
      ]
    : [];

/** What `share` would warn of, each once for all targets. */
export function shareWarnings({ shareAfter }: CopyPlan): readonly Line[] {
  if (!shareAfter) return [];
  const { takers, targets, productCodes } = shareAfter;
  const doubts = [...new Set(targets.flatMap((side) => side.doubts))];
  return sharingWarnings({ takers, toCopy: false, productCodes, doubts });
}

export const shareNotes = ({ shareAfter }: CopyPlan): readonly Line[] =>
  unseenNotes([...new Set((shareAfter?.targets ?? []).flatMap(({ unseen }) => unseen))]);

/** Said when it is done. */
export const sharedLines = ({ shareAfter, targets }: CopyPlan): readonly Line[] =>
  shareAfter
    ? [[targets.length === 1 ? 'It' : 'Each of them', ' can be launched by ', ...takersLine(shareAfter.takers), '.']]
    : [];
