import { canSeeImage } from '../ec2-rules/visibility.ts';
import type { RuleRecord } from '../world/config-service.ts';
import { allPlaces, findImage } from '../world/places.ts';
import type { InstanceRecord, Place, World } from '../world/world.ts';

/**
 * Lets AWS Config judge: an instance when its own configuration changes, everything when somebody has started that. A
 * change of the AMI's tags alone starts nothing, which is why approving is followed by StartConfigRulesEvaluation.
 *
 * @returns whether any result changed
 */
export function judgeInstances(world: World, now: number): boolean {
  let changed = false;
  for (const place of allPlaces(world)) {
    for (const rule of place.config.rules.values()) {
      const isDue = rule.dueAt !== undefined && rule.dueAt <= now;
      if (isDue) {
        rule.dueAt = undefined;
      }
      for (const instance of place.instances.values()) {
        changed = judge(world, place, rule, instance, now, isDue) || changed;
      }
    }
  }
  return changed;
}

function judge(
  world: World,
  place: Place,
  rule: RuleRecord,
  instance: InstanceRecord,
  now: number,
  isDue: boolean,
): boolean {
  if (instance.state === 'terminated') {
    return rule.results.delete(instance.id);
  }
  const recorded = JSON.stringify([instance.state, [...world.tags.written(instance.id, place.accountId)]]);
  const before = rule.results.get(instance.id);
  if (before?.recorded === recorded && !isDue) {
    return false;
  }
  rule.results.set(instance.id, {
    compliance: hasAnyTag(world, place, rule, instance.imageId) ? 'COMPLIANT' : 'NON_COMPLIANT',
    recorded,
    orderedAt: before?.recorded === recorded ? before.orderedAt : new Date(now),
    recordedAt: new Date(now),
  });
  return true;
}

/** The rule works in the instance's account: it sees what that account wrote on an AMI that account can see. */
function hasAnyTag(world: World, place: Place, rule: RuleRecord, imageId: string): boolean {
  const image = findImage(world, place.region, imageId);
  const account = world.accounts.get(place.accountId);
  if (image === undefined || account === undefined || image.state === 'deregistered') {
    return false;
  }
  // Whether it sees AWS's shared tags is not documented; here it does not.
  const tags = canSeeImage({ world, account, place }, image)
    ? world.tags.written(imageId, place.accountId)
    : new Map<string, string>();
  return rule.tags.some(({ key, value }) => (value === undefined ? tags.has(key) : tags.get(key) === value));
}
