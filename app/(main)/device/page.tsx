import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/layout";
import { AppError } from "@/lib/errors/app-error";
import { findDevice } from "@/lib/tokens/answer-device";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { CodeForm } from "./_components/code-form";
import { Journey } from "./_components/journey";

export const metadata: Metadata = { title: "Let a program in" };

/** Where somebody types the code that a program shows (RFC 8628, section 3.3). A code in the address is shown and confirmed all the same. */
export default async function DevicePage({ searchParams }: { searchParams: SearchParams }) {
  const { user_code: code } = await readQuery(searchParams, "user_code");
  const { ctx, principal } = await requireSession(hrefOf("/device", { user_code: code }));
  const found = code ? await findDevice(ctx, code).catch(refusalOf) : null;
  const problem = typeof found === "string" ? found : null;
  return (
    <>
      <PageHeader
        title="Let a program in"
        lead="A program on another screen shows a code. Confirm it here, and that program acts as you for a while."
      />
      <Journey key={code ?? ""} found={typeof found === "string" ? null : found} name={principal.name}>
        <CodeForm code={code} problem={problem} />
      </Journey>
    </>
  );
}

function refusalOf(error: unknown): string {
  if (error instanceof AppError) return error.detail;
  throw error;
}
