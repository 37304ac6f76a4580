import { AwsError } from '../aws-error.ts';
import type { Settings } from '../server/settings.ts';

export interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface PageLimits {
  readonly min: number;
  readonly max: number;
}

/**
 * One page of a list sorted by id. The token holds the last id given out, so things that come or go between two pages
 * make nothing else appear twice or be skipped.
 *
 * @param tempers how much shorter pages are than asked for, and whether empty ones come before
 * @throws AwsError `InvalidParameterValue` for a MaxResults out of bounds, `InvalidNextToken`
 */
export function page<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  request: PageRequest,
  limits: PageLimits = { min: 5, max: 1000 },
  tempers: Partial<Pick<Settings, 'pageSize' | 'emptyPages'>> = {},
): { readonly items: readonly T[]; readonly nextToken: string | undefined } {
  const sorted = items.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const { after, isBegun } = readToken(request.NextToken);
  const rest = sorted.filter((item) => idOf(item) > after);
  const size = request.MaxResults ?? limits.max;
  if (!Number.isInteger(size) || size < limits.min || size > limits.max) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value between ${limits.min} and ${limits.max}.`,
    );
  }
  if (tempers.emptyPages === true && !isBegun && rest.length > 0) {
    return { items: [], nextToken: encoded(`begun:${after}`) };
  }
  const length = Math.min(size, tempers.pageSize ?? size);
  return { items: rest.slice(0, length), nextToken: tokenAfter(rest, length, idOf) };
}

function tokenAfter<T>(rest: readonly T[], size: number, idOf: (item: T) => string): string | undefined {
  const last = rest[size - 1];
  return rest.length > size && last !== undefined ? encoded(`after:${idOf(last)}`) : undefined;
}

function readToken(token: string | undefined): { readonly after: string; readonly isBegun: boolean } {
  if (token === undefined) {
    return { after: '', isBegun: false };
  }
  const [, kind, after] = /^(after|begun):(.*)$/s.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  if (kind === undefined || after === undefined) {
    throw new AwsError('InvalidNextToken', `The token '${token}' is invalid`);
  }
  return { after, isBegun: kind === 'begun' };
}

const encoded = (text: string): string => Buffer.from(text).toString('base64');
