import type { Place } from '../core/aws.ts';
import type { PlanContext } from '../core/command.ts';
import { code } from '../core/message.ts';
import { UserError } from '../core/outcome.ts';
import { coversTaker, statementsFor } from './key-statements.ts';
import type { Taker } from './takers.ts';

interface NamedKey {
  readonly arn: string;
  readonly name: string;
  readonly place: Place;
}

/**
 * The organisations and units that the policy of each key does not let in yet: KMS has grants for accounts only.
 * @param imageId stands in the names of the statements that are shown
 * @param field of the input that names the takers
 * @throws UserError not_possible with the statements, where Assay is not to write them
 */
export async function takersToLetIn<K extends NamedKey>(
  keys: readonly K[],
  takers: readonly Taker[],
  imageId: string,
  { aws, settings }: PlanContext,
  field = 'with',
): Promise<readonly { readonly key: K; readonly takers: readonly Taker[] }[]> {
  const wide = takers.filter(({ kind }) => kind !== 'account');
  const found = await Promise.all(
    keys.map(async (key) => {
      const policy = wide.length > 0 ? await aws.encryption(key.place).keyPolicy(key.arn) : '';
      return { key, takers: wide.filter((taker) => !coversTaker(policy, taker)) };
    }),
  );
  const shut = found.filter((one) => one.takers.length > 0);
  if (shut.length === 0 || settings.keyPolicies === 'apply') return found;
  throw new UserError(
    'not_possible',
    `${shut.map(({ key }) => key.name).join(', ')} does not let ${wide.map(({ name }) => name).join(', ')} in, and KMS grants go to accounts only.`,
    {
      field,
      hint: "Have the key's owner add these statements to its policy and ask again, name accounts instead, or set sharing.keyPolicies to apply.",
      lines: shut.flatMap(({ key, takers: them }) => [
        [code(key.arn)],
        ...them.flatMap((taker) => statementsFor(imageId, taker)).map((statement) => [code(JSON.stringify(statement))]),
      ]),
    },
  );
}
