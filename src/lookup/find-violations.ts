import { z } from 'zod';
import type { Place } from '../core/aws.ts';
import type { Records } from '../core/command.ts';
import { argument } from '../core/input.ts';
import { UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { subjectKey, type Violation, violationIdPattern } from '../core/violation.ts';
import { accountNamed, placeName } from './places.ts';

interface Tools {
  readonly records: Pick<Records, 'violations'>;
  readonly settings: Settings;
}

interface Narrow {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/** Open violations that somebody means, all at one place and from one AMI. */
export interface Meant {
  readonly place: Place;
  readonly environment: string;
  readonly image: Violation['image'];
  /** Absent: whatever runs from the AMI there. */
  readonly subject: Violation['subject'] | undefined;
  readonly violations: readonly [Violation, ...Violation[]];
}

/** More about one AMI in one place than anybody can look at one by one. */
const most = 10_000;
const mostNamed = 5;

const notFound = (what: string): UserError =>
  new UserError('not_found', `Nothing is found that runs from an AMI it should not, by the name "${what}".`, {
    field: 'what',
    hint: 'Give the id of an instance, launch template or AMI, a group name, or a v-… id. /ami compliance lists them; what has started just now is seen within a few minutes.',
  });

/** One told under its own id; a violation that was told anew has another id by now. */
async function byId(id: string, { records }: Tools): Promise<readonly Violation[]> {
  const found = await records.violations.get(id);
  if (!found) throw notFound(id);
  if (!found.ended) return [found];
  const { place, subject, image } = found;
  const key = subjectKey(subject, image.id);
  const open = await records.violations.list({ about: subject.id, account: place.account, limit: most });
  const same = open.filter(
    (one) =>
      subjectKey(one.subject, one.image.id) === key && one.image.id === image.id && one.place.region === place.region,
  );
  if (same.length > 0) return same;
  throw new UserError('wrong_state', `${id} is over: nothing is wrong with ${subject.name ?? subject.id} any more.`, {
    field: 'what',
    hint: 'See what is open with /ami compliance.',
  });
}

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

function oneOf(what: string, found: readonly Violation[], settings: Settings): Meant {
  const [first, ...others] = found;
  if (!first) throw notFound(what);
  const places = distinct(found.map(({ place }) => placeName(place, settings)));
  if (places.length > 1)
    throw new UserError('ambiguous', `"${what}" is found in ${places.join(' and in ')}.`, {
      field: 'what',
      hint: 'Add --account and --region, or give the v-… id of one.',
    });
  const images = distinct(found.map(({ image }) => image.id));
  if (images.length > 1)
    throw new UserError('ambiguous', `"${what}" would launch several AMIs: ${images.join(', ')}.`, {
      field: 'what',
      hint: `Give one of: ${found
        .slice(0, mostNamed)
        .map(({ id, image }) => `${id} (${image.id})`)
        .join(', ')}.`,
    });
  const isImage = first.image.id === what || first.image.name === what;
  if (!isImage && others.length > 0)
    throw new UserError('ambiguous', `"${what}" is the name of several things.`, {
      field: 'what',
      hint: `Give one of: ${found
        .slice(0, mostNamed)
        .map(({ subject }) => subject.id)
        .join(', ')}.`,
    });
  const { place, environment, image, subject } = first;
  return { place, environment, image, subject: isImage ? undefined : subject, violations: [first, ...others] };
}

/**
 * What is meant by the id of a violation, an instance, a group, a launch template or an AMI, as the last looks saw it.
 * @throws UserError not_found, ambiguous or wrong_state with the way out
 */
export async function findViolations(text: string, tools: Tools, narrow: Narrow = {}): Promise<Meant> {
  const { records, settings } = tools;
  const what = text.trim();
  const lower = what.toLowerCase();
  if (violationIdPattern.test(lower)) return oneOf(what, await byId(lower, tools), settings);
  const account = narrow.account === undefined ? undefined : accountNamed(narrow.account, settings).id;
  const found = await records.violations.list({ about: what, account, limit: most });
  const region = narrow.region?.trim().toLowerCase();
  return oneOf(
    what,
    found.filter(({ place }) => region === undefined || place.region === region),
    settings,
  );
}

/** What runs from an AMI it should not, as every command that names one takes it. */
export const violationArgument = argument(z.string().trim().min(1).max(256), {
  title: 'What',
  hint: 'An instance, group, launch template or v-… id; or an AMI: all that runs from it.',
  position: 0,
  choices: 'violation',
  example: 'i-0a1b2c3d4e5f60001',
});
