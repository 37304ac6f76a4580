import { z } from 'zod';

export const LaunchResult = z.object({
  instanceId: z.string(),
  zone: z.string(),
  privateAddress: z.string().optional(),
  publicAddress: z.string().optional(),
});
export type LaunchResult = z.infer<typeof LaunchResult>;
