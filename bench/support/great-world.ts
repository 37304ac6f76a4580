import type { Making } from './great-making.ts';

/** An AWS too great to be kept: everything in it follows from numbers. */
export interface GreatWorld {
  readonly accounts: number;
  readonly regions: readonly string[];
  readonly instancesPerPlace: number;
  /** All of the first account and shared with the others, the same in every Region. */
  readonly images: number;
  /** Tags of every AMI but each so-many-th, and what special ones carry instead, by their number. */
  readonly approved?: { readonly key: string; readonly value: string; readonly exceptEvery: number };
  readonly tags?: Readonly<Record<number, Readonly<Record<string, string>>>>;
  /** What AMIs of a Region carry besides, by Region and number: a signed approval names its Region. */
  readonly tagsAt?: Readonly<Record<string, Readonly<Record<number, Readonly<Record<string, string>>>>>>;
  /** AMIs that become available when the server is told so. */
  readonly making?: Making;
  /** Accounts whose roles nobody may take. */
  readonly denied?: readonly string[];
  /** `account/Region`, to what becomes of every call there. */
  readonly troubles?: Readonly<Record<string, 'disabled' | 'throttled' | { readonly delayMs: number }>>;
}

const firstAccount = 100_000_000_000;

/** Twelve digits. */
export const accountOf = (index: number): string => String(firstAccount + index);

const hex = (number: number): string => number.toString(16).padStart(16, '0');
export const imageIdOf = (index: number): string => `ami-0${hex(index)}`;
export const snapshotIdOf = (index: number): string => `snap-0${hex(index)}`;
const instanceIdOf = (number: number): string => `i-0${hex(number)}`;

/** The number in an id; NaN when it is none of ours. */
export const numberIn = (id: string): number => Number.parseInt(id.slice(id.indexOf('-') + 1), 16);

export interface GreatInstance {
  readonly id: string;
  /** Number of its AMI. */
  readonly image: number;
  readonly name: string;
}

/** The instances of one place, by their number there; unknown accounts and Regions have none. */
export function instancesAt(world: GreatWorld, account: string, region: string) {
  const place = (Number(account) - firstAccount) * world.regions.length + world.regions.indexOf(region);
  const isKnown = Number(account) < firstAccount + world.accounts && world.regions.includes(region);
  const start = place * world.instancesPerPlace;
  return {
    count: isKnown ? world.instancesPerPlace : 0,
    at: (index: number): GreatInstance => ({
      id: instanceIdOf(start + index),
      image: (start + index) % world.images,
      name: `server-${start + index}`,
    }),
    /** @returns undefined for an id of elsewhere */
    indexOf(id: string): number | undefined {
      const index = numberIn(id) - start;
      return isKnown && index >= 0 && index < world.instancesPerPlace ? index : undefined;
    },
  };
}

/** As everybody sees them: what only the owner sees makes no difference to how fast they are read. */
export function tagsOfImage(world: GreatWorld, index: number, region: string): Readonly<Record<string, string>> {
  const { approved, tags, tagsAt } = world;
  const special = tagsAt?.[region]?.[index] ?? tags?.[index];
  if (special) return special;
  return approved && index % approved.exceptEvery !== 0 ? { [approved.key]: approved.value } : {};
}
