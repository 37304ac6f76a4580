import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

type Canvas = typeof import('@napi-rs/canvas');

/** The one typeface pictures use: container images and build machines have none of their own. */
export const typeface = 'Assay';

const weights = ['Regular', 'Medium'] as const;
let loaded: Promise<Canvas> | undefined;

async function load(): Promise<Canvas> {
  // Loaded when the first picture is drawn: a machine for which there is no binary still runs, without pictures.
  const canvas = await import('@napi-rs/canvas');
  const { resolve } = createRequire(import.meta.url);
  for (const weight of weights) {
    const file = await readFile(resolve(`roboto-fontface/fonts/roboto/Roboto-${weight}.woff2`));
    if (!canvas.GlobalFonts.register(file, typeface)) throw new Error(`the typeface cannot be read: ${weight}`);
  }
  return canvas;
}

/** The drawing library with our typeface in it. @throws when there is none for this machine */
export function loadCanvas(): Promise<Canvas> {
  loaded ??= load();
  return loaded;
}
