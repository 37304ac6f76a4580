import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserError } from '../../src/core/outcome.ts';
import type { MigratePlan } from '../../src/jobs/migrate/plan.ts';
import { ACCOUNTS, type AwsWorld, refusalOf, startAwsWorld, worldSettings } from '../support/aws-world.ts';
import { plan } from './support.ts';

let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
});
afterAll(async () => await world.close());

const planned = async (line: string) => {
  const made = await plan(world, line);
  return { ...made, move: made.parsed as MigratePlan };
};

describe('where it goes', () => {
  it.each([
    ['migrate shop-1 to eu-west-1b --subnet private-b', 'eu-west-1b', 'subnet-0b0b0c0d0e0f000b1'],
    ['migrate shop-1 b --subnet SUBNET-0B0B0C0D0E0F000B1', 'eu-west-1b', 'subnet-0b0b0c0d0e0f000b1'],
    ['migrate shop-1 TO C', 'eu-west-1c', 'subnet-0b0b0c0d0e0f000c1'],
    ['migrate shop-1 to b', 'eu-west-1b', 'subnet-0b0b0c0d0e0f000b1'],
  ])('%s', async (line, zone, subnet) => {
    const { move } = await planned(line);
    expect([move.zone, move.subnet.id]).toEqual([zone, subnet]);
  });

  it.each<[string, Partial<UserError>, RegExp]>([
    ['migrate shop-1 to a', { code: 'bad_input', field: 'zone' }, /is in eu-west-1a already/],
    [
      'migrate shop-1 to z',
      { code: 'not_found', field: 'zone', hint: 'There are: eu-west-1a, eu-west-1b, eu-west-1c.' },
      /no zone "z"/,
    ],
    [
      'migrate db-1 to c',
      { code: 'not_possible', field: 'zone', hint: 'It is offered in eu-west-1a, eu-west-1b.' },
      /does not offer r6i.large in eu-west-1c/,
    ],
    ['migrate shop-1 to b --subnet full-b', { code: 'not_possible', field: 'subnet' }, /no free address/],
    [
      'migrate shop-1 to b --subnet lab-b',
      { code: 'bad_input', field: 'subnet' },
      /another network .* security groups/,
    ],
    ['migrate shop-1 to b --subnet private-c', { code: 'bad_input' }, /is in eu-west-1c, not in eu-west-1b/],
    ['migrate shop-1 to b --subnet nowhere', { code: 'not_found', field: 'subnet' }, /no subnet "nowhere"/],
  ])('refused: %s', async (line, fields, says) => {
    const refusal = await refusalOf(planned(line));
    expect(refusal).toMatchObject(fields);
    expect(refusal.message).toMatch(says);
  });
});

describe('what cannot be moved', () => {
  it.each<[string, string, RegExp, RegExp]>([
    ['worker-of-a-group to b', 'not_possible', /Auto Scaling group shop-workers/, /zones or subnets of the group/],
    ['two-cards-1 to b', 'not_possible', /further network interfaces.*eni-/, /Detach/],
    ['cache-1 to b', 'not_possible', /instance store/, /EBS-backed/],
    ['i-0a1b2c3d4e5f60005 to b', 'wrong_state', /is terminated/, /Choose another/],
    ['spot-1 to b --stop-source', 'not_possible', /spot instance/, /Leave out --stop-source/],
    [
      'web-prod-1 to b',
      'needs_approval',
      /Only approved AMIs are launched in production/,
      /\/ami create .* \/ami promote/,
    ],
  ])('%s', async (words, code, says, hint) => {
    const refusal = await refusalOf(planned(`migrate ${words}`));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toMatch(says);
    expect(refusal.hint).toMatch(hint);
  });

  it('an instance with a role, where no role may be handed out', async () => {
    const accounts = worldSettings.accounts.map((account) => ({ ...account, instanceRoles: [] }));
    const settings = { ...worldSettings, accounts };
    const refusal = await refusalOf(plan(world, 'migrate shop-1 to b', { settings }));
    expect(refusal).toMatchObject({ code: 'not_allowed', hint: expect.stringContaining('instanceRoles') });
  });
});

describe('what will change is said before', () => {
  it('of an instance with everything', async () => {
    const { move, words } = await planned('migrate shop-1 to b --subnet private-b');
    expect(move).toMatchObject({
      settings: {
        type: 't3.medium',
        keyName: 'shop',
        profileArn: `arn:aws:iam::${ACCOUNTS.build}:instance-profile/web-server`,
        credits: 'standard',
        monitoring: true,
        tags: { Name: 'shop-1', service: 'shop-site' },
      },
      userData: { bytes: 34 },
      image: { consistency: 'reboot', name: 'shop-1-to-eu-west-1b-2026-11-23-1015' },
    });
    expect(words).toContain('Zone: eu-west-1a → eu-west-1b');
    expect(words).toMatch(/Private address 10\.0\.60\.10 becomes a new one from subnet-0b0b0c0d0e0f000b1/);
    expect(words).toMatch(/user data runs again/);
    expect(words).toMatch(/CloudFormation stack shop knows only the old one/);
    expect(words).toMatch(/\/dev\/sdf stays behind/);
    expect(words).toMatch(
      /Target group shop-http: register the new instance on port 8080, deregister i-0f1b2c3d4e5f60001 \(arn:aws:elasticloadbalancing:/,
    );
    expect(words).toMatch(
      /Target group shop-by-address: register the new address on port 8081, deregister 10\.0\.60\.10/,
    );
    expect(words).not.toContain('other-http');
    expect(words).toMatch(/! shop-1 .* will be rebooted/);
    // User data may hold secrets.
    expect(JSON.stringify(move)).not.toContain(Buffer.from('echo hello').toString('base64').slice(0, 8));
  });

  it.each([
    ['gateway-1', /Elastic IP 198\.51\.100\.7 \(eipalloc-0b0b0c0d0e0f00001\) stays at the old one/],
    ['gateway-1', /Secondary private addresses do not come along: 10\.0\.61\.11/],
    ['gateway-1', /source\/destination check is off/],
    ['spot-1', /spot instance; the new one is bought on demand/],
    ['licensed-1', /not in the placement group tight/],
    ['licensed-1', /the new one is dedicated as well/],
    ['licensed-1', /Termination protection is on/],
  ])('of %s: %s', async (name, says) => {
    expect((await planned(`migrate ${name} to b --subnet private-b`)).words).toMatch(says);
  });

  it('of a stopped one, which needs no reboot', async () => {
    const { move, words } = await planned('migrate batch-1 to b');
    expect(move.image.consistency).toBe('stopped');
    expect(words).not.toContain('rebooted');
  });

  it('is the same when it is planned again', async () => {
    const line = 'migrate shop-1 to b --stop-source';
    expect((await planned(line)).digest).toBe((await planned(line)).digest);
  });
});
