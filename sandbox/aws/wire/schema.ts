/**
 * Reads the operation schemas the SDK's own clients are built from, so that the fake speaks exactly the names the SDK
 * expects and refuses every parameter the SDK does not know. The compact tuple format is described in `@smithy/types`.
 */

export interface Traits {
  readonly xmlName?: string;
  readonly ec2QueryName?: string;
  /** REST: stands in the query string under this name. */
  readonly httpQuery?: string;
}

export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly traits: Traits;
  readonly shape: Shape;
}

export type Shape =
  | { readonly kind: 'structure'; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly itemTraits: Traits; readonly item: Shape }
  | { readonly kind: 'map'; readonly value: Shape }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'timestamp' | 'blob' };

const LIST = 64;
const MAP = 128;

/** What a schema reference means. Lazily resolved references are followed here, so recursive shapes stay finite. */
export function shapeOf(reference: unknown): Shape {
  const schema = resolve(reference);
  if (typeof schema === 'number') {
    return simpleShape(schema);
  }
  if (!Array.isArray(schema)) {
    return { kind: 'structure', members: [] };
  }
  const [kind, , , , detail, extra, requiredCount] = schema;
  switch (kind) {
    case 0:
      return shapeOf(detail);
    case 1: {
      const { target, traits } = member(detail);
      return { kind: 'list', itemTraits: traits, item: shapeOf(target) };
    }
    case 2:
      return { kind: 'map', value: shapeOf(member(extra).target) };
    case 3:
      return structure(detail as string[], extra as unknown[], Number(requiredCount ?? 0));
    default:
      throw new Error(`unread schema kind ${String(kind)}`);
  }
}

export interface OperationShapes {
  readonly input: Shape;
  readonly output: Shape;
  /** REST: the method it is called with. */
  readonly method: string | undefined;
}

const known = new WeakMap<object, OperationShapes>();

/** Input and output of an operation, from a client module's `<Operation>$` export. */
export function operationShapes(client: object, operation: string): OperationShapes | undefined {
  const schema = (client as Record<string, unknown>)[`${operation}$`];
  if (!Array.isArray(schema) || schema[0] !== 9) {
    return undefined;
  }
  const http = (schema[3] as { http?: readonly [string, string, number] } | undefined)?.http;
  const shapes = known.get(schema) ?? { input: shapeOf(schema[4]), output: shapeOf(schema[5]), method: http?.[0] };
  known.set(schema, shapes);
  return shapes;
}

function structure(names: readonly string[], schemas: readonly unknown[], requiredCount: number): Shape {
  // Members are made on first use: AWS's shapes refer to one another in circles.
  let made: readonly Member[] | undefined;
  return {
    kind: 'structure',
    get members() {
      made ??= names.map((name, index) => {
        const { target, traits } = member(schemas[index]);
        return { name, traits, required: index < requiredCount, shape: shapeOf(target) };
      });
      return made;
    },
  };
}

function member(reference: unknown): { target: unknown; traits: Traits } {
  const resolved = typeof reference === 'function' ? reference() : reference;
  if (Array.isArray(resolved) && resolved.length === 2) {
    const traits: unknown = resolved[1];
    return { target: resolved[0], traits: typeof traits === 'object' && traits !== null ? traits : {} };
  }
  return { target: resolved, traits: {} };
}

function resolve(reference: unknown): unknown {
  const value = member(reference).target;
  return typeof value === 'function' ? resolve(value()) : value;
}

function simpleShape(code: number): Shape {
  if (code >= MAP) {
    return { kind: 'map', value: simpleShape(code - MAP) };
  }
  if (code >= LIST) {
    return { kind: 'list', itemTraits: {}, item: simpleShape(code - LIST) };
  }
  if (code === 1 || code === 17 || code === 19) {
    return { kind: 'number' };
  }
  if (code === 2) {
    return { kind: 'boolean' };
  }
  if (code >= 4 && code <= 7) {
    return { kind: 'timestamp' };
  }
  return { kind: code === 21 || code === 42 ? 'blob' : 'string' };
}
