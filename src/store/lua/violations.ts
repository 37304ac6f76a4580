import { auditLua, outboxLua, prologueLua } from './common.ts';

/**
 * A violation is a hash: `d` its record, `t` the message that tells of it and the line there ("b-… 3"), `g` the set of open
 * ones it is counted in. A message is a hash as well: `d`, `c` (counted up when it has to be shown anew), `o` open ones in all, `o:<group>`, `e:<group>:<how>`,
 * `a:<group>:<kind>:<id>` how many were made over to whom, `x:<group>:<run>` until when that run's exemption silences those that ended by it, `r` when it was last said in its
 * thread that some are still open, `q` what was asked for, by group.
 */
export const readLua = `
local function read(id)
  local hash = key('violation', id)
  return recordOf(hash), field(hash, 't') or ''
end
local function readAll(ids, answer)
  for _, id in ipairs(ids) do
    answer[#answer + 1] = listed(key('violation', id))
    answer[#answer + 1] = field(key('violation', id), 't') or ''
  end
  return answer
end
`;

/** ARGV place → version, then the ids of what is open. */
export const openViolationsLua = `
${prologueLua}
local version = redis.call('HGET', key('violations', 'versions'), ARGV[1]) or '0'
local answer = redis.call('HVALS', key('violations', 'at', ARGV[1]))
table.insert(answer, 1, string.match(version, '^%d+') or '0')
return answer
`;

/** ARGV place, version, write → the next version, or '' when somebody wrote in between. */
export const writeViolationsLua = `
${prologueLua}${auditLua}${outboxLua}${readLua}
local place, write = ARGV[1], cjson.decode(ARGV[3])
local stands = redis.call('HGET', key('violations', 'versions'), place) or '0'
local version, by = string.match(stands, '^(%d+) ?(.*)$')
version = version or '0'
if by == write.writeId then return version end
if version ~= ARGV[2] then return '' end
version = whole(version + 1)
for _, event in ipairs(write.audit) do append(event) end
redis.call('HSET', key('violations', 'versions'), place, version .. ' ' .. write.writeId)
local shown = {}
for _, one in ipairs(write.records) do
  local before, told = read(one.id)
  redis.call('HSET', key('violation', one.id), 'd', one.record)
  if one.assigned and told ~= '' then
    local was = parsed(before)
    was = was.assigned and was.owner and (was.owner.kind .. ':' .. was.owner.id) or ''
    if was ~= one.assigned then
      local bulletin, group = string.match(told, '^(%S+) (%d+)$')
      add(key('bulletin', bulletin), 'a:' .. group .. ':' .. one.assigned, 1)
      if was ~= '' then add(key('bulletin', bulletin), 'a:' .. group .. ':' .. was, -1) end
      shown[bulletin] = true
    end
  end
  local counted, counts = redis.call('HGET', key('violation', one.id), 'g'), not one.ended and one.counts or nil
  if counted and counted ~= counts then redis.call('SREM', key('violations', 'count', counted), one.id) end
  if counts and counted ~= counts then
    redis.call('SADD', key('violations', 'count', counts), one.id)
    redis.call('HSET', key('violation', one.id), 'g', counts)
  end
  local at = key('violations', 'at', place)
  if one.ended then
    if redis.call('HGET', at, one.field) == one.id then redis.call('HDEL', at, one.field) end
    redis.call('ZREM', key('violations', 'open'), one.id)
    redis.call('ZREM', key('violations', 'untold'), one.id)
    if redis.call('ZADD', key('violations', 'ended'), 'NX', one.ended, one.id) == 1 and told ~= '' then
      local bulletin, group = string.match(told, '^(%S+) (%d+)$')
      local hash = key('bulletin', bulletin)
      add(hash, 'o:' .. group, -1)
      add(hash, 'e:' .. group .. ':' .. one.how, 1)
      if one.exemption then redis.pcall('HSET', hash, 'x:' .. group .. ':' .. one.exemption.run, whole(one.exemption['until'])) end
      if add(hash, 'o', -1) == 0 then redis.call('ZREM', key('bulletins'), bulletin) end
      shown[bulletin] = true
    end
  else
    redis.call('HSET', at, one.field, one.id)
    redis.call('ZADD', key('violations', 'open'), one.begun, one.id)
    if told == '' and one.tell then redis.call('ZADD', key('violations', 'untold'), one.begun, one.id)
    else redis.call('ZREM', key('violations', 'untold'), one.id) end
  end
end
for bulletin in pairs(shown) do
  add(key('bulletin', bulletin), 'c', 1)
  enqueue('c ' .. bulletin, field(key('bulletin', bulletin), 'o') == '0')
end
return version
`;

/** ARGV limit → ids, the oldest first. */
export const untoldViolationsLua = `
${prologueLua}
return redis.call('ZRANGE', key('violations', 'untold'), 0, ARGV[1] - 1)
`;

/** ARGV bulletin id, its record, at, groups of ids and notices → 1 when it is stored now. */
export const tellViolationsLua = `
${prologueLua}${outboxLua}
local id, hash = ARGV[1], key('bulletin', ARGV[1])
if redis.call('EXISTS', hash) == 1 then return 0 end
local write, all = cjson.decode(ARGV[4]), 0
for index, group in ipairs(write.groups) do
  local told = 0
  for _, one in ipairs(group) do
    if redis.call('ZREM', key('violations', 'untold'), one) == 1 then
      redis.call('HSET', key('violation', one), 't', id .. ' ' .. whole(index - 1))
      told = told + 1
    end
  end
  redis.call('HSET', hash, 'o:' .. whole(index - 1), told)
  all = all + told
end
if all == 0 then
  redis.call('DEL', hash)
  return 0
end
redis.call('HSET', hash, 'd', ARGV[2], 'c', 1, 'o', all)
redis.call('ZADD', key('bulletins'), ARGV[3], id)
enqueue('c ' .. id, true)
for _, notice in ipairs(write.notices) do post(notice) end
return 1
`;

/** ARGV bulletin id → its hash, flat. */
export const bulletinLua = `
${prologueLua}
local found = redis.pcall('HGETALL', key('bulletin', ARGV[1]))
return found.err and { 'd', broken } or found
`;

/** ARGV bulletin id, what was asked for. */
export const askLua = `
${prologueLua}${outboxLua}
local hash = key('bulletin', ARGV[1])
local stands = fields(hash, 'o', 'q')
if stands[1] == '0' or stands[1] == broken or redis.call('EXISTS', hash) == 0 then return end
if (stands[2] or '[]') == ARGV[2] then return end
redis.call('HSET', hash, 'q', ARGV[2])
add(hash, 'c', 1)
enqueue('c ' .. ARGV[1], false)
`;

/** ARGV limit → ids of messages with open violations, the oldest first. */
export const openBulletinsLua = `
${prologueLua}
return redis.call('ZRANGE', key('bulletins'), 0, ARGV[1] - 1)
`;

/** ARGV 'open', first, last; or 'ended', first, last, since → records and where they are told; the oldest first. */
export const listViolationsLua = `
${prologueLua}${readLua}
local ids
if ARGV[1] == 'open' then ids = redis.call('ZRANGE', key('violations', 'open'), ARGV[2], ARGV[3])
else ids = redis.call('ZRANGEBYSCORE', key('violations', 'ended'), ARGV[4], '+inf', 'LIMIT', ARGV[2], ARGV[3] - ARGV[2] + 1) end
return readAll(ids, {})
`;

/** ARGV id → its record and where it is told. */
export const oneViolationLua = `
${prologueLua}${readLua}
return { read(ARGV[1]) }
`;

/** ARGV place, what was seen there. */
export const coverLua = `
${prologueLua}
redis.call('HSET', key('violations', 'coverage'), ARGV[1], ARGV[2])
`;

/** → what was seen, a place each. */
export const coverageLua = `
${prologueLua}
return redis.call('HVALS', key('violations', 'coverage'))
`;
