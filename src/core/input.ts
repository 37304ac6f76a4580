import { z } from 'zod';

/** Where a field's live choices come from: a modal offers them by search, a typed line accepts id, name or tag. */
export const choiceSources = [
  'instance',
  'image',
  'environment',
  'account',
  'region',
  'taker',
  'run',
  'schedule',
  'command',
  'pipeline',
  'waiting-build',
  'policy',
  'violation',
] as const;
export type ChoiceSource = (typeof choiceSources)[number];

/** How one field of a command's input is typed, labelled and shown. Stands in the zod schema's own metadata. */
export interface Argument {
  /** Label in the modal, at most 48 characters. */
  readonly title: string;
  /** One sentence under the field and in the help. */
  readonly hint: string;
  /** Typed without a flag, in this order; the last may take the rest of the line. */
  readonly position?: number;
  /** A small word that may stand before it on a typed line, as people write sentences: `to`. */
  readonly after?: string;
  readonly choices?: ChoiceSource;
  readonly multiline?: boolean;
  /** An example value for help and placeholder. */
  readonly example?: string;
}

const registry = z.registry<Argument>();

/**
 * Describes a field of a command's input.
 * @example image: argument(z.string(), { title: 'AMI', hint: 'Id, name or tag.', position: 0, choices: 'image' })
 */
export function argument<T extends z.ZodType>(schema: T, description: Argument): T {
  // Cloned: zod keys metadata by identity, and the same shared schema may describe two fields.
  const own = schema.clone();
  registry.add(own, description);
  return own as T;
}

/** How a field is filled in by hand. */
export type FieldKind = 'text' | 'number' | 'flag' | 'choice' | 'tags' | 'list';

export interface Field extends Argument {
  readonly name: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly options?: readonly string[];
  readonly initial?: string;
}

/** `key=value` pairs: typed bare on the line, one per line in a modal. */
export const TagPairs = z.record(z.string().min(1).max(127), z.string().max(256));
/** Several values: comma-separated or repeated. Bounded: each may be a look into every account and Region. */
export const TextList = z.array(z.string().min(1)).max(100, 'name at most 100');

function unwrap(schema: z.ZodType): { inner: z.ZodType; required: boolean; initial: string | undefined } {
  let inner = schema;
  let required = true;
  let initial: string | undefined;
  for (;;) {
    if (inner instanceof z.ZodOptional) {
      required = false;
      inner = inner.unwrap() as z.ZodType;
    } else if (inner instanceof z.ZodDefault) {
      required = false;
      const value: unknown = inner.def.defaultValue;
      initial = ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
      inner = inner.unwrap() as z.ZodType;
    } else return { inner, required, initial };
  }
}

function kindOf(inner: z.ZodType): FieldKind {
  if (inner instanceof z.ZodBoolean) return 'flag';
  if (inner instanceof z.ZodEnum) return 'choice';
  if (inner instanceof z.ZodRecord) return 'tags';
  if (inner instanceof z.ZodArray) return 'list';
  if (inner instanceof z.ZodNumber) return 'number';
  return 'text';
}

/** The description a schema carries, looking through `.optional()` and `.default()`. */
function describe(schema: z.ZodType): Argument | undefined {
  const own = registry.get(schema);
  if (own) return own;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return describe(schema.unwrap() as z.ZodType);
  return undefined;
}

/**
 * The fields of a command's input, in the order they are written: one source for the parser, the modal, help and docs.
 * @throws TypeError when a field was not described: the command is broken and the bot must not start with it
 */
export function fieldsOf(input: InputSchema): readonly Field[] {
  return Object.entries(input.shape).map(([name, field]) => {
    const schema = field as z.ZodType;
    const argumentOf = describe(schema);
    if (!argumentOf) throw new TypeError(`input field "${name}" has no argument(…) description`);
    const { inner, required, initial } = unwrap(schema);
    const options = inner instanceof z.ZodEnum ? inner.options.map(String) : undefined;
    return {
      ...argumentOf,
      name,
      kind: kindOf(inner),
      required,
      ...(options ? { options } : {}),
      ...(initial === undefined ? {} : { initial }),
    };
  });
}

/** A command's input schema: any object, strict or not. */
export type InputSchema = z.ZodObject<z.core.$ZodLooseShape, z.core.$ZodObjectConfig>;
