import { loadConfig } from '../config/load-config.ts';
import { type Role, roles, startAssay } from '../main.ts';
import { oneOf, portOf, type Verb } from './verb.ts';

/** `assay start` */
export const startVerb: Verb = {
  summary: 'run the bot, the workers, or both',
  usage: `assay start [--role all|bot|worker] [--http-port N]

  --role       bot answers Slack, worker does the AWS work, all is both in one process (default all)
  --http-port  port of /healthz, /readyz and /metrics, instead of http.port of the configuration

Reads assay.yaml (or ASSAY_CONFIG) and the secrets from the environment. SIGTERM stops it gracefully: work is handed
over, nothing is lost; a kill at any other moment loses nothing either.`,
  options: { role: { type: 'string', default: 'all' }, 'http-port': { type: 'string' } },
  async run({ values, environment }) {
    const role: Role = oneOf(values['role'], roles, 'role');
    const httpPort = portOf(values['http-port'], 'http-port');
    const assay = await startAssay({ config: loadConfig(environment), role, httpPort });
    const signal = await new Promise<string>((resolve) => {
      for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
    });
    await assay.stop(signal);
    return 0;
  },
};
