import { approvalTagKeys, approvedValue } from '../approvals/tag-keys.ts';
import type { PolicyInput } from './policy-input.ts';
import { type SettingsFile, settingsFile } from './settings-file.ts';

/** AWS Config's managed rule; the name is what the sweep asks for. */
const identifier = 'APPROVED_AMIS_BY_TAG';
const scope = 'AWS::EC2::Instance';

const cannot = [
  "It sees tags as the account of the instance does. The owner's ordinary tag on a shared AMI is invisible there, and whether it sees shared tags is not documented: an instance from a shared, approved AMI may be called non-compliant.",
  'It looks when an instance changes, not when an AMI is approved or revoked.',
  'It believes any tag with the right key and value; signatures are for Assay to check.',
  'It reports. It stops nothing.',
] as const;

/** The rule `approved-amis-by-tag` per environment that has approvals: for one account, and for the whole organisation. */
export function configRules(input: PolicyInput): readonly SettingsFile[] {
  const { settings } = input;
  return settings.environments
    .filter(({ approvals }) => approvals)
    .flatMap(({ name }) => {
      const tag = `${approvalTagKeys(settings, name).approved}:${approvedValue}`;
      const InputParameters = JSON.stringify({ amisByTagKeyAndValue: tag });
      const ruleName = `approved-amis-by-tag-${name}`;
      const members = settings.accounts.filter(({ environment }) => environment === name);
      const others = settings.accounts.filter(({ environment }) => environment !== name);
      const ofTag = `Compliant is an instance whose AMI carries the tag ${tag.replace(':approved', ' with the value approved')}.`;
      return [
        ...members.map(({ alias, id, regions }) =>
          settingsFile({
            name: `${alias}-${id}/config-rule`,
            kind: 'config-rule',
            purpose: `Has AWS Config report instances whose AMI is not tagged as approved for ${name}.`,
            account: id,
            environment: name,
            attachTo: `the account ${alias} (${id}), in ${regions.join(', ')}; AWS Config must record EC2 instances there`,
            targets: [id],
            regions,
            document: {
              ConfigRule: {
                ConfigRuleName: ruleName,
                Description: `Instances run only AMIs that Assay tagged as approved for ${name}`,
                Scope: { ComplianceResourceTypes: [scope] },
                Source: { Owner: 'AWS', SourceIdentifier: identifier },
                InputParameters,
              },
            },
            parts: [
              { path: 'ConfigRule.ConfigRuleName', words: 'Its name, one per environment.' },
              { path: 'ConfigRule.Description', words: 'For people.' },
              { path: 'ConfigRule.Scope', words: 'It looks at EC2 instances.' },
              { path: 'ConfigRule.Source', words: "It is AWS's own rule; nothing of ours runs." },
              { path: 'ConfigRule.InputParameters', words: ofTag },
            ],
            apply: regions.map(
              (region) => `aws configservice put-config-rule --region ${region} --cli-input-json file://FILE`,
            ),
            cannot,
          }),
        ),
        settingsFile({
          name: `organization/config-rule-${name}`,
          kind: 'organization-config-rule',
          purpose: `The same rule in all accounts of the organisation but those of other environments: in place of those per account.`,
          account: 'organization',
          environment: name,
          attachTo: `the organisation, from its management account or the delegated administrator of AWS Config, in each Region`,
          targets: members.map(({ id }) => id),
          regions: [...new Set(members.flatMap((member) => member.regions))],
          document: {
            OrganizationConfigRuleName: ruleName,
            OrganizationManagedRuleMetadata: {
              Description: `Instances run only AMIs that Assay tagged as approved for ${name}`,
              RuleIdentifier: identifier,
              InputParameters,
              ResourceTypesScope: [scope],
            },
            ExcludedAccounts: others.map(({ id }) => id),
          },
          parts: [
            { path: 'OrganizationConfigRuleName', words: 'Its name, one per environment.' },
            { path: 'OrganizationManagedRuleMetadata.Description', words: 'For people.' },
            {
              path: 'OrganizationManagedRuleMetadata.RuleIdentifier',
              words: "It is AWS's own rule; nothing of ours runs.",
            },
            { path: 'OrganizationManagedRuleMetadata.InputParameters', words: ofTag },
            { path: 'OrganizationManagedRuleMetadata.ResourceTypesScope', words: 'It looks at EC2 instances.' },
            {
              path: 'ExcludedAccounts',
              words:
                'The configured accounts of other environments. Accounts Assay does not know are looked at: add those that are not meant.',
            },
          ],
          apply: [...new Set(members.flatMap(({ regions }) => regions))].map(
            (region) =>
              `aws configservice put-organization-config-rule --region ${region} --cli-input-json file://FILE`,
          ),
          cannot,
        }),
      ];
    });
}
