import type { GroupSeed } from '../../../sandbox/aws/world/scaling.ts';
import type { ImageSeed } from '../../../sandbox/aws/world/world-seed.ts';
import type { Image } from '../../../src/core/aws.ts';
import type { Exemption } from '../../../src/core/exemption.ts';
import type { AwsWorld } from '../../support/aws-world.ts';
import type { SceneName } from './scenes.ts';

/** The AMI of a case, wherever its steps want to know which one that is. */
export const it = 'it';
/** An AMI of build that two people approved for production, shared with prod. */
export const golden = 'ami-0a1b2c3d4e5f6a006';

export interface Stage {
  readonly world: AwsWorld;
  /** Where the case happens: its Region. */
  readonly region: string;
  /** Unique in the world; names what a step makes. */
  readonly name: string;
  /** Of a run that was not there before. */
  runId(): string;
  /** An AMI as its owner reads it. */
  image(id: string): Promise<Image>;
}

/** Somebody does something before the look. @returns the id of an AMI that the case is about from then on */
export type Step = (image: string, stage: Stage) => Promise<string | undefined> | Promise<void> | void;

/** What uses the AMI. In versions and configurations `it` stands for the AMI of the case. */
export type Use =
  | { readonly kind: 'instance'; readonly state?: 'pending' | 'stopped' | 'terminated' }
  | { readonly kind: 'launch-template'; readonly versions: readonly string[]; readonly defaultVersion?: number }
  | {
      readonly kind: 'auto-scaling-group';
      readonly launches: GroupSeed['launches'];
      readonly desired?: number;
      /** By name, with their versions, the newest first. */
      readonly templates?: Readonly<
        Record<string, readonly string[] | { readonly default: number; readonly of: readonly string[] }>
      >;
      readonly configurations?: Readonly<Record<string, string>>;
    };

export type Owner = 'build' | 'prod' | 'partner' | 'stranger' | 'amazon' | 'aws-marketplace';

/** One thing in an account, and what a look must say of it. */
export interface Case {
  readonly name: string;
  /** Whose AMI; default build, shared with prod. */
  readonly owner?: Owner;
  readonly seed?: Partial<ImageSeed>;
  /** Default: a running instance. */
  readonly use?: Use;
  readonly given?: readonly Step[];
  /** It is exempted: what is not said is as it should be, for a week. */
  readonly exempted?: Partial<Exemption> | ((image: string) => Partial<Exemption>);
  /** In which circumstances; default those of production in eu-west-1. */
  readonly scene?: SceneName;
  /**
   * `clean`; or `[exempted ]<kind> <severity>: <part of the sentence>`; or `unknown: <part of why>`: what was open stays; or how what was
   * open has ended otherwise: `gone`, `replaced`, `out_of_scope`.
   */
  readonly expect: string;
}
