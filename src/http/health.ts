/** Paths of the program's own endpoints; Dockerfile, compose and Kubernetes name the same. */
export const healthPath = '/healthz';
export const readyPath = '/readyz';
export const metricsPath = '/metrics';

/** One thing that must be well for this process to be of use: Redis answers, Slack is connected, workers run. */
export interface Check {
  readonly name: string;
  /** @returns undefined when well, else what is wrong in one sentence */
  probe(): Promise<string | undefined>;
  /** What this process can do without for a while: shown, and no reason to send people elsewhere. */
  readonly isOptional?: boolean;
}

export interface Readiness {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, string>>;
}

const patienceMs = 1500;

/** Asks every check at once; one that does not answer in time is not well. */
export async function readiness(checks: readonly Check[]): Promise<Readiness> {
  const results = await Promise.all(
    checks.map(async (check): Promise<[string, string, boolean]> => {
      const timeOut = new Promise<string>((resolve) => {
        setTimeout(() => resolve(`no answer in ${patienceMs} ms`), patienceMs).unref();
      });
      const said = await Promise.race([check.probe().catch((error: unknown) => String(error)), timeOut]);
      return [check.name, said ?? 'ok', said === undefined || check.isOptional === true];
    }),
  );
  return { ok: results.every(([, , isFine]) => isFine), checks: Object.fromEntries(results) };
}
