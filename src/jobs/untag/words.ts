import type { FalseTags } from '../../lookup/false-tags.ts';

/** How tags came about that are no approval. */
export const whatOf: Readonly<Record<FalseTags['kind'], string>> = {
  tag_only: 'set by hand',
  forged: 'forged',
  other_image: 'copied from another AMI',
};
