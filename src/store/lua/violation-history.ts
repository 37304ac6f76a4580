import { outboxLua, prologueLua } from './common.ts';
import { readLua } from './violations.ts';

/** ARGV since, or '' → ids of the open ones, and of those that ended since; the open ones first. */
export const historyIdsLua = `
${prologueLua}
local ids = redis.call('ZRANGE', key('violations', 'open'), 0, -1)
if ARGV[1] ~= '' then
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('violations', 'ended'), ARGV[1], '+inf')) do ids[#ids + 1] = id end
end
return ids
`;

/** ARGV names of counted sets as JSON → how many are in each, and after them what was seen of each place. */
export const glanceLua = `
${prologueLua}
local answer = {}
for _, name in ipairs(cjson.decode(ARGV[1])) do answer[#answer + 1] = whole(redis.call('SCARD', key('violations', 'count', name))) end
for _, seen in ipairs(redis.call('HVALS', key('violations', 'coverage'))) do answer[#answer + 1] = seen end
return answer
`;

/** ARGV ids as JSON → records and where they are told, one after the other. */
export const violationRecordsLua = `
${prologueLua}${readLua}
return readAll(cjson.decode(ARGV[1]), {})
`;

/** ARGV bulletin id, when it was last reminded of or '', now, notice → 1 when it is said now. */
export const remindLua = `
${prologueLua}${outboxLua}
local hash = key('bulletin', ARGV[1])
local stands = fields(hash, 'o', 'r')
if (tonumber(stands[1]) or 0) < 1 or (stands[2] or '') ~= ARGV[2] then return 0 end
redis.call('HSET', hash, 'r', ARGV[3])
post(cjson.decode(ARGV[4]))
return 1
`;
