import type { PictureNode } from '../core/picture.ts';

/** A box and where it stands, in units of the picture. */
export interface Row {
  readonly node: PictureNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The row it came from; undefined for the first. */
  readonly parent: number | undefined;
}

export interface Layout {
  readonly rows: readonly Row[];
  readonly width: number;
  readonly height: number;
}

export const sizes = {
  width: 660,
  margin: 24,
  title: 50,
  note: 30,
  card: 84,
  gap: 12,
  indent: 34,
  /** Deeper boxes stand under one another: they would become too narrow to read. */
  deepest: 7,
} as const;

/**
 * One box under the other, indented by generation, like a family tree in a book: it stays readable in a narrow column
 * however many boxes there are, and no line crosses another.
 */
export function layoutTree(tree: PictureNode, hasNote: boolean): Layout {
  const rows: Row[] = [];
  const place = (node: PictureNode, depth: number, parent: number | undefined): void => {
    const x = sizes.margin + Math.min(depth, sizes.deepest) * sizes.indent;
    const own = rows.length;
    rows.push({
      node,
      x,
      y: sizes.margin + sizes.title + own * (sizes.card + sizes.gap),
      width: sizes.width - sizes.margin - x,
      height: sizes.card,
      parent,
    });
    for (const child of node.children) place(child, depth + 1, own);
  };
  place(tree, 0, undefined);
  const last = rows.at(-1);
  const end = last ? last.y + last.height : sizes.margin;
  return { rows, width: sizes.width, height: end + sizes.margin + (hasNote ? sizes.note : 0) };
}
