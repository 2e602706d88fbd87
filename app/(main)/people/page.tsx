import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { EmptyState, PageHeader } from "@/components/ui/layout";
import { NextPage } from "@/components/ui/rows";
import { StatusBadge } from "@/components/ui/status";
import { Cell, HeadCell, Table } from "@/components/ui/table";
import { RelativeTime } from "@/components/ui/time";
import { referenceWords } from "@/lib/declarations/describe";
import { listPrincipals } from "@/lib/principals/list-principals";
import type { KnownPrincipalView } from "@/lib/principals/view";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import { PersonActions } from "./_components/person-actions";

export const metadata: Metadata = { title: "People" };

export default async function PeoplePage({ searchParams }: { searchParams: SearchParams }) {
  const { q, cursor } = await readQuery(searchParams, "q", "cursor");
  const { ctx, principal } = await requireSession(hrefOf("/people", { q, cursor }));
  const page = await visible(
    listPrincipals(ctx, { ...(q ? { q } : {}), ...(cursor ? { cursor } : {}), limit: 50 }),
  );
  return (
    <>
      <PageHeader
        title="People and workloads"
        lead="Everybody who ever signed in. Who may do what comes from the identity provider and from each declaration."
      />
      <search className="mb-4 block">
        <form className="flex gap-2">
          <Input
            type="search"
            name="q"
            defaultValue={q}
            aria-label="Search people"
            placeholder="Name, address or subject"
          />
          <Button type="submit">Search</Button>
        </form>
      </search>
      {page.items.length === 0 ? (
        <EmptyState title={`Nobody is found for “${q}”`}>
          People are known from their first sign-in on. Try a part of the name or of the address.
        </EmptyState>
      ) : (
        <Table label="People and workloads">
          <thead>
            <tr>
              <HeadCell>Name</HeadCell>
              <HeadCell className="hidden sm:table-cell">Groups</HeadCell>
              <HeadCell className="hidden sm:table-cell">Last seen</HeadCell>
              <HeadCell>
                <span className="sr-only">Actions</span>
              </HeadCell>
            </tr>
          </thead>
          <tbody>
            {page.items.map((person) => (
              <PersonRow key={person.id} person={person} isSelf={person.id === principal.id} />
            ))}
          </tbody>
        </Table>
      )}
      <NextPage href={page.nextCursor ? hrefOf("/people", { q, cursor: page.nextCursor }) : null} />
    </>
  );
}

function PersonRow({ person, isSelf }: { person: KnownPrincipalView; isSelf: boolean }) {
  return (
    <tr>
      <Cell>
        <Link
          href={`/people/${encodeURIComponent(person.id)}`}
          data-row
          className="font-medium underline-offset-2 hover:underline"
        >
          {person.name}
        </Link>
        {person.deactivatedAt ? <StatusBadge status="deactivated" className="ml-2" /> : null}
        <span className="block break-all text-[13px] text-muted">
          {person.kind === "workload" ? "Workload · " : ""}
          {person.email ?? person.subject}
        </span>
        <span className="block text-[13px] text-muted sm:hidden">
          {person.groups.map(referenceWords).join(", ")} · seen <RelativeTime at={person.lastSeenAt} />
        </span>
      </Cell>
      <Cell className="hidden text-muted sm:table-cell">
        {person.groups.map(referenceWords).join(", ") || "none"}
      </Cell>
      <Cell className="hidden whitespace-nowrap text-muted sm:table-cell">
        <RelativeTime at={person.lastSeenAt} />
      </Cell>
      <Cell className="text-right">
        {isSelf ? (
          <span className="text-[13px] text-muted">You</span>
        ) : (
          <PersonActions id={person.id} name={person.name} isDeactivated={person.deactivatedAt !== null} />
        )}
      </Cell>
    </tr>
  );
}
