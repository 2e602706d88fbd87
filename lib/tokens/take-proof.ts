import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";
import { type Proof, ProofProblem, proofLivesFor, proofMayBeAhead } from "./dpop-proof";

/** Takes a proof, which can be done once in all processes (RFC 9449, section 11.1). Throws ProofProblem. */
export async function takeProof({ pool }: Runtime, { digest }: Proof): Promise<void> {
  // A second more than any process would take it for.
  const keepFor = proofLivesFor + proofMayBeAhead + 1;
  const { rowCount } = await pool.query(statement("dpop-proof-take", takeSql, [digest, keepFor]));
  if (rowCount !== 1)
    throw new ProofProblem("invalid_dpop_proof", "DPoP: the proof was used before. Make one for each call.");
}

const takeSql = `
insert into dpop_proof (digest, expires_at) values ($1, statement_timestamp() + make_interval(secs => $2))
on conflict (digest) do nothing`;
