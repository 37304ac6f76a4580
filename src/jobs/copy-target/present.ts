import type { JobPresentation } from '../../core/job.ts';
import { joined } from '../../core/joined.ts';
import { bold, code, type Fact } from '../../core/message.ts';
import { placeName } from '../../lookup/places.ts';
import type { CarriedApproval, CopyTarget, CopyTargetPlan, CopyTargetResult } from './plan.ts';

/** "encrypted under alias/ami", "not encrypted". */
export const encryptionOf = ({ key }: Pick<CopyTarget, 'key'>): string =>
  key ? `encrypted under ${key.name}` : 'not encrypted';

const approvalWords = ({ environment, isCarried, why }: CarriedApproval): string =>
  isCarried ? `, approved for ${environment} like its source` : `, not approved for ${environment}: ${why}`;

const facts = ({ source, target }: CopyTargetPlan, place: string): readonly Fact[] => [
  { label: 'Source', value: [code(source.imageId), ` in ${source.place.region}`] },
  { label: 'Where', value: place },
  { label: 'Encryption', value: encryptionOf(target) },
];

/** Its parent's card shows the title and the first line of the end; the rest is for `/ami status` of this one. */
export const copyTargetPresentation: JobPresentation<CopyTargetPlan, CopyTargetResult> = {
  title: ({ target }, settings) => [bold(placeName(target.place, settings))],
  planned: (plan, settings) => ({
    title: `Copy ${plan.source.name} to ${placeName(plan.target.place, settings)}`,
    facts: facts(plan, placeName(plan.target.place, settings)),
  }),
  done: (plan, result, _run, settings) => ({
    title: `${plan.target.name} is there`,
    tone: 'good',
    lines: [[code(result.imageId), `, ${encryptionOf(plan.target)}`, ...(result.approvals ?? []).map(approvalWords)]],
    facts: [
      ...facts(plan, placeName(plan.target.place, settings)),
      { label: 'Snapshots', value: joined(result.snapshots.map(({ id, sizeGiB }) => [code(id), ` (${sizeGiB} GiB)`])) },
    ],
  }),
};
