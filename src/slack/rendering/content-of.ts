import type { Rendered } from './render-message.ts';

/** A message as arguments of Slack's methods; without blocks only its text. */
export const contentOf = ({ blocks, text }: Rendered) => ({
  text,
  ...(blocks.length > 0 ? { blocks: [...blocks] } : {}),
  unfurl_links: false,
  unfurl_media: false,
});
