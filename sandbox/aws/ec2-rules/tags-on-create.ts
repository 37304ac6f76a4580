import type { TagSpecification } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws-error.ts';
import { requestTagContext } from './permissions.ts';
import { checkSharedTags, checkTagCount, checkTags } from './tag-rules.ts';

export type TaggedKind = 'image' | 'snapshot' | 'instance' | 'volume' | 'network-interface' | 'image-usage-report';

export interface TagsOnCreate {
  of(kind: TaggedKind): ReadonlyMap<string, string>;
  /** Condition keys of these tags for the action that creates. */
  context(kind: TaggedKind): Record<string, string | readonly string[] | undefined>;
}

/**
 * Tags to be written together with the resources a call creates; a wrong tag stops the whole call.
 *
 * @throws AwsError `InvalidParameterValue` for a type this call does not create, and every code of the tag rules
 */
export function tagsOnCreate(
  specifications: readonly TagSpecification[] | undefined,
  allowed: readonly TaggedKind[],
): TagsOnCreate {
  const byKind = new Map<string, ReadonlyMap<string, string>>();
  for (const { ResourceType: kind, Tags: tags } of specifications ?? []) {
    if (kind === undefined || !allowed.some((name) => name === kind)) {
      throw new AwsError(
        'InvalidParameterValue',
        `'${kind ?? 'null'}' is not a valid taggable resource type for this operation.`,
      );
    }
    if (byKind.has(kind)) {
      throw new AwsError('InvalidParameterValue', `Duplicate TagSpecification for resource type '${kind}'`);
    }
    const checked = checkTags(tags);
    checkTagCount(new Map(), checked);
    checkSharedTags(checked.keys(), kind === 'image' ? 'ami-' : kind, true);
    byKind.set(kind, checked);
  }
  const of = (kind: TaggedKind) => byKind.get(kind) ?? new Map<string, string>();
  return { of, context: (kind) => requestTagContext(of(kind)) };
}
