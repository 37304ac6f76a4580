import type { AwsReader, Place } from '../core/aws.ts';
import type { ConfigFinding, RunningInstance } from '../core/aws-inventory.ts';
import type { ConfigViews } from '../core/config-view.ts';
import type { IamNeed } from '../core/iam.ts';
import type { Settings } from '../core/settings.ts';
import type { Violations } from '../core/violations.ts';
import { configNeeds } from '../lookup/config-needs.ts';
import { runningNeeds } from '../lookup/inventory-needs.ts';
import { demandsApproval, environmentOf } from '../lookup/launch-rule.ts';
import { isSamePlace } from '../lookup/places.ts';
import { compareConfig, onlyTheirs } from './compare-config.ts';

/** What asking AWS Config calls. */
export const askConfigNeeds: readonly IamNeed[] = [...configNeeds, ...runningNeeds];

export interface AskContext {
  readonly aws: AwsReader;
  readonly settings: Settings;
  readonly now: Date;
  readonly violations: Pick<Violations, 'openAt' | 'coverage'>;
  readonly configViews: ConfigViews;
}

/** Instances that only AWS Config objects to are looked up by id, up to so many: most may just be gone. */
const mostLookedUp = 1000;

function read(
  place: Place,
  rule: string,
  { aws, settings }: AskContext,
): Promise<readonly ConfigFinding[] | undefined> {
  const aggregator = settings.compliance.config?.aggregator;
  return aggregator
    ? aws.config({ account: aggregator.account, region: aggregator.region }).aggregated(aggregator.name, rule, place)
    : aws.config(place).findings(rule);
}

async function stillRunning(ids: readonly string[], place: Place, aws: AwsReader): Promise<readonly RunningInstance[]> {
  const found: RunningInstance[] = [];
  if (ids.length > 0) for await (const page of aws.inventory(place).instances(ids)) found.push(...page);
  return found;
}

/**
 * Reads what AWS Config's rule says of one account and Region, and notes where Assay says otherwise. It decides nothing: no
 * violation begins or ends by it.
 * @throws what AWS's refusals become: then what was noted before stands, with its time
 */
export async function askConfig(place: Place, context: AskContext): Promise<void> {
  const { settings, violations, configViews, now, aws } = context;
  const environment = environmentOf(place.account, settings);
  const rule = settings.compliance.config?.rules[environment.name];
  if (!(rule && demandsApproval(environment))) return await configViews.forget(place);
  const coverage = (await violations.coverage()).find((one) => isSamePlace(one.place, place));
  // Before Assay itself has looked there is nothing to compare with.
  if (!coverage) return;
  const findings = await read(place, rule, context);
  const view = { place, at: now.getTime(), rule };
  if (!findings) return await configViews.note({ ...view, differences: [] });
  const open = (await violations.openAt(place)).violations;
  const compared = { findings, open, seen: coverage, now: now.getTime() };
  const running = await stillRunning(onlyTheirs(compared).slice(0, mostLookedUp), place, aws);
  await configViews.note({ ...view, judged: findings.length, differences: [...compareConfig(compared, running)] });
}
