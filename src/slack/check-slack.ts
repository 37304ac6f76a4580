import { WebClient } from '@slack/web-api';
import type { Directory } from '../core/people.ts';
import type { Environment } from '../core/settings.ts';
import { scopes } from './app-manifest.ts';
import { boltLogger } from './bolt-logger.ts';
import { apiUrlOf, makeClient, type SlackAccess } from './make-client.ts';
import { refusalCode } from './slack-failure.ts';
import { startError } from './transport/start-error.ts';

/** One thing the doctor looked at. */
export interface SlackCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly sentence: string;
  readonly fix?: string;
}

export interface SlackCheckOptions extends SlackAccess {
  readonly appToken: string | undefined;
  readonly channels: readonly string[];
  readonly environments: readonly Environment[];
  readonly directory: Directory;
}

async function checkBotToken(client: WebClient): Promise<SlackCheck> {
  const name = 'bot token and scopes';
  try {
    const answer = await client.auth.test();
    const granted = answer.response_metadata?.scopes ?? [];
    const missing = Object.keys(scopes).filter((scope) => granted.length > 0 && !granted.includes(scope));
    if (missing.length === 0)
      return { name, ok: true, sentence: `Slack knows Assay as ${answer.user} in ${answer.team}.` };
    return {
      name,
      ok: false,
      sentence: `The app lacks ${missing.join(', ')}.`,
      fix: 'Update the app from `assay manifest` and install it again.',
    };
  } catch (error) {
    return { name, ok: false, sentence: startError(error, 'SLACK_BOT_TOKEN').message };
  }
}

async function checkAppToken(appToken: string, access: SlackAccess): Promise<SlackCheck> {
  const name = 'app token';
  const client = new WebClient(appToken, {
    slackApiUrl: apiUrlOf(access.apiUrl),
    retryConfig: { retries: 0 },
    timeout: 5000,
    logger: boltLogger(access.log),
  });
  try {
    await client.apps.connections.open({});
    return { name, ok: true, sentence: 'Socket Mode connections can be opened.' };
  } catch (error) {
    return { name, ok: false, sentence: startError(error, 'SLACK_APP_TOKEN').message };
  }
}

/** Reading is what a lost answer needs, and it fails exactly where the bot was not invited. */
async function checkChannel(client: WebClient, channel: string): Promise<SlackCheck> {
  const name = `channel ${channel}`;
  try {
    await client.conversations.history({ channel, limit: 1 });
    return { name, ok: true, sentence: 'Assay is in it.' };
  } catch (error) {
    const code = refusalCode(error);
    const fix =
      code === 'not_in_channel' || code === 'channel_not_found'
        ? `Invite the bot: type /invite @assay there, and check the id.`
        : undefined;
    return { name, ok: false, sentence: `It cannot be read (${code ?? 'no clear answer'}).`, ...(fix ? { fix } : {}) };
  }
}

async function checkApprovers(environment: Environment, directory: Directory): Promise<SlackCheck> {
  const name = `approvers of ${environment.name}`;
  const { users = [], groups = [], minimum = 0 } = environment.approvals ?? {};
  try {
    const members = await Promise.all(groups.map((group) => directory.groupMembers(group)));
    const people = await Promise.all([...new Set([...users, ...members.flat()])].map((id) => directory.person(id)));
    const able = people.filter(
      (person) => !(person.isBot || person.isGuest || person.isDeactivated || person.isOutsider),
    );
    if (able.length > minimum)
      return { name, ok: true, sentence: `${able.length} people may approve, ${minimum} are needed.` };
    return {
      name,
      ok: able.length === minimum,
      sentence: `Only ${able.length} people may approve and ${minimum} are needed${able.length === minimum ? ': none of them can ask for something themselves' : ''}.`,
      fix: 'Add approvers to the configuration or to the group.',
    };
  } catch (error) {
    return {
      name,
      ok: false,
      sentence: error instanceof Error ? error.message : String(error),
      fix: 'Check the ids in the configuration.',
    };
  }
}

/** Looks at everything Assay needs of Slack, live and without posting anything. */
export async function checkSlack(options: SlackCheckOptions): Promise<readonly SlackCheck[]> {
  const client = makeClient(options, 5000);
  const token = await checkBotToken(client);
  const app = options.appToken ? [await checkAppToken(options.appToken, options)] : [];
  // Without a token every other look would fail for the same reason.
  if (token.sentence.includes('SLACK_BOT_TOKEN')) return [token, ...app];
  const channels = await Promise.all([...new Set(options.channels)].map((channel) => checkChannel(client, channel)));
  const approvers = await Promise.all(
    options.environments
      .filter(({ approvals }) => approvals)
      .map((environment) => checkApprovers(environment, options.directory)),
  );
  return [token, ...app, ...channels, ...approvers];
}
