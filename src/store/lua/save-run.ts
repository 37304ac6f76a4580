import { isFinal, runStates } from '../../core/run.ts';
import { auditLua, lockLua, outboxLua, prologueLua, quotaLua } from './common.ts';

/**
 * Everything one arrow of the state machine touches, in one call: record, indexes, audit lines, lock, due list, card and
 * notices. `apply(write)` expects the shape made by `encodeChange`; numbers come as text (see `whole`).
 */
const applyLua = `
local finals = { ${runStates.filter(isFinal).join(' = true, ')} = true }
-- A worker that stood still while its run was ended must not begin a part of it any more.
local function parentEnded(write)
  return write.parent and not write.final and finals[field(key('run', write.parent), 's')]
end
local function apply(write, version)
  local run, id = key('run', write.id), write.id
  -- First: where the log cannot be written, nothing is.
  for _, event in ipairs(write.audit) do append(event) end
  -- The newest write ids stay in the record: a client that sends a write again after a lost reply recognises its own.
  local writes = (redis.call('HGET', run, 'w') or '') .. write.writeId .. ' '
  redis.call('HSET', run, 'v', version, 'd', write.record, 's', write.state, 'w', string.sub(writes, -208))
  local under = write.parent and key('runs', 'under', write.parent)
  local open = key('runs', 'under', write.parent or id, 'open')
  if under then
    redis.call('ZADD', under, 'NX', redis.call('ZCARD', under), id)
  else
    redis.call('ZADD', key('runs'), write.requestedAt, id)
    redis.call('ZADD', key('runs', 'of', write.requester), write.requestedAt, id)
  end
  for _, about in ipairs(write.about) do
    redis.call('ZADD', key('runs', 'about', about), write.requestedAt, id)
    redis.call('ZADD', key('runs', 'about', about, write.job), write.requestedAt, id)
  end
  if write.final then
    redis.call('ZREM', key('open'), id)
    redis.call('ZREM', key('due'), id)
  else
    redis.call('ZADD', key('open'), write.requestedAt, id)
    if write.due == 'never' then redis.call('ZREM', key('due'), id)
    elseif write.due then redis.call('ZADD', key('due'), write.due, id)
    else redis.call('ZADD', key('due'), 'NX', now, id) end
  end
  if under then
    redis.call(write.final and 'SREM' or 'SADD', open, id)
    -- The last child to end wakes its parent.
    if redis.call('EXISTS', open) == 0 and redis.call('ZSCORE', key('due'), write.parent) then
      redis.call('ZADD', key('due'), 'LT', now, write.parent)
    end
  elseif write.awaitsChildren and redis.call('EXISTS', open) == 0 then
    redis.call('ZADD', key('due'), 'XX', now, id)
  end
  if write.unlocks then
    unlock(write.subject, id)
    leaveLines(id)
  end
  if write.card then
    local shown = write.parent or id
    -- Counted, not the record's version: a child's change is a change of its parent's card.
    add(key('run', shown), 'c', 1)
    enqueue('c ' .. shown, write.urgent and not under)
  end
  for _, notice in ipairs(write.notices) do post(notice) end
end
`;

/** ARGV run id → { now, version, record }. */
export const loadRunLua = `
${prologueLua}
local run = key('run', ARGV[1])
return { whole(now), field(run, 'v') or '', recordOf(run) }
`;

/**
 * ARGV run id, version it was decided on, write → { 'saved' }, { 'conflict' } or { 'over' }: it had ended, and so has its
 * parent.
 */
export const saveRunLua = `
${prologueLua}${auditLua}${outboxLua}${lockLua}${quotaLua}${applyLua}
local found = fields(key('run', ARGV[1]), 'v', 'w', 's')
local write = cjson.decode(ARGV[3])
if string.find(found[2] or '', write.writeId, 1, true) then return { 'saved' } end
if found[1] ~= ARGV[2] then return { 'conflict' } end
if finals[found[3]] and parentEnded(write) then return { 'over' } end
apply(write, whole(found[1] + 1))
return { 'saved' }
`;

/** ARGV request key → { now, record of the run that has it or '' }. */
export const seenRequestLua = `
${prologueLua}
local id = redis.call('GET', key('request', ARGV[1]))
return { whole(now), id and recordOf(key('run', id)) or '' }
`;

/**
 * ARGV request key, write, 'day' or 'ever': how long the key is remembered, ask or '', run that the ask may pass over or ''
 * → { 'created' } | { 'seen', record } | { 'taken' }: the run id belongs to another request | { 'over' }: its parent has ended.
 * An ask is remembered for ten minutes: within these, who was not answered asks again.
 */
export const createRunLua = `
${prologueLua}${auditLua}${outboxLua}${lockLua}${quotaLua}${applyLua}
local write = cjson.decode(ARGV[2])
local id = redis.call('GET', key('request', ARGV[1]))
if id then
  if string.find(field(key('run', id), 'w') or '', write.writeId, 1, true) then return { 'created' } end
  local record = recordOf(key('run', id))
  if record ~= '' then return { 'seen', record } end
end
local ask = ARGV[4] ~= '' and key('unanswered', ARGV[4])
local same = ask and redis.call('GET', ask)
if same and same ~= ARGV[5] then
  local record = recordOf(key('run', same))
  if record ~= '' then return { 'seen', record } end
end
if redis.call('EXISTS', key('run', write.id)) == 1 then return { 'taken' } end
if parentEnded(write) then return { 'over' } end
if ask then redis.call('SET', ask, write.id, 'EX', 600) end
apply(write, '1')
if ARGV[3] == 'ever' then redis.call('SET', key('request', ARGV[1]), write.id)
else redis.call('SET', key('request', ARGV[1]), write.id, 'EX', 86400) end
return { 'created' }
`;

/** ARGV ask → record of the run whose requester was not answered, or ''. */
export const unansweredLua = `
${prologueLua}
local id = redis.call('GET', key('unanswered', ARGV[1]))
return id and recordOf(key('run', id)) or ''
`;

/** ARGV ask, run id. */
export const answeredLua = `
${prologueLua}
local ask = key('unanswered', ARGV[1])
if redis.call('GET', ask) == ARGV[2] then redis.call('DEL', ask) end
`;

/** ARGV index, first, last (newest first), any number of times → for each the ids and records found there, one after the other. */
export const listRunsLua = `
${prologueLua}
local answer = {}
for at = 1, #ARGV, 3 do
  local page = {}
  for _, id in ipairs(redis.call('ZREVRANGE', key(ARGV[at]), ARGV[at + 1], ARGV[at + 2])) do
    page[#page + 1] = id
    page[#page + 1] = listed(key('run', id))
  end
  answer[#answer + 1] = page
end
return answer
`;

/** ARGV run ids → the record of each, '' where there is none. */
export const loadRunsLua = `
${prologueLua}
local answer = {}
for index, id in ipairs(ARGV) do
  answer[index] = recordOf(key('run', id))
end
return answer
`;

/** ARGV run id → its children, ids and records one after the other, in the order they were started. */
export const childrenLua = `
${prologueLua}
local answer = {}
for _, id in ipairs(redis.call('ZRANGE', key('runs', 'under', ARGV[1]), 0, -1)) do
  answer[#answer + 1] = id
  answer[#answer + 1] = listed(key('run', id))
end
return answer
`;
