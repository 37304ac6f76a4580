import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { misfit } from '../../src/commands/migrate/given-image.ts';
import type { Image } from '../../src/core/aws.ts';
import type { UserError } from '../../src/core/outcome.ts';
import type { MigratePlan } from '../../src/jobs/migrate/plan.ts';
import type { MachinePortrait } from '../../src/lookup/machine-portrait.ts';
import { approve } from '../jobs/support/approvals.ts';
import { makeImageOf } from '../jobs/support/make-image-of.ts';
import {
  ACCOUNTS,
  type AwsWorld,
  buildPlace,
  prodPlace,
  refusalOf,
  startAwsWorld,
  worldSettings,
} from '../support/aws-world.ts';
import { plan, wordsOf } from './support.ts';

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
    expect(move.image).toMatchObject({ consistency: 'stopped' });
    expect(words).not.toContain('rebooted');
  });

  it('is the same when it is planned again', async () => {
    const line = 'migrate shop-1 to b --stop-source';
    expect((await planned(line)).digest).toBe((await planned(line)).digest);
  });
});

describe('where only approved AMIs are launched', () => {
  const web = 'i-0d1b2c3d4e5f60001';
  const line = 'migrate web-prod-1 to b --stop-source';
  let older: string;

  it('the refusal names the three steps, and offers the first', async () => {
    const refusal = await refusalOf(planned(line));
    expect(refusal).toMatchObject({
      code: 'needs_approval',
      offers: [{ label: 'Create AMI…', command: 'create', input: { instance: web } }],
    });
    expect(refusal.message).toMatch(/Only approved AMIs are launched in production/);
    expect(wordsOf({ title: '', lines: refusal.lines })).toMatch(
      /ami create i-0d1.*\n.*ami promote <its id> --environment production\n.*ami migrate i-0d1\w+ to eu-west-1b --image <its id>/,
    );
  });

  it('what cannot be moved at all is told first', async () => {
    const demanding = worldSettings.environments.map((one) => ({ ...one, launch: 'approved-only' as const }));
    const settings = { ...worldSettings, environments: demanding };
    const refusal = await refusalOf(plan(world, 'migrate two-cards-1 to b', { settings }));
    expect(refusal.message).toMatch(/further network interfaces/);
  });

  it('one that is there but not approved is offered for promotion, and refused as --image', async () => {
    older = await makeImageOf(world, prodPlace, web, 'web-prod-older');
    const refusal = await refusalOf(planned(line));
    expect(refusal.offers.map(({ label }) => label)).toEqual(['Create AMI…', 'Promote web-prod-older…']);
    expect(refusal.offers[1]?.input).toEqual({ image: older, environment: 'production' });
    expect(await refusalOf(planned(`${line} --image web-prod-older`))).toMatchObject({
      code: 'needs_approval',
      field: 'image',
      hint: `Have it approved: /ami promote ${older} --environment production.`,
    });
  });

  it('an approved one is offered as the way, filled in, also when a newer one is not approved', async () => {
    await approve(world, older);
    const newer = await makeImageOf(world, prodPlace, web, 'web-prod-newer');
    const { hint, offers } = await refusalOf(planned(`${line} --subnet private-b`));
    expect(hint).toMatch(/^web-prod-older \(ami-\w+\) of this instance is approved/);
    expect(offers).toEqual([
      {
        label: 'Move with web-prod-older…',
        command: 'migrate',
        style: 'primary',
        input: { instance: web, zone: 'eu-west-1b', image: older, subnet: 'private-b', 'stop-source': 'true' },
      },
      { label: 'Create AMI…', command: 'create', input: { instance: web } },
      {
        label: 'Promote web-prod-newer…',
        command: 'promote',
        input: { image: newer, environment: 'production' },
      },
    ]);
  });

  it('a tag set by hand is no approval', async () => {
    const forged = await makeImageOf(world, prodPlace, 'i-0d1b2c3d4e5f60002', 'worker-forged');
    world.fake.hands.tagImage(forged, { 'ami-approved-production': 'approved' });
    const { offers } = await refusalOf(planned('migrate worker-prod-1 to b'));
    expect(offers.map(({ label }) => label)).toEqual(['Create AMI…', 'Promote worker-forged…']);
  });

  it('the plan says what will not be on the new one, and that nothing is rebooted', async () => {
    const { move, words, digest } = await planned(`${line} --image web-prod-older`);
    expect(move.image).toMatchObject({ imageId: older, environment: 'production', approval: expect.any(String) });
    expect(words).toContain(`From the AMI: web-prod-older (${older})`);
    expect(words).toMatch(/AMI approved: ami-\w+ was approved for production by 2 people/);
    expect(words).toMatch(
      /! The new one starts from what was on the disks when ami-\w+ was made, \S+Z.* What web-prod-1 \(i-0d1b2c3d4e5f60001\) has written since then is not on it\./,
    );
    expect(words).not.toContain('rebooted');
    expect((await planned(`${line} --image ${older}`)).digest).toBe(digest);
  });

  it('tells how old it is', async () => {
    const requestedAt = new Date(Date.now() + 21 * 86_400_000 + 3_600_000);
    const { words } = await plan(world, `${line} --image ${older}`, { requestedAt });
    expect(words).toMatch(/\(3 weeks old\)\. What/);
  });
});

describe('an AMI that is named', () => {
  it('need not be approved where that is not demanded', async () => {
    const image = await makeImageOf(world, buildPlace, 'i-0f1b2c3d4e5f60001', 'shop-before');
    const { move, words } = await planned('migrate shop-1 to b --image shop-before');
    expect(move.image).toMatchObject({ imageId: image, environment: 'build' });
    expect(words).not.toContain('AMI approved');
    expect(words).toContain('Both will run at the same time.');
  });

  it.each<[string, string, Partial<UserError>, RegExp]>([
    ['of another instance', '--image web-2026-10-10', { code: 'not_possible' }, /not made of i-0f1\w+ but of i-0a1/],
    ['of an AMI', '--image base-2026-09-01', { code: 'not_possible' }, /not made of i-0f1\w+, as far as AWS says/],
    ['of another account', '--image web-prod-older', { code: 'not_found' }, /cannot find the AMI "web-prod-older"/],
    ['that is not there', '--image nothing-1', { code: 'not_found' }, /Looked in build, eu-west-1/],
  ])('%s is refused', async (_, image, fields, says) => {
    const refusal = await refusalOf(planned(`migrate shop-1 to b ${image}`));
    expect(refusal).toMatchObject({ field: 'image', ...fields });
    expect(refusal.message).toMatch(says);
  });

  it('that is disabled is refused', async () => {
    const image = await makeImageOf(world, buildPlace, 'i-0f1b2c3d4e5f60002', 'gateway-off');
    const aws = world.aws.writer({ reference: 'somebody', userId: 'U0ANNA' });
    await aws.lifecycle(buildPlace).disable(image);
    expect(await refusalOf(planned('migrate gateway-1 to b --image gateway-off --subnet private-b'))).toMatchObject({
      code: 'wrong_state',
      message: expect.stringContaining('is disabled'),
    });
  });
});

describe('volumes that came and went since the AMI was made', () => {
  const portrait = (...volumes: readonly (readonly [string, number])[]) =>
    ({
      machine: { id: 'i-0f1b2c3d4e5f60001' },
      volumes: volumes.map(([device, sizeGiB]) => ({ device, sizeGiB, id: `vol-of-${device.slice(5)}` })),
    }) as unknown as MachinePortrait;
  const image = {
    id: 'ami-1',
    volumes: [
      { device: '/dev/xvda', sizeGiB: 20 },
      { device: '/dev/sdf', sizeGiB: 50 },
    ],
  } as unknown as Image;

  it.each<[string, MachinePortrait, RegExp | undefined]>([
    ['the same', portrait(['/dev/xvda', 20], ['/dev/sdf', 50]), undefined],
    ['one grown', portrait(['/dev/xvda', 20], ['/dev/sdf', 80]), undefined],
    ['one detached', portrait(['/dev/xvda', 20]), undefined],
    ['one attached', portrait(['/dev/xvda', 20], ['/dev/sdg', 8]), /\/dev\/sdg \(vol-of-sdg\) was attached after/],
    ['one smaller', portrait(['/dev/xvda', 8]), /\/dev\/xvda of i-\w+ has 8 GiB, but 20 GiB in ami-1/],
  ])('%s', (_, seen, says) => {
    const why = misfit(image, seen);
    if (says) expect(why).toMatch(says);
    else expect(why).toBeUndefined();
  });
});
