import type { ReactNode } from "react";
import { cn } from "./cn";

/** A name that programs use, inside a sentence or as a value; it breaks anywhere rather than run out of its place. */
export function Code({ children, className }: { children: ReactNode; className?: string }) {
  return <code className={cn("break-all font-mono text-[12.5px]", className)}>{children}</code>;
}
