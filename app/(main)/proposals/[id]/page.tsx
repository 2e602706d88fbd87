import type { Metadata } from "next";
import { stringify } from "yaml";
import { Differences } from "@/components/declarations/differences";
import { FilePlace } from "@/components/declarations/file-place";
import { SideBySide } from "@/components/declarations/side-by-side";
import { ButtonLink } from "@/components/ui/button";
import { Id } from "@/components/ui/id";
import { Card, Facts, PageHeader, Section } from "@/components/ui/layout";
import { StatusBadge } from "@/components/ui/status";
import { Countdown, RelativeTime } from "@/components/ui/time";
import { oneOfWords, referenceWords } from "@/lib/declarations/describe";
import { getProposal } from "@/lib/proposals/queries";
import type { ProposalView } from "@/lib/proposals/view";
import { getVersions } from "@/lib/services/versions";
import { hrefOf, readQuery, type SearchParams } from "../../../_lib/query";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";
import { ProposalDecision } from "./_components/proposal-decision";

export const metadata: Metadata = { title: "Change of a declaration" };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export default async function ProposalPage({ params, searchParams }: Props) {
  const { id } = await params;
  const { decide } = await readQuery(searchParams, "decide");
  const { ctx } = await requireSession(hrefOf(`/proposals/${id}`, { decide }));
  const proposal = await visible(getProposal(ctx, id));
  const [before, after] = await getVersions(ctx, [proposal.before.id, proposal.after.id]);
  const isPending = proposal.status === "pending";
  return (
    <>
      <PageHeader
        back={{ href: `/services/${proposal.service}`, label: proposal.serviceTitle }}
        title={<Headline proposal={proposal} />}
      />
      <StatusLine proposal={proposal} />
      <ProposalDecision
        id={id}
        words={`version ${proposal.after.version} of the declaration of ${proposal.serviceTitle}`}
        abilities={proposal.abilities}
        opened={decide === "approve" || decide === "deny" ? decide : null}
        moot={isPending ? proposal.whyNot : endWords(proposal)}
      />
      {isPending && proposal.whyNot ? <p className="mb-6 text-muted text-sm">{proposal.whyNot}</p> : null}
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="min-w-0">
          <Section title={isPending ? "Waits for a yes" : "What it would have opened, or did"}>
            <Differences label="What it widens" differences={proposal.waits} />
          </Section>
          {proposal.acted.length > 0 ? (
            <Section title="Counted at once">
              <Differences label="What counted at once" differences={proposal.acted} />
            </Section>
          ) : null}
        </div>
        <aside className="min-w-0">
          <Section title="Where it comes from">
            <Card>
              <Facts items={factsOf(proposal)} />
            </Card>
          </Section>
          <ButtonLink
            href={hrefOf("/audit", { service: proposal.service, action: "declaration.*" })}
            look="quiet"
            size="sm"
          >
            In the audit log
          </ButtonLink>
        </aside>
      </div>
      <Section title="The declaration, before and after">
        {before && after ? (
          <SideBySide
            before={{ label: `Version ${before.version}`, text: stringify(before.trait) }}
            after={{ label: `Version ${after.version}`, text: stringify(after.trait) }}
          />
        ) : null}
      </Section>
    </>
  );
}

function Headline({ proposal }: { proposal: ProposalView }) {
  const count = proposal.waits.length;
  const what = count === 1 ? "one thing" : `${count} things`;
  return (
    <span className="font-normal">
      The declaration of <span className="font-semibold">{proposal.serviceTitle}</span>{" "}
      {proposal.status === "pending" ? "wants to open" : "wanted to open"} {what}
    </span>
  );
}

function StatusLine({ proposal }: { proposal: ProposalView }) {
  const by = proposal.decidedBy?.name;
  return (
    <div className="mb-6 grid gap-2 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <StatusBadge status={proposal.status} />
        <span className="tabular text-muted">
          {proposal.status === "pending" ? (
            <>
              closes by itself in <Countdown until={proposal.pendingUntil} />
            </>
          ) : (
            <>
              {by ? `${by} · ` : null}
              <RelativeTime at={proposal.closedAt ?? proposal.createdAt} />
            </>
          )}
        </span>
      </div>
      {proposal.comment ? <p className="break-words">“{proposal.comment}”</p> : null}
    </div>
  );
}

function endWords({ status, decidedBy }: ProposalView): string {
  if (status === "superseded") return "Its source says something else by now.";
  if (status === "lapsed") return "It closed by itself: no owner decided in time.";
  return `${decidedBy?.name ?? "Somebody"} ${status} it meanwhile.`;
}

function factsOf(proposal: ProposalView) {
  const { after, before } = proposal;
  return [
    { name: "Source", value: proposal.source },
    {
      name: "File",
      value: <FilePlace {...after} />,
    },
    {
      name: "Version",
      value: <span className="tabular">{`${after.version}, instead of ${before.version}`}</span>,
    },
    ...(proposal.proposedBy ? [{ name: "Uploaded by", value: proposal.proposedBy.name }] : []),
    { name: "Read", value: <RelativeTime at={proposal.createdAt} /> },
    { name: "Decides", value: `one of ${oneOfWords(proposal.owners.map(referenceWords))}` },
    { name: "Id", value: <Id value={proposal.id} /> },
  ];
}
