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
  const url = asString(image['image_url']);
  const alternative = asString(image['alt_text']);
  if (url.startsWith('data:image/')) return <img class="picture" src={url} alt={alternative} />;
  return (
    <span class="picture picture-absent" role="img" aria-label={alternative} title={url}>
      {alternative || 'image'}
    </span>
  );
}
