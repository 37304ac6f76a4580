import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { eventTypes } from '../core/event-types.ts';

/** What somebody else puts into the queue must not become labels: the series would grow for ever. */
const known: ReadonlySet<string> = new Set(Object.values(eventTypes));

/** What operators watch. Labels are few and closed: command and job names, reason codes, AWS actions. */
export interface Metrics {
  command(name: string, outcome: string, seconds: number): void;
  event(type: string, outcome: string, seconds: number): void;
  awsCall(action: string, account: string, region: string, result: string): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export function makeMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const commands = new Histogram({
    name: 'assay_command_seconds',
    help: 'Time from a command to its answer',
    labelNames: ['command', 'outcome'] as const,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5],
    registers: [registry],
  });
  const calls = new Counter({
    name: 'assay_aws_calls_total',
    help: 'Calls to AWS by action and result',
    labelNames: ['action', 'account', 'region', 'result'] as const,
    registers: [registry],
  });
  const events = new Histogram({
    name: 'assay_event_seconds',
    help: 'Time from an event of EventBridge to the end of what it called for, by what became of it',
    labelNames: ['type', 'outcome'] as const,
    buckets: [1, 2, 5, 10, 30, 60, 300, 900],
    registers: [registry],
  });
  return {
    command: (command, outcome, seconds) => commands.observe({ command, outcome }, seconds),
    event: (type, outcome, seconds) => events.observe({ type: known.has(type) ? type : 'other', outcome }, seconds),
    awsCall: (action, account, region, result) => calls.inc({ action, account, region, result }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
