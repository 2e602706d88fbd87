"use client";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Notice } from "@/components/ui/layout";
import type { WaitingDevice } from "@/lib/tokens/answer-device";
import { Answer, type Answered } from "./answer";

/**
 * A code, the answer to it, and what became of that. The page is read again when anything changes elsewhere, and by then an
 * answered code is unknown: what was answered stays on screen.
 */
export function Journey({
  found,
  name,
  children,
}: {
  found: WaitingDevice | null;
  name: string;
  children: ReactNode;
}) {
  const [answered, setAnswered] = useState<Answered | null>(null);
  if (answered)
    return (
      // What was pressed is gone: the reader goes on here.
      <div ref={(node) => node?.focus()} tabIndex={-1} className="max-w-xl outline-none">
        <Notice
          hue={answered.allowed ? "live" : "ended"}
          title={answered.allowed ? `You let ${answered.client} in` : `You turned ${answered.client} away`}
        >
          {answered.allowed
            ? "It goes on by itself within seconds. You can close this page."
            : "It got nothing, and its code is of no use any more."}
        </Notice>
        <Another />
      </div>
    );
  if (!found) return children;
  return (
    <>
      <Answer device={found} name={name} onAnswered={setAnswered} />
      <p className="mt-4">
        <Another />
      </p>
    </>
  );
}

// A plain link: the form comes without anything of this code.
const Another = () => (
  <Link href="/device" className="text-[13px] text-muted underline underline-offset-2 hover:text-ink">
    Type another code
  </Link>
);
