import type { Case } from './case.ts';
import { approved, deprecated, deregistered, disabled, revoked, unshared } from './steps.ts';

const amazonOnly = 'Allowed AMIs: amazon';
const audit = 'Allowed AMIs in audit mode: amazon';

/** What becomes of an AMI after it was approved, and of what runs from it. */
export const stateCases: readonly Case[] = [
  {
    name: 'approved, then deregistered',
    given: [approved(), deregistered],
    expect: 'unprovable medium: is deregistered',
  },
  { name: 'deregistered, never approved', given: [deregistered], expect: 'unprovable medium: is deregistered' },
  {
    name: 'revoked, then deregistered: nothing says so any more',
    given: [approved(), revoked, deregistered],
    expect: 'unprovable medium: is deregistered',
  },
  { name: 'approved, not shared any more: its owner still proves it', given: [approved(), unshared], expect: 'clean' },
  { name: 'not approved, not shared any more', given: [unshared], expect: 'not_approved medium: never approved' },
  {
    name: "a partner's, not shared any more",
    owner: 'partner',
    given: [unshared],
    expect: 'unprovable medium: of account 222233334444 cannot be read',
  },
  { name: 'approved, deprecated', given: [approved(), deprecated(-1)], expect: 'outdated low: but deprecated since' },
  { name: 'approved, to be deprecated tomorrow', given: [approved(), deprecated(1)], expect: 'clean' },
  { name: 'approved, disabled', given: [approved(), disabled], expect: 'outdated low: but was disabled since' },
  {
    name: 'approved, disabled and deprecated',
    given: [approved(), deprecated(-1), disabled],
    expect: 'outdated low: but was disabled since',
  },
  { name: 'deprecated, never approved', given: [deprecated(-1)], expect: 'not_approved medium: never approved' },
  { name: 'disabled, never approved', given: [disabled], expect: 'not_approved medium: never approved' },
  {
    name: 'revoked and deprecated',
    given: [approved(), revoked, deprecated(-1)],
    expect: 'revoked high: was taken away',
  },
  { name: "prod's own, approved, disabled", owner: 'prod', given: [approved(), disabled], expect: 'outdated low: ' },

  { name: 'approved, its owner allowed', scene: 'Allowed AMIs: build', given: [approved()], expect: 'clean' },
  {
    name: 'not approved, its owner allowed',
    scene: 'Allowed AMIs: build',
    expect: 'not_approved medium: never approved',
  },
  {
    name: 'approved, only Amazon allowed',
    scene: amazonOnly,
    given: [approved()],
    expect: 'not_allowed low: is approved',
  },
  {
    name: 'not approved, only Amazon allowed: the worse of both',
    scene: amazonOnly,
    expect: 'not_approved medium: never approved',
  },
  { name: "Amazon's, only Amazon allowed", scene: amazonOnly, owner: 'amazon', expect: 'not_approved medium: ' },
  {
    name: "prod's own, approved, only Amazon allowed",
    scene: amazonOnly,
    owner: 'prod',
    given: [approved()],
    expect: 'clean',
  },
  {
    name: "a partner's, only Amazon allowed: AWS does not show it",
    scene: amazonOnly,
    owner: 'partner',
    expect: 'unprovable medium: cannot be read',
  },
  { name: 'approved, audit mode', scene: audit, given: [approved()], expect: 'not_allowed low: is approved' },
  {
    name: 'approved and deprecated, audit mode',
    scene: audit,
    given: [approved(), deprecated(-1)],
    expect: 'not_allowed low: is approved',
  },
  { name: 'not approved, audit mode', scene: audit, expect: 'not_approved medium: never approved' },
  { name: "a partner's, audit mode: AWS shows it", scene: audit, owner: 'partner', expect: 'not_approved medium: ' },
  {
    name: 'approved, Allowed AMIs off again',
    scene: 'Allowed AMIs switched off again',
    given: [approved()],
    expect: 'clean',
  },
];
