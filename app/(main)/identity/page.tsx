import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/layout";
import { getOwnIdentity } from "@/lib/principals/get-identity";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { Identity } from "../_identity/identity";
import { readIdentity } from "../_identity/read-identity";

export const metadata: Metadata = { title: "How Daypass knows you" };

export default async function IdentityPage({ searchParams }: { searchParams: SearchParams }) {
  const { group } = await readQuery(searchParams, "group");
  const { ctx } = await requireSession(hrefOf("/identity", { group }));
  const read = await readIdentity((input) => getOwnIdentity(ctx, input), group);
  return (
    <>
      <PageHeader
        title="How Daypass knows you"
        lead="What your identity provider said at your last sign-in, and what became of it here."
      />
      <Identity {...read} q={group ?? ""} />
    </>
  );
}
