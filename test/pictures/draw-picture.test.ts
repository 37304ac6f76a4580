import { writeFile } from 'node:fs/promises';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import type { Picture, PictureNode, PictureTrend } from '../../src/core/picture.ts';
import { drawPicture } from '../../src/pictures/draw-picture.ts';
import { layoutTree, sizes } from '../../src/pictures/layout-tree.ts';

const node = (name: string, children: readonly PictureNode[] = [], more: Partial<PictureNode> = {}): PictureNode => ({
  kind: 'image',
  relation: 'copy',
  name,
  details: 'ami-0a1b2c3d4e5f6a001 · build, eu-west-1',
  marks: [],
  children,
  ...more,
});
const picture = (tree: PictureNode, more: { readonly title?: string; readonly note?: string } = {}): Picture => ({
  title: 'Lineage',
  alt: '-',
  tree,
  ...more,
});
const chain = (length: number): PictureNode => node(`g${length}`, length > 1 ? [chain(length - 1)] : []);

describe('the layout', () => {
  it('puts what came of a box under it, further in, and never outside of the paper', () => {
    const { rows, height } = layoutTree(node('a', [node('b', [node('c')]), node('d')]), false);
    expect(rows.map((row) => [row.node.name, row.parent])).toEqual([
      ['a', undefined],
      ['b', 0],
      ['c', 1],
      ['d', 0],
    ]);
    for (const row of rows) {
      const parent = row.parent === undefined ? undefined : rows[row.parent];
      if (parent) expect(row.x).toBeGreaterThan(parent.x);
      if (parent) expect(row.y).toBeGreaterThan(parent.y + parent.height);
      expect(row.x + row.width).toBe(sizes.width - sizes.margin);
      expect(row.y + row.height).toBeLessThan(height);
    }
  });

  it('a chain of fifty stays wide enough to read', () => {
    for (const row of layoutTree(chain(50), false).rows) expect(row.width).toBeGreaterThan(330);
  });
});

describe('the picture', () => {
  it.each([1, 8, 40])('%i boxes', async (count) => {
    const tree = node(
      'root',
      Array.from({ length: count - 1 }, (_, index) => node(`web-${index}`)),
    );
    const image = await loadImage(Buffer.from(await drawPicture(picture(tree, { note: '3 more.' }))));
    expect(image.width).toBeGreaterThan(900);
    expect(image.height / image.width).toBeGreaterThan(count / 10);
  });

  it('holds words on machines without fonts, shown ones are framed, and marks have their colour and sign', async () => {
    const marks = [{ tone: 'good', text: 'approved for production' }] as const;
    const bytes = await drawPicture(picture(node('web', [node('copy')], { isShown: true, marks })));
    const image = await loadImage(Buffer.from(bytes));
    const pen = createCanvas(image.width, image.height).getContext('2d');
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    const seen = new Map<string, number>();
    for (let at = 0; at < data.length; at += 4) {
      const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
      seen.set(colour, (seen.get(colour) ?? 0) + 1);
    }
    // Ink of words, the blue of the frame, the green of the mark.
    expect(seen.get('29,28,29')).toBeGreaterThan(300);
    expect(seen.get('18,100,163')).toBeGreaterThan(1000);
    expect(seen.get('223,243,232')).toBeGreaterThan(1000);
  });

  it('takes what people write: long names, other scripts, marks that turn text around', async () => {
    const names = ['x'.repeat(3000), '日本語のイメージ', 'a\u202egnp.exe\n\u0000', ''];
    await drawPicture(
      picture(
        node(
          'root',
          names.map((name) => node(name)),
        ),
        { title: 'x'.repeat(500) },
      ),
    );
  });
});

describe('a trend', () => {
  const trend = (days: readonly (readonly number[])[]): Picture => ({
    title: 'production: open violations, last 30 days',
    alt: '-',
    trend: {
      parts: [
        { name: 'high', tone: 'high' },
        { name: 'medium', tone: 'medium' },
        { name: 'low', tone: 'low' },
      ],
      days: days.map((counts, index) => ({ name: `${index + 1} Nov`, counts })),
    } satisfies PictureTrend,
  });
  const cases: readonly (readonly [string, readonly (readonly number[])[]])[] = [
    ['usual', Array.from({ length: 30 }, (_, day) => [day % 3, Math.max(0, 12 - day), 4])],
    ['empty', Array.from({ length: 30 }, () => [0, 0, 0])],
    ['great', Array.from({ length: 30 }, (_, day) => [0, day === 20 ? 10_000 : 5000, 1])],
    ['no days', []],
  ];
  it.each(cases)('is drawn: %s', async (name, days) => {
    const bytes = await drawPicture(trend(days));
    const { width, height } = await loadImage(Buffer.from(bytes));
    expect([width, height]).toEqual([1440, 640]);
    expect(bytes.length).toBeLessThan(200_000);
    const folder = process.env['ASSAY_TEST_PICTURES'];
    if (folder) await writeFile(`${folder}/trend-${name}.png`, bytes);
  });
});
