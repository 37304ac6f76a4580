import type { ComplianceType } from '@aws-sdk/client-config-service';
import { AwsError } from '../aws-error.ts';
import { page } from '../ec2-rules/paging.ts';
import type { Call } from '../server/action.ts';
import type { EvaluationRecord, RuleRecord } from '../world/config-service.ts';

/** @throws AwsError `NoSuchConfigRuleException` */
export function ruleByName(call: Call, name: string): RuleRecord {
  const rule = call.place.config.rules.get(name);
  if (rule === undefined) {
    throw new AwsError(
      'NoSuchConfigRuleException',
      `The ConfigRule '${name}' provided in the request is invalid. Please check the configRule name`,
    );
  }
  return rule;
}

/** IAM speaks of rules by their ARN; of one that is not there by no ARN at all. */
export const rulePermission = (call: Call, action: string, name: string) => ({
  action: `config:${action}`,
  resource:
    call.place.config.rules.get(name)?.arn ?? `arn:aws:config:${call.region}:${call.account.id}:config-rule/unknown`,
  resourceAccountId: call.account.id,
});

/** A result with its instance. */
export interface Row {
  readonly instanceId: string;
  readonly rule: RuleRecord;
  readonly result: EvaluationRecord;
}

/** What both questions tell of a result. */
export const presentRow = ({ instanceId, rule, result }: Row) => ({
  EvaluationResultIdentifier: {
    EvaluationResultQualifier: {
      ConfigRuleName: rule.name,
      ResourceType: 'AWS::EC2::Instance',
      ResourceId: instanceId,
      EvaluationMode: 'DETECTIVE' as const,
    },
    OrderingTimestamp: result.orderedAt,
  },
  ComplianceType: result.compliance,
  ResultRecordedTime: result.recordedAt,
  ConfigRuleInvokedTime: result.recordedAt,
});

/**
 * A page of results: ten where nobody says, at most 100.
 *
 * @throws AwsError `InvalidLimitException`, `InvalidNextTokenException`
 */
export function pageOfRows(
  call: Call,
  rules: readonly RuleRecord[],
  types: readonly ComplianceType[],
  input: { readonly Limit?: number | undefined; readonly NextToken?: string | undefined },
): { readonly items: readonly Row[]; readonly nextToken: string | undefined } {
  const size = input.Limit || 10;
  if (size > 100) {
    throw new AwsError('InvalidLimitException', `Limit ${size} is not between 0 and 100`);
  }
  const rows = rules
    .flatMap((rule) => [...rule.results].map(([instanceId, result]) => ({ instanceId, rule, result })))
    .filter(({ result }) => types.length === 0 || types.includes(result.compliance));
  const request = { MaxResults: size, ...(input.NextToken === undefined ? {} : { NextToken: input.NextToken }) };
  try {
    return page(rows, ({ instanceId }) => instanceId, request, { min: 1, max: 100 }, call.settings);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'InvalidNextToken') {
      throw new AwsError('InvalidNextTokenException', 'The nextToken provided is invalid');
    }
    throw error;
  }
}
