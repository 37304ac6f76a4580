import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeGuard } from '../../src/compliance/assign.ts';
import { bulletinMessage } from '../../src/compliance/bulletin-message.ts';
import { keepExemptions } from '../../src/compliance/keep-exemptions.ts';
import { sweep } from '../../src/compliance/sweep.ts';
import { tell } from '../../src/compliance/tell.ts';
import type { CommandContext } from '../../src/core/command.ts';
import type { Violation } from '../../src/core/violation.ts';
import { familyOf, sameFamily } from '../../src/lookup/family.ts';
import { approve } from '../jobs/support/approvals.ts';
import { withRedis } from '../store/open-store.ts';
import { ACCOUNTS, type AwsWorld, prodPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { noRecords } from '../support/no-records.ts';
import { answer, wordsOf } from './support.ts';

const { open } = withRedis();
const handmade = 'ami-0d1b2c3d4e5f6d001';
const older = 'ami-0a1b2c3d4e5f6a002';
const newer = 'ami-0a1b2c3d4e5f6a006';
const place = '--account prod --region eu-west-1';
let world: AwsWorld;
let store: ReturnType<typeof open>['store'];
let more: Partial<CommandContext>;

beforeAll(async () => {
  world = await startAwsWorld();
});
afterAll(async () => await world.close());
const watch = () => ({
  aws: world.aws.reader({ reference: 'compliance', userId: 'assay' }, { patience: 'job' }),
  settings: world.settings,
  now: new Date(),
  violations: store.violations,
  exemptions: store.exemptions,
  records: noRecords,
});
const look = () => sweep(prodPlace, watch());
beforeEach(async () => {
  ({ store } = open());
  await look();
  const { records } = world.context('guard');
  more = {
    requestedAt: new Date(),
    records: { ...records, violations: store.violations, exemptions: store.exemptions },
    guard: makeGuard(store),
  };
});
const all = () => store.violations.list({ limit: 100 });
const named = async (name: string): Promise<Violation> => {
  const found = (await all()).find(({ subject }) => subject.name === name);
  if (!found) throw new Error(`${name} is not open`);
  return found;
};
const says = async (line: string) => wordsOf(await answer(world, line, more));
const told = async (): Promise<string> => {
  await tell(watch());
  const states = await store.violations.openBulletins(10);
  return states.map((state) => wordsOf(bulletinMessage(state, world.settings))).join('\n');
};

describe('/ami assign', () => {
  it('makes it mine, says so in its message, and no sweep changes that', async () => {
    expect(await told()).not.toContain('Taken by');
    expect(await says('assign hotfix-1')).toContain('belongs to @U0ANNA now');
    expect(await named('hotfix-1')).toMatchObject({
      owner: { kind: 'person', id: 'U0ANNA' },
      assigned: { by: 'U0ANNA' },
    });
    expect(await told()).toContain('Taken by @U0ANNA');
    await look();
    expect(await named('hotfix-1')).toMatchObject({ owner: { id: 'U0ANNA' }, assigned: { by: 'U0ANNA' } });

    await says('assign hotfix-1 to <!subteam^S0SHOP|@shop>');
    const words = await told();
    expect(words).toContain('Taken by @S0SHOP');
    expect(words).not.toContain('@U0ANNA');
    const lines = (await store.audit.about((await named('hotfix-1')).subject.id)).filter(
      ({ action }) => action === 'violation-assigned',
    );
    expect(lines.map(({ actor, details }) => `${actor} ${details['owner']}`)).toEqual([
      'U0ANNA U0ANNA',
      'U0ANNA S0SHOP',
    ]);
  });

  it('of an AMI takes all that runs from it there, and is carried into what is told anew', async () => {
    const id = world.fake.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', { imageId: handmade });
    await look();
    expect(await says(`assign ${handmade} <@U0ROSA> ${place}`)).toContain('belong to @U0ROSA now');
    const owners = async () => (await all()).filter(({ image }) => image.id === handmade).map(({ owner }) => owner?.id);
    expect(new Set(await owners())).toEqual(new Set(['U0ROSA']));
    world.fake.hands.tagImage(handmade, { 'ami-approved-production': 'approved' });
    await look();
    expect(new Set(await owners())).toEqual(new Set(['U0ROSA']));
    expect((await all()).find(({ subject }) => subject.id === id)?.finding.kind).toBe('hand_set');
    await keepExemptions(watch());
    world.fake.hands.terminateInstance(id);
  });

  it('refuses whom nobody can call, and what is not open', async () => {
    expect(await refusalOf(answer(world, 'assign hotfix-1 rosa', more))).toMatchObject({ field: 'to' });
    expect(await refusalOf(answer(world, 'assign i-0a1b2c3d4e5f69999', more))).toMatchObject({ code: 'not_found' });
  });
});

describe('/ami compliance of one thing', () => {
  it('shows everything that can be done about it', async () => {
    const words = await says('compliance hotfix-1');
    for (const label of ['Request approval…', 'Exempt…', 'It’s mine…', 'Replace by approved…', 'Show AMI'])
      expect(words).toContain(`[${label}]`);
    expect(words).not.toContain('More…');
    expect(await refusalOf(answer(world, 'compliance prodd', more))).toMatchObject({ hint: 'Did you mean prod?' });
  });
});

describe('/ami replacement', () => {
  it.each([
    ['web-2026-11-23', 'web'],
    ['golden-base-v1.4.2', 'golden base'],
    ['web_20261123T101530', 'web'],
    ['api (9f8a7b6c)', 'api'],
    ['2026-11-23', ''],
  ])('%s is of the family "%s"', (name, family) => {
    expect(familyOf(name).join(' ')).toBe(family);
  });

  it('nameless families are none', () => {
    expect(sameFamily('2026-11-23', '2026-11-24')).toBe(false);
    expect(sameFamily('web-1', 'api-1')).toBe(false);
  });

  it('names the newest approved one of the family, and launches one like it; or what is in the way', async () => {
    world.fake.hands.changeLaunchPermissions(older, { add: [ACCOUNTS.prod] });
    const id = world.fake.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', { imageId: older });
    await look();
    expect(await says(`replacement ${id}`)).toMatch(/Nothing of its family is approved for production(.|\n)*\[Request/);

    await approve(world, newer);
    world.fake.hands.changeLaunchPermissions(newer, { remove: [ACCOUNTS.prod] });
    expect(await says(`replacement ${id}`)).toMatch(/web-2026-10-10 is approved, and not shared with prod/);

    world.fake.hands.changeLaunchPermissions(newer, { add: [ACCOUNTS.prod] });
    const message = await answer(world, `replacement ${id}`, more);
    expect(message).toMatchObject({
      title: 'web-2026-10-10 can replace web-2026-10-01',
      offers: [
        { command: 'launch', input: { image: newer, account: 'prod', region: 'eu-west-1', type: expect.any(String) } },
        { command: 'show' },
      ],
    });
    // A tag alone is no approval.
    world.fake.hands.tagImage(older, { 'ami-approved-production': 'approved' });
    expect(await says(`replacement ${newer} ${place}`)).not.toContain('web-2026-10-01 can replace');
    world.fake.hands.terminateInstance(id);
  });

  it.each([
    [
      { kind: 'auto-scaling-group', id: "shop's web" },
      [
        "aws autoscaling start-instance-refresh --region eu-west-1 --auto-scaling-group-name 'shop'\\''s web'",
        'aws ec2 create-launch-template-version --region eu-west-1 --launch-template-id ',
      ],
    ],
    [
      { kind: 'launch-template', id: 'lt-0a1b2c3d4e5f60001', name: 'web' },
      [
        'aws ec2 create-launch-template-version --region eu-west-1 --launch-template-id lt-0a1b2c3d4e5f60001 ',
        'aws ec2 modify-launch-template --region eu-west-1 --launch-template-id lt-0a1b2c3d4e5f60001 ',
      ],
    ],
  ] as const)(
    'gives commands for $kind $id that a shell takes as they are, in its Region',
    async (subject, commands) => {
      if (world.image(newer).tags['ami-approved-production'] === undefined) await approve(world, newer);
      world.fake.hands.changeLaunchPermissions(newer, { add: [ACCOUNTS.prod] });
      const of: Violation = { ...(await named('hotfix-1')), subject, image: { id: older, name: 'web-2026-10-01' } };
      const records = {
        ...world.context('guard').records,
        violations: { ...store.violations, list: async () => [of] },
      };
      const words = wordsOf(await answer(world, `replacement "${subject.id}"`, { ...more, records }));
      for (const command of commands) expect(words).toContain(command);
    },
  );

  it('says for a launch template and a group what to set', async () => {
    const template = (await all()).find(({ subject }) => subject.kind === 'auto-scaling-group');
    expect(template).toBeDefined();
    const words = await says(`replacement ${template?.subject.id}`);
    expect(words).toContain('Nothing of its family is approved');
    expect(await refusalOf(answer(world, 'replacement ami-0123456789abcdef0', more))).toMatchObject({
      code: 'not_found',
    });
  });
});
