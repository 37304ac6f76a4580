import { type Case, it } from './case.ts';
import type { SceneName } from './scenes.ts';
import { approved, approvedByHand } from './steps.ts';

/** Nothing could be seen at all: whatever is open stays open, and nobody may call it clean. */
const allUnknown = (scene: SceneName, why: string): readonly Case[] => [
  { name: `approved; ${scene}`, scene, given: [approved()], expect: `unknown: ${why}` },
  { name: `not approved; ${scene}`, scene, expect: `unknown: ${why}` },
  { name: `terminated; ${scene}`, scene, use: { kind: 'instance', state: 'terminated' }, expect: `unknown: ${why}` },
];

/** Some AMIs could not be judged; the others were. */
const someUnknown = (scene: SceneName, why: string): readonly Case[] => [
  { name: `approved; ${scene}`, scene, given: [approved()], expect: `unknown: ${why}` },
  { name: `prod's own, not approved; ${scene}`, scene, owner: 'prod', expect: 'not_approved medium: never approved' },
  { name: `terminated; ${scene}`, scene, use: { kind: 'instance', state: 'terminated' }, expect: 'gone' },
];

/** What AWS does not let us see. */
export const blindCases: readonly Case[] = [
  ...allUnknown('instances may not be described', 'may not'),
  ...allUnknown('instances: throttled', 'limiting requests'),
  ...allUnknown('instances: cut after the first page', 'limiting requests'),
  ...allUnknown('the Region is not enabled', 'not enabled'),
  ...allUnknown('groups may not be described', 'may not'),
  ...allUnknown('templates may not be described', 'may not'),
  ...someUnknown('the owner does not let AMIs be described', 'could not be read in build'),
  ...someUnknown('the owner is throttled', 'could not be read in build'),
  ...someUnknown('snapshots may not be described', 'could not be checked'),
  ...someUnknown('the key may not be asked', 'could not be checked'),
  ...someUnknown('the key is switched off', 'could not be checked'),
  {
    name: 'tagged by hand: no key needs to be asked',
    scene: 'the key is switched off',
    given: [approvedByHand],
    expect: 'hand_set high: ',
  },
  {
    name: 'a template of an AMI whose owner is not seen',
    scene: 'the owner does not let AMIs be described',
    use: { kind: 'launch-template', versions: [it] },
    given: [approved()],
    expect: 'unknown: could not be read in build',
  },
];
