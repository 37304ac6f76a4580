import { AwsError } from '../aws-error.ts';
import { decodeJson } from './json.ts';
import type { OperationShapes, Shape } from './schema.ts';

/**
 * A REST JSON request to the SDK's input object: some fields stand in the query string, all others in the body.
 *
 * @throws AwsError for another method than the operation's, an unknown field, or one that is missing
 */
export function decodeRest(
  request: { readonly method: string; readonly form: URLSearchParams; readonly json: unknown },
  shapes: OperationShapes,
): unknown {
  if (request.method !== shapes.method) {
    throw new AwsError('MethodNotAllowedException', `The operation is called with ${shapes.method}`, 405);
  }
  if (shapes.input.kind !== 'structure') {
    return {};
  }
  const { members } = shapes.input;
  const byQuery = new Map(members.flatMap(({ name, traits }) => (traits.httpQuery ? [[traits.httpQuery, name]] : [])));
  const query: Record<string, unknown> = {};
  for (const [key, value] of request.form) {
    const name = byQuery.get(key);
    if (name === undefined) {
      throw new AwsError('InvalidParameterException', `Unknown query parameter '${key}'`);
    }
    query[name] = value;
  }
  const body = (request.json ?? {}) as Record<string, unknown>;
  const misplaced = Object.keys(body).find((name) => [...byQuery.values()].includes(name));
  if (misplaced !== undefined) {
    throw new AwsError('InvalidParameterException', `'${misplaced}' belongs into the query string`);
  }
  return decodeJson({ ...body, ...query }, shapes.input as Shape);
}
