import { describeFaults } from './support/describe-faults.ts';

await describeFaults(
  { name: 'create with a reboot', start: '/ami create web-1 --name killed-1' },
  { name: 'create without a reboot', start: '/ami create db-1 --name killed-2 --no-reboot team=shop' },
);
