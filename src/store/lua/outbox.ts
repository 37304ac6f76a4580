import { outboxLua, prologueLua } from './common.ts';

/**
 * Two queues of members, `c <run id>` and `n <notice key>`, scored by the moment they may be taken: a lease and a back-off
 * are the same thing, a score in the future. An item's hash remembers which version of the card was handed out and how
 * often; both together are the fence against a sender that comes back after its lease.
 */
const itemLua = `
local queues = { key('out', 'urgent'), key('out', 'normal') }
local function reschedule(member, at)
  for _, queue in ipairs(queues) do redis.call('ZADD', queue, 'XX', at, member) end
end
local function forget(member)
  for _, queue in ipairs(queues) do redis.call('ZREM', queue, member) end
  redis.call('DEL', key('out', 'item', member))
  if string.sub(member, 1, 1) == 'n' then redis.call('HDEL', key('out', 'notices'), string.sub(member, 3)) end
end
local function holds(member, version, tries)
  local item = redis.call('HMGET', key('out', 'item', member), 'version', 'tries')
  return item[1] == version and item[2] == tries
end
local function note(run, why)
  local failures = key('out', 'failures', run)
  redis.call('RPUSH', failures, why)
  redis.call('LTRIM', failures, -20, -1)
  redis.call('EXPIRE', failures, 7776000)
end
-- A card is a run's, or that of a message about violations; both count what has to be shown anew.
local function counted(id)
  return field(key(string.sub(id, 1, 2) == 'b-' and 'bulletin' or 'run', id), 'c')
end
-- What is not shown although it was tried: by member, until it is. What was given up is forgotten like a note.
local function trouble(member, run, why, given)
  local troubles, before = key('out', 'troubles'), redis.call('HGET', key('out', 'troubles'), member)
  local since = before and wordsOf(parsed(before).since) or whole(now)
  redis.call('HSET', troubles, member, cjson.encode({ run = run, why = why, since = since, given = given }))
  if not given then return end
  redis.call('ZADD', key('out', 'given'), now, member)
  for _, old in ipairs(redis.call('ZRANGEBYSCORE', key('out', 'given'), '-inf', now - 7776000000, 'LIMIT', 0, 10)) do
    redis.call('ZREM', key('out', 'given'), old)
    redis.call('HDEL', troubles, old)
  end
end
local function shown(member)
  redis.call('HDEL', key('out', 'troubles'), member)
  redis.call('ZREM', key('out', 'given'), member)
end
local function changed(member, version)
  return string.sub(member, 1, 1) == 'c' and counted(string.sub(member, 3)) ~= version
end
`;

/** ARGV limit, lease in ms → per item: member, version or '', tries so far, waits among them, notice or ''. */
export const takeOutboxLua = `
${prologueLua}${itemLua}
local answer = {}
for _, queue in ipairs(queues) do
  local room = tonumber(ARGV[1]) - #answer / 5
  local ready = room > 0 and redis.call('ZRANGEBYSCORE', queue, '-inf', now, 'LIMIT', 0, room) or {}
  for _, member in ipairs(ready) do
    local item, id = key('out', 'item', member), string.sub(member, 3)
    local version, body = '', ''
    if string.sub(member, 1, 1) == 'c' then version = counted(id)
    else body = redis.call('HGET', key('out', 'notices'), id) end
    if version and body then
      local stands = field(item, 'version')
      if stands ~= broken and stands ~= version then
        redis.call('HSET', item, 'version', version, 'tries', -1, 'waits', 0)
      end
      local tries = add(item, 'tries', 1)
      if not tries then
        -- How often it was tried is not known any more: once, so that it is looked for before it is sent.
        tries = 1
        redis.call('DEL', item)
        redis.call('HSET', item, 'version', version, 'tries', tries, 'waits', 0)
      end
      redis.call('ZADD', queue, now + ARGV[2], member)
      local waits = field(item, 'waits') or '0'
      for _, part in ipairs({ member, version, whole(tries), waits, body }) do answer[#answer + 1] = part end
    else
      forget(member)
    end
  end
end
return answer
`;

/**
 * ARGV member, version, tries, run id, problem or ''. A card that changed since it was taken is ready again at once; also
 * where another sender has shown the change already: whoever comes back after its lease has shown an older one over it.
 */
export const doneOutboxLua = `
${prologueLua}${outboxLua}${itemLua}
local member, version = ARGV[1], ARGV[2]
if ARGV[5] ~= '' then note(ARGV[4], ARGV[5]) end
shown(member)
if not changed(member, version) then forget(member)
elseif holds(member, version, ARGV[3]) then reschedule(member, now)
else enqueue(member, false) end
`;

/** ARGV member, version, tries, wait in ms, why, 'waited', 'held' or '', run id. */
export const laterOutboxLua = `
${prologueLua}${itemLua}
if not holds(ARGV[1], ARGV[2], ARGV[3]) then return end
reschedule(ARGV[1], now + ARGV[4])
redis.call('HSET', key('out', 'item', ARGV[1]), 'why', ARGV[5])
if ARGV[6] == 'waited' then redis.call('HINCRBY', key('out', 'item', ARGV[1]), 'waits', 1)
elseif ARGV[6] == '' then trouble(ARGV[1], ARGV[7], ARGV[5], false) end
`;

/** ARGV member, version, tries, run id, why. A newer card is tried all the same: it may be one that Slack takes. */
export const failOutboxLua = `
${prologueLua}${itemLua}
local member, version = ARGV[1], ARGV[2]
if not holds(member, version, ARGV[3]) then return end
-- A card may be shown after all, by its next change; a notice never.
if string.sub(member, 1, 1) == 'n' then note(ARGV[4], ARGV[5]) end
trouble(member, ARGV[4], ARGV[5], true)
if changed(member, version) then reschedule(member, now) else forget(member) end
`;

/** ARGV run id → where its card stands. */
export const postedLua = `
${prologueLua}
local posted = redis.pcall('GET', key('posted', ARGV[1]))
return type(posted) == 'table' and broken or posted
`;

/** ARGV run id, where its card stands. */
export const savePostedLua = `
${prologueLua}
redis.call('SET', key('posted', ARGV[1]), ARGV[2])
`;

/** ARGV run id → why messages of it could not be shown, newest last. */
export const failuresLua = `
${prologueLua}
local all = redis.call('LRANGE', key('out', 'failures', ARGV[1]), 0, -1)
local card = redis.call('HGET', key('out', 'troubles'), 'c ' .. ARGV[1])
local trouble = card and parsed(card)
if trouble and trouble.given then all[#all + 1] = wordsOf(trouble.why) end
return all
`;

/** → member, its trouble as JSON, and so on: what was tried and is not shown. */
export const troublesLua = `
${prologueLua}
return redis.call('HGETALL', key('out', 'troubles'))
`;
