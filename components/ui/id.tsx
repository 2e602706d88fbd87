"use client";
import { Check, Copy } from "lucide-react";
import { useState } from "react";

/** An id: seen short, copied whole. */
export function Id({ value }: { value: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      title={value}
      className="inline-flex max-w-full cursor-pointer items-center gap-1.5 rounded font-mono text-[12.5px] hover:text-accent"
    >
      <span className="truncate">{value}</span>
      <Icon aria-hidden className="size-3.5 shrink-0 text-muted" />
      <span className="sr-only" aria-live="polite">
        {copied ? "copied" : "copy"}
      </span>
    </button>
  );
}
