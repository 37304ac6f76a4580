import type { Subject, ViolationKind } from '../core/violation.ts';

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

/** What something is called by its kind. */
export const subjectWords: Readonly<Record<Subject['kind'], string>> = {
  instance: 'instance',
  'auto-scaling-group': 'Auto Scaling group',
  'launch-template': 'launch template',
};
