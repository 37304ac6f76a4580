import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defaultWorld } from '../../sandbox/aws/default-world.ts';
import type { AwsWorldSeed, ImageSeed } from '../../sandbox/aws/world/world-seed.ts';
import { fieldsOf } from '../../src/core/input.ts';
import type { Message } from '../../src/core/message.ts';
import type { PictureNode } from '../../src/core/picture.ts';
import { fitMessage } from '../../src/slack/rendering/fit-message.ts';
import { renderMessage } from '../../src/slack/rendering/render-message.ts';
import { messageProblems } from '../../src/slack/rendering/validate.ts';
import { approve } from '../jobs/support/approvals.ts';
import { type AwsWorld, buildPlace, refusalOf, startAwsWorld } from '../support/aws-world.ts';
import { answer, catalogue, wordsOf } from './support.ts';

const web = 'ami-0a1b2c3d4e5f6a006';
const older = 'ami-0a1b2c3d4e5f6a002';
const base = 'ami-0a1b2c3d4e5f6a001';

let world: AwsWorld;
beforeEach(async () => {
  world = await startAwsWorld();
});
afterEach(async () => await world.close());

const show = (line: string): Promise<Message> => answer(world, `show ${line}`, { requestedAt: new Date() });
const said = async (line: string): Promise<string> => wordsOf(await show(line));

/** "relation name [marks]" of every box, two blanks per generation. */
function drawn({ pictures = [] }: Message): readonly string[] {
  const walk = (node: PictureNode, depth: number): readonly string[] => [
    `${'  '.repeat(depth)}${node.relation}: ${node.name}${node.isShown ? ' *' : ''}${node.marks.map(({ text }) => ` [${text}]`).join('')}`,
    ...node.children.flatMap((child) => walk(child, depth + 1)),
  ];
  const [picture] = pictures;
  return picture && 'tree' in picture ? walk(picture.tree, 0) : [];
}

/** The default world with more images in some places. */
function withImages(more: Readonly<Record<string, readonly ImageSeed[]>>): AwsWorldSeed {
  return {
    ...defaultWorld,
    accounts: defaultWorld.accounts.map((account) => ({
      ...account,
      regions: Object.fromEntries(
        Object.entries(account.regions).map(([region, place]) => [
          region,
          { ...place, images: [...(place.images ?? []), ...(more[`${account.alias} ${region}`] ?? [])] },
        ]),
      ),
    })),
  };
}

async function inWorld(more: Readonly<Record<string, readonly ImageSeed[]>>): Promise<void> {
  await world.close();
  world = await startAwsWorld({ fake: { world: withImages(more) } });
}

const copyOf = (id: string, sourceImageId: string, more: Partial<ImageSeed> = {}): ImageSeed => ({
  id,
  name: `copy-${id.slice(-4)}`,
  ageDays: 2,
  snapshots: [],
  sourceImageId,
  sourceImageRegion: 'eu-west-1',
  ...more,
});

describe('the family', () => {
  it('from the first source over the instance to the copies of copies, with what is approved', async () => {
    await inWorld({
      'prod eu-west-1': [copyOf('ami-0f000000000000001', web)],
      'build us-east-1': [copyOf('ami-0f000000000000002', web)],
      'prod us-east-1': [copyOf('ami-0f000000000000003', 'ami-0f000000000000002')],
    });
    await approve(world, web);
    world.fake.hands.tagImage(older, { 'ami-approved-production': 'approved', 'aws:backup:source-resource': 'x' });
    const message = await show(web);
    expect(drawn(message)).toEqual([
      'where it begins: al2023-ami-2023.9.20260901.0-kernel-6.12-x86_64 [public]',
      '  copy: base-2026-09-01',
      '    instance launched from it: web-1',
      '      image of it: web-2026-10-10 * [approved for production]',
      expect.stringMatching(/^ {8}copy into (prod, eu-west-1|build, us-east-1): copy-/),
      expect.stringMatching(/^ {8,10}copy into /),
      expect.stringMatching(/^ {8,10}copy into /),
      '      backup by AWS Backup: web-2026-10-01 [production: tag not proven]',
    ]);
    const words = wordsOf(message);
    expect(words).toContain('└ image of it: web-2026-10-10 (this one) ami-0a1b2c3d4e5f6a006');
    expect(words).toContain('✅ approved for production');
    // What the picture says stands in its alternative text too.
    for (const name of ['al2023', 'base-2026-09-01', 'web-1', 'copy-0003', 'this one', 'tag not proven'])
      expect(message.pictures?.[0]?.alt).toContain(name);
  });

  it('an AMI of another account, whose instance and sources nobody of ours sees', async () => {
    const message = await show('ami-0ccccccccccccc001');
    expect(drawn(message)).toEqual(['AWS does not say what it was made from: partner-scanner-7 *']);
  });

  it('a source that is gone is drawn as that', async () => {
    await inWorld({
      'build eu-west-1': [copyOf('ami-0f000000000000009', 'ami-0dead000000000001', { name: 'orphan' })],
    });
    expect(drawn(await show('orphan'))).toEqual(['where it begins: ami-0dead000000000001', '  copy: orphan *']);
    expect(await said('orphan')).toContain('gone, or not shared with us');
  });

  it('a instance that is gone still stands between', async () => {
    await inWorld({
      'build eu-west-1': [
        {
          id: 'ami-0f000000000000008',
          name: 'late',
          ageDays: 1,
          snapshots: [],
          sourceInstanceId: 'i-0123456789abcdef0',
        },
      ],
    });
    expect(drawn(await show('late'))).toEqual(['instance: i-0123456789abcdef0', '  image of it: late *']);
    expect(await said('late')).toContain('does not exist any more');
  });

  it('a crowd: forty boxes, the rest counted, and the words within Slack’s limits', async () => {
    const crowd = Array.from({ length: 90 }, (_, index) =>
      copyOf(`ami-0f00000000000${String(index).padStart(4, '0')}`, base, { name: `c${index}-`.padEnd(120, 'x') }),
    );
    await inWorld({ 'prod us-east-1': crowd });
    const message = await show('base-2026-09-01');
    expect(drawn(message)).toHaveLength(40);
    expect(message.pictures?.[0]?.note).toMatch(/\d+ more of the family are not drawn/);
    const rendered = fitMessage(message);
    expect(messageProblems(rendered)).toEqual([]);
    expect(JSON.stringify(rendered.blocks)).toContain('more of the family');
  });

  it('says where copies may be missing', async () => {
    world.fake.faults.add({ kind: 'error', call: 'DescribeInstances', code: 'UnauthorizedOperation', times: 5 });
    const words = await said(web);
    expect(words.match(/! Could not look in .*copies and instances there are missing/g)).toHaveLength(4);
    expect(words).toContain('could not be looked at');
    expect(words).toContain('Runs now: no instance where I could look');
    expect(words).toMatch(/! Its instance .* could not be read/);
  });

  it('without AWS’s list of ancestors the direct source stands alone, and it says so', async () => {
    world.fake.faults.add({ kind: 'error', call: 'GetImageAncestry', code: 'UnauthorizedOperation', times: 1 });
    const message = await show(web);
    expect(drawn(message)[0]).toBe('where it begins: base-2026-09-01');
    expect(wordsOf(message)).toContain('! Only its direct source is known');
  });
});

describe('what it says', () => {
  it('who uses it now, in every account, and what AWS does not know yet', async () => {
    const words = await said(web);
    expect(words).toMatch(/Runs now: 1 instance: web-prod-1 \(prod, eu-west-1, running\)/);
    expect(words).toMatch(/Used in all accounts: not known yet/);
    expect(words).toMatch(/Named by: /);
    expect(await said('base-2026-09-01')).toMatch(
      /Named by: .*(launch template lt-|image recipe [a-z-]+\/\d|SSM parameter \/)/,
    );
  });

  it('by whom it was approved, and whether the signature holds', async () => {
    await approve(world, web);
    const words = await said(web);
    expect(words).toMatch(/Approval for production: ✅ by @U0BEN, @U0CARL, .*signature checked/);
    expect(words).toMatch(/Approval for staging: none/);
    expect(words).not.toContain('[Promote to production…]');
    expect(words).toContain('[Verify for production]');
    world.fake.hands.tagImage(older, { 'ami-approved-production': 'approved' });
    expect(await said(older)).toMatch(/Approval for production: ⚠️ .*the tag was set by hand/);
  });

  it('protection, deprecation, maker', async () => {
    world.fake.hands.protectImage(web, true);
    world.fake.hands.deprecateImage(web, new Date('2030-01-01T00:00:00Z'));
    world.fake.hands.tagImage(web, { 'aws:dlm:lifecycle-policy-id': 'p' });
    const words = await said(web);
    expect(words).toMatch(/State: available, deprecated from 2030/);
    expect(words).toMatch(/Protection: on/);
    expect(words).toMatch(/Made by: Data Lifecycle Manager, as a backup/);
    expect(words).not.toContain('[Promote');
  });
});

describe('finding the one meant', () => {
  it.each(['Web-2026-10-10', `arn:aws:ec2:eu-west-1::image/${web}`, web.toUpperCase(), 'tag:Name=base'])(
    '%s',
    async (text) => {
      expect((await show(text)).title).toMatch(/^AMI (web-2026-10-10|base-2026-09-01)$/);
    },
  );

  it('by the name of an AMI that is shared with us', async () => {
    expect((await show('partner-scanner-7')).title).toBe('AMI partner-scanner-7');
  });

  it('a slip is answered with the nearest name', async () => {
    expect(await refusalOf(show('web-2026-10-11'))).toMatchObject({
      code: 'not_found',
      hint: expect.stringMatching(/Did you mean web-2026-10-1\d\?|Did you mean web-2026-10-01\?/),
    });
  });

  it('every button fills in fields that its command has', async () => {
    await approve(world, web);
    const offers = (await Promise.all([web, older, 'ami-0ccccccccccccc001'].map(show))).flatMap(
      ({ offers: all = [] }) => all,
    );
    expect(offers.length).toBeGreaterThan(3);
    for (const { command, input } of offers) {
      const fields = fieldsOf(catalogue.commands.get(command)?.input ?? z.object({})).map(({ name }) => name);
      expect(fields, command).toEqual(expect.arrayContaining(Object.keys(input)));
    }
  });

  it('answers within Slack’s limits for each AMI of the world', async () => {
    for (const id of [web, older, base, 'ami-0ccccccccccccc001', 'ami-0a1b2c3d4e5f6a005'])
      expect(messageProblems(renderMessage(await show(id))), id).toEqual([]);
  });

  it('asks AWS a bounded number of questions', async () => {
    await show(web);
    expect(world.fake.calls.filter(({ service }) => service === 'ec2').length).toBeLessThan(40);
  });
});

describe('an AMI that only the Recycle Bin holds', () => {
  const binned = 'ami-0a1b2c3d4e5f6a011';
  const binIt = () =>
    world.aws
      .writer({ reference: 'somebody', userId: 'U0ANNA' })
      .lifecycle(buildPlace)
      .deregister(binned, { withSnapshots: true });

  it('is told with its end and the way back, also when the id is typed on a phone', async () => {
    await binIt();
    const message = await show('AMI-0A1B2C3D4E5F6A011');
    const words = wordsOf(message);
    expect(words).toMatch(
      /^AMI \S+ is in the Recycle Bin\n.*AWS keeps it until \S+Z; after that it is gone for good\./,
    );
    expect(words).toContain('Where: build, eu-west-1');
    expect(message.offers).toEqual([{ label: 'Restore…', command: 'restore', input: { image: binned } }]);
    expect(messageProblems(renderMessage(message))).toEqual([]);
  });

  it('is not looked for elsewhere than asked', async () => {
    await binIt();
    expect((await refusalOf(show(`${binned} --account prod`))).code).toBe('not_found');
  });

  it('a bin that may not be looked into is named', async () => {
    await binIt();
    world.fake.faults.add({ kind: 'error', call: 'ListImagesInRecycleBin', code: 'UnauthorizedOperation', times: 99 });
    const { code, message } = await refusalOf(show(binned));
    expect(code).toBe('not_found');
    expect(message).toMatch(/Whether the Recycle Bin of build, eu-west-1; .* holds it is not known: /);
  });

  it('a bin that is busy now is asked again, and nothing is said to be missing', async () => {
    await binIt();
    world.fake.faults.add({ kind: 'status', call: 'ListImagesInRecycleBin', status: 500, times: 99 });
    expect(await refusalOf(show(binned))).toMatchObject({
      code: 'aws_busy',
      message: expect.stringMatching(/Whether the Recycle Bin of build, eu-west-1; .* holds it is not known: /),
      hint: 'Please try again in a moment.',
    });
  });

  it('nor by its name: AWS finds it there by its id only', async () => {
    const name = world.image(binned).name;
    await binIt();
    expect((await refusalOf(show(name))).code).toBe('not_found');
  });
});
