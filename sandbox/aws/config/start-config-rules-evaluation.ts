import type {
  StartConfigRulesEvaluationRequest,
  StartConfigRulesEvaluationResponse,
} from '@aws-sdk/client-config-service';
import { AwsError } from '../aws-error.ts';
import { ruleByName, rulePermission } from '../config-rules/questions.ts';
import { defineConfigAction } from '../server/action.ts';

const MINUTE_MS = 60_000;

/** Judges what is recorded; not while it does so already, and once a minute. */
export const startConfigRulesEvaluation = defineConfigAction<
  StartConfigRulesEvaluationRequest,
  StartConfigRulesEvaluationResponse
>({
  name: 'StartConfigRulesEvaluation',
  permissions: (input, call) =>
    (input.ConfigRuleNames ?? []).map((name) => rulePermission(call, 'StartConfigRulesEvaluation', name)),
  handle(input, call) {
    const names = input.ConfigRuleNames ?? [];
    if (names.length === 0 || names.length > 25) {
      throw new AwsError('InvalidParameterValueException', 'Between 1 and 25 rules can be named.');
    }
    const rules = names.map((name) => ruleByName(call, name));
    const now = call.now();
    if (rules.some(({ dueAt, startedAt = -MINUTE_MS }) => dueAt !== undefined || startedAt + MINUTE_MS > now)) {
      throw new AwsError(
        'LimitExceededException',
        'The StartConfigRulesEvaluation API was called more than once per minute, or an evaluation is in progress.',
      );
    }
    for (const rule of rules) {
      rule.startedAt = now;
      rule.dueAt = now + call.settings.paceMs / 4;
    }
    return {};
  },
});
