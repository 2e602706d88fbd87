import { z } from "zod";
import { publish, published } from "./published";
import { duration } from "./terms";

/** RFC 9470: how somebody must have signed in. */
export const authContext = z
  .strictObject({
    acrValues: publish(
      z.array(z.string().min(1).max(256)).min(1).max(10).optional(),
      "Authentication context classes (acr), of which the sign-in must have one.",
      { examples: [["urn:example:mfa"]] },
    ),
    amrValues: publish(
      z.array(z.string().min(1).max(64)).min(1).max(10).optional(),
      "Authentication methods (amr), of which the sign-in must have used one.",
      { examples: [["hwk"]] },
    ),
    maxAge: publish(duration.optional(), "How long ago the sign-in may be.", { examples: ["15m"] }),
  })
  .register(published, {
    id: "AuthContext",
    description: "How whoever asks or approves must have signed in (RFC 9470).",
  });
