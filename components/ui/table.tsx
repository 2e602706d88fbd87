import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/** A table that scrolls sideways by itself where it does not fit. */
export function Table({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="relative overflow-x-auto rounded-lg border border-line bg-surface">
      <table
        aria-label={label}
        className="w-full text-left text-sm [&_tbody_tr:hover]:bg-sunken/60 [&_tbody_tr]:border-line [&_tbody_tr]:border-t"
      >
        {children}
      </table>
    </div>
  );
}

export function HeadCell({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th scope="col" className={cn("px-4 py-2.5 font-medium text-[13px] text-muted", className)} {...rest} />
  );
}

export function Cell({ className, ...rest }: ComponentProps<"td">) {
  return <td className={cn("px-4 py-3 align-top", className)} {...rest} />;
}
