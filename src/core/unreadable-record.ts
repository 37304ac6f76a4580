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

/** @throws when a record that stands under one name says that it is another's: somebody put it there */
export function demandName(name: string, found: string): void {
  if (found !== name) throw new Error('it is the record of another one');
}
