import { z } from "zod";
import { publish, published } from "./published";
import { claim, distinct, issuerUrl, name, strings } from "./terms";

const compared = publish(claim, "The claim that is looked at.");

const claimMatch = z
  .union(
    [
      z.strictObject({
        claim: compared,
        equals: publish(
          z.union([z.string().max(256), z.boolean(), z.int()]),
          "The value that the claim must have.",
          { examples: ["engineering"] },
        ),
      }),
      z.strictObject({
        claim: compared,
        in: publish(strings, "The values of which the claim must have one.", { examples: [["staff"]] }),
      }),
      z.strictObject({
        claim: compared,
        contains: publish(z.string().min(1).max(256), "What the claim, a list, must hold.", {
          examples: ["payments-team"],
        }),
      }),
      z.strictObject({
        claim: compared,
        exists: publish(z.literal(true), "That the claim is there, whatever it says.", { examples: [true] }),
      }),
    ],
    { error: "must be a claim and exactly one of equals, in, contains or exists: true" },
  )
  .register(published, {
    id: "ClaimMatch",
    description: "A claim and exactly one of equals, in, contains or exists.",
  });

const mapping = z.strictObject({
  match: publish(
    z.array(claimMatch).min(1).max(10),
    "What the claims must say, all of it: a claim each, and exactly one of equals, in, contains or exists.",
  ),
  grant: publish(
    z.enum(["owner", "approver", "eligible"]),
    "What such a person is. owner only where the platform lets claims of this issuer make owners.",
    { examples: ["eligible"] },
  ),
  roles: publish(
    distinct(name, { max: 100 }).optional(),
    "The roles it counts for, by their names in roles.",
    {
      absent: "all of them",
      namesFrom: "roles",
      examples: [["reader"]],
    },
  ),
});

export const issuerTrust = z
  .strictObject({
    issuer: publish(
      issuerUrl,
      "The iss of the tokens, letter by letter as the platform registered it. Else the entry has no effect.",
    ),
    audiences: publish(
      z.array(z.string().min(1).max(256)).min(1).max(10).optional(),
      "The aud that the tokens may have.",
      { absent: "those the platform registered", examples: [["daypass"]] },
    ),
    subjectClaim: publish(
      claim.optional(),
      "The claim that names the person for good. Never an e-mail address.",
      {
        default: "sub",
        examples: ["sub"],
      },
    ),
    mappings: publish(z.array(mapping).min(1).max(100), "What people are, by what their claims say."),
  })
  .register(published, {
    id: "IssuerTrust",
    description: "Which claims of an issuer that the platform registered count for this service.",
  });
