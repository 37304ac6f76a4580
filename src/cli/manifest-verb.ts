import { StartError } from '../compose/start-error.ts';
import { loadConfigFile } from '../config/load-config.ts';
import { loadCatalogue } from '../core/catalogue.ts';
import { appManifest } from '../slack/app-manifest.ts';
import type { Verb } from './verb.ts';

/** `assay manifest` */
export const manifestVerb: Verb = {
  usage: `assay manifest [--name NAME] [--url https://host]

  --name  name of the app (default Assay)
  --url   in HTTP mode: where Slack reaches this machine; /slack/events is appended

Paste it at api.slack.com/apps: "Create New App", "From a manifest".`,
  options: { name: { type: 'string', default: 'Assay' }, url: { type: 'string' } },
  async run({ values, environment }) {
    const { slack } = loadConfigFile(environment);
    const url = typeof values['url'] === 'string' ? values['url'].replace(/\/$/, '') : undefined;
    if (slack.mode === 'http' && !url?.startsWith('https://'))
      throw new StartError('slack.mode is http: add --url https://… so that Slack knows where to send requests.');
    const { commands } = await loadCatalogue(new URL('../', import.meta.url));
    const manifest = appManifest({
      name: String(values['name']),
      command: slack.command,
      commands: commands.values(),
      mode: slack.mode,
      ...(url ? { url } : {}),
    });
    console.log(JSON.stringify(manifest, null, 2));
    return 0;
  },
};
