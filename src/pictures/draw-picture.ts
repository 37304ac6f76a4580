import type { Picture, PictureNode } from '../core/picture.ts';
import { drawCard } from './draw-card.ts';
import { drawTrend } from './draw-trend.ts';
import { layoutTree, type Row, sizes } from './layout-tree.ts';
import { loadCanvas } from './load-canvas.ts';
import { palette } from './palette.ts';
import { box, type Pen, write } from './pen.ts';

/** An arrow from a box down and into the one that came of it. */
function drawArrow(pen: Pen, from: Row, to: Row): void {
  const x = from.x + 15;
  const y = to.y + to.height / 2;
  const corner = Math.min(9, Math.abs(to.x - x));
  pen.strokeStyle = palette.line;
  pen.fillStyle = palette.line;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(x, from.y + from.height);
  pen.lineTo(x, y - corner);
  pen.quadraticCurveTo(x, y, x + corner, y);
  pen.lineTo(to.x - 7, y);
  pen.stroke();
  pen.beginPath();
  pen.moveTo(to.x - 1, y);
  pen.lineTo(to.x - 9, y - 5);
  pen.lineTo(to.x - 9, y + 5);
  pen.closePath();
  pen.fill();
}

/** Sharp on dense screens; large pictures are drawn at half of that, or they would take seconds to load. */
const densityFor = (rows: number): number => (rows <= 20 ? 2 : 1.5);

/**
 * A picture as PNG.
 * @throws when there is no drawing library for this machine
 */
export const drawPicture = (picture: Picture): Promise<Uint8Array> =>
  'trend' in picture ? drawTrend(picture, picture.trend) : drawTree(picture, picture.tree);

async function drawTree(picture: Picture, tree: PictureNode): Promise<Uint8Array> {
  const { createCanvas } = await loadCanvas();
  const { rows, width, height } = layoutTree(tree, picture.note !== undefined);
  const density = densityFor(rows.length);
  const canvas = createCanvas(Math.ceil(width * density), Math.ceil(height * density));
  const pen = canvas.getContext('2d');
  pen.scale(density, density);
  pen.fillStyle = palette.paper;
  box(pen, 0, 0, width, height, 14);
  pen.fill();
  const words = width - 2 * sizes.margin;
  write(pen, picture.title, sizes.margin, sizes.margin + 22, words, { size: 21, weight: 500, colour: palette.ink });
  for (const row of rows) {
    const parent = row.parent === undefined ? undefined : rows[row.parent];
    if (parent) drawArrow(pen, parent, row);
  }
  for (const row of rows) drawCard(pen, row);
  if (picture.note)
    write(pen, picture.note, sizes.margin, height - sizes.margin + 4, words, { size: 13.5, colour: palette.faint });
  return canvas.encode('png');
}
