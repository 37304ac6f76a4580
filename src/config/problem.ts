/** One thing wrong with the configuration. Names places and rules, never values: a config may hold secrets by mistake. */
export interface Problem {
  /** "assay.yaml:12 accounts[0].id" or "environment SLACK_BOT_TOKEN". */
  readonly where: string;
  /** What is wrong and what to write instead. */
  readonly what: string;
}

/** The start stops with every problem at once, so that nobody mends them one by one. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => `${problem.where}: ${problem.what}`).join('\n'));
    this.problems = problems;
  }
}

/** A secret pasted where a name belongs is not repeated. */
export const nameText = (name: PropertyKey): string =>
  /^[[{("' ]*x(?:ox[a-z]|app)-/.test(String(name)) ? '…' : String(name);
