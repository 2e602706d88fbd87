/** Parameters of the address that narrow the log; the REST call and the export take the same. */
export const filterNames = [
  "principal",
  "actor",
  "subject",
  "action",
  "service",
  "outcome",
  "from",
  "to",
  "requestId",
  "grantId",
] as const;

export type Filters = Partial<Record<(typeof filterNames)[number], string>>;
