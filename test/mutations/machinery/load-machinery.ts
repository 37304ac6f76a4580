/** What carries the two-person rule from a click to a tag; the same cases run against a plain and against weakened copies. */
export interface Machinery
  extends Pick<typeof import('../../../src/engine/advance.ts'), 'makeAdvancer'>,
    Pick<typeof import('../../../src/engine/lease.ts'), 'takeLease'>,
    Pick<typeof import('../../../src/engine/ticker.ts'), 'startTicker'>,
    Pick<typeof import('../../../src/store/make-store.ts'), 'makeStore'>,
    Pick<typeof import('../../../src/core/verify-audit.ts'), 'followChain'> {}

const files = {
  engine: ['advance', 'lease', 'ticker'],
  store: ['make-store'],
  core: ['verify-audit'],
} as const;
export type Area = keyof typeof files;
const areas = Object.keys(files) as readonly Area[];

/**
 * @param source folder that holds the areas, with a slash at its end
 * @param only the areas that are taken from there; the others as they are
 */
export async function loadMachinery(source: URL, only: readonly Area[] = areas): Promise<Machinery> {
  const plain = new URL('../../../src/', import.meta.url);
  const modules = await Promise.all(
    areas.flatMap((area) =>
      files[area].map((name) => import(new URL(`${area}/${name}.ts`, only.includes(area) ? source : plain).href)),
    ),
  );
  return Object.assign({}, ...modules) as Machinery;
}
