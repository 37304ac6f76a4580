import { eventsName } from '../events.ts';
import { type GeneratedFile, isPolicy } from '../generated-file.ts';
import type { PolicyFile } from '../policy-file.ts';
import { attachments, expression, json, labelOf, resource } from './blocks.ts';
import type { HclBlock } from './print-hcl.ts';
import { settingsResources } from './settings-resources.ts';

const roleOf = (arn: string): { readonly name: string; readonly path: string } => {
  const [, ...parts] = (arn.split(':')[5] ?? '').split('/');
  return {
    name: parts.at(-1) ?? '',
    path: `/${parts
      .slice(0, -1)
      .map((part) => `${part}/`)
      .join('')}`,
  };
};

const regionOf = (arn: string): string => arn.split(':')[3] ?? '';

function policyResources(file: PolicyFile, made: ReadonlySet<string>): readonly HclBlock[] {
  const { name, kind, purpose, targets, document } = file;
  const label = labelOf(name.split('/').slice(1).join('_'));
  const title = `assay-${name.replaceAll('/', '-')}`;
  switch (kind) {
    case 'scp':
      return [
        resource('aws_organizations_policy', label, {
          name: title,
          description: purpose,
          type: 'SERVICE_CONTROL_POLICY',
          content: json(document),
        }),
        attachments(label, name, targets),
      ];
    case 'trust':
      return targets.map((arn) => {
        const { name: role, path } = roleOf(arn);
        return resource('aws_iam_role', labelOf(role), {
          name: role,
          ...(path === '/' ? {} : { path }),
          assume_role_policy: json(document),
        });
      });
    case 'managed':
    case 'inline':
      return [
        resource('aws_iam_policy', label, { name: title, description: purpose, policy: json(document) }),
        ...targets
          .filter((arn) => arn.startsWith('arn:'))
          .map((arn) => {
            const { name: role } = roleOf(arn);
            return resource('aws_iam_role_policy_attachment', label, {
              // A role that is made here is made first; another must be there.
              role: made.has(arn) ? expression(`aws_iam_role.${labelOf(role)}.name`) : role,
              policy_arn: expression(`aws_iam_policy.${label}.arn`),
            });
          }),
      ];
    case 'key':
      return targets.map((arn) =>
        resource('aws_kms_key_policy', label, { region: regionOf(arn), key_id: arn, policy: json(document) }),
      );
    case 'queue':
      return targets.map((arn) =>
        resource('aws_sqs_queue_policy', label, {
          region: regionOf(arn),
          queue_url: expression('aws_sqs_queue.queue.id'),
          policy: json(document),
        }),
      );
    case 'bus':
      return targets.flatMap((arn) => [
        resource('aws_cloudwatch_event_bus', labelOf(eventsName), { region: regionOf(arn), name: eventsName }),
        resource('aws_cloudwatch_event_bus_policy', label, {
          region: regionOf(arn),
          event_bus_name: expression(`aws_cloudwatch_event_bus.${labelOf(eventsName)}.name`),
          policy: json(document),
        }),
      ]);
  }
}

const cut = (line: string): readonly string[] => line.match(/.{1,100}(?:\s|$)/g)?.map((part) => part.trim()) ?? [line];

/**
 * A document as resources of Terraform, its purpose above them.
 * @param made ARNs of the roles that the same folder makes
 */
export function resourcesOf(file: GeneratedFile, made: ReadonlySet<string>): readonly HclBlock[] {
  const [first, ...rest] = isPolicy(file) ? policyResources(file, made) : settingsResources(file);
  if (!first) return [];
  return [{ ...first, comment: [file.name, ...cut(file.purpose)] }, ...rest];
}
