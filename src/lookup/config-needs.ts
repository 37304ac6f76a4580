import type { IamNeed } from '../core/iam.ts';

/** What reading AWS Config's rule needs of IAM, in an account or of the whole organisation. */
export const configNeeds: readonly IamNeed[] = [
  { action: 'config:GetComplianceDetailsByConfigRule', on: ['config-rule'] },
  { action: 'config:GetAggregateComplianceDetailsByConfigRule', on: ['config-aggregator'] },
];

/** What having a rule judge again needs, of the worker role. IAM knows rules by ids nobody chooses: any of the account. */
export const evaluationNeeds: readonly IamNeed[] = [
  { action: 'config:StartConfigRulesEvaluation', on: ['config-rule'] },
];
