/** What AWS Config holds of one account in one Region: rules of the kind `approved-amis-by-tag`, and aggregators. */
export interface ConfigService {
  /** By name. */
  readonly rules: Map<string, RuleRecord>;
  /** Names of aggregators of the whole organisation. */
  readonly aggregators: ReadonlySet<string>;
}

export interface RuleRecord {
  readonly name: string;
  readonly arn: string;
  /** An AMI with any of these is approved. Without a value any value will do. */
  readonly tags: readonly { readonly key: string; readonly value: string | undefined }[];
  /** By instance. */
  readonly results: Map<string, EvaluationRecord>;
  /** When somebody last had it judge everything again; a second time within a minute is refused. */
  startedAt: number | undefined;
  /** When that is done. */
  dueAt: number | undefined;
}

export interface EvaluationRecord {
  readonly compliance: 'COMPLIANT' | 'NON_COMPLIANT';
  /** Configuration of the instance as it was recorded: another one is judged at once. */
  readonly recorded: string;
  readonly orderedAt: Date;
  readonly recordedAt: Date;
}

export interface ConfigSeed {
  /** Rule name to its tags, written `key:value` or `key`. */
  readonly rules?: Readonly<Record<string, readonly string[]>>;
  readonly aggregators?: readonly string[];
}

/** The part of a place that a seed, or nothing, describes. */
export const makeConfigService = (
  accountId: string,
  region: string,
  { rules = {}, aggregators = [] }: ConfigSeed,
): ConfigService => ({
  rules: new Map(
    Object.entries(rules).map(([name, tags], index) => [
      name,
      {
        name,
        arn: `arn:aws:config:${region}:${accountId}:config-rule/config-rule-${String(index + 1).padStart(6, 'a')}`,
        tags: tags.map((text) => {
          // A key may hold colons itself: the value is what stands behind the last one.
          const [, key = text, value] = /^(.*):([^:]*)$/.exec(text) ?? [];
          return { key, value };
        }),
        results: new Map(),
        startedAt: undefined,
        dueAt: undefined,
      },
    ]),
  ),
  aggregators: new Set(aggregators),
});
