import { startWorld } from '../../sandbox/world/start-world.ts';
import { DemoWorld } from './demo-world/demo-world.ts';

/** The page alone, with a canned world: `npx tsx test/browser/demo.ts [port]`. */
const port = Number(process.argv[2] ?? 0);
const { url } = await startWorld({ ...new DemoWorld().worldOptions(), port });
console.log(`The page with a canned world: ${url}`);
