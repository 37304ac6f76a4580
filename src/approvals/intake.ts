import type { Aws } from '../core/aws.ts';
import type { Catalogue } from '../core/catalogue.ts';
import {
  type CommandContext,
  type CommandHelp,
  type Desk,
  type Guard,
  isPlanning,
  type PlanningCommand,
  type Records,
  type StandingOrders,
} from '../core/command.ts';
import type { ChoiceSource } from '../core/input.ts';
import type { Asked, Begun, Choice, Intake, Preview, Reply } from '../core/intake.ts';
import { code, type Message, time } from '../core/message.ts';
import { UserError } from '../core/outcome.ts';
import type { Actor, Directory } from '../core/people.ts';
import type { Run } from '../core/run.ts';
import type { Settings } from '../core/settings.ts';
import type { AuditLog, RunStore, StoreClock } from '../core/store.ts';
import { admission } from './admission.ts';
import { orSayUndone, voterFacts } from './ask-directory.ts';
import { appendRefusal, wakeOrLog } from './desk.ts';
import { votingRefusal } from './eligibility.ts';
import { firstRecord } from './first-record.ts';
import type { Log } from './log.ts';
import { onlyDesk } from './only-desk.ts';
import { type Planned, planRequest } from './plan-request.ts';
import { type Requirement, requirement } from './policy.ts';
import { demandQuorum } from './quorum.ts';
import { readInput } from './read-input.ts';
import { askOf, stillHolds, toldAgain } from './unanswered.ts';
import { whoApproves } from './who-approves.ts';

export interface IntakeParts {
  readonly catalogue: Pick<Catalogue, 'commands'>;
  /** Of the connection that answers people in time. */
  readonly store: Pick<RunStore, 'create' | 'unanswered' | 'answered'>;
  readonly records: Records;
  readonly desk: Desk;
  readonly standing: StandingOrders;
  readonly guard: Guard;
  /** Fresh, for whoever decides something. */
  readonly directory: Directory;
  /** For who may ask; its answers may be some seconds old. */
  readonly asking: Directory;
  readonly aws: Aws;
  readonly settings: Settings;
  readonly help: readonly CommandHelp[];
  readonly policies: CommandContext['policies'];
  readonly wake: (runId: string) => Promise<void> | void;
  readonly audit: Pick<AuditLog, 'append'>;
  /** Live choices, for somebody who was let in. */
  readonly choices: (source: ChoiceSource, query: string, actor: Actor) => Promise<readonly Choice[]>;
  readonly newRunId: () => string;
  readonly clock: StoreClock;
  readonly log: Log;
}

interface Prepared {
  readonly planned: Planned;
  readonly rule: Requirement | undefined;
  readonly reason: string | undefined;
  readonly requestedAt: number;
}

const undone = 'Nothing was done.';

/** The rule that holds for this requester; undefined when nobody else is needed. */
async function ruleFor(planned: Planned, command: PlanningCommand, actor: Actor, parts: IntakeParts) {
  const { directory, settings } = parts;
  const rule = requirement(command.job.impact(planned.parsed), settings);
  if (!rule) return undefined;
  if (rule.requesterSuffices) {
    const facts = await orSayUndone(voterFacts(directory, actor, rule), undone);
    if (!votingRefusal(facts, rule.environment)) return undefined;
  }
  await orSayUndone(demandQuorum(directory, rule, actor.userId), undone);
  return rule;
}

async function prepare(asked: Asked, command: PlanningCommand, parts: IntakeParts): Promise<Prepared> {
  const { actor } = asked;
  const { aws, records, settings } = parts;
  const input = readInput(command, asked.input);
  const requestedAt = await parts.clock();
  const planned = await planRequest(command, input, {
    actor,
    requestedAt: new Date(requestedAt),
    settings,
    aws: aws.reader({ reference: command.name, userId: actor.userId }),
    records,
  });
  const rule = await ruleFor(planned, command, actor, parts);
  return { planned, rule, reason: command.reason?.(input), requestedAt };
}

/** The private word to the requester; what could hurt is said here again, before it happens. */
function accepted(run: Run, warnings: Message['warnings'] = []): Message {
  const { approval } = run;
  const id = [code(run.id)];
  if (approval)
    return {
      title: 'Your request waits for approval.',
      lines: [
        [...whoApproves(approval), ' must approve it; it expires ', time(approval.expiresAt), '.'],
        ['Its card is in ', { kind: 'channel', channelId: run.channel }, ': ', ...id],
      ],
    };
  if (run.startAt !== undefined)
    return {
      title: 'Accepted; it starts shortly.',
      warnings,
      lines: [['Starts ', time(run.startAt), '; until then you can cancel it: ', ...id]],
    };
  return { title: 'Accepted.', warnings, lines: [['The card follows it to the end: ', ...id]] };
}

/** The one way in for typed lines, forms and buttons. */
export function makeIntake(parts: IntakeParts): Intake {
  const { catalogue, desk, standing, guard, records, settings, help, policies, aws } = parts;

  /** Audits refusals that concern the rule, and lets every error on to the person. */
  async function refusalsKept<T>(asked: Asked, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UserError && error.code === 'quorum_unreachable') await noteRefusal(asked, error);
      throw error;
    }
  }

  async function noteRefusal(asked: Asked, error: UserError): Promise<void> {
    const { userId } = asked.actor;
    const details = { command: asked.command, sentence: error.message };
    parts.log.info({ userId, code: error.code, command: asked.command }, 'refused');
    await appendRefusal(parts, { action: 'refused', actor: userId, about: [], outcome: error.code, details });
  }

  async function refusalOf(asked: Asked, list: 'default' | 'own'): Promise<UserError | undefined> {
    const refusal = await orSayUndone(
      admission({ directory: parts.asking, settings }, asked.actor, asked.command, list),
      undone,
    );
    return refusal && new UserError(refusal.code, refusal.sentence);
  }

  function commandOf(asked: Asked) {
    const command = catalogue.commands.get(asked.command);
    if (command) return command;
    throw new UserError('unknown_command', `There is no command "${asked.command}".`, {
      hint: 'See what there is with /ami help.',
    });
  }

  async function admitted(asked: Asked): Promise<void> {
    const refusal = await refusalOf(asked, 'default');
    if (!refusal) return;
    await noteRefusal(asked, refusal);
    throw refusal;
  }

  /**
   * Asked before it is planned: what was done meanwhile stands in its own way, a name that is taken for one.
   * @returns what came to no good as well, which a new run may take the place of
   */
  async function askedBefore(asked: Asked): Promise<{ readonly before?: Run; readonly told?: Begun }> {
    const before = await parts.store.unanswered(askOf(asked));
    if (!before) return {};
    return stillHolds(before) ? { before, told: { kind: 'run', run: before, message: toldAgain(before) } } : { before };
  }

  return {
    async preview(asked): Promise<Preview> {
      const command = commandOf(asked);
      if (!isPlanning(command)) {
        readInput(command, asked.input);
        return { kind: 'plan', message: { title: command.summary } };
      }
      await admitted(asked);
      const { told } = await askedBefore(asked);
      if (told) return told;
      const { planned, rule } = await refusalsKept(asked, () => prepare(asked, command, parts));
      const message = command.job.present.planned(planned.parsed, settings);
      const value = rule ? whoApproves(rule) : 'Nobody needs to approve this.';
      const facts = [...(message.facts ?? []), { label: 'Approval', value }];
      return { kind: 'plan', message: { ...message, facts } };
    },

    async submit(asked): Promise<Reply> {
      const command = commandOf(asked);
      const { actor } = asked;
      if (!isPlanning(command)) {
        // Slack's silence counts as a refusal here: what needs no answer from Slack (taking a vote back) still works.
        const refusal = await refusalOf(asked, 'own').catch((error: unknown) => {
          if (error instanceof UserError) return error;
          throw error;
        });
        const input = readInput(command, asked.input);
        const context: CommandContext = {
          actor,
          delivery: asked.requestKey,
          // Shown only, never stored: help and search must answer without Redis.
          requestedAt: new Date(),
          settings,
          aws: aws.reader({ reference: command.name, userId: actor.userId }),
          records,
          desk,
          standing,
          guard,
          help,
          policies,
        };
        try {
          return {
            kind: 'answer',
            message: await command.answer(input, refusal ? onlyDesk(context, refusal) : context),
          };
        } catch (error) {
          if (refusal && error === refusal) await noteRefusal(asked, refusal);
          throw error;
        }
      }
      await admitted(asked);
      const { before, told } = await askedBefore(asked);
      if (told) return told;
      const prepared = await refusalsKept(asked, () => prepare(asked, command, parts));
      const id = parts.newRunId();
      const first = { command: { name: command.name, input: asked.input }, job: command.job, settings };
      const { run, created } = await parts.store.create(
        asked.requestKey,
        (now) => firstRecord({ id, requester: actor, channel: asked.channel, ...first, ...prepared }, now),
        'day',
        { key: askOf(asked), instead: before?.id },
      );
      if (created) await wakeOrLog(parts, run.id);
      const { warnings } = command.job.present.planned(prepared.planned.parsed, settings);
      return { kind: 'run', run, message: accepted(run, warnings) };
    },

    async answered(asked, reply) {
      if (reply.kind !== 'run') return;
      await parts.store.answered(askOf(asked), reply.run.id).catch((error: unknown) => {
        parts.log.warn({ err: error, runId: reply.run.id }, 'that somebody was answered could not be stored');
      });
    },

    async choices(source, query, actor) {
      // Names of machines are nothing for strangers: only full members are offered any.
      const refusal = await admission({ directory: parts.asking, settings }, actor, 'search', 'everybody');
      return refusal ? [] : parts.choices(source, query, actor);
    },
  };
}
