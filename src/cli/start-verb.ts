import { type Role, roles } from '../compose/role.ts';
import { loadConfig } from '../config/load-config.ts';
import { oneOf, portOf, type Verb } from './verb.ts';

/** `assay start` */
export const startVerb: Verb = {
  usage: `assay start [--role all|bot|worker] [--http-port N]

  --role       bot answers Slack, worker does the AWS work, all is both in one process (default all)
  --http-port  port of /healthz, /readyz and /metrics, instead of http.port of the configuration

Reads assay.yaml (or ASSAY_CONFIG) and the secrets from the environment. SIGTERM stops it gracefully: work is handed
over, nothing is lost; a kill at any other moment loses nothing either.`,
  options: { role: { type: 'string', default: 'all' }, 'http-port': { type: 'string' } },
  async run({ values, environment }) {
    const role: Role = oneOf(values['role'], roles, 'role');
    const httpPort = portOf(values['http-port'], 'http-port');
    const config = loadConfig(environment);
    // Only now: what is wrong with flags and configuration is told without loading Slack's and AWS's libraries.
    const { startAssay } = await import('../main.ts');
    const assay = await startAssay({ config, role, httpPort });
    const signal = await new Promise<string>((resolve) => {
      for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
    });
    await assay.stop(signal);
    return 0;
  },
};
