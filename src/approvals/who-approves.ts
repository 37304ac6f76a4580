import { type Inline, person } from '../core/message.ts';
import type { Requirement } from './policy.ts';

/** "2 of @group @person" with mentions: who must approve. */
export function whoApproves(rule: Pick<Requirement, 'minimum' | 'users' | 'groups'>): readonly Inline[] {
  const names: Inline[] = [
    ...rule.groups.map((groupId): Inline => ({ kind: 'group', groupId })),
    ...rule.users.map(person),
  ];
  return [`${rule.minimum} of `, ...names.flatMap((name, index) => (index === 0 ? [name] : [', ', name]))];
}
