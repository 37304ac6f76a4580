import { auditLua, outboxLua, prologueLua } from './common.ts';

/** ARGV name → { now, version, record }. */
export const loadScheduleLua = `
${prologueLua}
local found = fields(key('schedule', ARGV[1]), 'v', 'd')
return { whole(now), found[1] or '', found[2] or '' }
`;

/**
 * ARGV name, version it was decided on or '', write → { 'saved' } or { 'conflict' }. A removed schedule leaves its version
 * behind, so that a write that was decided on the old one never meets a new one of the same name and number.
 */
export const saveScheduleLua = `
${prologueLua}${auditLua}${outboxLua}
local schedule, write = key('schedule', ARGV[1]), cjson.decode(ARGV[3])
local found = fields(schedule, 'v', 'w')
if found[2] == write.writeId then return { 'saved' } end
if (found[1] or '') ~= ARGV[2] then return { 'conflict' } end
for _, event in ipairs(write.audit) do append(event) end
redis.call('HSET', schedule, 'v', whole((found[1] or 0) + 1), 'w', write.writeId)
if write.record then
  redis.call('HSET', schedule, 'd', write.record)
  redis.call('ZADD', key('schedules'), 0, ARGV[1])
else
  redis.call('HDEL', schedule, 'd')
  redis.call('ZREM', key('schedules'), ARGV[1])
end
if write.due then redis.call('ZADD', key('schedules', 'due'), write.due, ARGV[1])
else redis.call('ZREM', key('schedules', 'due'), ARGV[1]) end
for _, notice in ipairs(write.notices) do post(notice) end
return { 'saved' }
`;

/** → names and records, one after the other, by name. */
export const listSchedulesLua = `
${prologueLua}
local answer = {}
for _, name in ipairs(redis.call('ZRANGE', key('schedules'), 0, -1)) do
  answer[#answer + 1] = name
  answer[#answer + 1] = listed(key('schedule', name))
end
return answer
`;

/** ARGV limit, ms each is handed out for → names. */
export const takeSchedulesLua = `
${prologueLua}
local names = redis.call('ZRANGEBYSCORE', key('schedules', 'due'), '-inf', now, 'LIMIT', 0, ARGV[1])
for _, name in ipairs(names) do redis.call('ZADD', key('schedules', 'due'), now + ARGV[2], name) end
return names
`;
