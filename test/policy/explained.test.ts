import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../src/core/catalogue.ts';
import { describeDocument } from '../../src/policy/describe-document.ts';
import { explainStatement } from '../../src/policy/explain-statement.ts';
import type { GeneratedFile } from '../../src/policy/generated-file.ts';
import { makePolicies } from '../../src/policy/make-policies.ts';
import { makeSettings } from '../../src/policy/make-settings.ts';
import { needsOf } from '../../src/policy/needs-of.ts';
import { documentOf, policyFile } from '../../src/policy/policy-file.ts';
import { renderExplanation } from '../../src/policy/render-policies.ts';
import { settingsFile } from '../../src/policy/settings-file.ts';
import { build, prod, sampleInput } from './sample.ts';

/** The documents of today's code, with everything the configuration can ask for. */
const everything = async (): Promise<readonly GeneratedFile[]> => {
  const needs = needsOf(await loadCatalogue(new URL('../../src/', import.meta.url)));
  const administrators = ['arn:aws:iam::*:role/BreakGlass'];
  const input = { ...sampleInput, needs, administrators, settings: { ...sampleInput.settings, keyPolicies: 'apply' } };
  return [...makePolicies(input as typeof sampleInput), ...makeSettings(input as typeof sampleInput)];
};

describe('every document is explained', () => {
  it('each statement and each setting, in words that name no condition key of IAM', async () => {
    for (const file of await everything()) {
      const { parts, purpose, name, apply } = describeDocument(file);
      expect(parts.length, name).toBeGreaterThan(0);
      expect(purpose, name).toMatch(/\.$/);
      expect(apply.length, name).toBeGreaterThan(0);
      for (const { words } of parts) {
        expect(words.join(' '), name).toMatch(/\.$/);
        // A key or operator without words of its own would stand there as IAM writes it.
        expect(words.join(' '), name).not.toMatch(
          /\b(aws|ec2|kms|sts|iam|autoscaling):(?!SharedTag)[A-Z]\w*(: |\/)|For(Any|All)|IfExists|\bNull\b/,
        );
      }
    }
  });

  it('what guards the organisation also says why, statement by statement', async () => {
    const guards = (await everything()).filter(({ kind, name }) => kind === 'scp' || name.startsWith('launch/'));
    expect(guards.length).toBe(4);
    for (const guard of guards) {
      for (const { why, name } of describeDocument(guard).parts) expect(why, name).toMatch(/[.]$/);
      expect(guard.cannot?.length, guard.name).toBeGreaterThan(0);
    }
  });

  it('and that nothing is bound in the management account, where it is one of ours', () => {
    const arn = `arn:aws:organizations::${prod}:organization/o-assay4ybem`;
    const settings = { ...sampleInput.settings, organization: { id: 'o-assay4ybem', arn, units: [] } };
    const controls = (input: typeof sampleInput) => makePolicies(input).filter(({ kind }) => kind === 'scp');
    for (const { cannot, name } of controls({ ...sampleInput, settings }))
      expect(cannot?.[0], name).toBe(
        `prod (${prod}) is the management account of the organisation: attached to it, this does nothing.`,
      );
    for (const { cannot } of controls(sampleInput)) expect(cannot?.join()).not.toContain('attached to it, this does');
  });

  it('in words that follow the statement', () => {
    const gate = makePolicies(sampleInput).find(({ name }) => name === 'organization/launch-gate-production');
    const [owners] = gate?.document.Statement ?? [];
    if (!owners) throw new Error('no statement');
    expect(explainStatement(owners)).toEqual([
      'Forbids ec2:CreateFleet, ec2:CreateReplaceRootVolumeTask, ec2:ModifyFleet, ec2:RequestSpotFleet, ec2:RequestSpotInstances and ec2:RunInstances on all AMIs, where',
      `the owner is anything else than ${build} or ${prod}, or there is none.`,
    ]);
    expect(explainStatement({ ...owners, Effect: 'Allow', Resource: '*', Condition: {} })[0]).toMatch(
      /^Allows .* on everything\.$/,
    );
  });

  it('as a page beside the document', async () => {
    const page = renderExplanation((await everything()).find(({ name }) => name === 'hub/queue') as GeneratedFile);
    expect(page).toContain('# hub/queue');
    expect(page).toContain('- **Attributes.Policy**: Only the rule of the hub puts events in');
    expect(page).toContain('--cli-input-json file://hub/queue.json');
  });
});

describe('an explanation cannot drift from its document', () => {
  const place = { name: 'x', purpose: 'X.', account: build, attachTo: 'x', targets: [], apply: [] } as const;
  const settings = { ...place, kind: 'config-rule', document: { a: 1, b: { c: 2, d: [3] } } } as const;

  it('a value nobody explains is an error', () => {
    expect(() => settingsFile({ ...settings, parts: [{ path: 'a', words: 'A.' }] })).toThrow('must explain b.c once');
  });
  it('a value that is gone is an error', () => {
    const parts = ['a', 'b', 'e'].map((path) => ({ path, words: 'It is.' }));
    expect(() => settingsFile({ ...settings, parts })).toThrow('explains e, which it does not have');
  });
  it('a reason for a statement that is gone is an error', () => {
    const document = documentOf({ Sid: 'One', Effect: 'Deny', Action: 'ec2:RunInstances', Resource: '*' });
    expect(() => policyFile({ ...place, kind: 'scp', document, why: { Two: 'Because.' } })).toThrow('explains Two');
  });
});

describe('settings', () => {
  const files = makeSettings(sampleInput);
  const named = (name: string) => files.find((file) => file.name === name)?.document;

  it('begin in audit mode, with the accounts of the configuration', () => {
    expect(named(`prod-${prod}/allowed-images`)).toEqual({ ImageCriteria: [{ ImageProviders: [build, prod] }] });
    expect(files.find(({ name }) => name === `prod-${prod}/allowed-images`)?.apply.join()).toContain('audit-mode');
    expect(named('organization/allowed-images')).toMatchObject({
      ec2_attributes: { allowed_images_settings: { state: { '@@assign': 'audit_mode' } } },
    });
  });

  it('have AWS Config look for the tag of the environment', () => {
    expect(named(`prod-${prod}/config-rule`)).toMatchObject({
      ConfigRule: {
        Source: { Owner: 'AWS', SourceIdentifier: 'APPROVED_AMIS_BY_TAG' },
        InputParameters: '{"amisByTagKeyAndValue":"ami-approved-production:approved"}',
      },
    });
    expect(named('organization/config-rule-production')).toMatchObject({ ExcludedAccounts: [build] });
  });

  it('lead events from every account to the one queue of the hub', () => {
    const queue = 'arn:aws:sqs:eu-west-1:999988887777:assay-events';
    const bus = 'arn:aws:events:eu-west-1:999988887777:event-bus/assay-events';
    expect(named('hub/events-targets')).toMatchObject({ Targets: [{ Arn: queue }] });
    for (const [alias, id] of [
      ['build', build],
      ['prod', prod],
    ])
      expect(named(`${alias}-${id}/events-targets`)).toMatchObject({
        Targets: [{ Arn: bus, RoleArn: `arn:aws:iam::${id}:role/AssayEvents` }],
      });
    const policy = JSON.parse((named('hub/queue') as { Attributes: { Policy: string } }).Attributes.Policy);
    expect(policy).toEqual(makePolicies(sampleInput).find(({ name }) => name === 'hub/events-queue')?.document);
  });

  it('stay within what AWS takes in a criterion', () => {
    const accounts = Array.from({ length: 450 }, (_, index) => ({
      ...(sampleInput.accounts[0] as (typeof sampleInput.accounts)[0]),
      id: String(100_000_000_000 + index),
    }));
    const input = { ...sampleInput, accounts };
    const bus = makePolicies({ ...input, settings: { ...input.settings, environments: [] } }).find(
      ({ kind }) => kind === 'bus',
    );
    expect(bus?.document.Statement[0]).toMatchObject({
      Principal: '*',
      Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/AssayEvents' } },
    });
    const many = makeSettings(input).find(({ kind }) => kind === 'allowed-images');
    if (!many) throw new Error('no settings');
    const { ImageCriteria } = many.document as { ImageCriteria: { ImageProviders: string[] }[] };
    expect(ImageCriteria.map(({ ImageProviders }) => ImageProviders.length)).toEqual([200, 200, 50]);
  });
});
