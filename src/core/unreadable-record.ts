/** Something in Redis that this version cannot read. It is left as it is; a person or another version must look at it. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
  /** Key without prefix, such as `run:r-…`. */
  readonly key: string;

  constructor(key: string, cause: unknown) {
    super(`${key} cannot be read by this version of Assay; nothing was changed`, { cause });
    this.key = key;
  }
}
