import { describeDocument } from './describe-document.ts';
import { type GeneratedFile, isPolicy } from './generated-file.ts';
import { limits } from './policy-file.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * A document as text, to be read; without white space where that would not fit any more, since AWS counts it when a
 * document does not come from its console.
 */
export function renderDocument(file: GeneratedFile): string {
  const text = json(file.document);
  const most = isPolicy(file) ? limits[file.kind] : Number.POSITIVE_INFINITY;
  return text.length <= most ? text : `${JSON.stringify(file.document)}\n`;
}

/** What people read of a document: what it is for, what each part says, what it cannot stop, how it is applied. */
export function renderExplanation(file: GeneratedFile): string {
  const { name, purpose, attachTo, size, limit, parts, cannot, apply } = describeDocument(file);
  return [
    `# ${name}`,
    '',
    purpose,
    '',
    `Belongs to: ${attachTo}. ${size} characters${limit ? ` of ${limit}` : ''}.`,
    '',
    ...parts.flatMap((part) => [
      `- **${part.name}**: ${part.words.join(' ')}`,
      ...(part.why ? [`  Why: ${part.why}`] : []),
    ]),
    ...(cannot.length > 0 ? ['', 'What it cannot stop:', '', ...cannot.map((sentence) => `- ${sentence}`)] : []),
    '',
    'To apply it:',
    '',
    '```sh',
    ...apply.map((line) => line.replace('file://FILE', `file://${name}.json`)),
    '```',
    '',
  ].join('\n');
}

/** The documents as files for `assay policy --out`: path to text, an index, and each explained beside it. */
export function renderPolicies(files: readonly GeneratedFile[]): ReadonlyMap<string, string> {
  const index = files.map(({ name, purpose, account, attachTo }) => ({
    file: `${name}.json`,
    purpose,
    account,
    attachTo,
  }));
  return new Map([
    ['index.json', json(index)] as const,
    ...files.flatMap((file) => [
      [`${file.name}.json`, renderDocument(file)] as const,
      [`${file.name}.md`, renderExplanation(file)] as const,
    ]),
  ]);
}
