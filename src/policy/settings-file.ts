import type { Json } from '../core/json.ts';
import type { DocumentPlace } from './policy-file.ts';

/** Most characters AWS takes. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
export const settingsLimits = { declarative: 10_000 } as const;

/** A document of settings: not IAM's language, but what one call of AWS takes. */
export interface SettingsFile extends DocumentPlace {
  readonly kind:
    | 'allowed-images'
    | 'declarative'
    | 'config-rule'
    | 'organization-config-rule'
    | 'queue-settings'
    | 'event-rule'
    | 'event-targets';
  readonly document: { readonly [key: string]: Json };
  /** What each part of the document says: every value stands below exactly one of these paths (`a.b`). */
  readonly parts: readonly SettingsPart[];
  /** Where it is applied; absent: it belongs to no Region. */
  readonly regions?: readonly string[];
  /** Command lines that apply it; `FILE` stands for the file of the document. */
  readonly apply: readonly string[];
}

interface SettingsPart {
  readonly path: string;
  readonly words: string;
}

/** Paths of all values of a document that are no objects; lists count as one value. */
function valuePaths(value: Json | undefined, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => valuePaths(inner, path === '' ? key : `${path}.${key}`));
}

const isBelow = (path: string, part: string): boolean => path === part || path.startsWith(`${part}.`);

/**
 * A document of settings whose words cover it: an explanation that forgets a value, or explains one that is gone, is an
 * error and not a page nobody corrects.
 * @throws TypeError naming the value; RangeError when AWS would not take it
 */
export function settingsFile(file: SettingsFile): SettingsFile {
  const paths = valuePaths(file.document);
  const silent = paths.find((path) => file.parts.filter(({ path: part }) => isBelow(path, part)).length !== 1);
  if (silent) throw new TypeError(`${file.name} must explain ${silent} once`);
  const stray = file.parts.find(({ path: part }) => !paths.some((path) => isBelow(path, part)));
  if (stray) throw new TypeError(`${file.name} explains ${stray.path}, which it does not have`);
  const most = file.kind === 'declarative' ? settingsLimits.declarative : Number.POSITIVE_INFINITY;
  const size = JSON.stringify(file.document).length;
  if (size > most) throw new RangeError(`${file.name} has ${size} characters, AWS takes ${most}`);
  return file;
}
