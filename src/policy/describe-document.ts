import type { PolicyDescription } from '../core/policies.ts';
import { commandLines } from './command-lines.ts';
import { explainStatement } from './explain-statement.ts';
import { type GeneratedFile, isPolicy } from './generated-file.ts';
import { limits } from './policy-file.ts';
import { settingsLimits } from './settings-file.ts';

/** What a document says, part by part: each statement by its Sid, each setting by its path. */
function parts(file: GeneratedFile): PolicyDescription['parts'] {
  if (!isPolicy(file)) return file.parts.map(({ path, words }) => ({ name: path, words: [words] }));
  return file.document.Statement.map((statement) => {
    const why = file.why?.[statement.Sid];
    return { name: statement.Sid, words: explainStatement(statement), ...(why ? { why } : {}) };
  });
}

/** A document with everything people want to know of it. */
export function describeDocument(file: GeneratedFile): PolicyDescription {
  const { name, kind, purpose, account, attachTo, targets, environment, cannot = [] } = file;
  const json = JSON.stringify(file.document);
  return {
    name,
    kind,
    purpose,
    attachTo,
    accounts: [...new Set([...account.split(', '), ...targets.filter((target) => /^\d{12}$/.test(target))])],
    environment,
    size: json.length,
    limit: isPolicy(file) ? limits[file.kind] : file.kind === 'declarative' ? settingsLimits.declarative : undefined,
    parts: parts(file),
    cannot,
    apply: commandLines(file),
    json,
  };
}
