/** A run is not begun, nor begun again, because the run that it is a part of has ended. Nothing was written. */
export class ParentEnded extends Error {
  override readonly name = 'ParentEnded';

  constructor(runId: string) {
    super(`${runId} is a part of a run that has ended`);
  }
}
