import { prologueLua } from './common.ts';

/** ARGV place, what was read there; or '' to forget it. */
export const noteConfigLua = `
${prologueLua}
if ARGV[2] == '' then redis.call('HDEL', key('config', 'views'), ARGV[1])
else redis.call('HSET', key('config', 'views'), ARGV[1], ARGV[2]) end
`;

/** → what was read, a place each. */
export const configViewsLua = `
${prologueLua}
return redis.call('HVALS', key('config', 'views'))
`;
