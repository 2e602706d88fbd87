import type { Finding } from "./explain";
import type { ConfigFile } from "./file-schema";
import { nameFindings } from "./names";
import { chatFindings } from "./resolve-chat";
import { mailFindings } from "./resolve-mail";
import { onCallFindings } from "./resolve-on-call";
import { sourceFindings } from "./resolve-source";
import { wholePattern } from "./whole-pattern";

const longestTokenSeconds = 3600;

/** What each key says is fine, and what they say together is not. */
export function contradictions(file: ConfigFile, { needsSignIn }: { needsSignIn: boolean }): Finding[] {
  return [
    ...repeated(file.issuers, "issuers", "name"),
    ...repeated(file.issuers, "issuers", "issuer"),
    ...repeatedDomains(file),
    ...repeated(file.sources, "sources", "name"),
    ...repeated(file.webhooks, "webhooks", "name"),
    ...repeated(file.teams, "teams", "name"),
    ...repeated(file.onCall, "onCall", "name"),
    ...chatFindings(file),
    ...onCallFindings(file),
    ...file.issuers.flatMap(issuerFindings),
    ...file.sources.flatMap(sourceFindings),
    ...nameFindings(file),
    ...limitFindings(file.limits),
    ...mailFindings(file.mail),
    ...file.webhooks.flatMap(reservedName),
    ...ticketFindings(file.tickets),
    ...(needsSignIn && !file.issuers.some((issuer) => issuer.signIn)
      ? [{ path: ["issuers"], message: "no issuer has signIn, so nobody could sign in." }]
      : []),
  ];
}

function issuerFindings(issuer: ConfigFile["issuers"][number], index: number): Finding[] {
  const path = ["issuers", index];
  const { aws, trustDomain } = issuer;
  if ((aws || trustDomain) && issuer.kind !== "workload") {
    const key = aws ? "aws" : "trustDomain";
    return [{ path: [...path, key], message: `${key} is for issuers of kind workload.` }];
  }
  if (aws) {
    const other = (["signIn", "audiences", "jwksUrl", "trustDomain"] as const).find(
      (key) => issuer[key] !== undefined,
    );
    return other
      ? [
          {
            path: [...path, other],
            message: `${other} says nothing about AWS, which issues no tokens: leave it out.`,
          },
        ]
      : [];
  }
  if (issuer.signIn && issuer.kind === "workload") {
    return [
      { path: [...path, "signIn"], message: "a workload issuer has no signIn: workloads have no browser." },
    ];
  }
  if (!issuer.signIn && !issuer.audiences) {
    return [
      {
        path,
        message: `the issuer ${issuer.name} needs audiences or signIn: else any of its tokens, for whomever, would be accepted.`,
      },
    ];
  }
  return [];
}

/** Names of destinations that are Daypass's own. */
const reserved = new Set(["people", "mail", "slack", "teams"]);

function reservedName({ name }: ConfigFile["webhooks"][number], index: number): Finding[] {
  if (!reserved.has(name)) return [];
  return [
    {
      path: ["webhooks", index, "name"],
      message: `webhooks[${index}].name: ${name} is a name of Daypass itself; choose another.`,
    },
  ];
}

function limitFindings(limits: ConfigFile["limits"]): Finding[] {
  const findings: Finding[] = [];
  if (limits.minDuration > limits.maxDuration) {
    findings.push({
      path: ["limits", "minDuration"],
      message: "limits.minDuration is longer than limits.maxDuration.",
    });
  }
  if (limits.tokenLifetime > longestTokenSeconds) {
    findings.push({
      path: ["limits", "tokenLifetime"],
      message: "limits.tokenLifetime must be at most 1h: tokens live minutes, grants live hours.",
    });
  }
  return findings;
}

function ticketFindings(tickets: ConfigFile["tickets"]): Finding[] {
  if (!tickets || wholePattern(tickets.pattern).test(tickets.example)) return [];
  const message = `tickets.example does not match tickets.pattern: people would be shown what is then refused.`;
  return [{ path: ["tickets", "example"], message }];
}

function repeated<K extends string>(items: readonly Record<K, string>[], list: string, key: K): Finding[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const again = seen.has(item[key]);
    seen.add(item[key]);
    return again
      ? [{ path: [list, index, key], message: `${list}[${index}].${key} is used twice: ${item[key]}.` }]
      : [];
  });
}

/** Two issuers for one trust domain could each name the workloads of the other. */
function repeatedDomains({ issuers }: ConfigFile): Finding[] {
  return issuers.flatMap(({ trustDomain }, index) =>
    trustDomain && issuers.findIndex((other) => other.trustDomain === trustDomain) < index
      ? [
          {
            path: ["issuers", index, "trustDomain"],
            message: `issuers[${index}].trustDomain is used twice: ${trustDomain}.`,
          },
        ]
      : [],
  );
}
