import { describe, expect, test } from 'vitest';
import { requirement } from '../../src/approvals/policy.ts';
import type { Settings } from '../../src/core/settings.ts';
import { kinds } from './support/people.ts';
import { settings } from './support/world.ts';

describe('what must be approved', () => {
  test('nothing, for a plan without consequences', () => {
    expect(requirement({}, settings)).toBeUndefined();
    expect(requirement({ destructive: false, unknownAccounts: [] }, settings)).toBeUndefined();
  });

  test('an approval, by its environment', () => {
    expect(requirement({ approvesFor: 'staging' }, settings)).toMatchObject({
      environment: 'staging',
      minimum: 1,
      users: [kinds.first],
      requesterSuffices: false,
    });
  });

  test('a revocation needs one, and an approver who asks needs nobody; a demand on top needs all', () => {
    expect(requirement({ revokesFor: 'production' }, settings)).toMatchObject({ minimum: 1, requesterSuffices: true });
    expect(requirement({ revokesFor: 'production', destructive: true }, settings)).toMatchObject({
      minimum: 2,
      requesterSuffices: false,
    });
  });

  test('what ends something approved or in use needs the full rule, without any demand in the configuration', () => {
    const plain = { ...settings, demands: [] };
    expect(requirement({ endsFor: 'production', destructive: true }, plain)).toMatchObject({
      environment: 'production',
      minimum: 2,
      requesterSuffices: false,
    });
    expect(requirement({ destructive: true }, plain)).toBeUndefined();
  });

  test('an environment without approvers is refused with a way out', () => {
    for (const environment of ['sandbox', 'nowhere'])
      expect(() => requirement({ approvesFor: environment }, settings)).toThrow(
        expect.objectContaining({ code: 'not_possible', hint: expect.stringContaining('production or staging') }),
      );
  });

  test('two environments at once are refused, not decided by one of them', () => {
    expect(() => requirement({ approvesFor: 'staging', destructive: true }, settings)).toThrow(
      /staging and of production/,
    );
    expect(() => requirement({ approvesFor: 'staging', revokesFor: 'production' }, settings)).toThrow(/at once/);
  });

  test('unknown accounts always: by the rule of production, and by two people whatever the rule', () => {
    const impact = { unknownAccounts: ['999988887777'] };
    expect(requirement(impact, settings)).toMatchObject({ environment: 'production', minimum: 2 });
    const withoutProduction = {
      ...settings,
      environments: settings.environments.filter(({ isProduction }) => !isProduction),
    };
    expect(requirement(impact, withoutProduction)).toMatchObject({ environment: 'staging', minimum: 2 });
    expect(() => requirement(impact, { ...settings, environments: [] })).toThrow(
      expect.objectContaining({ code: 'not_possible' }),
    );
    const demands: Settings['demands'] = [{ environment: 'staging', when: { unknownAccounts: true } }];
    expect(requirement(impact, { ...settings, demands })).toMatchObject({ environment: 'staging', minimum: 2 });
    const others: Settings['demands'] = [{ environment: 'staging', when: { destructive: true } }];
    expect(requirement(impact, { ...settings, demands: others })?.environment).toBe('production');
  });

  test('unknown accounts by the environment that the configuration names', () => {
    const demands: Settings['demands'] = [{ environment: 'staging', when: { unknownAccounts: true } }];
    const strict = { ...settings, demands };
    expect(requirement({ unknownAccounts: ['999988887777'] }, strict)?.environment).toBe('staging');
    expect(requirement({ unknownAccounts: [] }, strict)).toBeUndefined();
    expect(requirement({ destructive: true }, strict)).toBeUndefined();
  });

  test('its digest follows the rule, not the order in which people are listed', () => {
    const edit = (change: object): string | undefined => {
      const [production, ...others] = settings.environments;
      if (!production?.approvals) throw new Error('no approvals');
      const approvals = { ...production.approvals, users: ['U1', 'U2'], ...change };
      const environments = [{ ...production, approvals }, ...others];
      return requirement({ approvesFor: 'production' }, { ...settings, environments })?.policyDigest;
    };
    expect(edit({ users: ['U2', 'U1', 'U2'] })).toBe(edit({}));
    expect(edit({ remindAfterHours: 1 })).toBe(edit({}));
    const digests = [{}, { minimum: 3 }, { users: ['U1'] }, { groups: ['S1'] }, { expiresAfterHours: 1 }].map(edit);
    expect(new Set(digests).size).toBe(5);
  });
});
