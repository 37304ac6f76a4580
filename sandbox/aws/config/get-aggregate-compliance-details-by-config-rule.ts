import type {
  GetAggregateComplianceDetailsByConfigRuleRequest,
  GetAggregateComplianceDetailsByConfigRuleResponse,
} from '@aws-sdk/client-config-service';
import { AwsError } from '../aws-error.ts';
import { pageOfRows, presentRow } from '../config-rules/questions.ts';
import { defineConfigAction, given } from '../server/action.ts';

/** Results of one account and Region of the organisation. A rule that is not there has none; it is no error. */
export const getAggregateComplianceDetailsByConfigRule = defineConfigAction<
  GetAggregateComplianceDetailsByConfigRuleRequest,
  GetAggregateComplianceDetailsByConfigRuleResponse
>({
  name: 'GetAggregateComplianceDetailsByConfigRule',
  permissions: (_input, call) => [
    {
      action: 'config:GetAggregateComplianceDetailsByConfigRule',
      resource: `arn:aws:config:${call.region}:${call.account.id}:config-aggregator/config-aggregator-aaaaaaaa`,
      resourceAccountId: call.account.id,
    },
  ],
  handle(input, call) {
    if (!call.place.config.aggregators.has(given(input.ConfigurationAggregatorName, 'ConfigurationAggregatorName'))) {
      throw new AwsError(
        'NoSuchConfigurationAggregatorException',
        'The configuration aggregator does not exist. Check the configuration aggregator name and try again.',
      );
    }
    const account = call.world.accounts.get(given(input.AccountId, 'AccountId'));
    const rule = account?.isMember
      ? account.regions.get(given(input.AwsRegion, 'AwsRegion'))?.config.rules.get(given(input.ConfigRuleName, 'rule'))
      : undefined;
    const types = input.ComplianceType === undefined ? [] : [input.ComplianceType];
    const { items, nextToken } = pageOfRows(call, rule ? [rule] : [], types, input);
    return {
      AggregateEvaluationResults: items.map((row) => ({
        ...presentRow(row),
        AccountId: input.AccountId,
        AwsRegion: input.AwsRegion,
      })),
      NextToken: nextToken,
    };
  },
});
