import type { Metadata } from "next";
import { BreakGlassTag } from "@/components/requests/break-glass-tag";
import { RoleWords } from "@/components/requests/request-row";
import { ButtonLink } from "@/components/ui/button";
import { Card, Notice, PageHeader, Section } from "@/components/ui/layout";
import { RiskTag, StatusBadge } from "@/components/ui/status";
import { ClockTime, Countdown, RelativeTime } from "@/components/ui/time";
import { listComments } from "@/lib/comments/list-comments";
import type { Context } from "@/lib/context/context";
import { durationWords } from "@/lib/declarations/describe";
import { findGrant } from "@/lib/grants/queries";
import { getBackground } from "@/lib/requests/background";
import { getRequest, listRequests } from "@/lib/requests/queries";
import { mostOfBundle } from "@/lib/requests/schema";
import type { RequestView } from "@/lib/requests/view";
import { whoAnswers } from "@/lib/requests/who-answers";
import { getReview } from "@/lib/reviews/queries";
import { hrefOf, readQuery, type SearchParams } from "../../../_lib/query";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";
import { SomebodyElse } from "../../_step-up/somebody-else";
import { AskAgain } from "../../access/_components/ask-again";
import { Background } from "./_components/background";
import { CancelButton } from "./_components/cancel-button";
import { DecisionButtons } from "./_components/decision-buttons";
import { Granted } from "./_components/granted";
import { History } from "./_components/history";
import { Review } from "./_components/review";
import { Stages } from "./_components/stages";
import { Ticket } from "./_components/ticket";
import { Timeline } from "./_components/timeline";
import { Together } from "./_components/together";

export const metadata: Metadata = { title: "Request" };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export default async function RequestPage({ params, searchParams }: Props) {
  const { id } = await params;
  const { decide, as } = await readQuery(searchParams, "decide", "as");
  const { ctx, principal } = await requireSession(hrefOf(`/requests/${id}`, { decide, as }));
  if (as && as !== principal.id) return <SomebodyElse name={principal.name} href={`/requests/${id}`} />;
  const request = await visible(getRequest(ctx, id));
  const [grant, review, comments, background, together] = await Promise.all([
    request.grantId ? findGrant(ctx, request.grantId) : null,
    request.reviewId ? visible(getReview(ctx, request.reviewId)) : null,
    visible(listComments(ctx, id, { limit: 100 })),
    visible(getBackground(ctx, id)),
    askedTogether(ctx, request),
  ]);
  const answers = await whoAnswers(ctx, request);
  const isMine = request.requester.id === principal.id;
  const whose = isMine ? "your" : `${request.requester.name}'s`;
  const { status, yourPart, abilities } = request;
  return (
    <>
      <PageHeader title={<Headline request={request} isMine={isMine} />} />
      <StatusLine request={request} />
      {request.declarationChanged ? (
        <Notice hue="pending" title="The declaration changed since this was asked">
          Where the two differ, the stricter rule applies.
        </Notice>
      ) : null}
      <DecisionButtons
        request={{
          id,
          words: `${whose} request for ${request.role} on ${request.serviceTitle}`,
          effectiveDurationSeconds: request.effectiveDurationSeconds,
          stepUp: request.stepUp,
        }}
        abilities={abilities}
        because={yourPart?.because ?? null}
        claims={request.claims}
        viewerId={principal.id}
        opened={decide === "approve" || decide === "deny" || decide === "shorten" ? decide : null}
        moot={status === "pending" ? (yourPart?.whyNot ?? null) : `It was ${status} meanwhile.`}
      />
      {status === "pending" && !isMine && yourPart?.whyNot ? (
        <p className="mb-6 text-muted text-sm">{yourPart.whyNot}</p>
      ) : null}
      {grant && isMine && grant.status === "active" ? (
        <Card className="mb-6 flex flex-wrap items-center justify-between gap-3">
          <p className="tabular text-sm">
            You have access. <Countdown until={grant.endsAt} /> left.
          </p>
          <ButtonLink href={`/grants/${grant.id}`} look="primary">
            Use it
          </ButtonLink>
        </Card>
      ) : null}
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="min-w-0">
          <Section title="Why">
            <p className="whitespace-pre-wrap break-words">{request.justification}</p>
            <Ticket ticket={request.ticket} url={request.ticketUrl} />
          </Section>
          {review ? <Review review={review} /> : null}
          <Stages request={request} answers={answers} />
          {together.length > 0 ? <Together requests={together} /> : null}
          <Timeline request={request} grant={grant} comments={comments} />
          <History ctx={ctx} request={request} isMine={isMine} />
        </div>
        <aside className="min-w-0">
          <Granted request={request} />
          <Background known={background} />
          <div className="grid justify-items-start gap-2">
            {abilities.includes("cancel") ? <CancelButton id={id} /> : null}
            {status === "pending" ||
            request.extends ||
            (request.askedBy ?? request.requester).id !== principal.id ? null : (
              <AskAgain of={request} request={request} />
            )}
            <ButtonLink href={`/services/${request.service}`} look="quiet" size="sm">
              {request.serviceTitle}
            </ButtonLink>
            <ButtonLink href={hrefOf("/audit", { requestId: id })} look="quiet" size="sm">
              In the audit log
            </ButtonLink>
          </div>
        </aside>
      </div>
    </>
  );
}

/** The others of its bundle, as far as the reader may see them. */
async function askedTogether(ctx: Context, { id, bundleId }: RequestView): Promise<RequestView[]> {
  if (bundleId === null) return [];
  const { items } = await listRequests(ctx, { bundle: bundleId, limit: mostOfBundle });
  return items.filter((other) => other.id !== id);
}

function Headline({ request, isMine }: { request: RequestView; isMine: boolean }) {
  const pending = request.status === "pending";
  const verb = pending ? (isMine ? "ask" : "asks") : "asked";
  if (request.extends)
    return <ExtensionHeadline request={request} who={isMine ? "You" : request.requester.name} verb={verb} />;
  const { askedBy, requester } = request;
  return (
    <span className="font-normal">
      <span className="font-semibold">
        {askedBy ? askedBy.name : isMine ? "You" : requester.name} {askedBy && pending ? "asks" : verb}
      </span>{" "}
      for <RoleWords {...request} /> for{" "}
      <span className="font-semibold">{durationWords(request.effectiveDurationSeconds)}</span>
      {askedBy ? (
        <>
          , for <span className="font-semibold">{isMine ? "you" : requester.name}</span>
        </>
      ) : null}
    </span>
  );
}

function ExtensionHeadline({ request, who, verb }: { request: RequestView; who: string; verb: string }) {
  return (
    <span className="font-normal">
      <span className="font-semibold">
        {who} {verb}
      </span>{" "}
      to extend <RoleWords {...request} /> by{" "}
      <span className="font-semibold">{durationWords(request.effectiveDurationSeconds)}</span>
      {request.extends?.until ? (
        <>
          , until <ClockTime at={request.extends.until} />
        </>
      ) : null}
    </span>
  );
}

function StatusLine({ request }: { request: RequestView }) {
  return (
    // Where the keyboard goes on when the buttons below are gone: a decision was made.
    <div
      id="request-status"
      tabIndex={-1}
      className="mb-6 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm outline-none"
    >
      <StatusBadge status={request.status} />
      <RiskTag risk={request.risk} />
      {request.breakGlass ? <BreakGlassTag /> : null}
      <span className="tabular text-muted">
        {request.status === "pending" ? (
          <>
            closes by itself in <Countdown until={request.pendingUntil} />
          </>
        ) : (
          <RelativeTime at={request.closedAt ?? request.createdAt} />
        )}
      </span>
    </div>
  );
}
