import type { Subject, ViolationEnd, ViolationKind } from '../core/violation.ts';

/** "runs from …" */
export const troubleWords: Readonly<Record<ViolationKind, string>> = {
  not_approved: 'an AMI nobody approved',
  hand_set: 'an AMI whose approval tag was set by hand',
  forged: 'an AMI with a forged approval',
  inherited: 'an AMI that carries the approval of another',
  changed: 'an AMI that is not what was approved',
  unsigned: 'an AMI whose approval is not signed',
  revoked: 'an AMI whose approval was revoked',
  unprovable: 'an AMI that is gone',
  not_allowed: 'an AMI that Allowed AMIs does not allow',
  outdated: 'an AMI that is out of date',
};

/** "3 …" of those that ended. */
export const endWords: Readonly<Record<ViolationEnd, string>> = {
  approved: 'approved since',
  replaced: 'replaced',
  gone: 'gone',
  exempted: 'exempted',
  changed: 'told anew',
  out_of_scope: 'not looked at any more',
};

const nouns: Readonly<Record<Subject['kind'], readonly [string, string]>> = {
  instance: ['instance', 'instances'],
  'auto-scaling-group': ['Auto Scaling group', 'Auto Scaling groups'],
  'launch-template': ['launch template', 'launch templates'],
};

/** "instance", "2 launch templates", "5 things" where they are of different kinds. */
export function countWords(count: number, kinds: readonly Subject['kind'][]): string {
  const [kind, ...others] = new Set(kinds);
  const [one, many] = kind && others.length === 0 ? nouns[kind] : ['thing', 'things'];
  return `${count} ${count === 1 ? one : many}`;
}

/** "web-7 (i-0a…)": the name people gave it comes first. */
export const nameOf = ({ id, name }: Subject): string => (name ? `${name} (${id})` : id);

/** What it does with its AMI. */
export const verbOf = ({ kind }: Pick<Subject, 'kind'>): string => (kind === 'instance' ? 'runs from' : 'would launch');
