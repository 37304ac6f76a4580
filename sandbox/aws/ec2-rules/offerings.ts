import { ZONES } from '../world/network.ts';
import type { Place } from '../world/world.ts';

/** Types the fake sells. */
const TYPES = ['t3.micro', 't3.medium', 't3.large', 'm6i.large', 'r6i.large', 't4g.micro', 'm7g.medium', 'c7g.large'];
/** What AWS does not have everywhere: by the letter of the zone. */
const MISSING: Readonly<Record<string, readonly string[]>> = { c: ['r6i.large', 'm7g.medium', 'c7g.large'] };

export const isArm = (type: string): boolean => /^[a-z]+\d+g/.test(type);

/** Zones of a Region, with ids that differ from account to account in real life. */
export const zonesOf = (region: string): readonly string[] => ZONES.map((letter) => `${region}${letter}`);

/** Every type in every zone where it can be had. */
export const offeringsIn = (region: string): readonly { readonly type: string; readonly zone: string }[] =>
  zonesOf(region).flatMap((zone) =>
    TYPES.filter((type) => !MISSING[zone.slice(-1)]?.includes(type)).map((type) => ({ type, zone })),
  );

export const isKnownType = (type: string): boolean => TYPES.includes(type);

/** Addresses of a subnet that nobody has; AWS keeps five for itself. */
export function freeAddresses(place: Place, subnetId: string): number {
  const subnet = place.network.subnets.get(subnetId);
  const used = [...place.instances.values()]
    .filter((instance) => instance.state !== 'terminated')
    .flatMap((instance) => instance.machine.interfaces)
    .filter((card) => card.subnetId === subnetId)
    .reduce((sum, card) => sum + card.addresses.length, 0);
  return Math.max(0, (subnet?.size ?? 0) - 5 - used);
}
