/** Why the program cannot start, in one sentence with the way out. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
