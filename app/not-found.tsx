import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center justify-items-start gap-3 px-6">
      <h1 className="font-semibold text-xl">There is nothing at this address</h1>
      <p className="text-muted">It may have been mistyped, or what it named is gone.</p>
      <ButtonLink href="/" look="primary">
        Go to the start
      </ButtonLink>
    </main>
  );
}
