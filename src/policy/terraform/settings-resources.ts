import { eventsName } from '../events.ts';
import type { SettingsFile } from '../settings-file.ts';
import { attachments, expression, json, labelOf, resource } from './blocks.ts';
import { type HclBlock, HclExpression, type HclValue } from './print-hcl.ts';

/** A value of a document by its path; the generator wrote it, so it is there. */
function at(file: SettingsFile, path: string): HclValue {
  const found = path
    .split('.')
    .reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>> | undefined)?.[key], file.document);
  if (found === undefined) throw new TypeError(`${file.name} has no ${path}`);
  return found as HclValue;
}
const numberAt = (file: SettingsFile, path: string): number => Number(at(file, path));
const parsedAt = (file: SettingsFile, path: string) => json(JSON.parse(String(at(file, path))));

/** One resource for each Region; the provider takes the Region as an argument. */
const perRegion = (
  { regions = [] }: SettingsFile,
  type: string,
  name: string,
  make: (region: string) => HclBlock['attributes'],
  blocks: readonly HclBlock[] = [],
): readonly HclBlock[] =>
  regions.map((region) => resource(type, labelOf(`${name}_${region}`), { region, ...make(region) }, blocks));

const block = (type: string, attributes: HclBlock['attributes']): HclBlock => ({ type, labels: [], attributes });
const forAccounts = { count: expression('var.organization_wide ? 0 : 1') };
const forOrganization = { count: expression('var.organization_wide ? 1 : 0') };
const isOfHub = ({ name }: SettingsFile): boolean => name.startsWith('hub/');

function queues(file: SettingsFile): readonly HclBlock[] {
  const [region = ''] = file.regions ?? [];
  const redrive = JSON.parse(String(at(file, 'Attributes.RedrivePolicy'))) as { readonly maxReceiveCount: string };
  return [
    resource('aws_sqs_queue', 'queue', {
      region,
      name: at(file, 'QueueName'),
      message_retention_seconds: numberAt(file, 'Attributes.MessageRetentionPeriod'),
      visibility_timeout_seconds: numberAt(file, 'Attributes.VisibilityTimeout'),
      receive_wait_time_seconds: numberAt(file, 'Attributes.ReceiveMessageWaitTimeSeconds'),
      sqs_managed_sse_enabled: at(file, 'Attributes.SqsManagedSseEnabled') === 'true',
      redrive_policy: new HclExpression('jsonencode', {
        deadLetterTargetArn: expression('aws_sqs_queue.dead.arn'),
        maxReceiveCount: Number(redrive.maxReceiveCount),
      }),
    }),
    resource('aws_sqs_queue', 'dead', {
      region,
      name: `${String(at(file, 'QueueName'))}-dead`,
      sqs_managed_sse_enabled: true,
    }),
  ];
}

/** Settings as resources of Terraform. */
export function settingsResources(file: SettingsFile): readonly HclBlock[] {
  switch (file.kind) {
    case 'queue-settings':
      return queues(file);
    case 'event-rule':
      return perRegion(file, 'aws_cloudwatch_event_rule', 'events', () => ({
        name: at(file, 'Name'),
        description: at(file, 'Description'),
        ...(isOfHub(file)
          ? { event_bus_name: expression(`aws_cloudwatch_event_bus.${labelOf(eventsName)}.name`) }
          : {}),
        event_pattern: parsedAt(file, 'EventPattern'),
        state: at(file, 'State'),
      }));
    case 'event-targets':
      return perRegion(file, 'aws_cloudwatch_event_target', 'events', (region) => ({
        rule: expression(`aws_cloudwatch_event_rule.${labelOf(`events_${region}`)}.name`),
        ...(isOfHub(file)
          ? { event_bus_name: expression(`aws_cloudwatch_event_bus.${labelOf(eventsName)}.name`) }
          : {}),
        target_id: at(file, 'Targets.0.Id'),
        arn: isOfHub(file) ? expression('aws_sqs_queue.queue.arn') : at(file, 'Targets.0.Arn'),
        ...(isOfHub(file) ? {} : { role_arn: expression('aws_iam_role.AssayEvents.arn') }),
      }));
    case 'allowed-images': {
      const criteria = at(file, 'ImageCriteria') as readonly { readonly ImageProviders: readonly string[] }[];
      return perRegion(
        file,
        'aws_ec2_allowed_images_settings',
        'allowed_images',
        () => ({ ...forAccounts, state: 'audit-mode' }),
        criteria.map(({ ImageProviders }) => block('image_criterion', { image_providers: ImageProviders })),
      );
    }
    case 'declarative':
      return [
        resource('aws_organizations_policy', 'allowed_images', {
          name: 'assay-organization-allowed-images',
          description: file.purpose,
          type: 'DECLARATIVE_POLICY_EC2',
          content: json(file.document),
        }),
        attachments('allowed_images', file.name, file.targets),
      ];
    case 'config-rule':
      return perRegion(
        file,
        'aws_config_config_rule',
        'approved_amis',
        () => ({
          ...forAccounts,
          name: at(file, 'ConfigRule.ConfigRuleName'),
          description: at(file, 'ConfigRule.Description'),
          input_parameters: parsedAt(file, 'ConfigRule.InputParameters'),
        }),
        [
          block('scope', { compliance_resource_types: at(file, 'ConfigRule.Scope.ComplianceResourceTypes') }),
          block('source', {
            owner: at(file, 'ConfigRule.Source.Owner'),
            source_identifier: at(file, 'ConfigRule.Source.SourceIdentifier'),
          }),
        ],
      );
    case 'organization-config-rule':
      return perRegion(file, 'aws_config_organization_managed_rule', `approved_amis_${file.environment}`, () => ({
        ...forOrganization,
        name: at(file, 'OrganizationConfigRuleName'),
        description: at(file, 'OrganizationManagedRuleMetadata.Description'),
        rule_identifier: at(file, 'OrganizationManagedRuleMetadata.RuleIdentifier'),
        input_parameters: parsedAt(file, 'OrganizationManagedRuleMetadata.InputParameters'),
        resource_types_scope: at(file, 'OrganizationManagedRuleMetadata.ResourceTypesScope'),
        excluded_accounts: at(file, 'ExcludedAccounts'),
      }));
  }
}
