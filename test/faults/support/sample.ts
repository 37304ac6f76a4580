/**
 * The writes that are disturbed: all of them, or as many per case as `FAULTS_SAMPLE` says, evenly, with the first and
 * the last one among them.
 */
export function sample<T>(
  all: readonly T[],
  most = Number(process.env['FAULTS_SAMPLE'] || Number.POSITIVE_INFINITY),
): readonly T[] {
  if (all.length <= most) return all;
  if (most <= 1) return all.slice(0, Math.max(0, most));
  const step = (all.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => all[Math.round(index * step)] as T);
}
