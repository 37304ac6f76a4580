import type { Method } from '../method.ts';

export const methods: readonly Method[] = [
  {
    name: 'apps.connections.open',
    token: 'app',
    scopes: ['connections:write'],
    rate: 'tier1',
    run: ({ newSocketUrl }) => ({ url: newSocketUrl() }),
  },
];
