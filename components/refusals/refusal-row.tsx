import Link from "next/link";
import { ButtonLink } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { Tag } from "@/components/ui/status";
import { RelativeTime } from "@/components/ui/time";
import type { RefusalKind } from "@/lib/assertions/explanation";
import type { RefusalView } from "@/lib/assertions/refusal-view";
import { type Looker, nextStep } from "./next-step";

const kindWords: Record<RefusalKind, string> = {
  "missing-scope": "Missing scope",
  "missing-role": "Another role",
  expired: "Expired",
  revoked: "Ended early",
  "wrong-audience": "Wrong service",
  "wrong-environment": "Wrong environment",
  "stale-role-mapping": "Role changed since",
  "missing-claim": "Missing claim",
  "wrong-proof": "No proof of its key",
  "unknown-token": "Unknown token",
  unclear: "Unclear",
};

/** Who was refused, why, how often, and the one thing to do about it. */
export function RefusalRow({
  refusal,
  looker,
  showWho,
}: {
  refusal: RefusalView;
  looker: Looker;
  showWho: boolean;
}) {
  const { principal, grantId, role, environment, call, calls } = refusal;
  const step = nextStep(refusal, looker);
  const who = principal?.name ?? "Somebody unknown";
  const access = role === null ? null : `${role}${environment === null ? "" : ` in ${environment}`}`;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2.5 border-line border-b px-4 py-3 text-sm last:border-b-0 sm:flex-nowrap">
      <div className="grid min-w-0 grow basis-full gap-1 sm:basis-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {showWho ? <span className="font-medium">{who}</span> : null}
          {access && grantId ? (
            <Link href={`/grants/${grantId}`} className="underline-offset-2 hover:underline">
              {access}
            </Link>
          ) : null}
          <Tag>{kindWords[refusal.kind]}</Tag>
          {refusal.contradicted ? <Tag hue="pending">The record says otherwise</Tag> : null}
        </p>
        <p className="max-w-prose text-pretty break-words">{refusal.explanation}</p>
        <p className="tabular break-words text-[13px] text-muted">
          {calls === 1 ? "one call, " : `${calls.toLocaleString("en")} calls, the last one `}
          <RelativeTime at={refusal.lastAt} />
          {call.path ? (
            <>
              {" "}
              · <Code className="break-all">{[call.method, call.path].filter(Boolean).join(" ")}</Code>
            </>
          ) : null}
        </p>
      </div>
      {step ? (
        <ButtonLink href={step.href} size="sm" className="shrink-0">
          {step.label}
          <span className="sr-only">
            : {showWho ? `${who}, ` : ""}
            {access ?? kindWords[refusal.kind]}
          </span>
        </ButtonLink>
      ) : null}
    </li>
  );
}
