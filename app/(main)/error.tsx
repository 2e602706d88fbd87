"use client";
import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { Notice, PageHeader } from "@/components/ui/layout";

/** What failed is in the server's log under this reference; the page itself knows no more. */
export default function ScreenError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const router = useRouter();
  const again = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <>
      <PageHeader title="This page could not be shown" />
      <Notice hue="refused" title="Something failed on our side. Nothing was changed.">
        Try again. If it stays like this, tell a platform admin
        {error.digest ? (
          <>
            {" "}
            and quote <Code>{error.digest}</Code>
          </>
        ) : null}
        .
      </Notice>
      <div className="flex gap-2">
        <Button look="primary" onClick={again}>
          Try again
        </Button>
        <ButtonLink href="/">Go to the start</ButtonLink>
      </div>
    </>
  );
}
