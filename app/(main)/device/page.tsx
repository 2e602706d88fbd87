import type { Metadata } from "next";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Card, Notice, PageHeader } from "@/components/ui/layout";
import { AppError } from "@/lib/errors/app-error";
import { findDevice } from "@/lib/tokens/answer-device";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { Answer } from "./_components/answer";

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
        lead="A program on another screen shows a code. Whoever confirms it lets that program act as themselves for a while."
      />
      {found && typeof found !== "string" ? (
        <Answer device={found} name={principal.name} />
      ) : (
        <Card className="max-w-md">
          {problem ? (
            <Notice hue="refused" title="This code does not work">
              {problem}
            </Notice>
          ) : null}
          <form method="get" className="grid gap-4">
            <Field label="The code" hint="Eight letters, as the program shows them.">
              {(ids) => (
                <Input
                  {...ids}
                  name="user_code"
                  required
                  maxLength={40}
                  autoComplete="off"
                  autoCapitalize="characters"
                  spellCheck={false}
                  placeholder="BCDF-GHJK"
                  className="font-mono uppercase tracking-widest"
                />
              )}
            </Field>
            <Button type="submit" look="primary" className="justify-self-end">
              Look it up
            </Button>
          </form>
        </Card>
      )}
    </>
  );
}

function refusalOf(error: unknown): string {
  if (error instanceof AppError) return error.detail;
  throw error;
}
