import type { JobPresentation } from '../../core/job.ts';
import { bold, code, type Fact, type Inline, time } from '../../core/message.ts';
import type { Settings } from '../../core/settings.ts';
import { placeName } from '../../lookup/places.ts';
import { subjectWords, troubleWords } from '../../lookup/trouble-words.ts';
import type { ExemptPlan, ExemptResult } from './plan.ts';

const nameOf = ({ subject, image }: ExemptPlan): string =>
  subject ? (subject.name ?? subject.id) : `everything from ${image.name ?? image.id}`;

const whatOf = ({ subject, image }: ExemptPlan): readonly Inline[] =>
  subject
    ? [`${subjectWords[subject.kind]} `, code(subject.id), ...(subject.name ? [` ${subject.name}`] : [])]
    : ['whatever runs from ', code(image.id), ' there, or would launch it, now and later'];

function factsOf(plan: ExemptPlan, settings: Settings): readonly Fact[] {
  const { image, place, environment, finding, until, already } = plan;
  return [
    { label: 'What', value: whatOf(plan) },
    { label: 'Where', value: `${placeName(place, settings)} (${environment})` },
    { label: 'AMI', value: [code(image.id), ...(image.name ? [` ${image.name}`] : [])] },
    { label: 'What is wrong', value: `${troubleWords[finding.kind]} (${finding.severity} severity)` },
    { label: 'Until', value: time(until) },
    ...(already ? [{ label: 'Exempted now', value: ['until ', time(already.until), ' by ', code(already.run)] }] : []),
  ];
}

const holdsNote =
  'It holds for this AMI only, and no longer when something worse is found. After its end it is told again.';

export const exemptPresentation: JobPresentation<ExemptPlan, ExemptResult> = {
  title: (plan) => ['Exemption of ', bold(nameOf(plan))],
  planned: (plan, settings) => ({
    title: `Exempt ${nameOf(plan)}`,
    tone: 'warning',
    facts: factsOf(plan, settings),
    ...(plan.finding.severity === 'high'
      ? {
          warnings: [
            ['It runs from ', bold(troubleWords[plan.finding.kind]), ': an exemption changes nothing about that.'],
          ],
        }
      : {}),
    notes: [holdsNote],
  }),
  done: (plan, result, _run, settings) => ({
    title: `${nameOf(plan)} is exempted`,
    tone: 'good',
    lines: [['Until ', time(result.until), ' nobody is told that it runs from ', code(plan.image.id), '.']],
    facts: factsOf({ ...plan, already: undefined }, settings).filter(({ label }) => label !== 'Until'),
    notes: [holdsNote],
  }),
};
