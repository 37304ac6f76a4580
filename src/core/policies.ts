/** One generated document, as people are told of it. */
export interface PolicyDescription {
  /** `organization/launch-gate-production` */
  readonly name: string;
  /** `scp`, `managed`, `trust`, `config-rule`, … */
  readonly kind: string;
  /** One sentence: what it is for. */
  readonly purpose: string;
  /** Where it belongs. */
  readonly attachTo: string;
  /** Account ids it is applied in or attached to; `organization` for what the management account applies. */
  readonly accounts: readonly string[];
  /** The environment it is for, where it is for one. */
  readonly environment: string | undefined;
  /** Characters as AWS counts them. */
  readonly size: number;
  /** Most characters AWS takes; absent where it says none. */
  readonly limit: number | undefined;
  readonly parts: readonly PolicyPart[];
  /** What it cannot stop, a sentence each. */
  readonly cannot: readonly string[];
  /** Command lines that apply it; `FILE` stands for the file of the document. */
  readonly apply: readonly string[];
  /** The document itself, without white space. */
  readonly json: string;
}

/** A statement, or a setting, in plain words. */
export interface PolicyPart {
  readonly name: string;
  /** What it does; the lines after the first are its conditions. */
  readonly words: readonly string[];
  /** Why it is there. */
  readonly why?: string;
}
