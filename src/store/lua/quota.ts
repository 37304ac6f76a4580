import { prologueLua, quotaLua } from './common.ts';

/** ARGV run id, shares as JSON → 1 when the run has all of them. Runs that ended or are gone are put out of the line. */
export const acquireQuotaLua = `
${prologueLua}${quotaLua}
local final = { done = 1, failed = 1, cancelled = 1, rejected = 1, withdrawn = 1, expired = 1, stale = 1 }
local run, all = ARGV[1], 1
for _, share in ipairs(cjson.decode(ARGV[2])) do
  local line, amounts = lineOf(share.key)
  if redis.call('HEXISTS', amounts, run) == 0 then redis.call('RPUSH', line, run) end
  -- More than there is would wait for ever; an empty name holds the limit, which a new configuration may change.
  redis.call('HSET', amounts, run, math.min(share.amount, share.limit), '', share.limit)
  redis.call('SADD', key('quotas', 'of', run), share.key)
  local sum, fits = 0, 0
  for _, other in ipairs(redis.call('LRANGE', line, 0, -1)) do
    local state = field(key('run', other), 's')
    if other ~= run and (final[state] or (not state and redis.call('EXISTS', key('run', other)) == 0)) then
      leaveLines(other)
    else
      sum = sum + tonumber(redis.call('HGET', amounts, other) or '0')
      if sum > share.limit then break end
      if other == run then
        fits = 1
        break
      end
    end
  end
  if fits == 1 then redis.call('SADD', key('quota', share.key, 'got'), run) else all = 0 end
end
return all
`;
