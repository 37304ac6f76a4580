import { AwsError } from '../aws-error.ts';
import { page } from '../ec2-rules/paging.ts';
import { builderError } from './builder-error.ts';

/**
 * One page, at most 25 long, in the order of the list.
 *
 * @throws AwsError `InvalidParameterValueException`, `InvalidPaginationTokenException`
 */
export function builderPage<T>(
  items: readonly T[],
  request: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  const placed = items.map((item, index) => ({ item, key: String(index).padStart(6, '0') }));
  try {
    const { items: found, nextToken } = page(
      placed,
      ({ key }) => key,
      { MaxResults: request.maxResults, NextToken: request.nextToken },
      { min: 1, max: 25 },
    );
    return { items: found.map(({ item }) => item), nextToken };
  } catch (error) {
    if (!(error instanceof AwsError)) {
      throw error;
    }
    throw error.code === 'InvalidNextToken' ? builderError.badToken() : builderError.parameter(error.message);
  }
}
