import type { PlanningCommand } from '../core/command.ts';
import type { Asked } from '../core/intake.ts';
import { canonicalJson } from '../core/json.ts';
import type { Approval, Run } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import type { Change } from '../core/store.ts';
import { gentleStart } from './gentle-start.ts';
import { line } from './outcome.ts';
import type { Planned } from './plan-request.ts';
import type { Requirement } from './policy.ts';
import { nextTouch } from './tick-waiting.ts';

const hour = 3_600_000;

function approvalOf(rule: Requirement, requestedAt: number, now: number): Approval {
  const remindAt = requestedAt + Math.round(rule.remindAfterHours * hour);
  const expiresAt = now + Math.round(rule.expiresAfterHours * hour);
  return {
    environment: rule.environment,
    minimum: rule.minimum,
    users: [...rule.users],
    groups: [...rule.groups],
    policyDigest: rule.policyDigest,
    expiresAt,
    ...(rule.remindAfterHours > 0 && remindAt < expiresAt ? { remindAt } : {}),
    votes: [],
  };
}

/** Where the card of a request stands: before its approvers when there are any, else where it was asked. */
function channelFor(asked: Asked, rule: Requirement | undefined, settings: Settings): string {
  if (!rule) return asked.channel;
  const environment = settings.environments.find(({ name }) => name === rule.environment);
  return environment?.channel ?? settings.channels.approvals;
}

/** The first record of a run: waiting for people when there is a rule, else queued. Pure. */
export function firstRecord(
  request: {
    readonly id: string;
    readonly asked: Asked;
    readonly command: PlanningCommand;
    readonly planned: Planned;
    readonly rule: Requirement | undefined;
    readonly reason: string | undefined;
    readonly requestedAt: number;
    readonly settings: Settings;
  },
  now: number,
): Change {
  const { id, asked, command, planned, rule, reason, requestedAt, settings } = request;
  const { job } = command;
  const { place, subject, about } = job.target(planned.parsed);
  const approval = rule && approvalOf(rule, requestedAt, now);
  const jobs = new Map([[job.name, job]]);
  const startAt = approval ? undefined : gentleStart({ job: job.name, plan: planned.plan }, { settings, jobs }, now);
  const run: Run = {
    id,
    state: approval ? 'waiting' : 'queued',
    job: job.name,
    command: { name: command.name, input: JSON.parse(canonicalJson(asked.input ?? {})) },
    plan: planned.plan,
    digest: planned.digest,
    ...(reason === undefined ? {} : { reason }),
    place: { account: place.account, region: place.region },
    subject,
    about: [...about],
    requester: { userId: asked.actor.userId, teamId: asked.actor.teamId },
    channel: channelFor(asked, rule, settings),
    requestedAt,
    changedAt: now,
    ...(startAt === undefined ? {} : { startAt }),
    ...(approval ? { approval } : {}),
    steps: {},
    waits: {},
    attempts: 0,
    starts: 0,
  };
  const details = {
    command: command.name,
    digest: planned.digest,
    ...(reason === undefined ? {} : { reason }),
    ...(rule ? { environment: rule.environment, minimum: rule.minimum, policyDigest: rule.policyDigest } : {}),
  };
  return {
    run,
    audit: [line(run, 'requested', asked.actor.userId, approval ? 'needs_approval' : 'recorded', details)],
    due: approval ? nextTouch(approval) : (startAt ?? now),
  };
}
