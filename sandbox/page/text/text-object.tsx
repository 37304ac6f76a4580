import { useMemo } from 'preact/hooks';
import { asString, isRecord } from '../blocks/json.ts';
import { Emoji, Paragraphs } from './draw-text.tsx';
import { parseMrkdwn } from './mrkdwn.ts';

/** mrkdwn as it travels on the wire. */
export function Mrkdwn({ text }: { readonly text: string }) {
  const nodes = useMemo(() => parseMrkdwn(text), [text]);
  return <Paragraphs nodes={nodes} />;
}

/** Plain text: only emoji shortcodes and line breaks mean something. */
export function Plain({ text }: { readonly text: string }) {
  const parts = text.split(/:([a-z0-9_+'-]+):/);
  return (
    <span class="plain">
      {parts.map((part, index) => {
        return index % 2 === 1 ? <Emoji key={index} name={part} /> : part;
      })}
    </span>
  );
}

/** A composition text object, `{ type: 'mrkdwn' | 'plain_text', text }`. */
export function TextObject({ value }: { readonly value: unknown }) {
  if (!isRecord(value)) return null;
  const text = asString(value['text']);
  return value['type'] === 'mrkdwn' ? <Mrkdwn text={text} /> : <Plain text={text} />;
}
