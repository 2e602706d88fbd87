import type { ServiceDeclaration } from "@/lib/declarations/report";
import { audiencesOf } from "@/lib/services/audiences";
import { covers } from "./patterns";
import type { ReadFile } from "./read-source";

/** A service as the catalogue has it. */
export interface KnownService {
  id: string;
  ref: string;
  sourceName: string;
  status: "active" | "withdrawn";
  /** The version that its source said last, which is in force unless it waits for an owner. */
  declaredId: string | null;
  digest: string | null;
  file: string | null;
}

/** What one file says about one service. */
export interface Claim {
  service: ServiceDeclaration;
  file: string;
  audiences: string[];
  known: KnownService | undefined;
}

/** Who may declare what, and who does already. */
export interface ClaimFacts {
  source: { name: string; declares: readonly string[] };
  /** Names of all sources that daypass.yaml configures. */
  sources: ReadonlySet<string>;
  /** Audience of API tokens: never a service's. */
  baseUrl: string;
  /** Files of the source of which nothing is believed at the moment. */
  broken: ReadonlySet<string>;
  accepted: ReadonlyMap<string, Claim>;
  /** References of the services that hold an audience. */
  holders: ReadonlyMap<string, string>;
}

/** The file that declared a service before comes first, so that a second claim elsewhere never displaces it. */
export function claimsOf(files: readonly ReadFile[], known: ReadonlyMap<string, KnownService>): Claim[] {
  const claims = files.flatMap((file) => {
    if (!("report" in file) || !file.report.ok) return [];
    const services = file.report.documents.flatMap((document) => document.services);
    return services.map((service) => ({
      service,
      file: file.path,
      audiences: audiencesOf(service),
      known: known.get(service.ref),
    }));
  });
  const isFirst = (claim: Claim) => claim.known?.file === claim.file;
  return [...claims.filter(isFirst), ...claims.filter((claim) => !isFirst(claim))];
}

export interface Objection {
  message: string;
  hint: string;
}

/** Why a claim is refused, or undefined. Of two claims the first stays, and nothing is widened. */
export function objectionTo(claim: Claim, facts: ClaimFacts): Objection | undefined {
  const { ref } = claim.service;
  const { source, accepted } = facts;
  if (!source.declares.some((pattern) => covers(pattern, ref))) {
    const hint = `daypass.yaml lets it declare ${source.declares.join(", ")}.`;
    return { message: `The source ${source.name} may not declare ${ref}.`, hint };
  }
  const earlier = accepted.get(ref);
  if (earlier) {
    const hint = `The declaration in ${earlier.file} stays. Remove one of them.`;
    return { message: `${ref} is declared twice.`, hint };
  }
  return claimedElsewhere(claim, facts) ?? audienceTaken(claim, facts);
}

function claimedElsewhere({ service, known, file }: Claim, facts: ClaimFacts): Objection | undefined {
  if (known?.status !== "active") return undefined;
  if (known.sourceName !== facts.source.name) {
    if (!facts.sources.has(known.sourceName)) return undefined;
    const message = `${service.ref} is declared by the source ${known.sourceName} already, which stays.`;
    return { message, hint: "Declare it in one source only." };
  }
  if (known.file === null || known.file === file || !facts.broken.has(known.file)) return undefined;
  const message = `${service.ref} is declared in ${known.file}, which has errors.`;
  return { message, hint: "Mend that file first, or remove it." };
}

/** A token of one service must never be good at another team's service. */
function audienceTaken(
  { service, audiences }: Claim,
  { baseUrl, holders }: ClaimFacts,
): Objection | undefined {
  for (const audience of audiences) {
    if (audience === baseUrl) {
      return {
        message: `The audience ${audience} is that of Daypass itself.`,
        hint: "Name the service's own.",
      };
    }
    const holder = holders.get(audience);
    if (holder !== undefined && applicationOf(holder) !== applicationOf(service.ref)) {
      const hint = "Only components of one Application may share an audience.";
      return { message: `The audience ${audience} is that of ${holder}.`, hint };
    }
  }
  return undefined;
}

const applicationOf = (ref: string) => ref.slice(0, ref.lastIndexOf("/"));
