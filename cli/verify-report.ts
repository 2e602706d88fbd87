import type { Vector } from "@daypass/node/testing";
import type { ServiceAnswer } from "./verify-call";

export type Verdict = "right" | "wrongly accepted" | "wrongly refused" | "failed" | "other reason";

export interface Finding {
  verdict: Verdict;
  group: string;
  name: string;
  expected: string;
  /** What came: a status, with the reason if one was given; or what went wrong. */
  answer: string;
}

/** What an answer says about the service. */
export function judge({ group, name, expected }: Vector, answer: ServiceAnswer | Error): Finding {
  const finding = (verdict: Verdict): Finding => ({
    verdict,
    group,
    name,
    expected: typeof expected === "string" ? expected : expected.join(" or "),
    answer:
      answer instanceof Error
        ? answer.message
        : `${answer.status}${answer.reason ? ` ${answer.reason}` : ""}`,
  });
  if (answer instanceof Error) return finding("failed");
  const { status, reason } = answer;
  const isAccepted = status < 400;
  if (expected === "accepted") return finding(isAccepted ? "right" : "wrongly refused");
  if (isAccepted) return finding("wrongly accepted");
  if (status >= 500 && status !== 503) return finding("failed");
  const isExpected = reason === null || (expected as readonly string[]).includes(reason);
  return finding(isExpected ? "right" : "other reason");
}

const shown = ["wrongly accepted", "wrongly refused", "failed", "other reason"] as const;

const meaning: Record<(typeof shown)[number], string> = {
  "wrongly accepted": "Wrongly accepted: whoever sends this gets in",
  "wrongly refused": "Wrongly refused: whoever may, does not get in",
  failed: "Failed, instead of refusing",
  "other reason": "Refused, but for another reason than it has (no failure)",
};

/** Whether something is wrong. That a refusal has another reason is worth knowing, and is not. */
export const isWrong = ({ verdict }: Finding): boolean => verdict !== "right" && verdict !== "other reason";

export function verifyText(url: URL, findings: readonly Finding[]): string {
  const right = findings.filter(({ verdict }) => verdict === "right" || verdict === "other reason");
  const accepted = right.filter(({ expected }) => expected === "accepted").length;
  const lines = [
    `${findings.length} calls to ${url.href}: ${right.length - accepted} refused and ${accepted} accepted, as they must be.`,
  ];
  for (const verdict of shown) {
    const those = findings.filter((one) => one.verdict === verdict);
    if (those.length === 0) continue;
    lines.push("", `${meaning[verdict]} (${those.length}):`);
    for (const { group, name, expected, answer } of those)
      lines.push(`  ${group}: ${name}. Answer ${answer}, expected ${expected}.`);
  }
  return `${lines.join("\n")}\n`;
}

export function verifyJson(url: URL, findings: readonly Finding[]): string {
  const right = findings.filter(({ verdict }) => verdict === "right");
  const wrong = findings.filter(({ verdict }) => verdict !== "right");
  return `${JSON.stringify({ url: url.href, calls: findings.length, right: right.length, findings: wrong }, null, 2)}\n`;
}
