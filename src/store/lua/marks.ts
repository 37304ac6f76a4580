import { outboxLua, prologueLua } from './common.ts';

/** ARGV hash, field → what was written there last, or ''. */
export const readMarkLua = `
${prologueLua}
return redis.call('HGET', key(ARGV[1]), ARGV[2]) or ''
`;

/** ARGV hash, field, what was there when it was read or '', what is there now, notice or '' → 1 when it is written. */
export const writeMarkLua = `
${prologueLua}${outboxLua}
if (redis.call('HGET', key(ARGV[1]), ARGV[2]) or '') ~= ARGV[3] then return 0 end
redis.call('HSET', key(ARGV[1]), ARGV[2], ARGV[4])
if ARGV[5] ~= '' then post(cjson.decode(ARGV[5])) end
return 1
`;
