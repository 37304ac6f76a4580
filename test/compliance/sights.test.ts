import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { sightsOf } from '../../src/compliance/sights.ts';
import type { QueuedEvent } from '../../src/core/aws-inventory.ts';
import { eventTypes } from '../../src/core/event-types.ts';
import { buildPlace, prodPlace, REGION, worldSettings } from '../support/aws-world.ts';

const id = 'i-0d1b2c3d4e5f60003';
const image = 'ami-0d1b2c3d4e5f6d001';
const elsewhere = { account: prodPlace.account, region: 'us-east-1' };
const event = (detailType: string, detail: QueuedEvent['detail'], place = prodPlace): QueuedEvent => ({
  id: 'e-1',
  detailType,
  source: 'aws.ec2',
  place,
  at: '2026-11-23T10:00:00Z',
  resources: [],
  detail,
  receipt: 'r',
});
const everywhere = {
  ...worldSettings,
  environments: worldSettings.environments.map((one) => ({ ...one, launch: 'approved-only' as const })),
};
const sights = (one: QueuedEvent, settings = worldSettings) => sightsOf(one, settings);
const instance = (state: string, place = prodPlace) => event(eventTypes.instance, { 'instance-id': id, state }, place);

describe('where an event makes the sweep look', () => {
  it.each([
    ['pending', true],
    ['running', true],
    ['stopping', true],
    ['stopped', true],
    ['shutting-down', false],
    ['terminated', false],
  ])('an instance that is %s', (state, isAlive) => {
    expect(sights(instance(state))).toEqual([{ place: prodPlace, only: [id], isAlive }]);
  });

  it('not where any AMI may run, and nowhere when sweeps are off', () => {
    expect(sights(instance('running', buildPlace))).toEqual([]);
    expect(sights(instance('running', buildPlace), everywhere)).toHaveLength(1);
    const off = { ...worldSettings, compliance: { ...worldSettings.compliance, isOn: false } };
    expect(sights(instance('running'), off)).toEqual([]);
  });

  it('an AMI: every account that may run it, in its Region only, whoever owns it', () => {
    const gone = (place: typeof prodPlace) =>
      event(eventTypes.image, { ImageId: image, State: 'deregistered', ErrorMessage: '' }, place);
    expect(sights(gone(buildPlace))).toEqual([{ place: prodPlace, only: [image] }]);
    expect(sights(gone(elsewhere))).toEqual([{ place: elsewhere, only: [image] }]);
    expect(sights(gone(prodPlace), everywhere).map(({ place }) => place.region)).toEqual([REGION, REGION]);
  });

  it('what AWS Config says of an instance, and of nothing else', () => {
    const found = (resourceType: string) => event(eventTypes.compliance, { resourceId: id, resourceType });
    expect(sights(found('AWS::EC2::Instance'))).toEqual([{ place: prodPlace, only: [id] }]);
    expect(sights(found('AWS::S3::Bucket'))).toEqual([]);
  });

  it('other events are no business of it', () => {
    expect(sights(event(eventTypes.build, {}))).toEqual([]);
    expect(sights(event('EC2 Spot Instance Interruption Warning', { 'instance-id': id }))).toEqual([]);
  });

  it.each([
    [eventTypes.instance, { state: 'running' }],
    [eventTypes.instance, { 'instance-id': 'i-*', state: 'running' }],
    [eventTypes.image, { ImageId: 'ami-0abc; drop' }],
    [eventTypes.compliance, { resourceId: '', resourceType: 'AWS::EC2::Instance' }],
  ])('%s that is not as AWS writes it', (type, detail) => {
    expect(() => sights(event(type, detail))).toThrow(ZodError);
  });
});
