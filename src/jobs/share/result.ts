import { z } from 'zod';

export const GivenGrant = z.object({ keyArn: z.string(), account: z.string(), grantId: z.string() });

/** What was written onto the AMI about it. */
export const ShareRecord = z.object({
  at: z.number(),
  /** This run's part of each tag, by the tag's key; the tags may hold parts of earlier runs as well. */
  entries: z.record(z.string(), z.string()).optional(),
});

/** What was given by this run; what the takers had before is not in it. */
export const ShareResult = z.object({
  /** Takers that got the launch permission, by their value. */
  launch: z.array(z.string()),
  /** Snapshots that got a new permission, with the accounts. */
  copies: z.array(z.object({ snapshotId: z.string(), accounts: z.array(z.string()) })),
  grants: z.array(GivenGrant),
  statements: z.array(z.object({ keyArn: z.string(), sids: z.array(z.string()) })),
});
export type ShareResult = z.infer<typeof ShareResult>;
