import type { ReactNode } from "react";
import { cn } from "./cn";

/** Why something just asked for was not done, told to a screen reader at once. */
export function ProblemLine({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <p role="alert" className={cn("break-words text-refused text-sm", className)}>
      {children}
    </p>
  );
}
