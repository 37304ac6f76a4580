import type { ComponentChildren } from 'preact';
import type { BlockProps } from './block-list.tsx';
import { asNumber, asRecords, asString, type JsonRecord } from './json.ts';
import { RichElement } from './rich-element.tsx';

export function RichTextBlock({ block }: BlockProps) {
  return <div class="rich-text">{asRecords(block['elements']).map(drawPart)}</div>;
}

function drawPart(part: JsonRecord, index: number): ComponentChildren {
  const inside = asRecords(part['elements']);
  switch (part['type']) {
    case 'rich_text_section':
      return (
        <div key={index} class="lines">
          <Run elements={inside} />
        </div>
      );
    case 'rich_text_preformatted':
      return (
        <pre key={index} class="pre">
          <Run elements={inside} />
        </pre>
      );
    case 'rich_text_quote':
      return (
        <blockquote key={index} class="quote">
          <Run elements={inside} />
        </blockquote>
      );
    case 'rich_text_list':
      return <RichList key={index} list={part} />;
    default:
      return null;
  }
}

function RichList({ list }: { readonly list: JsonRecord }) {
  const items = asRecords(list['elements']).map((item, index) => (
    <li key={index}>
      <Run elements={asRecords(item['elements'])} />
    </li>
  ));
  const indent = asNumber(list['indent']) ?? 0;
  const style = { marginLeft: `${indent * 28}px` };
  if (asString(list['style']) === 'ordered') {
    return (
      <ol class="rich-list" style={style} start={(asNumber(list['offset']) ?? 0) + 1}>
        {items}
      </ol>
    );
  }
  return (
    <ul class="rich-list" style={style}>
      {items}
    </ul>
  );
}

function Run({ elements }: { readonly elements: readonly JsonRecord[] }) {
  return (
    <>
      {elements.map((element, index) => (
        <RichElement key={index} element={element} />
      ))}
    </>
  );
}
