import { startRedis } from '../../../sandbox/redis/start-redis.ts';

const redis = await startRedis();
console.log(JSON.stringify({ pid: redis.child.pid, dir: redis.dir }));
setInterval(() => {}, 60_000);
