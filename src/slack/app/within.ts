/** What came of some work: its value, or that it is still going on. */
export type Within<T> = { readonly inTime: true; readonly value: T } | { readonly inTime: false };

/** Waits for work at most so long; it goes on either way. Rejects when the work rejects in time. */
export async function within<T>(work: Promise<T>, ms: number): Promise<Within<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Within<T>>((resolve) => {
    timer = setTimeout(() => resolve({ inTime: false }), ms);
  });
  try {
    return await Promise.race([work.then((value): Within<T> => ({ inTime: true, value })), late]);
  } finally {
    clearTimeout(timer);
  }
}
