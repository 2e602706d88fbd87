import Link from "next/link";
import type { ReactNode } from "react";
import { Section } from "@/components/ui/layout";
import { ClockTime, RelativeTime } from "@/components/ui/time";
import type { CommentView } from "@/lib/comments/schema";
import type { Page } from "@/lib/db/cursor";
import { durationWords } from "@/lib/declarations/describe";
import type { GrantView } from "@/lib/grants/view";
import type { DecisionView, RequestView } from "@/lib/requests/view";
import { hrefOf } from "../../../../_lib/query";
import { CommentText } from "../../../_comments/comment-text";
import { CommentBox } from "./comment-box";

interface Entry {
  key: string;
  at: string;
  words: ReactNode;
  comment?: ReactNode;
}

/** What happened and what was said, oldest first; below it the place to say more. */
export function Timeline({
  request,
  grant,
  comments,
}: {
  request: RequestView;
  grant: GrantView | null;
  comments: Page<CommentView>;
}) {
  const entries = [
    ...requestEntries(request),
    ...(grant ? grantEntries(grant, request) : []),
    ...comments.items.map(commentEntry),
  ].sort((a, b) => a.at.localeCompare(b.at));
  return (
    <Section title="What happened">
      <ol className="grid gap-3 border-line border-l pl-4">
        {entries.map((entry) => (
          <li
            key={entry.key}
            className="relative text-sm before:absolute before:top-2 before:-left-[19px] before:size-1.5 before:rounded-full before:bg-line-strong"
          >
            {entry.words}{" "}
            <span className="text-[13px] text-muted">
              · <RelativeTime at={entry.at} />
            </span>
            {entry.comment ? (
              <p className="mt-1 whitespace-pre-wrap break-words rounded-md bg-sunken px-3 py-2">
                {entry.comment}
              </p>
            ) : null}
          </li>
        ))}
      </ol>
      {comments.nextCursor ? (
        <p className="mt-3 text-[13px] text-muted">
          Earlier comments are{" "}
          <Link
            href={hrefOf("/audit", { requestId: request.id, action: "request.commented" })}
            className="underline underline-offset-2"
          >
            in the audit log
          </Link>
          .
        </p>
      ) : null}
      <CommentBox requestId={request.id} />
    </Section>
  );
}

const commentEntry = (comment: CommentView): Entry => ({
  key: comment.id,
  at: comment.at,
  words: <>{comment.author.name} commented</>,
  comment: <CommentText comment={comment} />,
});

function requestEntries(request: RequestView): Entry[] {
  const entries: Entry[] = [
    {
      key: "asked",
      at: request.createdAt,
      words: (
        <>
          {(request.askedBy ?? request.requester).name} asked for {durationWords(request.durationSeconds)}
          {request.extends ? " more" : ""}
        </>
      ),
    },
  ];
  for (const decision of request.stages.flatMap((stage) => stage.decisions)) {
    entries.push({
      key: decision.id,
      at: decision.at,
      words: decisionWords(decision),
      comment: decision.comment,
    });
  }
  if (request.closedAt && request.status === "cancelled")
    entries.push({
      key: "cancelled",
      at: request.closedAt,
      words: request.closeReason ? <>Daypass closed it</> : <>The request was cancelled</>,
      comment: request.closeReason,
    });
  if (request.closedAt && request.status === "lapsed")
    entries.push({
      key: "lapsed",
      at: request.closedAt,
      words: <>It closed by itself: nobody decided in time</>,
    });
  if (request.closedAt && request.status === "approved" && request.stages.length === 0)
    entries.push({
      key: "auto",
      at: request.closedAt,
      words: request.breakGlass ? (
        <>Granted at once: break-glass</>
      ) : (
        <>Approved at once, as the declaration says</>
      ),
    });
  return entries;
}

function decisionWords(decision: DecisionView): ReactNode {
  if (decision.verdict === "deny") return <>{decision.approver.name} denied it</>;
  return (
    <>
      {decision.approver.name} approved it
      {decision.durationSeconds ? ` for ${durationWords(decision.durationSeconds)}` : ""}
    </>
  );
}

function grantEntries(grant: GrantView, request: RequestView): Entry[] {
  const entries: Entry[] = [];
  const { extends: extension } = request;
  if (extension?.until && request.closedAt)
    entries.push({
      key: "extended",
      at: request.closedAt,
      words: (
        <>
          Access goes on until <ClockTime at={extension.until} />
        </>
      ),
    });
  else if (grant.status !== "scheduled")
    entries.push({ key: "started", at: grant.startsAt, words: <>Access started</> });
  if (grant.status === "expired")
    entries.push({ key: "ended", at: grant.endsAt, words: <>Access ended: its time was up</> });
  if (grant.revokedAt) {
    const gaveBack = grant.revokedBy?.id === grant.principal.id;
    const who = grant.revokedBy?.name ?? "Daypass";
    entries.push({
      key: "revoked",
      at: grant.revokedAt,
      words: gaveBack ? <>{who} gave access back</> : <>{who} revoked access</>,
      comment: grant.revokeReason,
    });
  }
  return entries;
}
