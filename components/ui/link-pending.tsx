"use client";
import { useLinkStatus } from "next/link";

/** Inside a link: a hairline at the top of the window while the page behind it is on its way, and takes its time. */
export function LinkPending() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return <span aria-hidden className="pending-line fixed inset-x-0 top-0 z-50 h-0.5 bg-accent" />;
}
