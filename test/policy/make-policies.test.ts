import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../src/core/catalogue.ts';
import { type IamNeed, reads } from '../../src/core/iam.ts';
import type { ConfigSource } from '../../src/core/settings.ts';
import { configNeeds } from '../../src/lookup/config-needs.ts';
import { makePolicies } from '../../src/policy/make-policies.ts';
import { makeSettings } from '../../src/policy/make-settings.ts';
import { needsOf } from '../../src/policy/needs-of.ts';
import { documentOf, limits, type PolicyFile, policyFile, sizeOf } from '../../src/policy/policy-file.ts';
import type { PolicyInput } from '../../src/policy/policy-input.ts';
import { renderDocument, renderPolicies } from '../../src/policy/render-policies.ts';
import { build, hub, prod, sampleInput, writer } from './sample.ts';
import { isAllowed } from './simulate.ts';

const named = (files: readonly PolicyFile[], name: string): PolicyFile => {
  const file = files.find((candidate) => candidate.name === name);
  if (!file) throw new Error(`no ${name} among ${files.map((other) => other.name).join(', ')}`);
  return file;
};
const statement = (files: readonly PolicyFile[], name: string, sid: string) =>
  named(files, name).document.Statement.find(({ Sid }) => Sid === sid);

describe('the documents', () => {
  const files = makePolicies(sampleInput);

  it('are all there, each with its purpose and its place', () => {
    expect(files.map(({ name, account }) => `${name} ${account}`)).toEqual([
      'hub/hub-role-1 999988887777',
      'hub/signing-key 999988887777',
      'hub/former-signing-key-5f1c0de0-0000-4000-8000-00000000a003 999988887777',
      `build-${build}/reader-trust ${build}`,
      `build-${build}/reader ${build}`,
      `build-${build}/writer-trust ${build}`,
      `build-${build}/writer ${build}`,
      'prod-444455556666/reader-trust 444455556666',
      'prod-444455556666/reader 444455556666',
      'prod-444455556666/writer-trust 444455556666',
      'prod-444455556666/writer 444455556666',
      'organization/only-assay-approves-1 organization',
      'organization/launch-gate-production organization',
      'launch/approved-for-production 444455556666',
      'organization/no-way-round-production organization',
      'hub/events-reader 999988887777',
      'hub/events-queue 999988887777',
      'hub/events-bus 999988887777',
      `build-${build}/events-sender-trust ${build}`,
      `build-${build}/events-sender ${build}`,
      'prod-444455556666/events-sender-trust 444455556666',
      'prod-444455556666/events-sender 444455556666',
    ]);
    for (const { purpose, attachTo, targets } of files) {
      expect(purpose).toMatch(/\.$/);
      expect(attachTo).not.toBe('');
      expect(targets).not.toEqual([]);
    }
  });

  it('let Assay read the queue of events only where the configuration names it, and by the two calls it makes', () => {
    const actions = (input: typeof sampleInput) =>
      makePolicies(input)
        .filter(({ targets, kind }) => kind === 'managed' && targets.includes(input.hubRoleArn))
        .flatMap(({ document }) => document.Statement.flatMap(({ Action }) => Action));
    expect(actions(sampleInput).filter((action) => /^sqs:/.test(String(action)))).toEqual([
      'sqs:DeleteMessage',
      'sqs:ReceiveMessage',
    ]);
    const { eventQueueUrl: _none, ...without } = sampleInput;
    expect(JSON.stringify(actions(without))).not.toContain('sqs:');
  });

  it('are the same for the same input', () => {
    expect(makePolicies(sampleInput)).toEqual(files);
  });

  it('become files with an index', () => {
    const rendered = renderPolicies(files);
    const names = files.flatMap(({ name }) => [`${name}.json`, `${name}.md`]);
    expect([...rendered.keys()].sort()).toEqual(['index.json', ...names].sort());
    expect(JSON.parse(rendered.get('hub/hub-role-1.json') ?? '')).toEqual(files[0]?.document);
    expect(JSON.parse(rendered.get('index.json') ?? '')[0]).toEqual({
      file: 'hub/hub-role-1.json',
      purpose: expect.any(String),
      account: '999988887777',
      attachTo: `the role ${hub}`,
    });
  });

  it('write a need once, and one within another not at all', () => {
    const sids = named(files, `build-${build}/writer`).document.Statement.map(({ Sid }) => Sid);
    expect(sids).toEqual([
      'Read',
      'CreateImage',
      'CreateTagsAtCreation',
      'CreateTagsOnOwnImages',
      'DeleteTagsOnOwnImages',
      'TerminateInstancesOfRuns',
      'KMSSign',
      'ModifyImageAttributeOnOwnImages',
      'ModifySnapshotAttributeOnOwnImagesToAccounts',
      'KMSCreateGrantToAccounts',
      'KMSCreateGrantThroughEc2ForVolumes',
      'KMSDecryptThroughEc2',
      'KMSRevokeGrant',
      'NeverApprovedAtCreation',
    ]);
  });

  it('give the signing key to one account only', () => {
    const sign = (name: string) => JSON.stringify(named(files, name).document).includes('kms:Sign');
    expect(sign(`build-${build}/writer`)).toBe(true);
    expect(sign('prod-444455556666/writer')).toBe(false);
    expect(sign('prod-444455556666/reader')).toBe(false);
  });

  it('let a former key verify and nothing else, in the account whose roles use it', () => {
    const key = `arn:aws:kms:eu-west-1:${prod}:key/moved`;
    const moved = makePolicies({
      ...sampleInput,
      settings: { ...sampleInput.settings, formerSigningKeys: [key] },
    });
    const using = (name: string): readonly unknown[] =>
      named(moved, name)
        .document.Statement.filter(({ Resource }) => [Resource].flat().includes(key))
        .map(({ Action }) => Action);
    expect(using(`build-${build}/reader`)).toEqual([]);
    expect(using('prod-444455556666/reader')).toEqual([['kms:Verify'], ['kms:DescribeKey']]);
    expect(using('prod-444455556666/writer')).toEqual([]);
    expect(named(moved, 'hub/former-signing-key-moved')).toMatchObject({ account: prod, targets: [key] });
  });

  it('follow the configuration', () => {
    const { organizationId: _, ...without } = sampleInput;
    const accounts = sampleInput.accounts.map(({ externalId: __, ...account }) => account);
    const { signingKey: ___, ...settings } = sampleInput.settings;
    const bare: PolicyInput = { ...without, accounts, settings: { ...settings, signingKey: undefined } };
    const plain = makePolicies(bare);
    expect(JSON.stringify(plain)).not.toMatch(/OrgID|ExternalId|kms:(Sign|Verify)|kms:PutKeyPolicy/);
    expect(plain.some(({ kind }) => kind === 'key')).toBe(false);
    const foreignKeys = statement(plain, `build-${build}/writer`, 'KMSDecryptThroughEc2')?.Resource;
    expect(foreignKeys).toEqual([`arn:aws:kms:*:${build}:key/*`, 'arn:aws:kms:*:444455556666:key/*']);
    const applies = makePolicies({
      ...sampleInput,
      settings: { ...settings, signingKey: undefined, keyPolicies: 'apply' },
    });
    expect(statement(applies, `build-${build}/writer`, 'KMSRevokeGrant')?.Action).toEqual([
      'kms:PutKeyPolicy',
      'kms:RevokeGrant',
    ]);
    const environments = settings.environments.filter(({ approvals }) => !approvals);
    const none = makePolicies({ ...bare, settings: { ...bare.settings, environments } });
    expect(none.some(({ kind }) => kind === 'scp')).toBe(false);
    expect(
      makeSettings({ ...bare, settings: { ...bare.settings, environments } }).map(({ kind }) => kind),
    ).not.toContain('config-rule');
    expect(statement(none, `build-${build}/writer`, 'NeverApprovedAtCreation')).toBeUndefined();
  });

  it('let break-glass roles launch, but neither approve nor leave others to change the roles', async () => {
    const glass = `arn:aws:iam::${build}:role/BreakGlass`;
    const open = makePolicies({ ...sampleInput, administrators: ['arn:aws:iam::*:role/BreakGlass'] });
    const change = { action: 'iam:UpdateAssumeRolePolicy', resource: writer(build), caller: 'all' } as const;
    expect(await isAllowed(open, { who: glass, ...change })).toBe(true);
    expect(await isAllowed(open, { who: `arn:aws:iam::${build}:role/Admin`, ...change })).toBe(false);
    const image = { caller: 'all', resource: 'arn:aws:ec2:eu-west-1::image/ami-1' } as const;
    const context = { 'ec2:Owner': build, 'aws:TagKeys': ['ami-approved-production'] };
    expect(await isAllowed(open, { who: glass, action: 'ec2:CreateTags', ...image, context })).toBe(false);
    const prodGlass = 'arn:aws:iam::444455556666:role/BreakGlass';
    const stranger = { 'ec2:Owner': '777788889999' };
    expect(await isAllowed(open, { who: prodGlass, action: 'ec2:RunInstances', ...image, context: stranger })).toBe(
      true,
    );
  });
});

describe('limits', () => {
  it('refuse a document AWS would refuse, by name', () => {
    const long = documentOf({ Sid: 'Long', Effect: 'Allow', Action: 'ec2:DescribeImages', Resource: 'x'.repeat(7000) });
    const file = { name: 'long', kind: 'managed', purpose: '', account: '', attachTo: '', targets: [] } as const;
    expect(() => policyFile({ ...file, document: long })).toThrow(/long has \d+ characters, AWS takes 6144/);
  });

  it('write a document without white space where that would not fit', () => {
    const statements = Array.from({ length: 55 }, (_, index) => ({
      Sid: `S${index}`,
      Effect: 'Deny' as const,
      Action: 'ec2:RunInstances',
      Resource: '*',
    }));
    const place = { name: 'tight', kind: 'scp', purpose: '', account: '', attachTo: '', targets: [] } as const;
    const tight = renderDocument(policyFile({ ...place, document: documentOf(...statements) }));
    expect(JSON.stringify(JSON.parse(tight), null, 2).length).toBeGreaterThan(limits.scp);
    expect(tight.trim().length).toBeLessThanOrEqual(limits.scp);
    expect(tight.trim()).not.toContain('\n');
  });

  it('split what grows with the number of accounts', () => {
    const [first] = sampleInput.accounts;
    if (!first) throw new Error('no account');
    const accounts = Array.from({ length: 150 }, (_, index) => {
      const id = String(100_000_000_000 + index);
      return {
        ...first,
        id,
        alias: `a${index}`,
        readRoleArn: first.readRoleArn.replace(build, id),
        writeRoleArn: writer(id),
      };
    });
    const files = makePolicies({ ...sampleInput, accounts });
    for (const { document, kind } of files) expect(sizeOf(document)).toBeLessThanOrEqual(limits[kind]);
    const listed = (prefix: string) => files.filter(({ name }) => name.startsWith(prefix));
    expect(listed('hub/hub-role-').length).toBeGreaterThan(1);
    const guards = listed('organization/only-assay-approves-');
    expect(guards.length).toBeGreaterThan(1);
    expect(guards.flatMap(({ targets }) => targets)).toEqual(accounts.map(({ id }) => id));
    for (const { targets, document } of guards)
      for (const id of targets) expect(JSON.stringify(document)).toContain(writer(id));
  });
});

describe('what operations declare', () => {
  it('is allowed to the right role by the documents of today', async () => {
    const catalogue = await loadCatalogue(new URL('../../src/', import.meta.url));
    const needs = needsOf(catalogue);
    const config = {
      rules: { production: 'approved-amis-by-tag' },
      aggregator: { name: 'organisation', account: build, region: 'eu-west-1' },
    };
    const compliance = { stopInstances: true, config };
    const settings = { ...sampleInput.settings, keyPolicies: 'apply' as const, compliance };
    const files = makePolicies({ ...sampleInput, needs, settings });
    const allows = (name: string) =>
      new Set(
        files
          // A document that is too long for AWS goes on in a second one.
          .filter((file) => file.name === name || new RegExp(`^${name}-\\d+$`).test(file.name))
          .flatMap(({ document }) => document.Statement.filter(({ Effect }) => Effect === 'Allow'))
          .flatMap(({ Action }) => Action),
      );
    expect(allows(`build-${build}/reader`)).toEqual(new Set(needs.reader.map(({ action }) => action)));
    expect(allows(`build-${build}/writer`)).toEqual(new Set(needs.writer.map(({ action }) => action)));
  });

  it('of AWS Config is allowed only where the configuration has a rule and an aggregator', () => {
    const needs = { reader: configNeeds, writer: [] };
    const allowed = (config?: ConfigSource): readonly string[] =>
      makePolicies({
        ...sampleInput,
        needs,
        settings: { ...sampleInput.settings, compliance: { stopInstances: false, config } },
      })
        .filter(({ name }) => name.endsWith('/reader'))
        .flatMap(({ name, document }) =>
          document.Statement.flatMap(({ Action }) =>
            [Action].flat().map((action) => `${name.split('-')[0]} ${action}`),
          ),
        );
    const rules = { production: 'approved-amis-by-tag' };
    const rule = (account: string) => `${account} config:GetComplianceDetailsByConfigRule`;
    expect(allowed()).toEqual([]);
    expect(allowed({ rules })).toEqual([rule('build'), rule('prod')]);
    expect(allowed({ rules, aggregator: { name: 'all', account: prod, region: 'eu-west-1' } })).toEqual([
      rule('build'),
      'prod config:GetAggregateComplianceDetailsByConfigRule',
      rule('prod'),
    ]);
  });

  it('is allowed once where two declare the same in other words', () => {
    const only = { tagKeys: ['assay'] } as const;
    const twice = [only, { ...only, ownImages: true }].map(
      (terms): IamNeed => ({ action: 'ec2:DeleteTags', on: ['image'], only: terms }),
    );
    const files = makePolicies({ ...sampleInput, needs: { reader: [], writer: twice } });
    const writer = files.filter(({ name }) => name.startsWith(`build-${build}/writer`));
    const allowed = writer.flatMap(({ document }) => document.Statement.flatMap(({ Action }) => Action));
    expect(allowed.filter((action) => action === 'ec2:DeleteTags')).toHaveLength(1);
  });

  it('may not be a write where only the reader works', () => {
    const watch = {
      name: 'greedy',
      iam: [...reads('ec2:DescribeImages'), { action: 'ec2:CreateTags', on: ['image'] }],
    };
    const catalogue = {
      commands: new Map(),
      jobs: new Map(),
      patrols: new Map(),
      chores: new Map(),
      watches: new Map([['greedy', watch]]),
    };
    expect(() => needsOf(catalogue as never)).toThrow('"greedy" declares ec2:CreateTags');
  });
});
