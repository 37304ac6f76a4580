import { describe, expect, it } from 'vitest';
import { judge, type Standing } from '../../src/compliance/judge.ts';
import type { RunningImage } from '../../src/core/aws-inventory.ts';

const now = new Date('2026-11-25T12:00:00Z');
const image = (more: Partial<RunningImage> = {}): RunningImage => ({
  id: 'ami-1',
  name: 'web',
  ownerId: '111122223333',
  ownerAlias: undefined,
  state: 'available',
  createdAt: '2026-10-01T00:00:00Z',
  deprecatedAt: undefined,
  isPublic: false,
  isAllowed: true,
  ...more,
});
const says = (kind: Exclude<Standing['kind'], 'gone' | 'unknown'>): Standing => ({ kind, sentence: `it is ${kind}` });
const past = '2026-11-01T00:00:00Z';
const future = '2026-12-01T00:00:00Z';

const words = (standing: Standing, more: Partial<RunningImage> = {}, signs = true): string => {
  const outcome = judge({ image: image(more), standing, signs, now });
  return outcome.kind === 'violation' ? `${outcome.finding.kind} ${outcome.finding.severity}` : outcome.kind;
};

describe('what may run', () => {
  const cases: readonly [Standing, Partial<RunningImage>, boolean, string][] = [
    [says('valid'), {}, true, 'clean'],
    [says('valid'), {}, false, 'clean'],
    [says('valid'), { deprecatedAt: future }, true, 'clean'],
    [says('valid'), { deprecatedAt: past }, true, 'outdated low'],
    [says('valid'), { deprecatedAt: now.toISOString() }, true, 'outdated low'],
    [says('valid'), { state: 'disabled' }, true, 'outdated low'],
    [says('valid'), { isAllowed: false }, true, 'not_allowed low'],
    [says('valid'), { isAllowed: false, state: 'disabled' }, true, 'not_allowed low'],
    [says('valid'), { isPublic: true }, true, 'clean'],
    [says('unsigned'), {}, false, 'clean'],
    [says('unsigned'), {}, true, 'unsigned medium'],
    [says('unsigned'), { deprecatedAt: past }, false, 'outdated low'],
    [says('unsigned'), { isAllowed: false }, false, 'not_allowed low'],
    [says('none'), {}, true, 'not_approved medium'],
    [says('none'), { isAllowed: false }, true, 'not_approved medium'],
    [says('none'), { deprecatedAt: past }, true, 'not_approved medium'],
    [says('none'), { state: 'disabled' }, true, 'not_approved medium'],
    [says('none'), { ownerAlias: 'amazon' }, true, 'not_approved medium'],
    [says('tag_only'), {}, true, 'hand_set high'],
    [says('tag_only'), {}, false, 'hand_set high'],
    [says('forged'), {}, true, 'forged high'],
    [says('other_image'), {}, true, 'inherited high'],
    [says('content_changed'), {}, true, 'changed high'],
    [says('revoked'), {}, true, 'revoked high'],
    [says('revoked'), { state: 'deregistered' }, true, 'revoked high'],
    [{ kind: 'gone' }, { state: 'deregistered' }, true, 'unprovable medium'],
    [{ kind: 'gone' }, { ownerId: undefined, state: undefined }, true, 'unprovable medium'],
    [{ kind: 'gone' }, {}, true, 'unprovable medium'],
    [{ kind: 'unknown', why: 'AWS is busy' }, {}, true, 'unknown'],
    [{ kind: 'unknown', why: 'AWS is busy' }, { isAllowed: false, state: 'deregistered' }, true, 'unknown'],
  ];
  it.each(cases)('%j %j signs=%s: %s', (standing, more, signs, expected) => {
    expect(words(standing, more, signs)).toBe(expected);
  });

  it('says why it is gone: deregistered, or somebody else does not show it', () => {
    const sentence = (more: Partial<RunningImage>) => {
      const outcome = judge({ image: image(more), standing: { kind: 'gone' }, signs: true, now });
      return outcome.kind === 'violation' ? outcome.finding.sentence : outcome.kind;
    };
    expect(sentence({ state: 'deregistered' })).toMatch(/^ami-1 is deregistered/);
    expect(sentence({ ownerId: undefined, state: undefined })).toMatch(/^ami-1 cannot be found: .*, or not among/);
    expect(sentence({})).toMatch(/^ami-1 of account 111122223333 cannot be read/);
  });
});
