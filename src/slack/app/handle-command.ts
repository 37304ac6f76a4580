import type { SlashCommand } from '@slack/bolt';
import type { Asked } from '../../core/intake.ts';
import type { Message } from '../../core/message.ts';
import { readLine } from '../command-text/parse-line.ts';
import { failureMessage } from '../failure-message.ts';
import { formView } from '../forms/form-view.ts';
import { menuView } from '../forms/menu-view.ts';
import { contentOf } from '../rendering/content-of.ts';
import { answerPrivately, type Reach } from './answer-privately.ts';
import { fitAnswer } from './fit-answer.ts';
import { noteAnswered } from './note-answered.ts';
import { openView } from './open-view.ts';
import { showPictures } from './show-pictures.ts';
import { ackWithinMs, type SlackContext } from './slack-context.ts';
import { within } from './within.ts';

/** Answers what was typed. Bolt's ack takes a message; everything sent through it is seen by this person only. */
export type CommandAck = (response?: { text: string; blocks?: never[] } | string) => Promise<void>;

/** Acks with the answer; when the connection is gone by then, the answer takes another way. */
async function ackWith(context: SlackContext, ack: CommandAck, reach: Reach, message: Message): Promise<void> {
  try {
    const { text, blocks } = contentOf(fitAnswer(message, context.log, { userId: reach.userId }));
    await ack({ text, ...(blocks ? { blocks: blocks as never[] } : {}) });
  } catch (error) {
    context.log.warn({ err: error }, 'slash command could not be acked');
    await answerPrivately(context, reach, message);
  }
}

/**
 * `/ami …`: reads the line and hands it to the intake. Answers within Slack's three seconds, or says that it is looking
 * and answers later; opens a form where something needed was not typed.
 */
export async function handleCommand(context: SlackContext, payload: SlashCommand, ack: CommandAck): Promise<void> {
  const { intake, catalogue, slash, log } = context;
  const { user_id: userId, team_id: teamId, channel_id: channel, trigger_id: trigger, response_url } = payload;
  const reach: Reach = { userId, channel, responseUrl: response_url };
  const fields = { userId, channel, command: slash };
  const tell = (error: unknown): Promise<void> => ackWith(context, ack, reach, failureMessage(error, log, fields));

  // A trigger lives for three seconds: nothing is asked of anybody between here and the opened view.
  const open = async (view: ReturnType<typeof formView>): Promise<void> => {
    await Promise.all([ack().catch(() => undefined), openView(context, trigger, view, reach)]);
  };

  if (payload.text.trim() === '') return open(menuView(catalogue.commands.values(), 'What do you need?', channel));
  let asked: Asked;
  try {
    const { command, input, missing } = readLine(payload.text, catalogue.commands, slash);
    if (missing.length > 0) {
      const known = JSON.parse(JSON.stringify(input)) as Record<string, never>;
      return await open(formView(command, { command: command.name, channel, input: known }));
    }
    asked = { command: command.name, input, actor: { userId, teamId }, channel, requestKey: `trigger:${trigger}` };
  } catch (error) {
    return tell(error);
  }
  const work = intake.submit(asked).then(
    (reply) => ({ message: reply.message, told: (by: 'ack' | 'call') => noteAnswered(intake, asked, reply, by) }),
    (error: unknown) => ({
      message: failureMessage(error, log, { ...fields, command: asked.command }),
      told: async () => {},
    }),
  );
  const outcome = await within(work, ackWithinMs);
  if (outcome.inTime) {
    const { message, told } = outcome.value;
    await ackWith(context, ack, reach, message);
    await Promise.all([told('ack'), showPictures(context, reach, message)]);
    return;
  }
  await ack('⏳ Looking at AWS … the answer follows here.').catch(() => undefined);
  const { message, told } = await work;
  await answerPrivately(context, reach, message);
  await told('call');
  await showPictures(context, reach, message);
}
