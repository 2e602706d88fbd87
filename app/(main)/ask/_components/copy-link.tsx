"use client";
import { Check, Link2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { type Draft, linkOf } from "./draft";

/** The form as it is, for whoever opens the link: it asks nothing by itself. */
export function CopyLink({ draft }: { draft: Draft }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(new URL(linkOf(draft), location.origin).href);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  const Icon = copied ? Check : Link2;
  return (
    <Button
      look="quiet"
      className="h-10 w-full sm:w-fit"
      onClick={copy}
      title="Opens this form, filled like this, for whoever gets it"
    >
      <Icon aria-hidden className="size-4" />
      <span aria-live="polite">{copied ? "Copied" : "Copy link"}</span>
    </Button>
  );
}
