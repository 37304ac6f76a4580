import { accessOf } from '../config/access-of.ts';
import type { ConfigFile } from '../config/schema.ts';
import { settingsOf } from '../config/settings-of.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { PolicyDescription } from '../core/policies.ts';
import { describeDocument } from '../policy/describe-document.ts';
import type { GeneratedFile } from '../policy/generated-file.ts';
import { makePolicies } from '../policy/make-policies.ts';
import { makeSettings } from '../policy/make-settings.ts';
import { needsOf } from '../policy/needs-of.ts';
import type { PolicyInput } from '../policy/policy-input.ts';

/** What the documents are made from. */
export const policyInputOf = (file: ConfigFile, catalogue: Catalogue): PolicyInput => ({
  needs: needsOf(catalogue),
  accounts: accessOf(file),
  settings: settingsOf(file),
  hubRoleArn: file.aws.hubRole,
  hubRegion: file.aws.region,
  eventQueueUrl: file.events?.queueUrl,
  organizationId: file.aws.organization,
  administrators: file.aws.administrators,
});

/**
 * All documents of a configuration: those in IAM's language, and those of settings.
 * @throws RangeError when AWS would not take one
 */
export function generatedDocuments(file: ConfigFile, catalogue: Catalogue): readonly GeneratedFile[] {
  const input = policyInputOf(file, catalogue);
  return [...makePolicies(input), ...makeSettings(input)];
}

/** The same, described for people; made when first asked for, since the bot starts without them. */
export function describedDocuments(file: ConfigFile, catalogue: Catalogue): () => readonly PolicyDescription[] {
  let made: readonly PolicyDescription[] | undefined;
  return () => {
    made ??= generatedDocuments(file, catalogue).map(describeDocument);
    return made;
  };
}
