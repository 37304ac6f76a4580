import type { SKRSContext2D } from '@napi-rs/canvas';
import { typeface } from './load-canvas.ts';

export interface Style {
  readonly size: number;
  readonly weight?: 400 | 500;
  readonly colour: string;
}

/** What the drawing parts share: one sheet of paper. */
export type Pen = SKRSContext2D;

/** Foreign text as it may stand in a picture: no controls, no marks that turn its direction. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');

function useStyle(pen: Pen, { size, weight = 400, colour }: Style): void {
  pen.font = `${weight} ${size}px ${typeface}`;
  pen.fillStyle = colour;
}

/** Writes a line from its left end, shortened visibly where it is too long. Returns the width used. */
export function write(pen: Pen, text: string, x: number, y: number, most: number, style: Style): number {
  useStyle(pen, style);
  const shown = shortened(pen, plain(text), most);
  pen.fillText(shown, x, y);
  return pen.measureText(shown).width;
}

export const widthOf = (pen: Pen, text: string, style: Style): number => {
  useStyle(pen, style);
  return pen.measureText(plain(text)).width;
};

function shortened(pen: Pen, text: string, most: number): string {
  if (pen.measureText(text).width <= most) return text;
  const letters = [...text];
  let [fits, tooMany] = [0, letters.length];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (pen.measureText(`${letters.slice(0, middle).join('')}…`).width <= most) fits = middle;
    else tooMany = middle;
  }
  return `${letters.slice(0, fits).join('').trimEnd()}…`;
}

export function box(pen: Pen, x: number, y: number, width: number, height: number, radius: number): void {
  pen.beginPath();
  pen.roundRect(x, y, width, height, radius);
}
