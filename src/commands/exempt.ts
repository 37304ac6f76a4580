import { z } from 'zod';
import { defineCommand } from '../core/command.ts';
import { exemptionOf } from '../core/exemption.ts';
import { argument } from '../core/input.ts';
import { severities, type Violation } from '../core/violation.ts';
import { exemptJob } from '../jobs/exempt/index.ts';
import { DurationText } from '../lookup/duration.ts';
import { findViolations, violationArgument } from '../lookup/find-violations.ts';
import { reasonArgument, whereArguments } from '../lookup/image-arguments.ts';
import { untilOf } from '../lookup/until-argument.ts';

/** More than anybody has of one environment. */
const most = 10_000;

const worst = (violations: readonly [Violation, ...Violation[]]): Violation['finding'] =>
  violations
    .map(({ finding }) => finding)
    .reduce((a, b) => (severities.indexOf(b.severity) > severities.indexOf(a.severity) ? b : a));

/** `/ami exempt` */
export const exempt = defineCommand({
  name: 'exempt',
  summary: 'Let something run from an AMI that is not approved, until a date',
  examples: [
    'exempt i-0a1b2c3d4e5f60001 --for 14d --reason "vendor appliance, replaced in December"',
    'exempt ami-0d1b2c3d4e5f6d001 --account prod --until 2026-12-10 --reason "hotfix of 4.1, until 4.2 is out"',
  ],
  details: [
    'It takes an instance, a group, a launch template, or a violation by its v-… id; or an AMI, and then everything that runs from it in one account and Region. The approvers of the environment must agree: two people for production.',
    'It ends by itself, and what is wrong is told again then. It holds for this AMI only: what runs from another one later, or turns out to be worse, is told at once. /ami undo ends it earlier.',
  ],
  menu: { group: 'Approvals', label: 'Exempt for a time' },
  input: z.strictObject({
    what: violationArgument,
    for: argument(DurationText.optional(), {
      title: 'For',
      hint: 'From now: a number and a unit. Or give a day below.',
      example: '14d',
    }),
    until: argument(z.string().trim().optional(), {
      title: 'Until',
      hint: 'The end of this day, UTC.',
      example: '2026-12-10',
    }),
    reason: reasonArgument('Approvers read it; it stays in the audit log and in reports.', 'replaced in December'),
    ...whereArguments,
  }),
  iam: [],
  job: exemptJob,
  reason: (input) => input.reason,
  async plan(input, { settings, records, requestedAt }) {
    const now = requestedAt.getTime();
    const until = untilOf(input, now, settings.compliance.longestExemptionMs);
    const { place, environment, subject, image, violations } = await findViolations(
      input.what,
      { settings, records },
      input,
    );
    const { kind, severity } = worst(violations);
    const all = (await records.exemptions.list({ account: place.account, limit: most })).filter(
      (one) => one.place.region === place.region,
    );
    const already = exemptionOf(all, violations[0], now);
    return {
      place,
      environment,
      image: { id: image.id, ...(image.name ? { name: image.name } : {}) },
      ...(subject
        ? { subject: { kind: subject.kind, id: subject.id, ...(subject.name ? { name: subject.name } : {}) } }
        : {}),
      finding: { kind, severity },
      until,
      asOf: now,
      ...(already ? { already: { run: already.id, until: already.until } } : {}),
    };
  },
});
