import { AwsError } from '../aws-error.ts';
import type { Shape } from './schema.ts';

/**
 * A JSON 1.1 request body to the SDK's input object: base64 to bytes, seconds to dates.
 *
 * @throws AwsError `ValidationException` for a field the operation does not know or one that is missing
 */
export function decodeJson(value: unknown, shape: Shape, path = ''): unknown {
  if (value === null || value === undefined) {
    return undefined;
  }
  switch (shape.kind) {
    case 'structure': {
      const source = value as Record<string, unknown>;
      const known = new Map(shape.members.map((member) => [member.name, member]));
      for (const name of Object.keys(source)) {
        if (!known.has(name)) {
          throw new AwsError('ValidationException', `Unknown field '${path}${name}'`);
        }
      }
      const result: Record<string, unknown> = {};
      for (const member of shape.members) {
        const decoded = decodeJson(source[member.name], member.shape, `${path}${member.name}.`);
        if (decoded === undefined && member.required) {
          throw new AwsError(
            'ValidationException',
            `1 validation error detected: Value null at '${path}${member.name}' failed to satisfy constraint: Member must not be null`,
          );
        }
        if (decoded !== undefined) {
          result[member.name] = decoded;
        }
      }
      return result;
    }
    case 'list':
      return (value as unknown[]).map((item) => decodeJson(item, shape.item, path));
    case 'map':
      return value;
    case 'timestamp':
      return new Date(Number(value) * 1000);
    case 'blob':
      return Buffer.from(String(value), 'base64');
    default:
      return value;
  }
}

/** The SDK's output object as JSON 1.1 data. */
export function encodeJson(value: unknown, shape: Shape): unknown {
  if (value === undefined || value === null) {
    return undefined;
  }
  switch (shape.kind) {
    case 'structure': {
      const fields = value as Record<string, unknown>;
      return Object.fromEntries(
        shape.members.map((member) => [member.name, encodeJson(fields[member.name], member.shape)]),
      );
    }
    case 'list':
      return (value as unknown[]).map((item) => encodeJson(item, shape.item));
    case 'timestamp':
      return (value as Date).getTime() / 1000;
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64');
    default:
      return value;
  }
}
