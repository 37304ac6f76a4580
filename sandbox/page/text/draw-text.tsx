import type { ComponentChildren } from 'preact';
import { emojiFor } from './emoji.ts';
import { ChannelMention, GroupMention, UserMention } from './mention.tsx';
import { slackDate } from './slack-date.ts';
import type { Inline, Paragraph } from './tree.ts';

/** Draws a parsed text. Every leaf is a text node: whatever the bot was fed, it cannot become an element. */
export function Paragraphs({ nodes }: { readonly nodes: readonly Paragraph[] }) {
  return (
    <>
      {nodes.map((node, index) => {
        return <ParagraphNode key={index} node={node} />;
      })}
    </>
  );
}

function ParagraphNode({ node }: { readonly node: Paragraph }) {
  if (node.kind === 'pre') return <pre class="pre">{node.text}</pre>;
  const children = <Inlines nodes={node.children} />;
  if (node.kind === 'quote') return <blockquote class="quote">{children}</blockquote>;
  if (node.kind === 'heading') return <div class="markdown-heading">{children}</div>;
  if (node.kind === 'bullet') return <div class="markdown-bullet">{children}</div>;
  return <div class="lines">{children}</div>;
}

export function Inlines({ nodes }: { readonly nodes: readonly Inline[] }) {
  return <>{nodes.map(drawInline)}</>;
}

function drawInline(node: Inline): ComponentChildren {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'code':
      return <code class="code">{node.text}</code>;
    case 'bold':
      return (
        <strong>
          <Inlines nodes={node.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Inlines nodes={node.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Inlines nodes={node.children} />
        </s>
      );
    case 'link':
      return <OutsideLink url={node.url} label={node.label} />;
    case 'user':
      return <UserMention id={node.id} label={node.label} />;
    case 'channel':
      return <ChannelMention id={node.id} label={node.label} />;
    case 'group':
      return <GroupMention id={node.id} label={node.label} />;
    case 'broadcast':
      return <span class="mention mention-me">@{node.name}</span>;
    case 'date':
      return <time title={node.fallback}>{slackDate(node.seconds, node.format, node.fallback)}</time>;
    case 'emoji':
      return <Emoji name={node.name} />;
    case 'break':
      return <br />;
  }
}

export function OutsideLink({ url, label }: { readonly url: string; readonly label: string }) {
  return (
    <a class="link" href={url} target="_blank" rel="noreferrer noopener">
      {label}
    </a>
  );
}

export function Emoji({ name }: { readonly name: string }) {
  const sign = emojiFor(name);
  if (!sign) return <>{`:${name}:`}</>;
  return (
    <span class="emoji" role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {sign}
    </span>
  );
}
