import type { PictureMark } from '../core/picture.ts';
import { drawKindSign, drawMarkSign, hasSign } from './draw-signs.ts';
import type { Row } from './layout-tree.ts';
import { kindColours, type MarkColours, markColours, palette } from './palette.ts';
import { box, type Pen, widthOf, write } from './pen.ts';

const markStyle = { size: 13, weight: 500 } as const;
const padding = 16;
const textFrom = 56;

const markWidth = (pen: Pen, { tone, text }: PictureMark): number =>
  widthOf(pen, text, { ...markStyle, colour: palette.ink }) + (hasSign(tone) ? 15 : 0) + 18;

/** One mark with its right end there. Returns where it begins. */
function drawMark(pen: Pen, mark: PictureMark, right: number, y: number, colours: MarkColours): number {
  const { fill, ink } = colours;
  const width = markWidth(pen, mark);
  const x = right - width;
  pen.fillStyle = fill;
  box(pen, x, y, width, 21, 10.5);
  pen.fill();
  const sign = hasSign(mark.tone) ? 15 : 0;
  if (sign > 0) drawMarkSign(pen, mark.tone, x + 9, y + 5.5, ink);
  write(pen, mark.text, x + 9 + sign, y + 15, width, { ...markStyle, colour: ink });
  return x;
}

/** Marks from the right end to the left, as many as leave room for the words. Returns where they begin. */
function drawMarks(pen: Pen, marks: readonly PictureMark[], right: number, least: number, y: number): number {
  let end = right;
  for (const mark of marks) {
    if (end - markWidth(pen, mark) < least) break;
    end = drawMark(pen, mark, end, y, markColours[mark.tone]) - 6;
  }
  return end;
}

/** One box: how it came here and its marks, its name, its details. */
export function drawCard(pen: Pen, { node, x, y, width, height }: Row): void {
  const { bar, fill } = kindColours[node.kind];
  pen.save();
  pen.shadowColor = 'rgba(29, 28, 29, 0.10)';
  pen.shadowBlur = node.isShown ? 10 : 5;
  pen.shadowOffsetY = 2;
  pen.fillStyle = node.isShown ? palette.shownFill : fill;
  box(pen, x, y, width, height, 10);
  pen.fill();
  pen.restore();
  pen.save();
  box(pen, x, y, width, height, 10);
  pen.clip();
  pen.fillStyle = node.isShown ? palette.shown : bar;
  pen.fillRect(x, y, 6, height);
  pen.restore();
  pen.strokeStyle = node.isShown ? palette.shown : palette.frame;
  pen.lineWidth = node.isShown ? 2.5 : 1.25;
  if (node.kind === 'unseen') pen.setLineDash([5, 4]);
  box(pen, x, y, width, height, 10);
  pen.stroke();
  pen.setLineDash([]);
  drawKindSign(pen, node.kind, x + 20, y + 28, node.isShown ? palette.shown : bar);

  const left = x + textFrom;
  const right = x + width - padding;
  const end = node.isShown
    ? drawMark(pen, { tone: 'plain', text: 'this one' }, right, y + 9, palette.shownMark) - 6
    : right;
  const begin = drawMarks(pen, node.marks, end, left + 90, y + 9);
  const faint = { size: 13.5, colour: palette.faint };
  write(pen, node.relation, left, y + 24, begin - left - 8, { ...faint, weight: 500 });
  write(pen, node.name, left, y + 47, right - left, { size: 18, weight: 500, colour: palette.ink });
  write(pen, node.details, left, y + 70, right - left, { ...faint, size: 14 });
}
