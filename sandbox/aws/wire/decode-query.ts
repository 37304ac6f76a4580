import { AwsError } from '../aws-error.ts';
import type { Member, Shape } from './schema.ts';

/** The two dialects of AWS's form-encoded protocol: EC2 flattens lists and capitalises names, STS does neither. */
export type QueryDialect = 'ec2' | 'query';

/**
 * Form parameters to the SDK's input object.
 *
 * @throws AwsError `UnknownParameter`, `MissingParameter` or `InvalidParameterValue`, with AWS's words
 */
export function decodeQuery(form: URLSearchParams, shape: Shape, dialect: QueryDialect): unknown {
  const seen = new Set<string>(['Action', 'Version']);
  const input = readStructure(form, shape, '', dialect, seen);
  for (const name of form.keys()) {
    if (!seen.has(name)) {
      throw new AwsError('UnknownParameter', `The parameter ${name} is not recognized`);
    }
  }
  return input;
}

function readStructure(
  form: URLSearchParams,
  shape: Shape,
  prefix: string,
  dialect: QueryDialect,
  seen: Set<string>,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  if (shape.kind !== 'structure') {
    return value;
  }
  for (const member of shape.members) {
    const key = `${prefix}${wireName(member, dialect)}`;
    if (!isPresent(form, key)) {
      if (member.required) {
        throw new AwsError('MissingParameter', `The request must contain the parameter ${key}`);
      }
      continue;
    }
    value[member.name] = readValue(form, member.shape, key, dialect, seen);
  }
  return value;
}

function readValue(
  form: URLSearchParams,
  shape: Shape,
  key: string,
  dialect: QueryDialect,
  seen: Set<string>,
): unknown {
  switch (shape.kind) {
    case 'structure':
      return readStructure(form, shape, `${key}.`, dialect, seen);
    case 'list': {
      const itemPrefix = dialect === 'ec2' ? `${key}.` : `${key}.${shape.itemTraits.xmlName ?? 'member'}.`;
      const items: unknown[] = [];
      if (form.get(key) === '') {
        seen.add(key);
      }
      for (let index = 1; isPresent(form, `${itemPrefix}${index}`); index += 1) {
        items.push(readValue(form, shape.item, `${itemPrefix}${index}`, dialect, seen));
      }
      return items;
    }
    case 'map':
      throw new AwsError('InvalidParameterValue', `The fake does not read maps: ${key}`);
    default:
      seen.add(key);
      return readScalar(form.get(key) ?? '', shape.kind, key);
  }
}

function readScalar(text: string, kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob', key: string): unknown {
  switch (kind) {
    case 'string':
      return text;
    case 'number':
      return checked(Number(text), text.trim() !== '' && Number.isFinite(Number(text)), text, key);
    case 'boolean':
      return checked(text === 'true', text === 'true' || text === 'false', text, key);
    case 'timestamp':
      return checked(new Date(text), !Number.isNaN(Date.parse(text)), text, key);
    case 'blob':
      return Buffer.from(text, 'base64');
  }
}

function checked<T>(value: T, valid: boolean, text: string, key: string): T {
  if (!valid) {
    throw new AwsError('InvalidParameterValue', `Value (${text}) for parameter ${key} is invalid.`);
  }
  return value;
}

function wireName(member: Member, dialect: QueryDialect): string {
  if (dialect === 'query') {
    return member.traits.xmlName ?? member.name;
  }
  const name = member.traits.ec2QueryName ?? member.traits.xmlName ?? member.name;
  return member.traits.ec2QueryName ? name : name.charAt(0).toUpperCase() + name.slice(1);
}

function isPresent(form: URLSearchParams, key: string): boolean {
  if (form.has(key)) {
    return true;
  }
  for (const name of form.keys()) {
    if (name.startsWith(`${key}.`)) {
      return true;
    }
  }
  return false;
}
