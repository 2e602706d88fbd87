import { z } from "zod";
import { publish, published } from "./published";
import { strings } from "./terms";

const ours = /^[Uu][Rr][Nn]:[Dd][Aa][Yy][Pp][Aa][Ss][Ss]:/;
const mostMembers = 20;

/** RFC 9396 object, copied into the token as it stands. */
const authorizationDetail = z
  .looseObject({
    type: publish(
      z
        .string()
        .min(1)
        .max(256)
        .refine((type) => !ours.test(type), {
          error: "may not start with urn:daypass:, which only Daypass writes",
        }),
      "Which API it is about, and so what the other members mean. Not urn:daypass:, which only Daypass writes.",
      { examples: ["urn:example:ledger"], not: { pattern: ours.source } },
    ),
    locations: publish(strings.optional(), "Where the API is.", {
      examples: [["https://ledger.example.com"]],
    }),
    actions: publish(strings.optional(), "What may be done.", { examples: [["repost", "lock"]] }),
    datatypes: publish(strings.optional(), "Which kinds of data it is about.", { examples: [["entries"]] }),
    identifier: publish(z.string().max(512).optional(), "One thing at the API.", { examples: ["eu-1"] }),
    privileges: publish(strings.optional(), "The privileges asked for.", { examples: [["operator"]] }),
  })
  .refine((detail) => Object.keys(detail).length <= mostMembers, {
    error: `holds more than ${mostMembers} members`,
  })
  .register(published, {
    id: "AuthorizationDetail",
    description: "An object of RFC 9396, with members of the API's own, copied into the token as it stands.",
    maxProperties: mostMembers,
  });

// A token travels in an HTTP header, and servers cut those at 8 KiB.
const detailCharacters = 4096;

export const authorizationDetails = z
  .array(authorizationDetail)
  .min(1)
  .max(20)
  .refine((details) => JSON.stringify(details).length <= detailCharacters, {
    error: `are longer than ${detailCharacters} characters together`,
  });
