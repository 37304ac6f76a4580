import { prologueLua } from './common.ts';

/** ARGV ids … → those nobody has noted. */
export const freshEventsLua = `
${prologueLua}
local answer = {}
for _, id in ipairs(ARGV) do
  if redis.call('EXISTS', key('event', id)) == 0 then answer[#answer + 1] = id end
end
return answer
`;

/** ARGV seconds they are remembered, ids … */
export const noteEventsLua = `
${prologueLua}
for i = 2, #ARGV do redis.call('SET', key('event', ARGV[i]), '1', 'EX', ARGV[1]) end
`;
