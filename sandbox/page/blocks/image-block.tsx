import { usePage } from '../state/store.ts';
import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-list.tsx';
import { asString, isRecord, type JsonRecord } from './json.ts';

export function ImageBlock({ block }: BlockProps) {
  return (
    <figure class="image-block">
      {isRecord(block['title']) && (
        <figcaption>
          <TextObject value={block['title']} />
        </figcaption>
      )}
      <Picture image={block} />
    </figure>
  );
}

/** The sandbox loads nothing from the network: an image from elsewhere is shown as its alternative text. */
export function Picture({ image }: { readonly image: JsonRecord }) {
  // Whose view is drawn: right after a change of person it is still the one before's.
  const me = usePage().slack?.me ?? '';
  const url = asString(image['image_url']);
  const file = isRecord(image['slack_file']) ? asString(image['slack_file']['id']) : '';
  const alternative = asString(image['alt_text']);
  if (url.startsWith('data:image/')) return <img class="picture" src={url} alt={alternative} />;
  if (file !== '') {
    const source = `/world/pictures/${me}/${file}`;
    return (
      <a class="picture-link" href={source} target="_blank" rel="noreferrer" title="Open it in full size">
        <img class="picture" src={source} alt={alternative} data-testid="picture" />
      </a>
    );
  }
  return (
    <span class="picture picture-absent" role="img" aria-label={alternative} title={url}>
      {alternative || 'image'}
    </span>
  );
}
