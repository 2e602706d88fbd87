import type { Finding } from "./explain";
import type { ConfigFile } from "./file-schema";
import { spiffeDomain } from "./spiffe";

const lists = ["admins", "auditors", "actors"] as const;
/** Where daypass.yaml names people and workloads. */
type List = (typeof lists)[number];

/** Names that would never match anybody, or would match somebody who cannot be meant. */
export const nameFindings = (file: ConfigFile): Finding[] => [
  ...lists.flatMap((list) => [...unknownDomains(file, list), ...unknownIssuers(file, list)]),
  ...peopleAsActors(file),
];

/** A SPIFFE ID whose trust domain no issuer speaks for would never match anybody. */
function unknownDomains(file: ConfigFile, list: List): Finding[] {
  return file[list].flatMap((reference, index) => {
    const domain = spiffeDomain(reference);
    if (domain === null || file.issuers.some(({ trustDomain }) => trustDomain === domain)) return [];
    return [
      {
        path: [list, index],
        message: `${list}[${index}] is of the trust domain ${domain}, which none of the issuers has as its trustDomain.`,
      },
    ];
  });
}

/** Nobody acts for people but workloads: a person who is named here was meant to be something else. */
function peopleAsActors(file: ConfigFile): Finding[] {
  const ofPeople = file.issuers.filter(({ kind }) => kind === "user").map(({ issuer }) => issuer);
  return file.actors.flatMap((reference, index) =>
    reference.startsWith("user:") || ofPeople.some((issuer) => reference.startsWith(`${issuer}#`))
      ? [
          {
            path: ["actors", index],
            message: `actors[${index}] names a person: only workloads act for people.`,
          },
        ]
      : [],
  );
}

/** "<issuer>#<subject>" of an issuer that is not registered would never match anybody. */
function unknownIssuers(file: ConfigFile, list: List): Finding[] {
  const registered = new Set(file.issuers.map((issuer) => issuer.issuer));
  return file[list].flatMap((reference, index) => {
    const issuer = /^https?:/.test(reference) ? reference.slice(0, reference.indexOf("#")) : null;
    if (issuer === null || registered.has(issuer)) return [];
    return [
      { path: [list, index], message: `${list}[${index}] names ${issuer}, which is not among the issuers.` },
    ];
  });
}
