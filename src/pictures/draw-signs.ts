import type { PictureMark, PictureNode } from '../core/picture.ts';
import { box, type Pen } from './pen.ts';

function strokes(pen: Pen, points: readonly (readonly [number, number])[]): void {
  pen.beginPath();
  for (const [index, [x, y]] of points.entries()) index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y);
  pen.stroke();
}

const markSigns: Readonly<Record<PictureMark['tone'], ((pen: Pen, x: number, y: number) => void) | undefined>> = {
  plain: undefined,
  good: (pen, x, y) =>
    strokes(pen, [
      [x, y + 5.5],
      [x + 3.5, y + 9],
      [x + 10, y + 1.5],
    ]),
  warning(pen, x, y) {
    strokes(pen, [
      [x + 5, y],
      [x + 5, y + 6.5],
    ]);
    strokes(pen, [
      [x + 5, y + 9.6],
      [x + 5, y + 9.8],
    ]);
  },
  bad(pen, x, y) {
    strokes(pen, [
      [x + 1, y + 1],
      [x + 9, y + 9],
    ]);
    strokes(pen, [
      [x + 9, y + 1],
      [x + 1, y + 9],
    ]);
  },
};

/** The sign of a mark, ten units wide; marks without one need no room for it. */
export function drawMarkSign(pen: Pen, tone: PictureMark['tone'], x: number, y: number, colour: string): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  markSigns[tone]?.(pen, x, y);
}

export const hasSign = (tone: PictureMark['tone']): boolean => markSigns[tone] !== undefined;

/** A disk stack for an AMI, a machine for an instance, an empty outline for what cannot be seen; 26 units each. */
export function drawKindSign(pen: Pen, kind: PictureNode['kind'], x: number, y: number, colour: string): void {
  pen.strokeStyle = colour;
  pen.fillStyle = colour;
  pen.lineWidth = 2;
  if (kind === 'image') {
    pen.beginPath();
    pen.ellipse(x + 13, y + 6, 10, 4, 0, 0, 2 * Math.PI);
    pen.stroke();
    for (const drop of [0, 7, 14]) {
      pen.beginPath();
      pen.ellipse(x + 13, y + 6 + drop, 10, 4, 0, 0, Math.PI);
      pen.stroke();
    }
    strokes(pen, [
      [x + 3, y + 6],
      [x + 3, y + 20],
    ]);
    strokes(pen, [
      [x + 23, y + 6],
      [x + 23, y + 20],
    ]);
    return;
  }
  if (kind === 'instance') {
    for (const top of [3, 14]) {
      box(pen, x + 2, y + top, 22, 9, 2.5);
      pen.stroke();
      pen.beginPath();
      pen.arc(x + 7, y + top + 4.5, 1.5, 0, 2 * Math.PI);
      pen.fill();
      strokes(pen, [
        [x + 13, y + top + 4.5],
        [x + 20, y + top + 4.5],
      ]);
    }
    return;
  }
  pen.setLineDash([3, 3]);
  box(pen, x + 3, y + 3, 20, 20, 4);
  pen.stroke();
  pen.setLineDash([]);
}
