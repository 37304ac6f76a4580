/** Which events have been dealt with: each comes at least once, and again when a worker died over it. */
export interface Heard {
  /** Those of these ids that nobody has dealt with. */
  fresh(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Said when all that follows from them is written: before that, whoever dies over them must get them again. */
  note(ids: readonly string[]): Promise<void>;
}
