import type { WorthlessTags } from '../../lookup/false-tags.ts';

/** How tags came about that are no approval. */
export const whatOf: Readonly<Record<WorthlessTags['kind'], string>> = {
  tag_only: 'set by hand',
  forged: 'forged',
  other_image: 'copied from another AMI',
  unsigned: 'not signed by Assay',
  revoked: 'left, or put back, after the approval was revoked',
};
