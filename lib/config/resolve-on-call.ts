import type { OnCallConfig } from "./config";
import type { Finding } from "./explain";
import type { ConfigFile } from "./file-schema";
import type { WrittenOnCall } from "./on-call-schema";
import { webUrl } from "./web-url";

/** `secretOf` reads the environment variable that the key at this path names; complains when it is not set. */
export function resolveOnCall(
  written: readonly WrittenOnCall[],
  secretOf: (variable: string, at: PropertyKey[]) => string,
  complain: (at: PropertyKey[], message: string) => void,
): OnCallConfig[] {
  return written.map((schedule, index) => {
    const at = (key: string) => ["onCall", index, key];
    const checked = (address: string, key: string) => {
      if (address !== "" && !webUrl(address))
        complain(at(key), `onCall[${index}] must lead to an https address (http is for localhost only).`);
      return address;
    };
    const { name, every, maxStale } = schedule;
    const common = {
      name,
      title: schedule.title ?? name,
      everySeconds: every,
      maxStaleSeconds: maxStale,
    };
    const issuer = schedule.holders.issuer ?? null;
    if (schedule.kind === "pagerduty") {
      const { scheduleIds, tokenEnv, apiUrl } = schedule;
      const token = secretOf(tokenEnv, at("tokenEnv")).trim();
      const holders = { ...schedule.holders, issuer };
      return { ...common, kind: "pagerduty", scheduleIds, token, apiUrl: checked(apiUrl, "apiUrl"), holders };
    }
    // The address of a private calendar is as good as a password, so it may come from the environment.
    const [url, key] =
      schedule.url === undefined
        ? [secretOf(schedule.urlEnv ?? "", at("urlEnv")).trim(), "urlEnv"]
        : [schedule.url, "url"];
    const holders = { ...schedule.holders, issuer };
    return { ...common, kind: "icalendar", url: checked(url, key), timeZone: schedule.timeZone, holders };
  });
}

/** A schedule that could name nobody, or whom nobody vouches for. */
export function onCallFindings({ onCall, issuers }: ConfigFile): Finding[] {
  return onCall.flatMap(({ name, every, maxStale, holders }, index): Finding[] => {
    const path = ["onCall", index];
    const found: Finding[] = [];
    if (maxStale < every)
      found.push({ path: [...path, "maxStale"], message: `onCall ${name}: maxStale is shorter than every.` });
    const byAddress = holders.by.endsWith("email");
    if (holders.issuer === undefined && Object.keys(holders.people).length === 0)
      found.push({
        path: [...path, "holders"],
        message: `onCall ${name}: holders needs people${byAddress ? " or an issuer" : ""}, else nobody could be on call.`,
      });
    if (holders.issuer !== undefined && !byAddress)
      found.push({
        path: [...path, "holders", "issuer"],
        message: `onCall ${name}: holders.issuer is for e-mail addresses; ${holders.by} needs people.`,
      });
    const issuer = issuers.find((registered) => registered.issuer === holders.issuer);
    if (holders.issuer !== undefined && byAddress && !(issuer?.emailVerified && issuer.kind === "user"))
      found.push({
        path: [...path, "holders", "issuer"],
        message: `onCall ${name}: ${holders.issuer} must be among the issuers, for people, with emailVerified: true.`,
      });
    for (const [person, ref] of Object.entries(holders.people)) {
      const of = /^https?:/.test(ref) ? ref.slice(0, ref.indexOf("#")) : null;
      if (of !== null && !issuers.some((registered) => registered.issuer === of))
        found.push({
          path: [...path, "holders", "people"],
          message: `onCall ${name}: ${person} is somebody of ${of}, which is not among the issuers.`,
        });
    }
    return found;
  });
}
