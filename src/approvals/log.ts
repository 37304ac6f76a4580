/** What approvals need of a logger: fields first, a constant message second. pino fits. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
