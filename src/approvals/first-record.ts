import type { Job } from '../core/job.ts';
import { canonicalJson } from '../core/json.ts';
import type { Actor } from '../core/people.ts';
import type { Approval, Run } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import type { Change } from '../core/store.ts';
import { gentleStart } from './gentle-start.ts';
import { line } from './outcome.ts';
import type { Planned } from './plan-request.ts';
import type { Requirement } from './policy.ts';
import { nextTouch, touches } from './tick-waiting.ts';

function approvalOf(rule: Requirement, requestedAt: number, now: number): Approval {
  return {
    environment: rule.environment,
    minimum: rule.minimum,
    users: [...rule.users],
    groups: [...rule.groups],
    policyDigest: rule.policyDigest,
    ...touches(rule, requestedAt, now),
    votes: [],
  };
}

/** Where the card of a request stands: before its approvers when there are any, else where it was asked. */
function channelFor(asked: string, rule: Requirement | undefined, settings: Settings): string {
  if (!rule) return asked;
  const environment = settings.environments.find(({ name }) => name === rule.environment);
  return environment?.channel ?? settings.channels.approvals;
}

export interface FirstRequest {
  readonly id: string;
  readonly requester: Actor;
  /** Where it was asked. */
  readonly channel: string;
  /** Absent for what the clock or a patrol starts: its plan is all there is. */
  readonly command?: { readonly name: string; readonly input: unknown } | undefined;
  /** Who wanted it, where no command did: "schedule nightly". */
  readonly cause?: string | undefined;
  readonly job: Job;
  readonly planned: Planned;
  readonly rule: Requirement | undefined;
  readonly reason: string | undefined;
  readonly requestedAt: number;
  /** Not before this moment; without it a job that starts gently waits for its moment of grace. */
  readonly startAt?: number | undefined;
  readonly settings: Settings;
}

/** The first record of a run: waiting for people when there is a rule, else queued. Pure. */
export function firstRecord(request: FirstRequest, now: number): Change {
  const { id, requester, command, cause, job, planned, rule, reason, requestedAt, settings } = request;
  const { place, subject, about } = job.target(planned.parsed);
  const approval = rule && approvalOf(rule, requestedAt, now);
  const jobs = new Map([[job.name, job]]);
  const gentle = () => gentleStart({ job: job.name, plan: planned.plan }, { settings, jobs }, now);
  const startAt = approval ? undefined : (request.startAt ?? gentle());
  const run: Run = {
    id,
    state: approval ? 'waiting' : 'queued',
    job: job.name,
    ...(command ? { command: { name: command.name, input: JSON.parse(canonicalJson(command.input ?? {})) } } : {}),
    plan: planned.plan,
    digest: planned.digest,
    ...(reason === undefined ? {} : { reason }),
    place: { account: place.account, region: place.region },
    subject,
    about: [...about],
    requester: { userId: requester.userId, teamId: requester.teamId },
    channel: channelFor(request.channel, rule, settings),
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
    ...(command ? { command: command.name } : {}),
    ...(cause === undefined ? {} : { cause }),
    digest: planned.digest,
    ...(reason === undefined ? {} : { reason }),
    ...(rule ? { environment: rule.environment, minimum: rule.minimum, policyDigest: rule.policyDigest } : {}),
  };
  return {
    run,
    audit: [line(run, 'requested', requester.userId, approval ? 'needs_approval' : 'recorded', details)],
    due: approval ? nextTouch(approval) : (startAt ?? now),
  };
}
