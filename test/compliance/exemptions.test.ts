import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bulletinMessage } from '../../src/compliance/bulletin-message.ts';
import { keepExemptions } from '../../src/compliance/keep-exemptions.ts';
import { sweep } from '../../src/compliance/sweep.ts';
import { tell } from '../../src/compliance/tell.ts';
import type { ChoreContext } from '../../src/core/chore.ts';
import { type Exemption, exemptionOf } from '../../src/core/exemption.ts';
import type { Severity } from '../../src/core/violation.ts';
import { wordsOf } from '../commands/support.ts';
import { withRedis } from '../store/open-store.ts';
import { ACCOUNTS, type AwsWorld, prodPlace, startAwsWorld } from '../support/aws-world.ts';
import { noRecords } from '../support/no-records.ts';

const { open } = withRedis();
const handmade = 'ami-0d1b2c3d4e5f6d001';
const day = 86_400_000;
let world: AwsWorld;
beforeAll(async () => {
  world = await startAwsWorld();
});
afterAll(async () => await world.close());

const granted = (more: Partial<Exemption> = {}): Exemption => ({
  id: 'r-exemptexem',
  place: prodPlace,
  environment: 'production',
  image: { id: handmade },
  severity: 'medium',
  reason: 'the vendor ships the next one in December',
  requester: 'U0ANNA',
  approvers: ['U0BEN', 'U0CARL'],
  from: Date.now(),
  until: Date.now() + day,
  ...more,
});

describe('an exemption', () => {
  const what = (id: string, image = 'ami-1', severity: Severity = 'medium') => ({
    subject: { kind: 'instance' as const, id },
    image: { id: image },
    finding: { kind: 'not_approved' as const, severity, sentence: '' },
    environment: 'production',
  });
  const one = granted({ image: { id: 'ami-1' }, subject: { kind: 'instance', id: 'i-1' }, until: 2000 });
  const cases: readonly [string, readonly Exemption[], ReturnType<typeof what>, string | undefined][] = [
    ['holds for its thing and AMI', [one], what('i-1'), one.id],
    ['not for another thing', [one], what('i-2'), undefined],
    ['not for another AMI', [one], what('i-1', 'ami-2'), undefined],
    ['not when it has become worse', [one], what('i-1', 'ami-1', 'high'), undefined],
    ['also when it has become better', [one], what('i-1', 'ami-1', 'low'), one.id],
    ['of an AMI holds for all that run from it', [{ ...one, subject: undefined }], what('i-9'), one.id],
    ['not where others would have been asked', [{ ...one, environment: 'staging' }], what('i-1'), undefined],
    ['not at its end', [{ ...one, until: 1000 }], what('i-1'), undefined],
    ['not when it was taken back', [{ ...one, ended: { at: 1, how: 'taken_back', by: 'U' } }], what('i-1'), undefined],
    ['that lasts longest is the one', [one, { ...one, id: 'r-2', until: 3000 }], what('i-1'), 'r-2'],
  ];
  it.each(cases)('%s', (_, all, seen, expected) => {
    expect(exemptionOf(all, seen, 1000)?.id).toBe(expected);
  });
});

describe('what is exempted', () => {
  let store: ReturnType<typeof open>['store'];
  let context: (now?: Date) => Omit<ChoreContext, 'records'> & { readonly aws: ReturnType<AwsWorld['aws']['reader']> };
  beforeEach(() => {
    ({ store } = open());
    context = (now = new Date()) => ({
      aws: world.aws.reader({ reference: 'compliance', userId: 'assay' }, { patience: 'job' }),
      settings: world.settings,
      now,
      violations: store.violations,
      exemptions: store.exemptions,
    });
  });
  const grant = (exemption: Exemption) => store.exemptions.change(exemption.id, () => ({ exemption, audit: [] }));
  const look = (now?: Date) => sweep(prodPlace, { ...context(now), records: noRecords });
  const says = async (now?: Date): Promise<readonly string[]> => {
    await tell(context(now));
    const ids = (await store.violations.list({ limit: 500, endedSince: 0 })).map(({ told }) => told?.bulletin);
    const states = await Promise.all([...new Set(ids)].map((id) => id && store.violations.bulletin(id)));
    return states.flatMap((state) => (state ? [wordsOf(bulletinMessage(state, world.settings))] : []));
  };
  const openOf = async (image: string) =>
    (await store.violations.list({ limit: 500 })).filter((one) => one.image.id === image);

  it('is silent before anybody was told, and stays on record', async () => {
    await grant(granted());
    await look();
    expect((await openOf(handmade)).map(({ exemption }) => exemption)).toContain('r-exemptexem');
    expect((await says()).join('\n')).not.toContain(`runs from ${handmade}`);
  });

  it('ends in the message that told of it, with until when and by which run, without waiting for a sweep', async () => {
    await look();
    const before = (await openOf(handmade)).length;
    await says();
    const exemption = granted();
    await grant(exemption);
    await keepExemptions(context());
    const words = (await says()).join('\n');
    expect(words).toContain(`Exempted until ${new Date(exemption.until).toISOString()} by r-exemptexem`);
    expect(await openOf(handmade)).toHaveLength(before);
    expect((await openOf(handmade)).every((one) => one.exemption === 'r-exemptexem' && !one.told)).toBe(true);
    // Nothing more to do, and nothing is done twice.
    const ids = (await openOf(handmade)).map(({ id }) => id).sort();
    await keepExemptions(context());
    await look();
    expect((await openOf(handmade)).map(({ id }) => id).sort()).toEqual(ids);
    expect(await store.exemptions.due(10)).toEqual([]);
  });

  it('is told again at its end, also when nobody can look at the account', async () => {
    await look();
    await grant(granted({ until: Date.now() + 400 }));
    await keepExemptions(context());
    await says();
    world.fake.faults.add({
      kind: 'error',
      call: 'DescribeInstanceImageMetadata',
      code: 'UnauthorizedOperation',
      times: 9,
    });
    await new Promise((resolve) => setTimeout(resolve, 450));
    await keepExemptions(context());
    await expect(look()).rejects.toThrow();
    world.fake.faults.clear();
    expect((await openOf(handmade)).some(({ exemption }) => exemption !== undefined)).toBe(false);
    expect((await says()).join('\n')).toContain(handmade);
    expect(await store.exemptions.get('r-exemptexem')).toMatchObject({ ended: { how: 'expired', by: 'assay' } });
    expect(await store.audit.about(handmade)).toContainEqual(expect.objectContaining({ action: 'exemption-ended' }));
    expect(await store.exemptions.due(10)).toEqual([]);
  });

  it('is told when the thing runs from another AMI that is not approved, or when tags were forged since', async () => {
    const id = world.fake.hands.launchInstance(ACCOUNTS.prod, 'eu-west-1', { imageId: handmade });
    await grant(granted({ subject: { kind: 'instance', id } }));
    await look();
    const mine = async () => (await openOf(handmade)).find(({ subject }) => subject.id === id);
    expect(await mine()).toMatchObject({ exemption: 'r-exemptexem' });
    world.fake.hands.tagImage(handmade, { 'ami-approved-production': 'approved' });
    await look();
    expect(await mine()).toMatchObject({ finding: { kind: 'hand_set' } });
    expect((await mine())?.exemption).toBeUndefined();
    world.fake.hands.terminateInstance(id);
  });

  it('does not hold a moment longer than its end, whoever looks first', async () => {
    await grant(granted({ until: Date.now() + day }));
    await look();
    await look(new Date(Date.now() + 2 * day));
    expect((await openOf(handmade)).some(({ exemption }) => exemption !== undefined)).toBe(false);
  });
});
