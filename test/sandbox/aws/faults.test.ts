import {
  CreateImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROLES } from '../../../sandbox/aws/default-world.ts';
import type { FakeAws } from '../../../sandbox/aws/start-fake-aws.ts';
import { assume, ec2As, errorOf, kmsAs, startQuick, until } from './support.ts';

const WEB = 'i-0a1b2c3d4e5f60001';

describe('faults', () => {
  let fake: FakeAws;
  let build: ReturnType<typeof ec2As>;
  beforeEach(async () => {
    fake = await startQuick();
    build = ec2As(fake, await assume(fake, ROLES.build));
  });
  afterEach(async () => await fake.close());
  const list = () => build.send(new DescribeImagesCommand({ Owners: ['self'] }));

  it('loses the answer after the effect, once', async () => {
    fake.faults.add({ kind: 'lost-answer', call: 'CreateImage', times: 1 });
    const error = await errorOf(build.send(new CreateImageCommand({ InstanceId: WEB, Name: 'lost' })));
    expect(error.status).toBe(0);
    const again = await errorOf(build.send(new CreateImageCommand({ InstanceId: WEB, Name: 'lost' })));
    expect(again.name).toBe('InvalidAMIName.Duplicate');
    expect(fake.calls.filter((call) => call.action === 'CreateImage').map((call) => call.result)).toEqual([
      'ok',
      'InvalidAMIName.Duplicate',
    ]);
  });

  it('makes the retrying SDK meet its own first call', async () => {
    const retrying = ec2As(fake, await assume(fake, ROLES.build), { maxAttempts: 3 });
    fake.faults.add({ kind: 'lost-answer', call: 'CreateImage', times: 1 });
    const error = await errorOf(retrying.send(new CreateImageCommand({ InstanceId: WEB, Name: 'lost' })));
    expect(error.name).toBe('InvalidAMIName.Duplicate');
  });

  it('answers status, throttling and scripted errors as often as told, for one call or for all', async () => {
    fake.faults.add({ kind: 'status', call: '*', status: 503, times: 1 });
    expect(await errorOf(list())).toMatchObject({ name: 'Unavailable', status: 503 });
    fake.faults.add({ kind: 'throttle', call: 'DescribeImages', times: 1 });
    await build.send(new DescribeInstancesCommand({}));
    expect(await errorOf(list())).toMatchObject({ name: 'RequestLimitExceeded', status: 503 });
    fake.faults.add({
      kind: 'error',
      call: 'DescribeImages',
      code: 'ConcurrentTagAccess',
      message: 'two writers',
      times: 2,
    });
    expect(await errorOf(list())).toMatchObject({ name: 'ConcurrentTagAccess', message: 'two writers' });
    fake.faults.clear();
    await list();
    fake.faults.add({ kind: 'throttle', call: 'DescribeKey', times: 1 });
    const key = kmsAs(fake, fake.credentials(ROLES.build)).send(new DescribeKeyCommand({ KeyId: 'alias/ami' }));
    expect((await errorOf(key)).name).toBe('ThrottlingException');
  });

  it('delays', async () => {
    fake.faults.add({ kind: 'delay', call: 'DescribeImages', ms: 150, times: 1 });
    const start = performance.now();
    await list();
    expect(performance.now() - start).toBeGreaterThanOrEqual(145);
  });

  it('throttles by token buckets when told to use the real figures', async () => {
    let now = Date.now();
    const slow = await startQuick({ now: () => now, throttling: 'real' });
    const client = ec2As(slow, slow.credentials(ROLES.build));
    const ask = () =>
      client.send(new DescribeRegionsCommand({})).then(
        () => 'ok',
        (error: Error) => error.name,
      );
    const answers = await Promise.all(Array.from({ length: 103 }, ask));
    expect(answers.filter((answer) => answer === 'RequestLimitExceeded')).toHaveLength(3);
    // Another account has a bucket of its own; time refills this one by 20 a second.
    await ec2As(slow, slow.credentials(ROLES.prod)).send(new DescribeRegionsCommand({}));
    now += 1000;
    expect(await ask()).toBe('ok');
    await slow.close();
  });

  it('hides a new image for so many looks, or for a while', async () => {
    fake.settings.newImageLag = { looks: 2 };
    const create = async (Name: string) =>
      (await build.send(new CreateImageCommand({ InstanceId: WEB, Name }))).ImageId ?? '';
    const look = (id: string) => build.send(new DescribeImagesCommand({ ImageIds: [id] }));
    const first = await create('young-1');
    expect((await errorOf(look(first))).name).toBe('InvalidAMIID.NotFound');
    expect((await list()).Images?.some((image) => image.ImageId === first)).toBe(false);
    expect((await look(first)).Images).toHaveLength(1);
    fake.settings.newImageLag = { ms: 200 };
    const second = await create('young-2');
    expect((await errorOf(look(second))).name).toBe('InvalidAMIID.NotFound');
    await until(
      () =>
        look(second).then(
          () => true,
          () => false,
        ),
      (found) => found,
    );
  });

  it('refuses parameters the API does not have, and Regions the account does not', async () => {
    const elsewhere = ec2As(fake, await assume(fake, ROLES.build), { region: 'ap-south-1' });
    expect((await errorOf(elsewhere.send(new DescribeImagesCommand({})))).name).toBe('OptInRequired');
    const empty = ec2As(fake, await assume(fake, ROLES.build), { region: 'us-east-1' });
    expect((await empty.send(new DescribeImagesCommand({ Owners: ['self'] }))).Images).toEqual([]);
    build.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string; headers: Record<string, string> };
        request.body += '&Colour=red';
        request.headers['content-length'] = String(Buffer.byteLength(request.body));
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    expect(await errorOf(list())).toMatchObject({
      name: 'UnknownParameter',
      message: 'The parameter Colour is not recognized',
    });
  });
});
