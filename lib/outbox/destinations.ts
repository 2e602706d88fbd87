import type { Config } from "@/lib/config/config";
import type { DestinationView } from "./schema";

/** Where events go to be turned into what people are told. */
export const people = "people";

type Known = Pick<DestinationView, "name" | "kind" | "address">;

/** Every destination that daypass.yaml configures. */
export function destinationsOf(config: Config): Known[] {
  const { mail, slack, teams, webhooks } = config;
  return [
    { name: people, kind: "inside", address: null },
    ...(mail
      ? [{ name: "mail", kind: "channel" as const, address: `smtp://${mail.host}:${mail.port}` }]
      : []),
    ...(slack ? [{ name: "slack", kind: "channel" as const, address: slack.apiUrl }] : []),
    ...(teams.length > 0 ? [{ name: "teams", kind: "channel" as const, address: null }] : []),
    ...webhooks.map(({ name, url }) => ({ name, kind: "webhook" as const, address: url })),
  ];
}
