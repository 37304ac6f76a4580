import type { Picture, PictureTrend } from '../core/picture.ts';
import { loadCanvas } from './load-canvas.ts';
import { palette, partColours } from './palette.ts';
import { box, type Pen, widthOf, write } from './pen.ts';

const size = { width: 720, height: 320, left: 56, right: 24, top: 86, bottom: 44 } as const;
const density = 2;

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

/** A round number that is not below the highest bar, and divides into even steps. */
function scaleFor(most: number): { readonly top: number; readonly step: number } {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most / 4)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one * 4 >= most) ?? power * 10;
  return { top: Math.max(step, Math.ceil(most / step) * step), step };
}

/** Names of the parts with today's figures: colour alone tells nothing. */
function drawLegend(pen: Pen, { parts, days }: PictureTrend): void {
  const today = days.at(-1)?.counts ?? [];
  let x: number = size.left;
  for (const [index, part] of [...parts.entries()].reverse()) {
    pen.fillStyle = partColours[part.tone];
    box(pen, x, 53, 12, 12, 3);
    pen.fill();
    const style = { size: 13.5, colour: palette.ink };
    x += 18 + write(pen, `${part.name}: ${today[index] ?? 0} now`, x + 18, 64, 200, style) + 26;
  }
}

function drawBars(pen: Pen, { parts, days }: PictureTrend): void {
  const totals = days.map(({ counts }) => sum(counts));
  const { top, step } = scaleFor(Math.max(0, ...totals));
  const floor = size.height - size.bottom;
  const unit = (floor - size.top) / top;
  const faint = { size: 12, colour: palette.faint };
  for (let value = 0; value <= top; value += step) {
    const y = floor - value * unit;
    pen.strokeStyle = value === 0 ? palette.line : palette.frame;
    pen.lineWidth = 1;
    pen.beginPath();
    pen.moveTo(size.left, y);
    pen.lineTo(size.width - size.right, y);
    pen.stroke();
    const label = String(value);
    write(pen, label, size.left - 8 - widthOf(pen, label, faint), y + 4, 60, faint);
  }
  const pitch = (size.width - size.left - size.right) / Math.max(1, days.length);
  const labelled = new Set([0, Math.floor((days.length - 1) / 2), days.length - 1]);
  for (const [at, { name, counts }] of days.entries()) {
    const x = size.left + at * pitch;
    let y = floor;
    for (const [index, part] of parts.entries()) {
      const height = (counts[index] ?? 0) * unit;
      y -= height;
      pen.fillStyle = partColours[part.tone];
      pen.fillRect(x + 2, y, pitch - 4, height);
    }
    if (!labelled.has(at)) continue;
    const width = widthOf(pen, name, faint);
    const start = Math.min(x + pitch / 2 - width / 2, size.width - size.right - width);
    write(pen, name, Math.max(size.left, start), floor + 20, 120, faint);
  }
  const now = String(totals.at(-1) ?? 0);
  const strong = { size: 13.5, weight: 500, colour: palette.ink } as const;
  const x = size.left + (days.length - 0.5) * pitch - widthOf(pen, now, strong) / 2;
  write(pen, now, x, floor - (totals.at(-1) ?? 0) * unit - 6, 60, strong);
}

/** Bars for the last days, as PNG. @throws when there is no drawing library for this machine */
export async function drawTrend(picture: Picture, trend: PictureTrend): Promise<Uint8Array> {
  const { createCanvas } = await loadCanvas();
  const canvas = createCanvas(size.width * density, size.height * density);
  const pen = canvas.getContext('2d');
  pen.scale(density, density);
  pen.fillStyle = palette.paper;
  box(pen, 0, 0, size.width, size.height, 14);
  pen.fill();
  write(pen, picture.title, size.left, 34, size.width - size.left - size.right, {
    size: 19,
    weight: 500,
    colour: palette.ink,
  });
  drawLegend(pen, trend);
  drawBars(pen, trend);
  return canvas.encode('png');
}
