import { roomEvents, type WrittenSlack, type WrittenTeams } from "./chat-schema";
import type { SlackConfig, TeamsConfig } from "./config";
import type { Finding } from "./explain";
import type { ConfigFile } from "./file-schema";
import { webUrl } from "./web-url";

/** Reads the environment variable that the key at this path names; complains when it is not set. */
type SecretOf = (variable: string, at: PropertyKey[]) => string;

export function resolveSlack(written: WrittenSlack, secretOf: SecretOf): SlackConfig {
  const { botTokenEnv, signingSecretEnv, ...rest } = written;
  return {
    ...rest,
    botToken: secretOf(botTokenEnv, ["slack", "botTokenEnv"]).trim(),
    signingSecret: secretOf(signingSecretEnv, ["slack", "signingSecretEnv"]).trim(),
  };
}

/** The address of a room holds its secret, so it may come from the environment. */
export function resolveTeams(
  written: readonly WrittenTeams[],
  secretOf: SecretOf,
  complain: (at: PropertyKey[], message: string) => void,
): TeamsConfig[] {
  return written.map(({ name, url, urlEnv, events, for: refs }, index) => {
    const at = ["teams", index, urlEnv === undefined ? "url" : "urlEnv"];
    const address = url ?? secretOf(urlEnv ?? "", at).trim();
    if (address !== "" && !webUrl(address))
      complain(at, `teams[${index}] must lead to an https address (http is for localhost only).`);
    const wanted = events.flatMap((event) => (event === "*" ? roomEvents : [event]));
    return { name, url: address, events: [...new Set(wanted)], for: refs };
  });
}

/** Slack is of no use to anybody while no issuer says who they are there. */
export function chatFindings({ slack, issuers }: ConfigFile): Finding[] {
  if (!slack || issuers.some((issuer) => issuer.claims.slackUser)) return [];
  return [
    {
      path: ["slack"],
      message:
        "no issuer has claims.slackUser, so nobody in Slack would be known: say which claim carries their Slack id.",
    },
  ];
}
