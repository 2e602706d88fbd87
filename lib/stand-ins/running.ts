/** Whether a row of `stand_in` counts now, by the database's clock. */
export const isRunning = (alias: string) =>
  `${alias}.ended_at is null and ${alias}.starts_at <= statement_timestamp() and ${alias}.ends_at > statement_timestamp()`;
