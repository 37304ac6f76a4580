import { prologueLua } from './common.ts';

/** ARGV ms each is held, at most, rounds … → rounds and until when they are held, one after the other. */
export const takeRoundsLua = `
${prologueLua}
local answer = {}
for i = 3, #ARGV do
  if #answer >= 2 * ARGV[2] then break end
  if tonumber(redis.call('ZSCORE', key('rounds'), ARGV[i]) or '0') <= now then
    redis.call('ZADD', key('rounds'), now + ARGV[1], ARGV[i])
    redis.call('HSET', key('rounds', 'held'), ARGV[i], whole(now + ARGV[1]))
    redis.call('HDEL', key('rounds', 'again'), ARGV[i])
    answer[#answer + 1] = ARGV[i]
    answer[#answer + 1] = whole(now + ARGV[1])
  end
end
return answer
`;

/** ARGV round, until when it was held, ms to the next, why it could not be made or '' → 1 when it was still held. */
export const endRoundLua = `
${prologueLua}
if tonumber(redis.call('ZSCORE', key('rounds'), ARGV[1]) or '0') ~= tonumber(ARGV[2]) then return 0 end
redis.call('HDEL', key('rounds', 'held'), ARGV[1])
local due, again = now + ARGV[3], redis.call('HGET', key('rounds', 'again'), ARGV[1])
if again then
  redis.call('HDEL', key('rounds', 'again'), ARGV[1])
  due = math.min(due, math.max(now, tonumber(again)))
end
redis.call('ZADD', key('rounds'), due, ARGV[1])
local troubles = key('rounds', 'troubles')
if ARGV[4] == '' then
  redis.call('HDEL', troubles, ARGV[1])
else
  local before = redis.call('HGET', troubles, ARGV[1])
  local since = before and wordsOf(parsed(before).since) or whole(now)
  redis.call('HSET', troubles, ARGV[1], cjson.encode({ since = since, at = whole(now), why = ARGV[4] }))
end
return 1
`;

/** ARGV ms between two that are woken, rounds … One that is held is due again when it ends. */
export const wakeRoundsLua = `
${prologueLua}
for i = 2, #ARGV do
  local round = ARGV[i]
  local score = tonumber(redis.call('ZSCORE', key('rounds'), round) or '0')
  local due = math.max(now, tonumber(redis.call('HGET', key('rounds', 'woken'), round) or '0') + ARGV[1])
  local isHeld = score > now and tonumber(redis.call('HGET', key('rounds', 'held'), round) or '0') == score
  if isHeld then
    if redis.call('HSETNX', key('rounds', 'again'), round, whole(due)) == 1 then
      redis.call('HSET', key('rounds', 'woken'), round, whole(due))
    end
  elseif score > due then
    redis.call('ZADD', key('rounds'), due, round)
    redis.call('HSET', key('rounds', 'woken'), round, whole(due))
  end
end
`;

/** → now, then rounds and their troubles, one after the other. */
export const roundTroublesLua = `
${prologueLua}
local answer = redis.call('HGETALL', key('rounds', 'troubles'))
table.insert(answer, 1, whole(now))
return answer
`;
