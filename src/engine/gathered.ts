/**
 * One call at a time; what is asked for while one is under way is asked together in the next.
 * @returns the answer to all that was asked together; its failure is everybody's
 */
export function gathered<T>(ask: (ids: readonly string[]) => Promise<T>): (ids: readonly string[]) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let next: { readonly ids: Set<string>; readonly answer: Promise<T> } | undefined;
  return (ids) => {
    if (!next) {
      const together = new Set<string>();
      const begin = (): Promise<T> => {
        next = undefined;
        return ask([...together]);
      };
      const answer = last.then(begin, begin);
      next = { ids: together, answer };
      last = answer;
    }
    for (const id of ids) next.ids.add(id);
    return next.answer;
  };
}
