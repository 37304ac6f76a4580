import type { Subject, ViolationEnd } from '../core/violation.ts';
import { subjectWords } from '../lookup/trouble-words.ts';

export { troubleWords } from '../lookup/trouble-words.ts';

/** "3 …" of those that ended. */
export const endWords: Readonly<Record<ViolationEnd, string>> = {
  approved: 'approved since',
  replaced: 'replaced',
  gone: 'gone',
  exempted: 'exempted',
  changed: 'told anew',
  out_of_scope: 'not looked at any more',
};

/** "instance", "2 launch templates", "5 things" where they are of different kinds. */
export function countWords(count: number, kinds: readonly Subject['kind'][]): string {
  const [kind, ...others] = new Set(kinds);
  const [one, many] =
    kind && others.length === 0 ? [subjectWords[kind], `${subjectWords[kind]}s`] : ['thing', 'things'];
  return `${count} ${count === 1 ? one : many}`;
}

/** "web-7 (i-0a…)": the name people gave it comes first. */
export const nameOf = ({ id, name }: Subject): string => (name ? `${name} (${id})` : id);

/** What it does with its AMI. */
export const verbOf = ({ kind }: Pick<Subject, 'kind'>, count = 1): string =>
  kind === 'instance' ? (count === 1 ? 'runs from' : 'run from') : 'would launch';
