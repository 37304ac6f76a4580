import { auditLua, prologueLua } from './common.ts';

/** ARGV id → { now, record or '' }. */
export const loadExemptionLua = `
${prologueLua}
return { whole(now), recordOf(key('exemption', ARGV[1])) }
`;

/**
 * An exemption is a hash: `d` its record, `w` its last write. ARGV id, record it was decided on or '', write → 'saved' or
 * 'conflict'.
 */
export const saveExemptionLua = `
${prologueLua}${auditLua}
local id, write = ARGV[1], cjson.decode(ARGV[3])
local found = fields(key('exemption', id), 'd', 'w')
if found[2] == write.writeId then return 'saved' end
if (found[1] or '') ~= ARGV[2] then return 'conflict' end
for _, event in ipairs(write.audit) do append(event) end
redis.call('HSET', key('exemption', id), 'd', write.record, 'w', write.writeId)
if write.ended then
  redis.call('SREM', key('exemptions', 'at', write.place), id)
  redis.call('ZREM', key('exemptions', 'open'), id)
  redis.call('ZADD', key('exemptions', 'ended'), write.ended, id)
else
  redis.call('SADD', key('exemptions', 'at', write.place), id)
  redis.call('ZADD', key('exemptions', 'open'), write.from, id)
end
redis.call('ZADD', key('exemptions', 'due'), now, id)
return 'saved'
`;

const recordsLua = `
local function records(ids)
  local answer = {}
  for _, id in ipairs(ids) do answer[#answer + 1] = listed(key('exemption', id)) end
  return answer
end
`;

/** ARGV place → records. */
export const exemptionsAtLua = `
${prologueLua}${recordsLua}
return records(redis.call('SMEMBERS', key('exemptions', 'at', ARGV[1])))
`;

/** ARGV 'open' or 'ended', since, first, count → records, the oldest first. */
export const listExemptionsLua = `
${prologueLua}${recordsLua}
return records(redis.call('ZRANGEBYSCORE', key('exemptions', ARGV[1]), ARGV[2], '+inf', 'LIMIT', ARGV[3], ARGV[4]))
`;

/** ARGV limit → records of those that are due. */
export const dueExemptionsLua = `
${prologueLua}${recordsLua}
return records(redis.call('ZRANGEBYSCORE', key('exemptions', 'due'), '-inf', now, 'LIMIT', 0, ARGV[1]))
`;

/** ARGV id, record that was settled, due next or ''. A record that changed since stays due. */
export const settledExemptionLua = `
${prologueLua}
if field(key('exemption', ARGV[1]), 'd') ~= ARGV[2] then return end
if ARGV[3] == '' then redis.call('ZREM', key('exemptions', 'due'), ARGV[1])
else redis.call('ZADD', key('exemptions', 'due'), ARGV[3], ARGV[1]) end
`;
