import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Place, Tags } from '../../src/core/aws.ts';
import { ebsOperations } from '../../src/core/aws-encryption.ts';
import type { PatrolContext, PatrolRun } from '../../src/core/patrol.ts';
import type { Run } from '../../src/core/run.ts';
import { recoverJob } from '../../src/jobs/recover/index.ts';
import { recoverPatrol } from '../../src/patrols/recover.ts';
import { wordsOf } from '../commands/support.ts';
import { testRun } from '../jobs/support/run-job.ts';
import { ACCOUNTS, type AwsWorld, buildPlace, prodPlace, startAwsWorld } from '../support/aws-world.ts';
import { memoryExemptions } from '../support/memory-exemptions.ts';
import { noConfigViews } from '../support/no-config-views.ts';
import { noLog } from '../support/no-log.ts';
import { noRecords } from '../support/no-records.ts';
import { noViolations } from '../support/no-violations.ts';

const hourMs = 3_600_000;
const lost = 'r-abcdefghjk';
const rosa = 'U0ROSA0001';
const source = 'ami-0a1b2c3d4e5f6a005';
/** Of one snapshot: AWS copies twenty at once into a Region. */
const small = 'ami-0a1b2c3d4e5f6a002';
const east: Place = { account: ACCOUNTS.build, region: 'us-east-1' };

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld({ fake: { paceMs: 600 } });
});
afterEach(async () => await world.close());

const look = (place: Place = buildPlace, more: Partial<PatrolContext> = {}): Promise<readonly PatrolRun[]> =>
  recoverPatrol.look(place, {
    aws: world.aws.reader({ reference: 'recover', userId: 'assay' }, { patience: 'job' }),
    settings: world.settings,
    violations: noViolations,
    configViews: noConfigViews,
    exemptions: memoryExemptions([]),
    records: noRecords,
    ...noLog,
    hurry: async () => undefined,
    now: new Date(),
    bornAt: new Date(),
    ...more,
  });

const writer = () => world.aws.writer({ reference: lost, userId: rosa });
const tagged = (run: string, more: Tags = {}): Tags => ({ 'assay:run': run, 'assay:requester': rosa, ...more });
const create = async (name: string, tags: Tags, instanceId = 'i-0a1b2c3d4e5f60001'): Promise<string> =>
  (await writer().ec2(buildPlace).createImage({ instanceId, name, description: '', noReboot: true, tags })).imageId;
const copy = async (place: Place, name: string, tags: Tags, imageId = source): Promise<string> =>
  (
    await writer()
      .copies(place)
      .copyImage({
        source: { imageId, region: 'eu-west-1' },
        name,
        description: '',
        keyId: place === east ? 'alias/ami' : undefined,
        tags,
        clientToken: `${name}-${place.region}`,
        withinMinutes: undefined,
      })
  ).imageId;
const planOf = ({ plan }: PatrolRun) => recoverJob.plan.parse(plan);
const follow = async (order: PatrolRun) => {
  const run = testRun(world, recoverJob, planOf(order), { id: 'r-recovered1' });
  const result = await run.go();
  const told = recoverJob.present.done(planOf(order), recoverJob.result.parse(result), run.view, world.settings);
  return { result, text: wordsOf(told), tone: told.tone };
};

describe('what is being made when the records are lost', () => {
  it('is one run, which calls its requester and follows it to its end without making anything again', async () => {
    const id = await create('web-lost', tagged(lost, { 'assay:source-instance': 'i-0a1b2c3d4e5f60001' }));
    const [order, ...others] = await look();
    expect(others).toEqual([]);
    expect(order).toMatchObject({
      requestKey: `recover:${lost}`,
      job: 'recover',
      channel: 'C0REQUESTS',
      requester: rosa,
    });
    if (!order) return;
    const writes = world.calls('CreateImage').length;
    const { result, text } = await follow(order);
    expect(result).toMatchObject({ things: [{ id, state: 'done' }], left: [] });
    expect(text).toContain(`${id} web-lost in build, eu-west-1 is there`);
    expect(text).toMatch(/records of this run were lost/);
    expect(world.calls('CreateImage')).toHaveLength(writes);
  });

  it('and came to nothing, is said with the reason', async () => {
    const id = await create('web-fails', tagged(lost));
    const [order] = await look();
    world.fake.hands.failImage(id, 'the key is disabled');
    if (!order) throw new Error('it was not found');
    const { text, tone } = await follow(order);
    expect(text).toMatch(/web-fails .*came to nothing.*the key is disabled/);
    expect(tone).toBe('bad');
  });

  it('is left alone while its run is in the store', async () => {
    await create('web-known', tagged(lost));
    const run = async (id: string) => (id === lost ? ({ id } as Run) : undefined);
    expect(await look(buildPlace, { records: { ...noRecords, run } })).toEqual([]);
  });

  it('in several places by one request is one run, and names what the request can no longer take back', async () => {
    const tags = (child: string) =>
      tagged(child, { 'assay:parent': lost, 'assay:source-image': source, 'assay:source-region': 'eu-west-1' });
    const [keyArn] = (
      await writer()
        .ec2(buildPlace)
        .snapshots({ ids: world.image(source).snapshotIds })
    ).flatMap(({ keyArn }) => keyArn ?? []);
    const grantee = `arn:aws:iam::${ACCOUNTS.prod}:role/AssayWorker`;
    const name = `assay/copy/${lost}/${ACCOUNTS.prod}`;
    await writer()
      .encryption(buildPlace)
      .createGrant({ keyArn: keyArn ?? '', grantee, operations: ebsOperations, name });
    await writer()
      .sharing(buildPlace)
      .addLaunchPermissions(source, [{ kind: 'account', id: ACCOUNTS.prod }]);
    const ids = [
      await copy(buildPlace, 'db-lost', tags('r-childchild')),
      await copy(east, 'db-lost', tags('r-childchjjj')),
    ];

    const [here] = await look(buildPlace);
    const [there] = await look(east);
    expect(here?.requestKey).toBe(`recover:${lost}`);
    expect(there?.requestKey).toBe(`recover:${lost}`);
    if (!here) return;
    expect(
      planOf(here)
        .runs[0]?.things.map(({ id }) => id)
        .toSorted(),
    ).toEqual(ids.toSorted());
    const grants = world.calls('RevokeGrant').length;
    const { result, text, tone } = await follow(here);
    expect(result.things.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(tone).toBe('warning');
    expect(text).toContain(`aws kms revoke-grant --region eu-west-1 --key-id ${keyArn} --grant-id `);
    expect(world.calls('RevokeGrant')).toHaveLength(grants);
  });
});

describe('what tags say is text', () => {
  it('of somebody who tags now: nobody is called', async () => {
    await create('web-forged', tagged('r-zzzzzzzzzz'));
    const [order] = await look(buildPlace, { bornAt: new Date(Date.now() - 48 * hourMs) });
    expect(order).toMatchObject({ requestKey: 'recover:r-zzzzzzzzzz' });
    expect(order).not.toHaveProperty('requester');
    expect(order && planOf(order).calls).toBe(false);
  });

  it('and no id of a run, or of a person, unless it looks like one', async () => {
    await create('web-1-junk', tagged('<!channel>'));
    await create('web-2-junk', { 'assay:run': lost, 'assay:requester': '<!here>' }, 'i-0a1b2c3d4e5f60002');
    const orders = await look();
    expect(orders.map(({ requestKey }) => requestKey)).toEqual([`recover:${lost}`]);
    expect(JSON.stringify(orders)).not.toMatch(/<!/);
  });

  it('however many there are: ten are followed, the rest is one list', async () => {
    for (let index = 0; index < 12; index += 1)
      await copy(east, `many-${index}`, tagged(`r-abcdefghj${'abcdefghjkmn'[index]}`), small);
    const orders = await look(east);
    expect(orders).toHaveLength(11);
    const rest = orders.at(-1);
    expect(rest && planOf(rest)).toMatchObject({ isFollowed: false, calls: false, runs: [{}, {}] });
  });
});

describe('what AWS has finished meanwhile', () => {
  it('is listed once when the store has just begun, and not at all when it has not', async () => {
    const id = await create('web-done', tagged(lost));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const bornAt = new Date();
    const [list, ...others] = await look(buildPlace, { bornAt });
    expect(others).toEqual([]);
    expect(list?.requestKey).toContain(bornAt.toISOString());
    expect(list).not.toHaveProperty('requester');
    expect(list && (await follow(list)).text).toContain(id);
    expect(await look(buildPlace, { bornAt: new Date(Date.now() - 2 * hourMs) })).toEqual([]);
    expect(
      await look(buildPlace, { bornAt: new Date(Date.now() + 25 * hourMs), now: new Date(Date.now() + 25 * hourMs) }),
    ).toEqual([]);
  });

  it('is nothing where Assay made nothing', async () => {
    expect(await look(prodPlace)).toEqual([]);
    expect(await look(buildPlace)).toEqual([]);
  });
});
