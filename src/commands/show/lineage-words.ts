import { bold, code, type Line } from '../../core/message.ts';
import type { PictureNode } from '../../core/picture.ts';

/** Lines of text for it: the picture has room for more. */
const mostLines = 12;

interface Step {
  readonly node: PictureNode;
  readonly depth: number;
}

const stepsOf = (node: PictureNode, depth = 0): readonly Step[] => [
  { node, depth },
  ...node.children.flatMap((child) => stepsOf(child, depth + 1)),
];

const signs = { plain: '', good: '✅ ', warning: '⚠️ ', bad: '⛔ ' } as const;
const marksOf = ({ marks }: PictureNode): string => marks.map(({ tone, text }) => `${signs[tone]}${text}`).join(', ');

function lineOf({ node, depth }: Step): Line {
  const [id = '', where = '', ...more] = node.details.split(' · ');
  const marks = marksOf(node);
  return [
    // Figure spaces: Slack keeps them, ordinary ones at the start of a line it does not.
    depth === 0 ? '' : `${'\u2007\u2007'.repeat(depth - 1)}└ `,
    `${node.relation}: `,
    node.isShown ? bold(`${node.name} (this one)`) : node.name,
    ...(node.kind === 'unseen' && id.startsWith('gone')
      ? [` · ${node.details}`]
      : [' ', code(id), ` · ${[where, ...(node.kind === 'image' ? [] : more)].join(' · ')}`]),
    marks === '' ? '' : ` · ${marks}`,
  ];
}

/** The tree as lines of text, one box each. */
export function lineageLines(tree: PictureNode, leftOut: number): readonly Line[] {
  const steps = stepsOf(tree);
  const shown = steps.slice(0, mostLines);
  const left = steps.length - shown.length + leftOut;
  return [...shown.map(lineOf), ...(left > 0 ? [`… and ${left} more of the family.`] : [])];
}

/** The tree in one sentence after the other, for those who cannot see the picture. */
export const spokenLineage = (tree: PictureNode): string =>
  stepsOf(tree)
    .map(({ node, depth }) => {
      const marks = marksOf(node);
      const words = [node.relation, node.details, marks].filter((part) => part !== '').join(', ');
      return `${depth + 1}. ${node.name}${node.isShown ? ' (this one)' : ''}: ${words}.`;
    })
    .join(' ');
