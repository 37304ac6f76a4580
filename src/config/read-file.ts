import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Problem } from './problem.ts';
import { ConfigFile } from './schema.ts';

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');

/** zod's default messages may quote the value seen; these say the rule only. */
function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `unknown setting ${issue.keys.map((key) => `"${key}"`).join(', ')}: remove it or correct its spelling`;
    case 'invalid_type':
      return `must be ${issue.expected === 'record' ? 'an object' : `of type ${issue.expected}`}${issue.input === undefined ? '; it is missing' : ''}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    default:
      return issue.message;
  }
}

/**
 * Parses the text of `assay.yaml`.
 * @returns the file, or every problem with its line
 */
export function readFile(text: string, fileName: string): { file: ConfigFile } | { problems: readonly Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineOf = (offset: number): number => lines.linePos(offset).line;
  if (document.errors.length > 0)
    return {
      problems: document.errors.map((error) => ({
        where: `${fileName}:${lineOf(error.pos[0])}`,
        what: `this is not YAML (${error.code.toLowerCase().replaceAll('_', ' ')}); mind indentation and quotes`,
      })),
    };
  const parsed = ConfigFile.safeParse(document.toJS());
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
