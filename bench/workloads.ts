export type ProgramName = 'assay' | 'bare' | 'bare with reads';

/** What Assay says at once when more is asked than it can answer in time. */
export const isShed = /^\W*Assay is busy; nothing was started/;

/** One command, and who is measured with it. */
export interface Workload {
  readonly name: string;
  readonly what: string;
  readonly programs: readonly ProgramName[];
  /** What people type; `number` makes names unique. */
  readonly text: (number: number) => string;
  /** What the right answer of Assay says; anything else counts as refused. */
  readonly right: RegExp;
}

/** The warm-up of create leaves more open runs than status lists: every round of status reads as many. */
export const workloads: readonly Workload[] = [
  {
    name: '/ami help',
    what: 'asks Slack who it is, reads nothing',
    programs: ['assay', 'bare'],
    text: () => 'help',
    right: /What you can ask for/,
  },
  {
    name: '/ami status',
    what: 'reads the open runs from Redis',
    programs: ['assay', 'bare'],
    text: () => 'status',
    right: /(Nothing is running|One run is open|\d+ (or more )?runs are open)/,
  },
  {
    name: '/ami create',
    what: 'plans with six reads of AWS, records the run, nudges BullMQ',
    programs: ['assay', 'bare', 'bare with reads'],
    text: (number) => `create web-1 --name bench-${number}`,
    right: /Accepted/,
  },
];
