import type { Logger } from 'pino';
import { makeDesk } from '../approvals/desk.ts';
import { makeIntake } from '../approvals/intake.ts';
import { newRunId } from '../approvals/run-id.ts';
import { makeStandingOrders } from '../approvals/standing-orders.ts';
import { makeGuard } from '../compliance/assign.ts';
import { atAGlance } from '../compliance/at-a-glance.ts';
import { bulletinMessage } from '../compliance/bulletin-message.ts';
import type { Config } from '../config/load-config.ts';
import type { Aws } from '../core/aws.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { Desk, Records } from '../core/command.ts';
import { helpOf } from '../core/help-of.ts';
import type { Intake } from '../core/intake.ts';
import type { Directory } from '../core/people.ts';
import type { Settings } from '../core/settings.ts';
import { choicesFor } from '../lookup/choices.ts';
import { drawPicture } from '../pictures/draw-picture.ts';
import { type Slack, type SlackParts, startSlack } from '../slack/start-slack.ts';
import type { Store } from '../store/make-store.ts';
import { atTheDoor, doorRules } from './door.ts';
import { describedDocuments } from './generated-documents.ts';
import { measured } from './measured.ts';
import { remembered } from './remembered.ts';
import { watchSaturation, whileFree } from './saturation.ts';
import { StartError } from './start-error.ts';

export interface BotOptions {
  readonly config: Config;
  readonly catalogue: Catalogue;
  readonly settings: Settings;
  readonly records: Records;
  readonly aws: Aws;
  readonly directory: Directory;
  readonly log: Logger;
  /** Answers people in time, whatever Redis does. */
  readonly store: Store;
  /** Waits for Redis: for messages nobody waits for. */
  readonly patientStore: Store;
  readonly wake: (runId: string) => Promise<void>;
  readonly observe: Parameters<typeof measured>[1];
}

/** How long an answer about who may ask, or what is shown to whom, is good. */
const rememberMs = 30_000;

/** Slack's transport as the configuration says. */
function transportOf({ file, secrets }: Config): SlackParts['config']['transport'] {
  if (file.slack.mode === 'http')
    return {
      mode: 'http',
      signingSecret: secrets.slackSigningSecret ?? '',
      port: file.slack.port,
      host: file.slack.host,
    };
  return { mode: 'socket', appToken: secrets.slackAppToken ?? '' };
}

/** The way in and the desk, on the connection that answers in time. */
function frontOffice(
  options: BotOptions,
  asking: Directory,
  isSaturated: () => boolean,
): { readonly desk: Desk; readonly intake: Intake } {
  const { config, catalogue, settings, records, aws, directory, store, wake, log } = options;
  const policies = describedDocuments(config.file, catalogue);
  const help = helpOf(catalogue.commands.values(), config.file.slack.command);
  const common = { settings, directory, store: store.runs, audit: store.audit, wake, log };
  const desk = makeDesk({ ...common, jobs: catalogue.jobs, voteKeys: config.secrets.voteKeys });
  const standing = makeStandingOrders({ store, settings, jobs: catalogue.jobs, wake, log });
  const intake = makeIntake({
    ...common,
    catalogue,
    records,
    aws,
    desk,
    standing,
    guard: makeGuard(store),
    help,
    policies,
    clock: store.clock,
    newRunId,
    asking,
    choices: (source, query, actor) =>
      choicesFor(source, query, {
        settings,
        records,
        aws: aws.reader({ reference: 'search', userId: actor.userId }),
        commands: help,
        policies,
      }),
  });
  const { perPerson } = config.file.slack;
  const rules = { ...doorRules, perPerson: { commands: perPerson.commands, withinMs: perPerson.within } };
  return { desk, intake: measured(atTheDoor(intake, rules, isSaturated), options.observe) };
}

/**
 * The bot's side: Slack, whoever asks there, and the outbox.
 * @throws StartError when Slack does not let us in
 */
export async function startBot(options: BotOptions): Promise<Slack> {
  const { config, store, patientStore, catalogue, settings, records, log } = options;
  const { slackBotToken: botToken, slackApiUrl: apiUrl } = config.secrets;
  const { isSaturated } = watchSaturation();
  const asking = remembered(options.directory, rememberMs);
  try {
    return await startSlack({
      ...frontOffice(options, asking, isSaturated),
      catalogue,
      settings,
      records,
      asking,
      log,
      pictures:
        config.file.slack.pictures === 'off'
          ? undefined
          : { draw: whileFree(drawPicture, isSaturated), where: config.file.slack.pictures },
      outbox: patientStore.outbox,
      bulletin: async (id) => {
        const state = await patientStore.violations.bulletin(id);
        if (!state) return undefined;
        const { channel, at } = state.bulletin;
        return { message: bulletinMessage(state, settings), channel, at };
      },
      budget: patientStore.budget,
      atAGlance: async () =>
        atAGlance({
          settings,
          now: await store.clock(),
          violations: store.violations,
          troubles: await store.rounds.troubles(),
        }),
      config: {
        command: config.file.slack.command,
        botToken,
        apiUrl,
        leaseMs: config.file.slack.lease,
        transport: transportOf(config),
      },
    });
  } catch (error) {
    // Its errors are sentences for operators already.
    throw new StartError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
