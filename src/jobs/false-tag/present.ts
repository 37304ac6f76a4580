import type { JobPresentation } from '../../core/job.ts';
import { code, type Line, type Message } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { isFalse } from '../../lookup/false-tags.ts';
import { accountName, placeName } from '../../lookup/places.ts';
import { whatOf } from '../untag/words.ts';
import type { FalseTagPlan, FalseTagResult } from './plan.ts';

/** AMIs that are named; the others are counted. */
const mostNamed = 20;

function titleOf({ found }: FalseTagPlan): string {
  const [only, ...others] = found;
  return only && others.length === 0
    ? `Approval tags on ${only.name} were ${whatOf[only.kind]}`
    : `Approval tags on ${found.length} AMIs are no approval`;
}

function linesOf({ found }: FalseTagPlan, settings: Settings): readonly Line[] {
  const [only, ...others] = found;
  if (only && others.length === 0) return [only.sentence];
  return [
    ...found
      .slice(0, mostNamed)
      .map(
        ({ imageId, name, ownerId, kind }): Line => [
          '• ',
          code(imageId),
          ` ${name} of ${accountName(ownerId, settings)}: ${whatOf[kind]}`,
        ],
      ),
    ...(found.length > mostNamed ? [`… and ${found.length - mostNamed} more`] : []),
  ];
}

function told(plan: FalseTagPlan, settings: Settings): Message {
  const { place, environment, found } = plan;
  const [only, ...others] = found;
  const isOne = only !== undefined && others.length === 0;
  return {
    title: titleOf(plan),
    tone: 'bad',
    lines: linesOf(plan, settings),
    facts: [
      ...(isOne
        ? [{ label: 'AMI', value: [code(only.imageId), ` ${only.name} of ${accountName(only.ownerId, settings)}`] }]
        : []),
      { label: 'Tagged in', value: placeName(place, settings) },
      { label: 'Environment', value: environment },
    ],
    notes: [
      `IAM policies and AWS Config read the tag, not the signature: ask for approval, or take the tag away${found.every(isFalse) ? '; with compliance.falseTags: remove Assay does' : ''}. CloudTrail knows who wrote it.`,
    ],
    ...(isOne && only.ownerId === place.account
      ? {
          offers: [{ label: 'Request approval…', command: 'promote', input: { image: only.imageId, environment } }],
        }
      : {}),
  };
}

export const falseTagPresentation: JobPresentation<FalseTagPlan, FalseTagResult> = {
  title: (plan) => [titleOf(plan)],
  planned: told,
  done: (plan, _result, _run, settings) => told(plan, settings),
};
