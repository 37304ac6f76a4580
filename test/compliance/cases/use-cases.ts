import { type Case, golden, it } from './case.ts';
import { approved, deprecated, deregistered, disabled, inParameter, unshared } from './steps.ts';

const none = 'not_approved medium: never approved';
const stays = 'prod became staging, which takes approved ones only';
const template = (versions: readonly string[], defaultVersion?: number) =>
  ({ kind: 'launch-template', versions, ...(defaultVersion ? { defaultVersion } : {}) }) as const;

/** What uses AMIs: instances in every state, templates and groups by all ways that lead to an AMI; and environments. */
export const useCases: readonly Case[] = [
  { name: 'an instance that is stopped', use: { kind: 'instance', state: 'stopped' }, expect: none },
  { name: 'an instance that is starting', use: { kind: 'instance', state: 'pending' }, expect: none },
  { name: 'an instance that is terminated', use: { kind: 'instance', state: 'terminated' }, expect: 'gone' },
  {
    name: 'a stopped instance of an approved one',
    use: { kind: 'instance', state: 'stopped' },
    given: [approved()],
    expect: 'clean',
  },

  { name: 'a template whose default is not approved', use: template([it]), expect: none },
  { name: 'a template whose default is approved', use: template([it]), given: [approved()], expect: 'clean' },
  {
    name: 'a template whose newest is not approved, its default is',
    use: template([it, golden], 1),
    expect: 'replaced',
  },
  { name: 'a template whose newest is approved, its default is not', use: template([golden, it], 1), expect: none },
  {
    name: 'a template whose AMI is deregistered',
    use: template([it]),
    given: [deregistered],
    expect: 'unprovable medium: cannot be found',
  },
  {
    name: 'a template whose AMI is not shared any more',
    use: template([it]),
    given: [approved(), unshared],
    expect: 'unprovable medium: cannot be found',
  },
  {
    name: 'a template of an approved AMI that was deprecated',
    use: template([it]),
    given: [approved(), deprecated(-1)],
    expect: 'outdated low: but deprecated since',
  },
  {
    name: "a template of prod's own approved AMI that was disabled",
    owner: 'prod',
    use: template([it]),
    given: [approved(), disabled],
    expect: 'outdated low: but was disabled since',
  },
  {
    name: 'a template of an approved AMI that the account may not see',
    scene: 'Allowed AMIs: amazon',
    use: template([it]),
    given: [approved()],
    expect: 'unprovable medium: or not among its Allowed AMIs',
  },
  {
    name: 'a template of an approved AMI, Allowed AMIs in audit mode',
    scene: 'Allowed AMIs in audit mode: amazon',
    use: template([it]),
    given: [approved()],
    expect: 'not_allowed low: is approved',
  },
  {
    name: 'a template that asks a parameter, which names an approved one',
    use: template(['resolve:ssm:/cases/good']),
    given: [approved(), inParameter('/cases/good')],
    expect: 'clean',
  },
  {
    name: 'a template that asks a parameter, which names one that is not',
    use: template(['resolve:ssm:/cases/bad']),
    given: [inParameter('/cases/bad')],
    expect: none,
  },
  {
    name: 'a template that asks a parameter which is not there',
    use: template(['resolve:ssm:/cases/none']),
    expect: 'unknown: resolve:ssm:/cases/none is looked up by AWS at launch',
  },

  {
    name: 'a group by the default of its template',
    use: {
      kind: 'auto-scaling-group',
      launches: { template: 'by-default' },
      templates: { 'by-default': { default: 1, of: [golden, it] } },
    },
    expect: none,
  },
  {
    name: 'a group by the newest of its template, whose default is approved',
    use: {
      kind: 'auto-scaling-group',
      launches: { template: 'by-latest', version: '$Latest' },
      templates: { 'by-latest': { default: 1, of: [it, golden] } },
    },
    expect: none,
  },
  {
    name: 'a group by the number of a version',
    use: {
      kind: 'auto-scaling-group',
      launches: { template: 'by-number', version: '1' },
      templates: { 'by-number': [golden, it] },
    },
    expect: none,
  },
  {
    name: 'a group by a version that is approved, with an older one that is not',
    use: {
      kind: 'auto-scaling-group',
      launches: { template: 'by-good-number', version: '2' },
      templates: { 'by-good-number': [golden, it] },
    },
    expect: 'replaced',
  },
  {
    name: 'a group that wants no instances now',
    use: { kind: 'auto-scaling-group', desired: 0, launches: { template: 'idle' }, templates: { idle: [it] } },
    expect: none,
  },
  {
    name: 'a group with a launch configuration that is not approved',
    use: { kind: 'auto-scaling-group', launches: { configuration: 'old-way' }, configurations: { 'old-way': it } },
    expect: none,
  },
  {
    name: 'a group with a launch configuration that is approved',
    use: {
      kind: 'auto-scaling-group',
      launches: { configuration: 'old-good-way' },
      configurations: { 'old-good-way': it },
    },
    given: [approved()],
    expect: 'clean',
  },
  {
    name: 'a mixed group: an override brings one that is not approved',
    use: {
      kind: 'auto-scaling-group',
      launches: {
        base: { template: 'mixed-base' },
        overrides: [{ type: 'm7g.large', uses: { template: 'mixed-arm' } }, { type: 'm7i.large' }],
      },
      templates: { 'mixed-base': [golden], 'mixed-arm': [it] },
    },
    expect: none,
  },
  {
    name: 'a mixed group: its own template is not approved, and one override has none',
    use: {
      kind: 'auto-scaling-group',
      launches: {
        base: { template: 'mixed-bad-base' },
        overrides: [{ type: 'm7g.large', uses: { template: 'mixed-good-arm' } }, { type: 'm7i.large' }],
      },
      templates: { 'mixed-bad-base': [it], 'mixed-good-arm': [golden] },
    },
    expect: none,
  },
  {
    name: 'a mixed group: its own template is not approved, and every override brings another',
    use: {
      kind: 'auto-scaling-group',
      launches: {
        base: { template: 'unused-base' },
        overrides: [{ type: 'm7g.large', uses: { template: 'all-arm' } }],
      },
      templates: { 'unused-base': [it], 'all-arm': [golden] },
    },
    expect: 'replaced',
  },

  { name: 'not approved, where any may run', scene: 'production takes any', expect: 'out_of_scope' },
  {
    name: 'not approved, the account is one where any may run now',
    scene: 'prod became staging, which takes any',
    expect: 'out_of_scope',
  },
  { name: 'approved for production, used in staging', scene: stays, given: [approved()], expect: none },
  { name: 'approved for staging, used in staging', scene: stays, given: [approved('staging')], expect: 'clean' },
  {
    name: 'approved for both, used in staging',
    scene: stays,
    given: [approved(), approved('staging')],
    expect: 'clean',
  },
  { name: 'approved for staging, used in production', given: [approved('staging')], expect: none },
  {
    name: 'a template of staging that launches one for production',
    scene: stays,
    use: template([it]),
    given: [approved()],
    expect: none,
  },
];
