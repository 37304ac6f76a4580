import { auditLua, lockLua, prologueLua } from './common.ts';

/** → [now] */
export const clockLua = `${prologueLua}return whole(now)`;

export const readBornLua = `${prologueLua}return redis.call('GET', key('born'))`;

export const bornLua = `${prologueLua}
redis.call('SET', key('born'), whole(now), 'NX')
return redis.call('GET', key('born'))
`;

/** ARGV events as JSON, write id. The id makes a resent call append nothing. */
export const appendAuditLua = `
${prologueLua}${auditLua}
if redis.call('EXISTS', key('audit', 'write', ARGV[2])) == 1 then return end
for _, event in ipairs(cjson.decode(ARGV[1])) do append(event) end
redis.call('SET', key('audit', 'write', ARGV[2]), '1', 'EX', 600)
`;

/** ARGV id, at most → lines as a stream gives them, oldest first */
export const auditAboutLua = `
${prologueLua}
local answer = {}
for _, sequence in ipairs(redis.call('LRANGE', key('audit', 'about', ARGV[1]), -ARGV[2], -1)) do
  -- What is no number of a line is none that Assay wrote: it holds no other line back.
  local isNumber = #sequence < 16 and string.find(sequence, '^%d+$')
  local line = isNumber and redis.call('XRANGE', key('audit'), sequence .. '-0', sequence .. '-0')[1]
  if line then answer[#answer + 1] = line end
end
return answer
`;

/** ARGV id behind which it begins or '', at most → lines as a stream gives them. */
export const auditScanLua = `
${prologueLua}
return redis.call('XRANGE', key('audit'), ARGV[1] == '' and '-' or '(' .. ARGV[1], '+', 'COUNT', ARGV[2])
`;

const partOfLua = `
local function part(line, name)
  for at = 1, line and #line[2] or 0, 2 do
    if line[2][at] == name then return line[2][at + 1] end
  end
  return ''
end
`;

/** → id and time of the first line, id and hash of the last one, number and hash that are kept beside them; '' for none. */
export const auditEndsLua = `
${prologueLua}${partOfLua}
local first = redis.call('XRANGE', key('audit'), '-', '+', 'COUNT', 1)[1]
local last = redis.call('XREVRANGE', key('audit'), '+', '-', 'COUNT', 1)[1]
local tail = redis.call('HMGET', key('audit', 'tail'), 'sequence', 'hash')
return { first and first[1] or '', part(first, 'at'), last and last[1] or '', part(last, 'hash'), tail[1] or '', tail[2] or '' }
`;

/** ARGV numbers of lines → the hash of each, '' where there is none. */
export const auditHashesLua = `
${prologueLua}${partOfLua}
local answer = {}
for at, sequence in ipairs(ARGV) do
  answer[at] = part(redis.call('XRANGE', key('audit'), sequence .. '-0', sequence .. '-0')[1], 'hash')
end
return answer
`;

/** ARGV subject, run id → the holder. */
export const acquireLockLua = `
${prologueLua}
local list = key('lock', ARGV[1])
if not redis.call('LPOS', list, ARGV[2]) then redis.call('RPUSH', list, ARGV[2]) end
redis.call('SADD', key('locks'), ARGV[1])
return redis.call('LINDEX', list, 0)
`;

/** ARGV subject, run id → the next holder, if there is one. */
export const releaseLockLua = `
${prologueLua}${lockLua}
local first = unlock(ARGV[1], ARGV[2])
return first ~= ARGV[2] and first or false
`;

/** → every subject somebody holds. */
export const lockedSubjectsLua = `
${prologueLua}
return redis.call('SMEMBERS', key('locks'))
`;

/** ARGV subject → the new holder, if the old one was final or gone. Everybody in the line is looked at. */
export const sweepLockLua = `
${prologueLua}${lockLua}
local final = { done = 1, failed = 1, cancelled = 1, rejected = 1, withdrawn = 1, expired = 1, stale = 1 }
local before = redis.call('LINDEX', key('lock', ARGV[1]), 0)
for _, run in ipairs(redis.call('LRANGE', key('lock', ARGV[1]), 0, -1)) do
  local state = field(key('run', run), 's')
  -- What cannot be read may still be at work.
  if final[state] or (not state and redis.call('EXISTS', key('run', run)) == 0) then unlock(ARGV[1], run) end
end
local after = redis.call('LINDEX', key('lock', ARGV[1]), 0)
return after ~= before and after or false
`;

/** ARGV limit, ms each is handed out for → run ids. */
export const takeDueLua = `
${prologueLua}
local ids = redis.call('ZRANGEBYSCORE', key('due'), '-inf', now, 'LIMIT', 0, ARGV[1])
for _, id in ipairs(ids) do redis.call('ZADD', key('due'), now + ARGV[2], id) end
return ids
`;

/** → how many open runs were put back on the due list. */
export const reconcileDueLua = `
${prologueLua}
local back = 0
for _, id in ipairs(redis.call('ZRANGE', key('open'), 0, -1)) do
  back = back + redis.call('ZADD', key('due'), 'NX', now, id)
end
return back
`;

/** ARGV place, field, wait, least ms between two looks. */
export const addWaitLua = `
${prologueLua}
redis.call('HSET', key('waits', ARGV[1]), ARGV[2], ARGV[3])
-- Remembered until the next look is handed out: a look that is under way has not seen this wait.
redis.call('SADD', key('places', 'fresh'), ARGV[1])
local looked = tonumber(redis.call('HGET', key('places', 'looked'), ARGV[1]) or 0)
local at = math.max(now, looked + ARGV[4])
if not redis.call('ZSCORE', key('places'), ARGV[1]) then redis.call('ZADD', key('places'), at, ARGV[1])
else redis.call('ZADD', key('places'), 'XX', 'LT', at, ARGV[1]) end
`;

/** ARGV place → fields and waits, one after the other. */
export const waitsLua = `
${prologueLua}
return redis.call('HGETALL', key('waits', ARGV[1]))
`;

/** ARGV place, field. */
export const removeWaitLua = `
${prologueLua}
redis.call('HDEL', key('waits', ARGV[1]), ARGV[2])
`;

/** ARGV limit, ms each is handed out for → places. */
export const takePlacesLua = `
${prologueLua}
local places = redis.call('ZRANGEBYSCORE', key('places'), '-inf', now, 'LIMIT', 0, ARGV[1])
for _, place in ipairs(places) do
  redis.call('ZADD', key('places'), now + ARGV[2], place)
  redis.call('HSET', key('places', 'looked'), place, whole(now))
  redis.call('SREM', key('places', 'fresh'), place)
end
return places
`;

/** ARGV place, ms until the next look, least ms between two looks. */
export const schedulePlaceLua = `
${prologueLua}
local wait = tonumber(ARGV[2])
if redis.call('EXISTS', key('waits', ARGV[1])) == 0 then
  redis.call('ZREM', key('places'), ARGV[1])
  redis.call('HDEL', key('places', 'looked'), ARGV[1])
  redis.call('SREM', key('places', 'fresh'), ARGV[1])
else
  if redis.call('SISMEMBER', key('places', 'fresh'), ARGV[1]) == 1 then wait = math.min(wait, tonumber(ARGV[3])) end
  redis.call('ZADD', key('places'), now + wait, ARGV[1])
end
`;

/** ARGV key, burst, tokens per second → ms to wait, 0 when a token was taken. */
export const takeBudgetLua = `
${prologueLua}
local bucket, burst, rate = key('budget', ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local found = redis.call('HMGET', bucket, 'tokens', 'at')
-- A clock that went back (failover) refills nothing.
local passed = math.max(0, now - (tonumber(found[2]) or now))
local tokens = math.min(burst, (tonumber(found[1]) or burst) + passed * rate / 1000)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = math.ceil((1 - tokens) * 1000 / rate) end
redis.call('HSET', bucket, 'tokens', tostring(tokens), 'at', whole(now))
redis.call('PEXPIRE', bucket, math.ceil(burst * 1000 / rate) + 60000)
return whole(wait)
`;
