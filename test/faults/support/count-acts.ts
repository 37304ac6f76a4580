import type { Act } from './act.ts';
import { keepRecords, runIds } from './record-book.ts';
import { sayAct } from './say-act.ts';

/** Tells where in a run an act stands, by a name that is found again in another run. */
export interface ActCounter {
  /** Before it happens. */
  coming(act: Act): string | undefined;
  /** Once it was answered; has a name of its own where only the answer says that it is about a run. */
  answered(act: Act, answer: string): string | undefined;
}

/** Of a message about violations: it names requests, and is told when a sweep comes by. */
const bulletinId = /\bb-[a-hjkmnp-z2-9]{10}\b/;
const anyJob = /\bjob\\?":\\?"/;

/** Scripts by which somebody takes what is due; mostly there is nothing. */
const takes = /^(take|bullmq moveToActive)/;

/** Names every act, for plays in which the clock's work is what is played. */
export function nameAll(): ActCounter {
  const book = keepRecords();
  const names = new WeakMap<Act, string>();
  return {
    coming(act) {
      const name = `${act.role} ${takes.test(act.name) ? `${act.name} by the clock` : sayAct(act, book)}`;
      names.set(act, name);
      return name;
    },
    answered(act, answer) {
      const isGiven = takes.test(act.name) && !/^\*0\r\n/.test(answer);
      return isGiven ? `${act.role} ${act.name} that hands out` : names.get(act);
    },
  };
}

/**
 * Names acts by who does what: "worker saveRun create, state running, lease+". What is about a run of the case, by what is
 * sent or answered, is named by what it does to it; the same done again, such as the next look of a wait, has the same name.
 * The rest is the clock's and other runs': leases, rounds and budgets come as often as they like, so the first of each
 * script that comes while there is a run stands for all.
 * @param jobs of the case's runs: the first record of one of them tells its id
 */
export function countActs(jobs: readonly string[]): ActCounter {
  const own = new Set<string>();
  /** What AWS or a clock began by itself: it comes in one play and not in another. */
  const others = new Set<string>();
  const ofOwnJob = new RegExp(`job\\\\?":\\\\?"(${jobs.join('|')})\\\\?"`);
  const isAboutOwn = (text: string): boolean => {
    const ids = text.match(runIds) ?? [];
    if (anyJob.test(text)) for (const id of ids) (ofOwnJob.test(text) ? own : others).add(id);
    return ids.some((id) => own.has(id));
  };
  const isAboutOthers = (text: string): boolean => {
    const ids = text.match(runIds) ?? [];
    return bulletinId.test(text) || (ids.length > 0 && ids.every((id) => others.has(id)));
  };
  const book = keepRecords();
  const names = new WeakMap<Act, string>();
  return {
    coming(act) {
      const words = act.words.join(' ');
      // Slack is called for somebody or not at all.
      const isAbout = act.kind === 'slack' ? !isAboutOthers(words) : isAboutOwn(words);
      const name = isAbout
        ? `${act.role} ${sayAct(act, book)}`
        : own.size > 0
          ? `${act.role} ${act.name} by the clock`
          : undefined;
      if (name) names.set(act, name);
      return name;
    },
    answered(act, answer) {
      const name = names.get(act);
      if (act.kind === 'slack' || isAboutOwn(act.words.join(' ')) || !isAboutOwn(answer)) return name;
      return `${act.role} ${act.name} that hands out (${book.stageOf(answer, act.role)})`;
    },
  };
}
