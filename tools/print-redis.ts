import { findRedis } from '../sandbox/redis/find-redis.ts';

/** `tsx tools/print-redis.ts` prints the path of a server, fetching one if there is none, before many tests ask at once. */
const { command, image } = await findRedis({ env: process.env, say: (line) => console.error(line) });
if (image) throw new Error('a container is no path: install valkey-server or redis-server');
console.log(command);
