/** What starts instances by itself: one account in one Region. */
export interface Scaling {
  /** By name. */
  readonly groups: Map<string, GroupRecord>;
  /** Launch configurations: name to image id. */
  readonly configurations: Map<string, string>;
}

/** A template by its name, and a version: a number, `$Latest` or `$Default`. */
export interface TemplateUse {
  readonly template: string;
  readonly version?: string;
}

/** An Auto Scaling group, by what it launches: one of these three. */
export interface GroupRecord extends GroupSeed {
  readonly createdAt: Date;
  /** Deleted with its instances: nothing is started any more. */
  isGoing: boolean;
}

export interface GroupSeed {
  readonly name: string;
  readonly launches:
    | TemplateUse
    | { readonly configuration: string }
    /** A mixed instances policy: types that may bring a template of their own. */
    | {
        readonly base: TemplateUse;
        readonly overrides: readonly { readonly type: string; readonly uses?: TemplateUse }[];
      };
  readonly desired?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ScalingSeed {
  readonly groups?: readonly GroupSeed[];
  readonly configurations?: Readonly<Record<string, string>>;
}

/** The part of a place that a seed, or nothing, describes. */
export const makeScaling = ({ groups = [], configurations = {} }: ScalingSeed, now: number): Scaling => ({
  groups: new Map(groups.map((group) => [group.name, { ...group, createdAt: new Date(now), isGoing: false }])),
  configurations: new Map(Object.entries(configurations)),
});
