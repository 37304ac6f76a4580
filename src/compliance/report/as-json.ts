import type { OpenReport } from './audit-report.ts';

/** A report as JSON, `AuditReport`; a violation a line, so that none has to be held. */
export async function* asJson({ head, violations }: OpenReport): AsyncGenerator<string> {
  yield `${JSON.stringify(head, null, 2).replace(/\n\}$/, '')},\n  "violations": [`;
  let before = '\n    ';
  for await (const row of violations()) {
    yield `${before}${JSON.stringify(row)}`;
    before = ',\n    ';
  }
  yield before === '\n    ' ? ']\n}\n' : '\n  ]\n}\n';
}
