import type { Sandbox } from '../../../sandbox/start-sandbox.ts';
import { AuditEntry } from '../../../src/core/audit.ts';
import { runAssay } from './run-assay.ts';

/** The audit log as `assay audit export` gives it out. */
export async function readAudit({ env, folder }: Sandbox): Promise<readonly AuditEntry[]> {
  const { code, stdout, stderr } = await runAssay(['audit', 'export'], env, folder);
  if (code !== 0) throw new Error(`audit export ended with ${code}: ${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => AuditEntry.parse(JSON.parse(line)));
}
