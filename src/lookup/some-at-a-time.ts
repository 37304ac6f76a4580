/**
 * The same work for many things, a few at a time, with the answers in their order. The first error ends it.
 * @param most how many are under way at once
 */
export async function someAtATime<T, R>(
  things: readonly T[],
  work: (thing: T) => Promise<R>,
  most = 20,
): Promise<readonly R[]> {
  const answers: R[] = [];
  for (let first = 0; first < things.length; first += most)
    answers.push(...(await Promise.all(things.slice(first, first + most).map(work))));
  return answers;
}
