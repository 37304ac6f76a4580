import type { World } from './world.ts';

/**
 * The text of a slash command with `should_escape`: mentions, channels and links as Slack writes them, the rest with
 * entities. Mentions the person's client has written already stay as they are.
 */
export function escapeCommand(world: World, text: string): string {
  const parts = text.split(/(<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+|!subteam\^S[A-Z0-9]+)(?:\|[^>]*)?>)/);
  return parts.map((part, index) => (index % 2 === 1 ? part : escapePart(world, part))).join('');
}

function escapePart(world: World, text: string): string {
  const entities = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return entities
    .replace(/https?:\/\/[^\s|]+/g, (url) => `<${url}>`)
    .replace(/(?<![\w.@/#-])([@#])([a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)*)/gi, (raw, sign: string, name: string) =>
      sign === '@' ? mention(world, name, raw) : channelMention(world, name, raw),
    );
}

function mention(world: World, name: string, raw: string): string {
  const handle = name.toLowerCase();
  const user = [...world.directory.users.values()].find((each) => each.name === handle);
  if (user !== undefined) return `<@${user.id}>`;
  const group = [...world.directory.groups.values()].find((each) => each.handle === handle && !each.isDisabled);
  return group === undefined ? raw : `<!subteam^${group.id}|@${group.handle}>`;
}

function channelMention(world: World, name: string, raw: string): string {
  const channel = [...world.directory.channels.values()].find((each) => each.name === name.toLowerCase());
  if (channel === undefined || channel.directWith !== undefined) return raw;
  // A private channel's name is not given away.
  return `<#${channel.id}|${channel.isPrivate ? '' : channel.name}>`;
}
