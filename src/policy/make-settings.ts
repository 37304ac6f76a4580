import { allowedImages } from './allowed-images.ts';
import { configRules } from './config-rules.ts';
import { eventRules } from './event-rules.ts';
import type { PolicyInput } from './policy-input.ts';
import type { SettingsFile } from './settings-file.ts';

/**
 * Every document the organisation needs around Assay that is not in IAM's language. Pure, like `makePolicies`.
 * @throws RangeError when one would be longer than AWS takes
 */
export const makeSettings = (input: PolicyInput): readonly SettingsFile[] => [
  ...eventRules(input),
  ...allowedImages(input),
  ...configRules(input),
];
