/** What a rule has to say about a place in a trait, before it is known where in the file that is. */
export interface TraitProblem {
  severity: "error" | "warning";
  rule: string;
  /** Inside the trait's properties. */
  path: (string | number)[];
  message: string;
  hint?: string;
}
