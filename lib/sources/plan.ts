import { type Claim, type ClaimFacts, claimsOf, type KnownService, objectionTo } from "./claims";
import type { SourceProblem } from "./problem";
import type { ReadFile } from "./read-source";

export interface SyncPlan {
  publish: Claim[];
  /** Every claim that stands, news or not. */
  accepted: Claim[];
  withdraw: KnownService[];
  problems: SourceProblem[];
}

export interface PlanInput extends Pick<ClaimFacts, "source" | "sources" | "baseUrl"> {
  files: readonly ReadFile[];
  /** Services of this source, and those of other sources that its files claim. */
  known: readonly KnownService[];
  /** Services outside these files that hold an audience which the files name. */
  holders: readonly { audience: string; ref: string }[];
}

/** Decides what a reading of a source changes in the catalogue. A file with any error changes nothing. */
export function planSync(input: PlanInput): SyncPlan {
  const problems = input.files.flatMap(problemsOf);
  const accepted = new Map<string, Claim>();
  const holders = new Map(input.holders.map(({ audience, ref }) => [audience, ref]));
  const facts = { ...input, broken: new Set(brokenFiles(input.files)), accepted, holders };
  const known = new Map(input.known.map((service) => [service.ref, service]));

  for (const claim of claimsOf(input.files, known)) {
    const objection = objectionTo(claim, facts);
    if (objection) {
      problems.push({
        severity: "error",
        file: claim.file,
        line: claim.service.line,
        column: 1,
        path: "",
        ...objection,
      });
      continue;
    }
    for (const audience of claim.audiences) holders.set(audience, claim.service.ref);
    accepted.set(claim.service.ref, claim);
  }
  // What is missing is only known to be gone when everything could be read and nothing was refused.
  const whole = problems.every((problem) => problem.severity !== "error");
  const own = input.known.filter(
    (service) => service.sourceName === input.source.name && service.status === "active",
  );
  return {
    publish: [...accepted.values()].filter((claim) => isNews(claim, input.source.name)),
    accepted: [...accepted.values()],
    withdraw: whole ? own.filter((service) => !accepted.has(service.ref)) : [],
    problems,
  };
}

/** Files of which nothing is believed at the moment. */
export function brokenFiles(files: readonly ReadFile[]): string[] {
  return files
    .filter((file) => "problem" in file || ("report" in file && !file.report.ok))
    .map((file) => file.path);
}

const isNews = ({ known, service }: Claim, sourceName: string) =>
  !known || known.digest !== service.digest || known.status !== "active" || known.sourceName !== sourceName;

function problemsOf(file: ReadFile): SourceProblem[] {
  const whole = { file: file.path, line: 1, column: 1, path: "", hint: null };
  if ("problem" in file) return [{ ...whole, severity: "error", message: file.problem }];
  if ("skipped" in file) return [{ ...whole, severity: "warning", message: file.skipped }];
  return file.report.documents.flatMap((document) =>
    document.messages.map(({ rule: _, ...message }) => ({ ...message, file: file.path })),
  );
}
