import type { Metadata } from "next";
import Link from "next/link";
import { PageHeader } from "@/components/ui/layout";
import { getIdentity } from "@/lib/principals/get-identity";
import { hrefOf, readQuery, type SearchParams } from "../../../_lib/query";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";
import { Identity } from "../../_identity/identity";
import { readIdentity } from "../../_identity/read-identity";

export const metadata: Metadata = { title: "Person" };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export default async function PersonPage({ params, searchParams }: Props) {
  const { id } = await params;
  const { group } = await readQuery(searchParams, "group");
  const { ctx } = await requireSession(hrefOf(`/people/${encodeURIComponent(id)}`, { group }));
  const read = await visible(readIdentity((input) => getIdentity(ctx, id, input), group));
  const { principal } = read.identity;
  return (
    <>
      <PageHeader
        back={{ href: "/people", label: "People and workloads" }}
        title={principal.name}
        lead={`What the identity provider said of this ${principal.kind === "workload" ? "workload" : "person"} at the last sign-in, and what became of it here.`}
        action={
          <Link
            href={`/audit?subject=${encodeURIComponent(principal.id)}`}
            className="text-sm underline underline-offset-2"
          >
            What happened around {principal.name}
          </Link>
        }
      />
      <Identity {...read} q={group ?? ""} />
    </>
  );
}
