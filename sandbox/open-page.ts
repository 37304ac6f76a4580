import { loadCatalogue } from '../src/core/catalogue.ts';
import { helpOf } from '../src/core/help-of.ts';
import type { Sandbox } from './start-sandbox.ts';
import { cast } from './story/stage.ts';
import { startWorld, type World } from './world/start-world.ts';

/** Serves the page over a running sandbox. */
export async function openPage(sandbox: Sandbox, port: number): Promise<World> {
  const { commands } = await loadCatalogue(new URL('../src/', import.meta.url));
  return startWorld({
    hands: sandbox.slack.hands,
    awsState: () => sandbox.aws.state(),
    picture: (input) => sandbox.slack.picture(input),
    onChange(listener) {
      const stops = [sandbox.slack.onChange(() => listener('slack')), sandbox.aws.onChange(() => listener('aws'))];
      return () => {
        for (const stop of stops) stop();
      };
    },
    startAs: cast.rosa,
    port,
    commandHints: helpOf(commands.values()).map(({ usage, summary }) => ({
      usage: usage.replace(/^\/ami /, ''),
      summary,
    })),
  });
}
