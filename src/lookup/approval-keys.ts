import { approvalTagKeys } from '../approvals/tag-keys.ts';
import type { Settings } from '../core/settings.ts';

/** Keys of the tags that speak of an approval for an environment, now or before. */
export const approvalKeysOf = (environment: string, settings: Settings): readonly string[] =>
  Object.values(approvalTagKeys(settings, environment));
