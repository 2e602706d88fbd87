export interface ConfigProblem {
  /** "daypass.yaml:4:5" or "environment". */
  where: string;
  message: string;
}

/** The configuration cannot be used. The message lists every problem, one a line. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.map(({ where, message }) => `  ${where} ${message}`);
    super([`Daypass cannot start with this configuration (${count}):`, ...lines].join("\n"));
    this.name = "ConfigError";
  }
}
