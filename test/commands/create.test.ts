import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserError } from '../../src/core/outcome.ts';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { plan, planInput } from './support.ts';

let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
  world.fake.hands.tagResource('i-0d1b2c3d4e5f60002', ACCOUNTS.prod, { Name: 'api-1' });
  world.fake.hands.tagResource('i-0d1b2c3d4e5f60003', ACCOUNTS.prod, { Name: `${'x'.repeat(250)} ü` });
});
afterAll(async () => await world.close());

const created = async (line: string) =>
  (await plan(world, line)).parsed as { instanceId: string; name: string; description: string; consistency: string };

describe('the instance that is meant', () => {
  it.each([
    ['create i-0a1b2c3d4e5f60001', 'i-0a1b2c3d4e5f60001', 'by id'],
    ['create I-0A1B2C3D4E5F60001', 'i-0a1b2c3d4e5f60001', 'by an id a phone wrote in capitals'],
    ['create web-1', 'i-0a1b2c3d4e5f60001', 'by its Name tag'],
    ['create " web-1 "', 'i-0a1b2c3d4e5f60001', 'with blanks around it'],
    ['create web-prod-?', 'i-0d1b2c3d4e5f60001', 'by a pattern'],
    ['create "tag:owner=sam"', 'i-0d1b2c3d4e5f60003', 'by a tag'],
    ['create api-1 --account prod', 'i-0d1b2c3d4e5f60002', 'narrowed by alias'],
    ['create api-1 --account BUILD', 'i-0a1b2c3d4e5f60002', 'narrowed by alias, in capitals'],
    [`create api-1 --account ${ACCOUNTS.build} --region EU-WEST-1`, 'i-0a1b2c3d4e5f60002', 'narrowed by id and Region'],
  ])('%s', async (line, id) => {
    expect((await created(line)).instanceId).toBe(id);
  });

  it.each<[string, Partial<UserError>, RegExp]>([
    [
      'create nowhere',
      { code: 'not_found', field: 'instance' },
      /cannot find .*"nowhere".* Looked in build, eu-west-1; build, us-east-1; prod, eu-west-1; prod, us-east-1\./,
    ],
    ['create web-1 --region us-east-1', { code: 'not_found' }, /Looked in build, us-east-1; prod, us-east-1\./],
    [
      'create api-1',
      { code: 'ambiguous', hint: 'Use the id, or narrow it with --account and --region.' },
      /^2 things fit "api-1": i-0a1b2c3d4e5f60002 \(api-1; build, eu-west-1\), i-0d1b2c3d4e5f60002 \(api-1; prod, eu-west-1\)\.$/,
    ],
    ['create "tag:team=shop"', { code: 'ambiguous' }, /^3 things fit/],
    ['create web-0', { code: 'not_found' }, /cannot find/],
    [
      'create i-0a1b2c3d4e5f60005',
      { code: 'wrong_state', hint: 'Choose another instance.' },
      /is terminated; an AMI needs it running or stopped/,
    ],
    ['create cache-1', { code: 'not_possible', field: 'instance' }, /instance store/],
    [
      'create web-1 --account buidl',
      { code: 'not_found', field: 'account', hint: 'Did you mean build?' },
      /no account "buidl"/,
    ],
    ['create web-1 --account 999999999999', { code: 'not_found', hint: 'I know: build, prod.' }, /no account/],
    [
      'create web-1 --region eu-west-2',
      { code: 'not_found', field: 'region', hint: 'Did you mean eu-west-1? I look after: eu-west-1, us-east-1.' },
      /"eu-west-2" is not one I look after/,
    ],
  ])('refused: %s', async (line, fields, says) => {
    const refusal = await refusalOf(plan(world, line));
    expect(refusal).toMatchObject(fields);
    expect(refusal.message).toMatch(says);
  });
});

describe('the name of the AMI', () => {
  it.each([
    ['create web-1 --name golden/web_(1).2', 'golden/web_(1).2'],
    ['create web-1', 'web-1-2026-11-23-1015'],
    ['create hotfix* --account prod', undefined],
  ])('%s', async (line, name) => {
    if (name) expect((await created(line)).name).toBe(name);
    else expect((await refusalOf(created(line))).code).toBe('not_found');
  });

  it('left out: made of what is left of the Name tag, short enough, and told within what AWS takes', async () => {
    const { name, description } = await created('create i-0d1b2c3d4e5f60003');
    expect(name).toBe(`${'x'.repeat(100)}-2026-11-23-1015`);
    expect(description).toHaveLength(255);
    expect(description).toMatch(/^From x+$/);
  });

  it('left out, and the Name tag has no letter that AWS takes', async () => {
    world.fake.hands.tagResource('i-0d1b2c3d4e5f60003', ACCOUNTS.prod, { Name: '東京 ' });
    const planned = await created('create i-0d1b2c3d4e5f60003');
    expect(planned.name).toBe('i-0d1b2c3d4e5f60003-2026-11-23-1015');
  });

  it.each([
    ['ab', 'bad_input', /"ab" cannot be the name of an AMI/],
    ['"has spaces"', 'bad_input', /cannot be/],
    ['at:10:15', 'bad_input', /cannot be/],
    ['x'.repeat(128), 'bad_input', /cannot be/],
    ['web-2026-10-10', 'name_taken', /taken by ami-0a1b2c3d4e5f6a006 in build, eu-west-1/],
  ])('refused: %s', async (name, code, says) => {
    const refusal = await refusalOf(plan(world, `create web-1 --name ${name}`));
    expect(refusal).toMatchObject({ code, field: 'name' });
    expect(refusal.message).toMatch(says);
  });
});

describe('what people typed about it', () => {
  it('a description with characters that AWS refuses becomes one it takes', async () => {
    const typed = 'before – the “big” one…\nfaçade, it’s ✓';
    const { parsed } = await planInput(world, 'create', { instance: 'web-1', description: typed });
    expect(parsed).toMatchObject({ description: `before - the "big" one... facade, it's ?` });
  });

  it.each([
    'aws:x=1',
    'AWS:x=1',
    'ec2:SharedTag/ami-approved-production=approved',
    'assay:run=r-abcdefghjk',
    'Assay:attestation-production=v1',
    'ami-approved-production=approved',
    'AMI-approved=approved',
  ])('reserved tag: %s', async (tag) => {
    const refusal = await refusalOf(plan(world, `create web-1 ${tag}`));
    expect(refusal).toMatchObject({ code: 'bad_input', field: 'tags' });
    expect(refusal.message).toBe(`The tag key "${tag.split('=')[0]}" is reserved.`);
    expect(refusal.hint).toContain('/ami promote');
  });

  it('more tags than AWS takes', async () => {
    const tags = Array.from({ length: 46 }, (_, index) => `t${index}=x`).join(' ');
    expect(await refusalOf(plan(world, `create web-1 ${tags}`))).toMatchObject({ code: 'bad_input', field: 'tags' });
  });
});

describe('what people see before it happens', () => {
  it.each([
    ['create db-1', 'reboot', /! db-1 \(i-0a1b2c3d4e5f60003\) will be rebooted/],
    ['create db-1 --no-reboot', 'no-reboot', /! Without a reboot AWS cannot guarantee the integrity/],
    ['create batch-1', 'stopped', /Consistency: instance is stopped/],
  ])('%s', async (line, consistency, says) => {
    const { parsed, words } = await plan(world, line);
    expect(parsed).toMatchObject({ consistency });
    expect(words).toMatch(says);
  });

  it('volumes with their encryption', async () => {
    expect((await plan(world, 'create db-1')).words).toContain('Volumes: 2 volumes, 230 GiB, 1 of 2 encrypted');
  });

  it('never "0 GiB" for a volume that AWS does not show', async () => {
    world.fake.faults.add({ kind: 'error', call: 'DescribeVolumes', code: 'UnauthorizedOperation', times: 1 });
    expect((await refusalOf(plan(world, 'create db-1'))).code).toBe('aws_denied');
  });
});

describe('a place that cannot be seen', () => {
  const deny = (times: number) =>
    world.fake.faults.add({ kind: 'error', call: 'DescribeInstances', code: 'UnauthorizedOperation', times });

  it('is named; what was not seen is never "not found"', async () => {
    deny(1);
    const refusal = await refusalOf(plan(world, 'create nowhere'));
    expect(refusal.code).toBe('aws_denied');
    expect(refusal.message).toMatch(
      /Looked in (\S+, \S+; ){2}\S+, \S+\. Could not look in \S+, \S+: The role AssayReader may not/,
    );
    expect(refusal.hint).toContain('It may be there.');
  });

  it('takes nothing away from the others', async () => {
    world.fake.faults.add({ kind: 'error', call: 'DescribeInstances', code: 'UnauthorizedOperation', times: 1 });
    const found = await plan(world, 'create i-0a1b2c3d4e5f60001').then(
      () => 'found',
      (error: UserError) => error.code,
    );
    expect(['found', 'aws_denied']).toContain(found);
  });

  it('busy is called busy, so that a worker tries again', async () => {
    world.fake.faults.add({ kind: 'throttle', call: 'DescribeInstances', times: 8 });
    const refusal = await refusalOf(plan(world, 'create nowhere'));
    expect(refusal.code).toBe('aws_busy');
    expect(refusal.message).toContain('Could not look in');
    world.fake.faults.clear();
  });
});
