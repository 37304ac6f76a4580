import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { nameText, type Problem } from './problem.ts';
import { ConfigFile } from './schema.ts';

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${nameText(part)}`))
    .join('');

/** Names of settings are words. Anything else may be a secret in the wrong place. */
const isName = (key: string): boolean => /^[A-Za-z_]{1,40}$/.test(key);

/** zod's default messages may quote the value seen; these say the rule only. */
function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown setting ${issue.keys.map((key) => (isName(key) ? `"${key}"` : '(its name cannot be one)')).join(', ')}: remove it or correct its spelling`;
    case 'invalid_type':
      return `must be ${issue.expected === 'record' ? 'an object' : `of type ${issue.expected}`}${issue.input === undefined ? '; it is missing' : ''}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    default:
      return issue.message;
  }
}

/** The first alias, which is as good a place as any other of those that lead nowhere or to too much. */
function firstAlias(document: Document): number {
  let found = 0;
  visit(document, {
    Alias: (_, alias) => {
      found = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

/** What the file holds; undefined where its aliases lead nowhere, or multiply into more than anybody writes. */
function contentOf(document: Document): { readonly content: unknown } | undefined {
  try {
    return { content: document.toJS() };
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/**
 * Parses the text of `assay.yaml`.
 * @returns the file, or every problem with its line
 */
export function readFile(text: string, fileName: string): { file: ConfigFile } | { problems: readonly Problem[] } {
  const lines = new LineCounter();
  // Its warnings would go to stderr, with words of the file.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  if (document.errors.length > 0)
    return {
      problems: document.errors.map((error) => ({
        where: `${fileName}:${lineOf(error.pos[0])}`,
        what: `this is not YAML (${error.code.toLowerCase().replaceAll('_', ' ')}); mind indentation and quotes`,
      })),
    };
  const read = contentOf(document);
  if (!read) {
    const what = 'an alias (*name) leads to no anchor (&name) before it, or they multiply; write out what is meant';
    return { problems: [{ where: `${fileName}:${lineOf(firstAlias(document))}`, what }] };
  }
  const parsed = ConfigFile.safeParse(read.content);
  if (parsed.success) return { file: parsed.data };
  return {
    problems: parsed.error.issues.map((issue) => {
      // A missing key has no node of its own: the nearest parent that stands in the file gives the line.
      for (let depth = issue.path.length; depth >= 0; depth--) {
        const node = document.getIn(issue.path.slice(0, depth), true);
        if (isNode(node) && node.range)
          return {
            where: `${fileName}:${lineOf(node.range[0])} ${pathText(issue.path)}`.trimEnd(),
            what: ruleOf(issue),
          };
      }
      return { where: `${fileName} ${pathText(issue.path)}`.trimEnd(), what: ruleOf(issue) };
    }),
  };
}
