import type { PolicyInput } from './policy-input.ts';
import { type SettingsFile, settingsFile } from './settings-file.ts';

const cannot = [
  "Allowed AMIs never restrict an account's own AMIs, approved or not.",
  'They know owners, names, dates, watermarks and scan results, but no tags: which AMI is approved is for the launch gate.',
] as const;

/**
 * Allowed AMIs: only AMIs of our accounts are seen and launched, whoever launches. It is a setting of account and Region
 * and no policy of principals, so that it holds for service-linked roles too. Always audit mode first.
 */
export function allowedImages(input: PolicyInput): readonly SettingsFile[] {
  const owners = input.accounts.map(({ id }) => id);
  // At most 200 providers in a criterion, at most ten criteria.
  const criteria = Array.from({ length: Math.ceil(owners.length / 200) }, (_, index) =>
    owners.slice(index * 200, index * 200 + 200),
  );
  const gated = input.settings.accounts.filter(({ environment }) =>
    input.settings.environments.some(({ name, approvals }) => name === environment && approvals),
  );
  if (gated.length === 0) return [];
  const perAccount = gated.map(({ alias, id, environment, regions }) =>
    settingsFile({
      name: `${alias}-${id}/allowed-images`,
      kind: 'allowed-images',
      purpose: 'Lets the account see and launch only AMIs of our accounts; begins by only marking the others.',
      account: id,
      environment,
      attachTo: `the account ${alias} (${id}), in ${regions.join(', ')}`,
      targets: [id],
      regions,
      document: { ImageCriteria: criteria.map((ImageProviders) => ({ ImageProviders })) },
      parts: [
        {
          path: 'ImageCriteria',
          words: `An AMI is allowed when its owner is one of our ${owners.length} accounts. AMIs of Amazon, of the Marketplace and of everybody else are not; add "amazon" to the providers to keep those.`,
        },
      ],
      apply: regions.flatMap((region) => [
        `aws ec2 replace-image-criteria-in-allowed-images-settings --region ${region} --cli-input-json file://FILE`,
        `aws ec2 enable-allowed-images-settings --region ${region} --allowed-images-settings-state audit-mode`,
      ]),
      cannot: [
        ...cannot,
        'In audit mode nothing is refused: look at what ImageAllowed says first, then enable with --allowed-images-settings-state enabled.',
      ],
    }),
  );
  return [...perAccount, declarativePolicy(criteria, gated)];
}

/** The same for the whole organisation or a unit; accounts cannot change it then. */
const declarativePolicy = (
  criteria: readonly (readonly string[])[],
  gated: PolicyInput['settings']['accounts'],
): SettingsFile =>
  settingsFile({
    name: 'organization/allowed-images',
    kind: 'declarative',
    purpose: 'The same settings as a declarative policy, which accounts cannot change: in place of those per account.',
    account: 'organization',
    attachTo: `${gated.map(({ alias, id }) => `${alias} (${id})`).join(', ')}, or their organisational unit, as a declarative policy for EC2`,
    targets: gated.map(({ id }) => id),
    document: {
      ec2_attributes: {
        allowed_images_settings: {
          state: { '@@assign': 'audit_mode' },
          image_criteria: Object.fromEntries(
            criteria.map((providers, index) => [
              `criteria_${index + 1}`,
              { allowed_image_providers: { '@@assign': providers } },
            ]),
          ),
        },
        exception_message: {
          '@@assign': 'Only AMIs of our own accounts may be launched here. Ask for one with Assay in Slack.',
        },
      },
    },
    parts: [
      {
        path: 'ec2_attributes.allowed_images_settings.state',
        words: 'Only marked, not refused. When what is marked is what you want refused, write "enabled".',
      },
      {
        path: 'ec2_attributes.allowed_images_settings.image_criteria',
        words: 'An AMI is allowed when its owner is one of our accounts.',
      },
      { path: 'ec2_attributes.exception_message', words: 'What people read who are refused.' },
    ],
    apply: [
      'aws organizations create-policy --type DECLARATIVE_POLICY_EC2 --name assay-allowed-images --description "Only AMIs of our accounts" --content file://FILE',
      ...gated.map(({ id }) => `aws organizations attach-policy --policy-id POLICY_ID --target-id ${id}`),
    ],
    cannot,
  });
