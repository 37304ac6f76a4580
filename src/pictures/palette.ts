import type { PictureMark, PictureNode, PictureTrend } from '../core/picture.ts';

/** Colours with a contrast of at least 4.5 to 1 where words stand on them. */
export const palette = {
  paper: '#ffffff',
  frame: '#dfe3e8',
  ink: '#1d1c1d',
  faint: '#5b6470',
  line: '#b4bcc6',
  shown: '#1264a3',
  shownFill: '#eef5fb',
  shownMark: { fill: '#1264a3', ink: '#ffffff' },
} as const;

/** One colour per kind of box, always together with its sign. */
export const kindColours: Readonly<Record<PictureNode['kind'], { readonly bar: string; readonly fill: string }>> = {
  image: { bar: '#2f7d8c', fill: '#ffffff' },
  instance: { bar: '#7b5ea7', fill: '#faf8fd' },
  unseen: { bar: '#8d96a1', fill: '#f6f7f9' },
};

/** The worse the darker and the warmer; each part also has its name and its figure. */
export const partColours: Readonly<Record<PictureTrend['parts'][number]['tone'], string>> = {
  high: '#9b1c1c',
  medium: '#d98a1f',
  low: '#8fb3c9',
};

export interface MarkColours {
  readonly fill: string;
  readonly ink: string;
}

export const markColours: Readonly<Record<PictureMark['tone'], MarkColours>> = {
  plain: { fill: '#eef0f3', ink: '#454d57' },
  good: { fill: '#dff3e8', ink: '#0b6140' },
  warning: { fill: '#fdf0d5', ink: '#7a4b00' },
  bad: { fill: '#fde4e4', ink: '#9b1c1c' },
};
