/**
 * A picture as data: what it shows, never how it is drawn. `pictures/` draws it; where that or the upload fails, the
 * message has said it all in text already.
 */
export type Picture = PictureWords & ({ readonly tree: PictureNode } | { readonly trend: PictureTrend });

interface PictureWords {
  readonly title: string;
  /** Its whole meaning in words, for those who do not see it; at most 2000 characters. */
  readonly alt: string;
  /** Small print under it: how many boxes are left out. */
  readonly note?: string;
}

/** How many there were, day after day, in parts that stand on each other. */
export interface PictureTrend {
  /** The lowest first. */
  readonly parts: readonly { readonly name: string; readonly tone: 'low' | 'medium' | 'high' }[];
  /** The oldest first; a count for each part. */
  readonly days: readonly { readonly name: string; readonly counts: readonly number[] }[];
}

/** A box, and under it the boxes that came of it. */
export interface PictureNode {
  readonly kind: 'image' | 'instance' | 'unseen';
  /** How it came from the box above it: "copy", "image of web-1". */
  readonly relation: string;
  readonly name: string;
  readonly details: string;
  readonly marks: readonly PictureMark[];
  /** The one the picture is about. */
  readonly isShown?: boolean;
  readonly children: readonly PictureNode[];
}

/** A remark on a box: sign and words, so that nothing is told by colour alone. */
export interface PictureMark {
  readonly tone: 'plain' | 'good' | 'warning' | 'bad';
  readonly text: string;
}

/** Draws a picture as PNG. @throws when this machine cannot draw */
export type DrawPicture = (picture: Picture) => Promise<Uint8Array>;
