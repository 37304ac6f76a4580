import { z } from 'zod';
import { ApprovalDocument } from '../../approvals/document.ts';
import { Evaluated } from '../../lookup/evaluate-again.ts';

/** What people approve: the document, and where its AMI lives. */
export const PromotePlan = z.object({
  place: z.object({ account: z.string(), region: z.string() }),
  imageId: z.string(),
  environment: z.string(),
  /** "20 days old", when it was asked for. */
  age: z.string(),
  document: ApprovalDocument,
});
export type PromotePlan = z.infer<typeof PromotePlan>;

export const PromoteResult = z.object({
  imageId: z.string(),
  environment: z.string(),
  approvers: z.array(z.string()),
  /** ISO 8601, as attested. */
  at: z.string(),
  isSigned: z.boolean(),
  /** Absent: AWS Config is not asked. */
  evaluated: Evaluated.optional(),
});
export type PromoteResult = z.infer<typeof PromoteResult>;
