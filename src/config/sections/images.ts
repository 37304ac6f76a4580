import { z } from 'zod';
import { Duration, units } from './values.ts';

/** Keys of the tags on AMIs. */
export const Tags = z.strictObject({
  prefix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,20}:$/, 'end the prefix with a colon: "assay:"')
    .default('assay:'),
  approved: z
    .string()
    .regex(/^[a-z0-9][a-z0-9:/-]{0,60}$/, 'use lower-case letters, digits, dashes, colons')
    .default('ami-approved'),
});

/** When a retired AMI is deprecated, disabled and deregistered, counted from the start of its retirement. */
export const Retirement = z
  .strictObject({
    deprecateAfter: Duration.default(0),
    disableAfter: Duration.default(30 * units.d),
    deregisterAfter: Duration.default(60 * units.d),
  })
  .refine((retirement) => retirement.deprecateAfter <= retirement.disableAfter, {
    message: 'must not be longer than disableAfter',
    path: ['deprecateAfter'],
  })
  .refine((retirement) => retirement.disableAfter <= retirement.deregisterAfter, {
    message: 'must not be shorter than disableAfter',
    path: ['deregisterAfter'],
  });
