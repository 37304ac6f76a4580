import type { Statement, Values } from '../../src/policy/policy-file.ts';

/** A statement changed in one place, and in which. */
export interface Weakening {
  readonly what: string;
  /** Undefined: it is gone. */
  readonly statement: Statement | undefined;
}

type Condition = NonNullable<Statement['Condition']>;

const many = (values: Values | undefined): readonly string[] =>
  values === undefined ? [] : typeof values === 'string' ? [values] : values;
const without = (values: readonly string[], value: string): readonly string[] => values.filter((one) => one !== value);

/** The condition with one operator's key said otherwise, or not at all. */
function changed(condition: Condition, operator: string, key: string, next: Condition): Condition {
  const { [key]: _, ...rest } = condition[operator] ?? {};
  const { [operator]: __, ...others } = condition;
  const left: Condition = Object.keys(rest).length > 0 ? { ...others, [operator]: rest } : others;
  const merged = Object.entries(next).map(([name, keys]) => [name, { ...left[name], ...keys }] as const);
  return { ...left, ...Object.fromEntries(merged) };
}

const withCondition = (statement: Statement, condition: Condition): Statement => {
  const { Condition: _, ...bare } = statement;
  return Object.keys(condition).length > 0 ? { ...bare, Condition: condition } : bare;
};

/** How an operator could be written more carelessly: of a Deny so that it matches less, of an Allow so that it matches more. */
const loosened: Readonly<Record<Statement['Effect'], Readonly<Record<string, readonly string[]>>>> = {
  Deny: {
    'ForAnyValue:StringEqualsIgnoreCase': ['ForAnyValue:StringEquals', 'ForAllValues:StringEqualsIgnoreCase'],
    'ForAnyValue:StringLike': ['ForAnyValue:StringEquals', 'ForAllValues:StringLike'],
    StringNotEquals: ['StringNotEqualsIgnoreCase', 'ForAnyValue:StringNotEquals', 'StringEquals'],
    ArnNotLike: ['ArnLike'],
    ArnNotEquals: ['ArnEquals'],
  },
  Allow: {
    StringEquals: ['StringEqualsIfExists', 'StringNotEquals'],
    StringLike: ['StringLikeIfExists'],
    ArnEquals: ['ArnEqualsIfExists'],
    Bool: ['BoolIfExists'],
    'ForAllValues:StringLike': ['ForAnyValue:StringLike'],
    'ForAllValues:StringEquals': ['ForAnyValue:StringEquals'],
    'ForAnyValue:StringEquals': ['ForAllValues:StringEquals'],
  },
};

/** In every request: nothing changes where it would not have to be there. */
const alwaysSaid: ReadonlySet<string> = new Set(['aws:RequestedRegion']);

/** Wider exceptions of a Deny: the same role of any account, and every role whose name begins so. */
const widerArns = (arn: string): readonly string[] =>
  [arn.replace(/:\d{12}:/, ':*:'), `${arn}*`].filter((wider) => wider !== arn);

function conditionWeakenings(statement: Statement): readonly Weakening[] {
  const condition = statement.Condition ?? {};
  const say = (what: string, next: Condition): Weakening => ({ what, statement: withCondition(statement, next) });
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, raw]) => {
      const values = many(raw);
      const put = (name: string, next: Values) => changed(condition, operator, key, { [name]: { [key]: next } });
      return [
        say(`without ${operator} ${key}`, changed(condition, operator, key, {})),
        ...(loosened[statement.Effect][operator] ?? [])
          .filter((name) => !(name.endsWith('IfExists') && alwaysSaid.has(key)))
          .map((name) => say(`with ${name} for ${operator} ${key}`, put(name, raw))),
        ...(['Bool', 'Null'].includes(operator)
          ? [say(`with ${operator} ${key} the other way`, put(operator, values[0] === 'true' ? 'false' : 'true'))]
          : []),
        ...(statement.Effect === 'Deny' && values.length > 1
          ? values.map((value) => say(`without ${value} in ${operator} ${key}`, put(operator, without(values, value))))
          : []),
        ...(statement.Effect === 'Deny' && operator.startsWith('ArnNot')
          ? values.flatMap((value) =>
              widerArns(value).map((wider) =>
                say(`with ${wider} in ${operator} ${key}`, put(operator, [...without(values, value), wider])),
              ),
            )
          : []),
      ];
    }),
  );
}

/** Every way to change a statement by one thing so that it guards less, or not what it should. */
export function weakeningsOf(statement: Statement): readonly Weakening[] {
  const [actions, resources] = [many(statement.Action), many(statement.Resource)];
  const isBounded = resources.length > 0 && !resources.includes('*');
  const lists =
    statement.Effect === 'Deny'
      ? [
          ...(actions.length > 1 ? actions : []).map((one) => ({
            what: `without ${one}`,
            statement: { ...statement, Action: without(actions, one) },
          })),
          ...(resources.length > 1 ? resources : []).map((one) => ({
            what: `without ${one}`,
            statement: { ...statement, Resource: without(resources, one) },
          })),
        ]
      : [
          ...(isBounded ? [{ what: 'on every resource', statement: { ...statement, Resource: '*' } }] : []),
          ...(statement.Principal && statement.Principal !== '*'
            ? [{ what: 'for everybody', statement: { ...statement, Principal: '*' as const } }]
            : []),
        ];
  return [{ what: 'is gone', statement: undefined }, ...lists, ...conditionWeakenings(statement)];
}
