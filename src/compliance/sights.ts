import { z } from 'zod';
import type { Place } from '../core/aws.ts';
import type { QueuedEvent } from '../core/aws-inventory.ts';
import { eventTypes } from '../core/event-types.ts';
import type { Sight } from '../core/patrol.ts';
import type { Settings } from '../core/settings.ts';
import { demandsApproval, environmentOf } from '../lookup/launch-rule.ts';

const InstanceId = z.string().regex(/^i-[0-9a-f]{8,17}$/);
const InstanceChange = z.object({ 'instance-id': InstanceId, state: z.string() });
const ImageChange = z.object({ ImageId: z.string().regex(/^ami-[0-9a-f]{8,17}$/) });
const ComplianceChange = z.object({ resourceId: z.string(), resourceType: z.string() });

/** AWS shows those for certain, if not at once. */
const living = ['pending', 'running', 'stopping', 'stopped'];

const isInScope = ({ account }: Place, settings: Settings): boolean =>
  demandsApproval(environmentOf(account, settings));

/** An AMI is used in its own Region only, by any account. */
const placesLike = ({ region }: Place, settings: Settings): readonly Place[] =>
  settings.accounts.filter(({ regions }) => regions.includes(region)).map(({ id }) => ({ account: id, region }));

/**
 * Where an event makes the sweep look at once: at an instance, or at what runs from an AMI. Nothing is decided by it.
 * @throws ZodError when it is not as AWS writes it
 */
export function sightsOf({ detailType, place, detail }: QueuedEvent, settings: Settings): readonly Sight[] {
  const sights = (): readonly Sight[] => {
    switch (detailType) {
      case eventTypes.instance: {
        const { 'instance-id': id, state } = InstanceChange.parse(detail);
        return [{ place, only: [id], isAlive: living.includes(state) }];
      }
      case eventTypes.image: {
        const { ImageId } = ImageChange.parse(detail);
        return placesLike(place, settings).map((one) => ({ place: one, only: [ImageId] }));
      }
      case eventTypes.compliance: {
        const { resourceId, resourceType } = ComplianceChange.parse(detail);
        return resourceType === 'AWS::EC2::Instance' ? [{ place, only: [InstanceId.parse(resourceId)] }] : [];
      }
      default:
        return [];
    }
  };
  return settings.compliance.isOn ? sights().filter((sight) => isInScope(sight.place, settings)) : [];
}
