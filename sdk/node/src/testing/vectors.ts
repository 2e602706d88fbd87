import { dpopVectors, transportVectors } from "./call-vectors.js";
import { claimVectors } from "./claim-vectors.js";
import { twinOf } from "./keys.js";
import { headerVectors, tamperedVectors } from "./signature-vectors.js";
import { bearer, type Vector, type VectorTarget } from "./vector.js";

/**
 * Several hundred calls with what a verifier must say to each. They are made as they are asked for, because times are in
 * them: send each before the next. What was revoked comes last, a while after it was.
 */
export function* vectors(target: VectorTarget): Generator<Vector> {
  const { issuer } = target;
  const gone = issuer.mint({ jti: "tok_vector_revoked" });
  const [grant] = issuer.claims().authorization_details as object[];
  const under = (id: string) => ({ authorization_details: [{ ...grant, grant_id: id }] });
  const ended = [issuer.mint(under("grt_vector_ended")), issuer.mint(under("grt_vector_ended"))];
  const used = issuer.mint({ jti: "tok_vector_used" });
  const accepted = (name: string, token: string): Vector => ({
    group: "good",
    name,
    expected: "accepted",
    headers: bearer(token),
  });
  yield accepted("a token", issuer.mint());
  yield accepted("a token that is revoked later", used);
  yield accepted("the same token again", used);
  issuer.revokeToken("tok_vector_revoked");
  issuer.revokeToken("tok_vector_used");
  issuer.revokeGrant("grt_vector_ended");
  yield* claimVectors(target);
  yield* headerVectors(target);
  yield* tamperedVectors(issuer.mint());
  yield* transportVectors(issuer.mint());
  yield* dpopVectors(target);
  const revoked = (name: string, token: string): Vector => ({
    group: "revoked",
    name,
    expected: ["revoked"],
    headers: bearer(token),
  });
  yield revoked("a token that was never sent before", gone);
  yield revoked("a token that was accepted before", used);
  yield revoked("its twin, which was never sent before", twinOf(used));
  for (const [index, token] of ended.entries())
    yield revoked(`token ${index + 1} of a grant that ended`, token);
  yield accepted("a token after all that", issuer.mint());
}

/** Those of them that need no key: made of one good token, they can be sent to every service. */
export function* keylessVectors(token: string): Generator<Vector> {
  yield { group: "good", name: "the token", expected: "accepted", headers: bearer(token) };
  yield* tamperedVectors(token);
  yield* transportVectors(token);
}
