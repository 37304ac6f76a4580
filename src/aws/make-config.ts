import {
  type AggregateEvaluationResult,
  type ConfigServiceClient,
  type EvaluationResult,
  GetAggregateComplianceDetailsByConfigRuleCommand,
  GetComplianceDetailsByConfigRuleCommand,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import type { Place } from '../core/aws.ts';
import type { ConfigFinding, ConfigReader, ConfigWriter } from '../core/aws-inventory.ts';
import { codeOf } from './errors.ts';
import type { Call } from './make-caller.ts';
import { allPages } from './pages.ts';
import { required } from './shapes.ts';

/** Runs one method; all its calls share one deadline. */
export type RunConfig = <R>(work: (call: Call<ConfigServiceClient>) => Promise<R>) => Promise<R>;

/** Config's own most for one page. */
const Limit = 100;
const noSuch = [
  'NoSuchConfigRuleException',
  'NoSuchConfigurationAggregatorException',
  'NoAvailableConfigurationRecorderException',
];
/** It runs already, did so within the last minute, or the rule is being made or deleted. */
const notNow = [
  'LimitExceededException',
  'ResourceInUseException',
  'NoSuchConfigRuleException',
  'NoAvailableConfigurationRecorderException',
];

/** What was judged, not instances the rule does not apply to; nothing else than instances. */
function toFinding(result: EvaluationResult | AggregateEvaluationResult, place: Place): readonly ConfigFinding[] {
  const about = result.EvaluationResultIdentifier?.EvaluationResultQualifier;
  if (about?.ResourceType !== 'AWS::EC2::Instance' || !/^(NON_)?COMPLIANT$/.test(result.ComplianceType ?? ''))
    return [];
  return [
    {
      place,
      instanceId: required(about.ResourceId, 'EvaluationResultQualifier.ResourceId'),
      isCompliant: result.ComplianceType === 'COMPLIANT',
      recordedAt: required(result.ResultRecordedTime, 'EvaluationResult.ResultRecordedTime').toISOString(),
    },
  ];
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** All pages; `undefined` where AWS knows no such rule or aggregator, or records nothing. */
async function findingsOf(
  run: RunConfig,
  ask: (call: Call<ConfigServiceClient>, page: object) => Promise<Page<ConfigFinding> | undefined>,
): Promise<readonly ConfigFinding[] | undefined> {
  return run(async (call) => {
    let isThere = true;
    const found = await allPages<ConfigFinding>(async ({ NextToken }) => {
      const page = await ask(call, { Limit, ...(NextToken === undefined ? {} : { NextToken }) });
      isThere &&= page !== undefined;
      return page ?? { items: [], next: undefined };
    });
    return isThere ? found : undefined;
  });
}

/** The answer, or `undefined` for one of these codes, which then are no failure. */
async function unless<T>(codes: readonly string[], answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (codes.includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** Reads AWS Config in one account and Region. */
export const makeConfigReader = (run: RunConfig, place: Place): ConfigReader => ({
  findings: (ConfigRuleName) =>
    findingsOf(run, async (call, page) => {
      const answer = await call({
        action: 'GetComplianceDetailsByConfigRule',
        bucket: 'config',
        send: (client, options) =>
          unless(
            noSuch,
            client.send(new GetComplianceDetailsByConfigRuleCommand({ ...page, ConfigRuleName }), options),
          ),
      });
      const items = answer?.EvaluationResults?.flatMap((result) => toFinding(result, place)) ?? [];
      return answer && { items, next: answer.NextToken };
    }),
  aggregated: (ConfigurationAggregatorName, ConfigRuleName, of) =>
    findingsOf(run, async (call, page) => {
      const input = { ConfigurationAggregatorName, ConfigRuleName, AccountId: of.account, AwsRegion: of.region };
      const answer = await call({
        action: 'GetAggregateComplianceDetailsByConfigRule',
        bucket: 'config',
        send: (client, options) =>
          unless(
            noSuch,
            client.send(new GetAggregateComplianceDetailsByConfigRuleCommand({ ...page, ...input }), options),
          ),
      });
      const items = answer?.AggregateEvaluationResults?.flatMap((result) => toFinding(result, of)) ?? [];
      return answer && { items, next: answer.NextToken };
    }),
});

/** The same, and has a rule judge again. */
export const makeConfigWriter = (run: RunConfig, place: Place): ConfigWriter => ({
  ...makeConfigReader(run, place),
  evaluate: (rule) =>
    run((call) =>
      call({
        action: 'StartConfigRulesEvaluation',
        bucket: 'config',
        // The SDK takes "not more than once a minute" for throttling and would try again within seconds.
        once: true,
        async send(client, options) {
          const started = client.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [rule] }), options);
          return (await unless(notNow, started)) !== undefined;
        },
      }),
    ),
});
