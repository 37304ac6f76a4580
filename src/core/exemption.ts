import { z } from 'zod';
import type { AuditEvent } from './audit.ts';
import { Moment } from './moment.ts';
import { Finding, Subject, severities, type Violation } from './violation.ts';

/**
 * Lets one thing run from one AMI until a date although it should not, for a reason that people agreed to. When the thing
 * runs from another AMI, when the trouble gets worse, when the account is moved to another environment, or when its time is
 * over, it does not hold.
 */
export const Exemption = z.object({
  /** That of the run that granted it. */
  id: z.string(),
  place: z.object({ account: z.string(), region: z.string() }),
  environment: z.string(),
  /** Absent: everything that runs from the AMI there, or would launch it. */
  subject: Subject.pick({ kind: true, id: true, name: true }).optional(),
  image: z.object({ id: z.string(), name: z.string().optional() }),
  /** What was agreed to; whatever is more severe is not silenced by it. */
  severity: Finding.shape.severity,
  reason: z.string(),
  /** Slack user ids. */
  requester: z.string(),
  approvers: z.array(z.string()),
  from: Moment,
  until: Moment,
  /** Written down when it is over; it does not hold after `until` in any case. */
  ended: z.object({ at: Moment, how: z.enum(['expired', 'taken_back']), by: z.string() }).optional(),
});
export type Exemption = z.infer<typeof Exemption>;

/** Whether it silences anything at this moment. */
export const isInForce = ({ ended, until }: Exemption, now: number): boolean => ended === undefined && until > now;

/** What an exemption is held against. */
type Exempted = Pick<Violation, 'image' | 'finding' | 'environment'> & {
  readonly subject: Pick<Subject, 'kind' | 'id'>;
};

function holds(exemption: Exemption, { subject, image, finding, environment }: Exempted, now: number): boolean {
  const { subject: of } = exemption;
  return (
    isInForce(exemption, now) &&
    exemption.image.id === image.id &&
    // Those who agreed may not be the ones whom another environment asks.
    exemption.environment === environment &&
    (of === undefined || (of.kind === subject.kind && of.id === subject.id)) &&
    severities.indexOf(finding.severity) <= severities.indexOf(exemption.severity)
  );
}

/** The exemption that silences something now: of several the one that lasts longest. @param all of its place */
export function exemptionOf(all: readonly Exemption[], what: Exempted, now: number): Exemption | undefined {
  const [longest] = all
    .filter((one) => holds(one, what, now))
    .sort((a, b) => b.until - a.until || (a.id < b.id ? -1 : 1));
  return longest;
}

/** An exemption that is over, with what the log says of it. */
export function endedExemption(
  exemption: Exemption,
  ended: NonNullable<Exemption['ended']>,
): { readonly exemption: Exemption; readonly audit: readonly AuditEvent[] } {
  const { id, place, environment, subject, image } = exemption;
  return {
    exemption: { ...exemption, ended },
    audit: [
      {
        action: 'exemption-ended',
        actor: ended.by,
        runId: id,
        about: [...(subject ? [subject.id] : []), image.id],
        outcome: 'recorded',
        details: { exemption: id, ...place, environment, how: ended.how },
      },
    ],
  };
}
