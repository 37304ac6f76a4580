import { z } from 'zod';
import { ChannelId, Duration, GroupId, Name, UserId, units } from './values.ts';

const Approvals = z.strictObject({
  minimum: z
    .int()
    .min(1, 'at least one person must approve')
    .max(5, 'at most 5, so that all names fit into the attestation tag')
    .default(2),
  users: z.array(UserId).default([]),
  groups: z.array(GroupId).default([]),
  expiresAfter: Duration.default(24 * units.h),
  remindAfter: Duration.default(4 * units.h),
  channel: ChannelId.optional(),
  /** Whether `copy --keep-approval` may carry an approval over to a verified copy; false: every copy is approved for itself. */
  carryOver: z.boolean().default(true),
});

/** Who may approve for an environment, and what may run there. */
export const Environment = z
  .strictObject({
    name: Name,
    production: z.boolean().default(false),
    /** Which AMIs `/ami launch` takes there; left out: only approved ones in production, else any. */
    launch: z.enum(['approved-only', 'any']).optional(),
    approvals: Approvals.optional(),
  })
  .refine((environment) => environment.launch !== 'approved-only' || environment.approvals, {
    message: 'nothing could ever be launched there: say who may approve, or set launch to any',
    path: ['launch'],
  })
  .refine((environment) => !environment.production || environment.approvals, {
    message: 'a production environment needs approvals: say who may approve',
    path: ['approvals'],
  })
  .refine((environment) => !environment.production || (environment.approvals?.minimum ?? 2) >= 2, {
    message: 'production needs at least two people; it cannot be set lower',
    path: ['approvals', 'minimum'],
  })
  .refine(
    (environment) =>
      !environment.approvals || environment.approvals.users.length + environment.approvals.groups.length > 0,
    {
      message: 'name approvers: users, groups, or both',
      path: ['approvals'],
    },
  );
