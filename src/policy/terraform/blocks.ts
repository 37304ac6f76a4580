import { type HclBlock, HclExpression, type HclValue } from './print-hcl.ts';

/** A name Terraform takes: letters, digits and underscores, no digit first. */
export const labelOf = (text: string): string => text.replace(/\W+/g, '_').replace(/^(?=\d)/, '_');
export const expression = (text: string): HclExpression => new HclExpression(text);
/** Through JSON: what is absent is absent there too. */
export const json = (document: unknown): HclExpression =>
  new HclExpression('jsonencode', JSON.parse(JSON.stringify(document)) as HclValue);
export const resource = (
  type: string,
  label: string,
  attributes: HclBlock['attributes'],
  blocks: readonly HclBlock[] = [],
): HclBlock => ({ type: 'resource', labels: [type, label], attributes, blocks });

/** Attached only to accounts that are named in `attach`: a gate is closed by a decision, not by the first apply. */
export const attachments = (label: string, name: string, targets: readonly string[]): HclBlock =>
  resource('aws_organizations_policy_attachment', label, {
    for_each: expression(
      `setintersection(toset(${JSON.stringify(targets).replaceAll(',', ', ')}), lookup(var.attach, ${JSON.stringify(name)}, toset([])))`,
    ),
    policy_id: expression(`aws_organizations_policy.${label}.id`),
    target_id: expression('each.value'),
  });
