"use client";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button";
import { ScrollCode } from "./scroll-code";

/** `isWhole`: the label is what the button says, and not only what it is called. */
export function CopyButton({
  text,
  label,
  isWhole = false,
  disabled = false,
}: {
  text: string;
  label: string;
  isWhole?: boolean;
  disabled?: boolean;
}) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <Button size="sm" onClick={copy} disabled={disabled} aria-label={copied ? `${label}: copied` : label}>
      {copied ? <Check aria-hidden className="size-3.5" /> : <Copy aria-hidden className="size-3.5" />}
      <span aria-live="polite">{copied ? "Copied" : isWhole ? label : "Copy"}</span>
    </Button>
  );
}

/** Text for a terminal or an editor, with a way to take it along. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className="grid min-w-0 gap-1.5">
      <div className="flex items-center justify-between gap-2">
        <span className="font-medium text-[13px]">{label}</span>
        <CopyButton text={code} label={`Copy ${label.toLowerCase()}`} />
      </div>
      <ScrollCode label={label} code={code} />
    </div>
  );
}
