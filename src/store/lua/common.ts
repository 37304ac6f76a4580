import { sha256Lua } from './sha256.ts';

/**
 * What every script starts with. `KEYS[1]` is the prefix with its hash tag: in a cluster it sends the script to the one
 * slot that holds all of our keys, so the others may be built from it. `now` is Redis's own clock in milliseconds.
 */
export const prologueLua = `
local prefix = KEYS[1]
local function key(...) return prefix .. table.concat({...}, ':') end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
-- Lua would print a large number as 1.7e+12.
local function whole(number) return string.format('%.0f', number) end
-- What is not as this version writes it must stop nothing else: it is answered as text that no record is.
local broken = 'cannot be read'
local function fields(hash, ...)
  local found = redis.pcall('HMGET', hash, ...)
  if not found.err then return found end
  found = {}
  for index = 1, select('#', ...) do found[index] = broken end
  return found
end
local function field(hash, name) return fields(hash, name)[1] end
-- '' only where there is nothing at all.
local function recordOf(hash)
  return field(hash, 'd') or (redis.call('EXISTS', hash) == 1 and broken or '')
end
-- Of an id that stands in an index.
local function listed(hash) return field(hash, 'd') or broken end
local function parsed(text)
  local good, value = pcall(cjson.decode, text)
  return good and type(value) == 'table' and value or {}
end
local function wordsOf(value) return type(value) == 'string' and value or nil end
-- What is counted wrong is counted wrong for ever, but whatever else the script writes is written.
local function add(hash, name, by)
  local sum = redis.pcall('HINCRBY', hash, name, by)
  return type(sum) == 'number' and sum or nil
end
`;

/**
 * `append(event)` with `{ body, digest, about }`: numbers, dates and chains one audit line. It comes before
 * the other writes of its script: where the log cannot be written, nothing is. The date is part of the hash, so it is
 * written by the clock that nobody here can set. A stream with our own ids refuses a number twice.
 */
export const auditLua = `
${sha256Lua}
-- Where the log ends. Somebody may have taken that note away, or set it back: then the last line says it, and whoever
-- verifies the log finds what else was done to it. No write is refused for it.
local function logEnd()
  local noted = fields(key('audit', 'tail'), 'sequence', 'hash')
  if noted[1] == broken then redis.call('DEL', key('audit', 'tail')) end
  local sequence, hash = tonumber(noted[1] or nil), noted[2] or nil
  local last = redis.call('XREVRANGE', key('audit'), '+', '-', 'COUNT', 1)[1]
  local there = last and tonumber(string.match(last[1], '^%d+'))
  if not there or (sequence and sequence >= there) then return sequence or 0, hash or string.rep('0', 64) end
  for index = 1, #last[2], 2 do
    if last[2][index] == 'hash' then hash = last[2][index + 1] end
  end
  return there, hash or string.rep('0', 64)
end
-- The greatest number the stream ever had: where lines were cut off, it takes none of theirs again.
local function lastNumber()
  local facts = redis.call('XINFO', 'STREAM', key('audit'))
  for index = 1, #facts, 2 do
    if facts[index] == 'last-generated-id' then return tonumber(string.match(facts[index + 1], '^%d+')) end
  end
end
local function append(event)
  local before, previous = logEnd()
  local sequence, hash
  local function write(number)
    sequence = whole(number)
    hash = sha256hex(previous .. ':' .. sequence .. ':' .. whole(now) .. ':' .. event.digest)
    return { 'XADD', key('audit'), sequence .. '-0', 'event', event.body, 'at', whole(now), 'previous', previous, 'hash', hash }
  end
  local answer = redis.pcall(unpack(write(before + 1)))
  if type(answer) == 'table' and answer.err then redis.call(unpack(write(lastNumber() + 1))) end
  redis.call('HSET', key('audit', 'tail'), 'sequence', sequence, 'hash', hash)
  -- An index that is none keeps no line from being written.
  for _, id in ipairs(event.about) do redis.pcall('RPUSH', key('audit', 'about', id), sequence) end
end
`;

/** `enqueue(member, urgent)` and `post(notice)` with `{ key, urgent, body }`, which goes out once. */
export const outboxLua = `
local outbox_of = { [true] = key('out', 'urgent'), [false] = key('out', 'normal') }

local function enqueue(member, urgent)
  local score = redis.call('ZSCORE', outbox_of[not urgent], member)
  if score and urgent then
    -- Moves up, and keeps the lease or back-off it is under.
    redis.call('ZREM', outbox_of[false], member)
    redis.call('ZADD', outbox_of[true], score, member)
  elseif not score then
    redis.call('ZADD', outbox_of[urgent], 'NX', now, member)
  end
end

local function post(notice)
  -- 90 days is "for ever" for a message; the key outlives the message itself.
  if redis.call('SET', key('notice', notice.key), '1', 'NX', 'EX', 7776000) then
    redis.call('HSET', key('out', 'notices'), notice.key, notice.body)
    enqueue('n ' .. notice.key, notice.urgent)
  end
end
`;

/** `locked(subject, runId)` and `unlock(subject, runId)`: a list per subject, its head holds the lock. */
export const lockLua = `
local function unlock(subject, run)
  local list = key('lock', subject)
  local held = redis.call('LINDEX', list, 0) == run
  redis.call('LREM', list, 0, run)
  local first = redis.call('LINDEX', list, 0)
  if not first then redis.call('SREM', key('locks'), subject) end
  -- The next one is also put on the due list: whoever should wake it may die before doing so.
  if first and held and redis.call('ZSCORE', key('due'), first) then redis.call('ZADD', key('due'), 'LT', now, first) end
  return first
end
`;

/**
 * A line per quota, first come first served: `{ run, … }` with the amount each asked for. Whoever stands in the first part
 * of it that fits into the limit has its share. `leaveLines(run)` leaves all lines and makes due who can go on now.
 */
export const quotaLua = `
local function lineOf(name) return key('quota', name), key('quota', name, 'amounts') end

local function leaveLines(run)
  for _, name in ipairs(redis.call('SMEMBERS', key('quotas', 'of', run))) do
    local line, amounts = lineOf(name)
    redis.call('LREM', line, 0, run)
    redis.call('HDEL', amounts, run)
    redis.call('SREM', key('quota', name, 'got'), run)
    local limit, sum = tonumber(redis.call('HGET', amounts, '') or '0'), 0
    for _, other in ipairs(redis.call('LRANGE', line, 0, -1)) do
      sum = sum + tonumber(redis.call('HGET', amounts, other) or '0')
      if sum > limit then break end
      if redis.call('SISMEMBER', key('quota', name, 'got'), other) == 0 and redis.call('ZSCORE', key('due'), other) then
        redis.call('ZADD', key('due'), 'LT', now, other)
      end
    end
    if redis.call('EXISTS', line) == 0 then redis.call('DEL', amounts) end
  end
  redis.call('DEL', key('quotas', 'of', run))
end
`;
