import type { Files } from './project-files.ts';

export interface Sizes {
  readonly median: number;
  /** Paths over the hard stop, with their lines. */
  readonly tooLong: readonly string[];
}

const linesOf = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

/** Lines of the files as an editor counts them. */
export function fileSizes(files: Files, hardStop: number): Sizes {
  const sizes = [...files].map(([path, text]) => ({ path, lines: linesOf(text) }));
  const ordered = sizes.map(({ lines }) => lines).sort((a, b) => a - b);
  return {
    median: ordered[Math.floor((ordered.length - 1) / 2)] ?? 0,
    tooLong: sizes.filter(({ lines }) => lines > hardStop).map(({ path, lines }) => `${path}: ${lines} lines`),
  };
}
