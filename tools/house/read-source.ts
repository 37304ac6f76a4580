import { posix } from 'node:path';
// TypeScript 7 has no parser to call; vitest brings one that reads its syntax, types included.
import { parseAst } from 'vitest/node';

export interface ImportedModule {
  /** As written: "../core/plan.ts", "zod". */
  readonly specifier: string;
  /** Names as the other module exports them; "*" where the whole module is taken. */
  readonly names: readonly string[];
}

export interface ExportedName {
  readonly name: string;
  readonly isType: boolean;
}

export interface Source {
  readonly imports: readonly ImportedModule[];
  readonly exports: readonly ExportedName[];
  readonly readsEnvironment: boolean;
  /** How often each identifier stands in the file. */
  readonly mentions: ReadonlyMap<string, number>;
}

type Node = { readonly type: string; readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
const nodesOf = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const textOf = (node: unknown): string => {
  if (!isNode(node)) return '';
  const text = node['name'] ?? node['value'];
  return typeof text === 'string' ? text : '';
};

function* everyNode(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node))
    for (const child of isNode(value) ? [value] : nodesOf(value)) yield* everyNode(child);
}

/** Static imports, re-exports, `import(…)` and `import('…').Type`. */
function importOf(node: Node): ImportedModule | undefined {
  const specifier = textOf(node['source'] ?? node['argument']);
  if (!specifier) return undefined;
  const specifiers = nodesOf(node['specifiers']);
  switch (node.type) {
    case 'ImportDeclaration':
      return {
        specifier,
        names: specifiers.map((one) => {
          if (one.type === 'ImportSpecifier') return textOf(one['imported']);
          return one.type === 'ImportDefaultSpecifier' ? 'default' : '*';
        }),
      };
    case 'ExportNamedDeclaration':
      return { specifier, names: specifiers.map((one) => textOf(one['local'])) };
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return { specifier, names: ['*'] };
    default:
      return undefined;
  }
}

/** `const { a, b: [c] } = …` exports a and c. */
function boundNames(pattern: Node): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [textOf(pattern)];
    case 'ObjectPattern':
      return nodesOf(pattern['properties']).flatMap((property) =>
        [property['value'] ?? property['argument']].filter(isNode).flatMap(boundNames),
      );
    case 'ArrayPattern':
      return nodesOf(pattern['elements']).flatMap(boundNames);
    case 'AssignmentPattern':
      return [pattern['left']].filter(isNode).flatMap(boundNames);
    default:
      return [];
  }
}

function exportsOf(node: Node): readonly ExportedName[] {
  if (node.type === 'ExportDefaultDeclaration') return [{ name: 'default', isType: false }];
  if (node.type !== 'ExportNamedDeclaration') return [];
  const isType = node['exportKind'] === 'type';
  const declaration = node['declaration'];
  if (!isNode(declaration))
    return nodesOf(node['specifiers']).map((one) => ({ name: textOf(one['exported']), isType }));
  if (declaration.type === 'VariableDeclaration')
    return nodesOf(declaration['declarations'])
      .flatMap((one) => [one['id']].filter(isNode).flatMap(boundNames))
      .map((name) => ({ name, isType }));
  return [{ name: textOf(declaration['id']), isType }];
}

const isProcessEnv = (node: Node): boolean =>
  node.type === 'MemberExpression' && textOf(node['object']) === 'process' && textOf(node['property']) === 'env';
/** `const { env } = process` reads it too, and so does importing it from node:process. */
const takesEnvApart = (node: Node): boolean =>
  node.type === 'VariableDeclarator' &&
  textOf(node['init']) === 'process' &&
  isNode(node['id']) &&
  node['id'].type === 'ObjectPattern';

/** @throws Error naming the path when the text is no TypeScript */
export function readSource(path: string, text: string): Source {
  let program: Node;
  try {
    program = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node;
  } catch (error) {
    throw new Error(`${path} cannot be parsed`, { cause: error });
  }
  const nodes = [...everyNode(program)];
  const imports = nodes.map(importOf).filter((one) => one !== undefined);
  const mentions = new Map<string, number>();
  for (const node of nodes)
    if (node.type === 'Identifier') mentions.set(textOf(node), (mentions.get(textOf(node)) ?? 0) + 1);
  return {
    imports,
    exports: nodes.flatMap(exportsOf),
    readsEnvironment:
      nodes.some((node) => isProcessEnv(node) || takesEnvApart(node)) ||
      imports.some(({ specifier, names }) => /^(node:)?process$/.test(specifier) && names.some((n) => n !== 'argv')),
    mentions,
  };
}

/** A relative specifier as a path from the root; `undefined` for packages and Node's own modules. */
export const resolveImport = (from: string, specifier: string): string | undefined =>
  specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), specifier)) : undefined;

/** "@slack/bolt/dist/x" → "@slack/bolt"; `undefined` for relative paths and Node's own modules. */
export function packageOf(specifier: string): string | undefined {
  if (/^(\.|node:)/.test(specifier)) return undefined;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}
