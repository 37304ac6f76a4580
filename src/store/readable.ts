/**
 * Reads many records, and leaves out those that cannot be read: one that is broken takes no other down.
 * @param onUnreadable told of each that is left out
 */
export function readable<T>(
  count: number,
  onUnreadable: (error: unknown) => void,
  read: (index: number) => T,
): readonly T[] {
  const all: T[] = [];
  for (let index = 0; index < count; index++)
    try {
      all.push(read(index));
    } catch (error) {
      onUnreadable(error);
    }
  return all;
}
