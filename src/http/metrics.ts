import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What operators watch. Labels are few and closed: command and job names, reason codes, AWS actions. */
export interface Metrics {
  command(name: string, outcome: string, seconds: number): void;
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
  return {
    command: (command, outcome, seconds) => commands.observe({ command, outcome }, seconds),
    awsCall: (action, account, region, result) => calls.inc({ action, account, region, result }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
