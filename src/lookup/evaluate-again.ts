import { z } from 'zod';
import type { AwsWriter, Place } from '../core/aws.ts';
import type { JobContext } from '../core/job.ts';
import { joined } from '../core/joined.ts';
import type { Line } from '../core/message.ts';
import { BusyError, UserError } from '../core/outcome.ts';
import type { Settings } from '../core/settings.ts';
import { placeName } from './places.ts';
import { someAtATime } from './some-at-a-time.ts';

const AtPlace = z.object({ account: z.string(), region: z.string() });

/** Where AWS Config's rule judges again, and where it would not. */
export const Evaluated = z.object({
  asked: z.array(AtPlace),
  /** In doubt: AWS was busy or silent, and may have begun all the same. */
  refused: z.array(z.object({ place: AtPlace, why: z.string(), isInDoubt: z.boolean().optional() })),
});
export type Evaluated = z.infer<typeof Evaluated>;

/** Accounts of an environment that may use an AMI of one of these Regions. */
const placesIn = (environment: string, regions: readonly string[], settings: Settings): readonly Place[] =>
  settings.accounts
    .filter((account) => account.environment === environment)
    .flatMap(({ id, regions: own }) =>
      own.filter((region) => regions.includes(region)).map((region) => ({ account: id, region })),
    );

/** @param resumed a process died over the question: a no may be AWS's answer to its being asked twice */
async function askAll(rule: string, places: readonly Place[], aws: AwsWriter, resumed: boolean): Promise<Evaluated> {
  const answers = await someAtATime(places, async ({ account, region }) => {
    const place = { account, region };
    try {
      if (await aws.config(place).evaluate(rule)) return { place, why: undefined };
      return {
        place,
        why: `${rule} runs already, did so within the last minute, or is not there`,
        ...(resumed ? { isInDoubt: true } : {}),
      };
    } catch (error) {
      if (error instanceof UserError) return { place, why: error.message };
      if (error instanceof BusyError) return { place, why: error.message, isInDoubt: true };
      throw error;
    }
  });
  return {
    asked: answers.filter(({ why }) => why === undefined).map(({ place }) => place),
    refused: answers.flatMap(({ why, ...answer }) => (why === undefined ? [] : [{ ...answer, why }])),
  };
}

/**
 * Has AWS Config's rule judge again wherever an approval for this environment counts: it would not look by itself when only
 * the tags of an AMI change. Best effort: a refusal is told, and fails nothing.
 * @param regions of the AMIs whose tags have changed
 * @returns empty where AWS Config is not asked
 */
export async function evaluate(
  environment: string,
  regions: readonly string[],
  context: JobContext,
): Promise<{ readonly evaluated?: Evaluated }> {
  const { settings, aws } = context;
  const rule = settings.compliance.config?.rules[environment];
  if (!rule) return {};
  await context.progress({ phase: 'having AWS Config judge again' });
  const places = placesIn(environment, regions, settings);
  return { evaluated: await context.step('evaluate', Evaluated, ({ resumed }) => askAll(rule, places, aws, resumed)) };
}

/** What a card says of it. */
export function evaluatedLines(evaluated: Evaluated | undefined, settings: Settings): readonly Line[] {
  if (!evaluated) return [];
  const { asked, refused } = evaluated;
  return [
    ...(asked.length > 0
      ? [['AWS Config judges again in ', ...joined(asked.map((place) => placeName(place, settings))), '.']]
      : []),
    ...refused.map(
      ({ place, why, isInDoubt }) =>
        `AWS Config ${isInDoubt ? 'may not' : 'does not'} judge again in ${placeName(place, settings)}: ${why}`,
    ),
  ];
}
