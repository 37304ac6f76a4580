import type {
  GetComplianceDetailsByConfigRuleRequest,
  GetComplianceDetailsByConfigRuleResponse,
} from '@aws-sdk/client-config-service';
import { pageOfRows, presentRow, ruleByName, rulePermission } from '../config-rules/questions.ts';
import { defineConfigAction, given } from '../server/action.ts';

export const getComplianceDetailsByConfigRule = defineConfigAction<
  GetComplianceDetailsByConfigRuleRequest,
  GetComplianceDetailsByConfigRuleResponse
>({
  name: 'GetComplianceDetailsByConfigRule',
  permissions: (input, call) => [
    rulePermission(call, 'GetComplianceDetailsByConfigRule', given(input.ConfigRuleName, 'ConfigRuleName')),
  ],
  handle(input, call) {
    const rule = ruleByName(call, given(input.ConfigRuleName, 'ConfigRuleName'));
    const { items, nextToken } = pageOfRows(call, [rule], input.ComplianceTypes ?? [], input);
    return { EvaluationResults: items.map(presentRow), NextToken: nextToken };
  },
});
