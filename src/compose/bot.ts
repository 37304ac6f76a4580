import type { Logger } from 'pino';
import type { Config } from '../config/load-config.ts';
import { type Slack, type SlackParts, startSlack } from '../slack/start-slack.ts';
import { StartError } from './start-error.ts';

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

/**
 * The bot's side: Slack and the outbox.
 * @throws StartError when Slack does not let us in
 */
export async function startBot(
  options: Omit<SlackParts, 'config'> & { readonly config: Config; readonly log: Logger },
): Promise<Slack> {
  const { config, ...parts } = options;
  const { slackBotToken: botToken, slackApiUrl: apiUrl } = config.secrets;
  try {
    return await startSlack({
      ...parts,
      config: { command: config.file.slack.command, botToken, apiUrl, transport: transportOf(config) },
    });
  } catch (error) {
    // Its errors are sentences for operators already.
    throw new StartError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
