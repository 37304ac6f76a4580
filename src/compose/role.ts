/** What one process does: answer Slack, do the work on AWS, or both. */
export const roles = ['all', 'bot', 'worker'] as const;
export type Role = (typeof roles)[number];
