import { limits, type PolicyFile } from './policy-file.ts';
import type { SettingsFile } from './settings-file.ts';

/** A generated document of either language. */
export type GeneratedFile = PolicyFile | SettingsFile;

/** True for IAM's language. */
export const isPolicy = (file: GeneratedFile): file is PolicyFile => file.kind in limits;
