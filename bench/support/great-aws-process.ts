import type { GreatWorld } from './great-world.ts';
import { startGreatAws } from './start-great-aws.ts';

/**
 * The great AWS in a process of its own, so that its work is not counted as that of what is measured. The first message
 * to it is the world; it answers with its address, and every later message with its calls and its own memory; `finish` makes what is being made available first.
 */
process.on('disconnect', () => process.exit(0));
process.once('message', (world: GreatWorld) => {
  void startGreatAws(world).then(({ url, calls, unknown, finish }) => {
    process.on('message', (message) => {
      if (message === 'finish') finish();
      process.send?.({ calls: Object.fromEntries(calls), unknown: [...unknown], memory: process.memoryUsage().rss });
    });
    process.send?.({ url });
  });
});
