import type { Directory } from '../core/people.ts';

const most = 5000;

/**
 * A directory whose answers may be some seconds old, for who may *ask* and what is shown to whom: Slack allows about a
 * hundred questions about people a minute, and everybody's every line and home tab needs one. Votes are never decided by it.
 */
export function remembered(directory: Directory, milliseconds: number, now: () => number = Date.now): Directory {
  const remember = <T>(ask: (id: string) => Promise<T>): ((id: string) => Promise<T>) => {
    const known = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
    return (id) => {
      const found = known.get(id);
      if (found && now() - found.at < milliseconds) return found.answer;
      const answer = ask(id);
      known.delete(id);
      known.set(id, { at: now(), answer });
      if (known.size > most) known.delete(known.keys().next().value ?? '');
      // No answer is not remembered: the next line asks again.
      answer.catch(() => known.delete(id));
      return answer;
    };
  };
  return { person: remember((id) => directory.person(id)), groupMembers: remember((id) => directory.groupMembers(id)) };
}
