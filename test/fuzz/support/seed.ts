/** Printed with every figure. `FUZZ_SEED` sets it: to see a finding again, or to look where nobody has looked. */
export const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_129);

const isSample = process.env['FAULTS_SAMPLE'] !== undefined;
const asked = process.env['FUZZ_TIMES'];

/**
 * How many inputs: as many as named in CI, where the faults are sampled too; five times as many otherwise, or as often as
 * `whole` says; or `FUZZ_TIMES` times as many.
 */
export const times = (count: number, whole = 5): number =>
  Math.ceil(count * (asked === undefined ? (isSample ? 1 : whole) : Number(asked)));

/** For one test in a full run, on a machine that does other things as well. */
export const longest = { timeout: 1_800_000 };
