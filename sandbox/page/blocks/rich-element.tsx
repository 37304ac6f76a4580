import type { ComponentChildren } from 'preact';
import { Emoji, OutsideLink } from '../text/draw-text.tsx';
import { ChannelMention, GroupMention, UserMention } from '../text/mention.tsx';
import { safeUrl } from '../text/safe-url.ts';
import { slackDate } from '../text/slack-date.ts';
import { asNumber, asRecord, asString, type JsonRecord } from './json.ts';

/** One run of a rich text, with its style around it. Its text is never escaped and never parsed. */
export function RichElement({ element }: { readonly element: JsonRecord }) {
  const style = asRecord(element['style']);
  let drawn: ComponentChildren = content(element);
  if (style['code'] === true) drawn = <code class="code">{drawn}</code>;
  if (style['strike'] === true) drawn = <s>{drawn}</s>;
  if (style['italic'] === true) drawn = <em>{drawn}</em>;
  if (style['bold'] === true) drawn = <strong>{drawn}</strong>;
  return <>{drawn}</>;
}

function content(element: JsonRecord): ComponentChildren {
  const text = asString(element['text']);
  switch (element['type']) {
    case 'text':
      return <span class="plain">{text}</span>;
    case 'link': {
      const url = safeUrl(asString(element['url']));
      return url ? <OutsideLink url={url} label={text || url} /> : text || asString(element['url']);
    }
    case 'emoji':
      return <Emoji name={asString(element['name'])} />;
    case 'user':
      return <UserMention id={asString(element['user_id'])} />;
    case 'channel':
      return <ChannelMention id={asString(element['channel_id'])} />;
    case 'usergroup':
      return <GroupMention id={asString(element['usergroup_id'])} />;
    case 'broadcast':
      return <span class="mention mention-me">@{asString(element['range'])}</span>;
    case 'date': {
      const fallback = asString(element['fallback']);
      return (
        <time title={fallback}>
          {slackDate(asNumber(element['timestamp']) ?? Number.NaN, asString(element['format']), fallback)}
        </time>
      );
    }
    default:
      return text;
  }
}
