import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";

/** The head of a screen: what it is, one sentence, and the one next action. */
export function PageHeader({
  title,
  lead,
  action,
  back,
}: {
  title: ReactNode;
  lead?: ReactNode;
  action?: ReactNode;
  back?: { href: string; label: string };
}) {
  return (
    <header className="mb-6 grid gap-1.5">
      {back ? (
        <Link href={back.href} className="w-fit text-[13px] text-muted underline-offset-2 hover:underline">
          {back.label}
        </Link>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-3">
        <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
        {action}
      </div>
      {lead ? <p className="max-w-prose text-pretty text-muted">{lead}</p> : null}
    </header>
  );
}

export function Section({
  title,
  aside,
  children,
  className,
}: {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={cn("mb-8", className)}>
      <div className="mb-2.5 flex items-baseline justify-between gap-3">
        <h2 className="font-semibold text-[15px]">{title}</h2>
        {aside ? <div className="text-[13px] text-muted">{aside}</div> : null}
      </div>
      {children}
    </section>
  );
}

export function Card({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("rounded-lg border border-line bg-surface p-4", className)}>{children}</div>;
}

/** What would be here, and the first step towards it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-start gap-2 rounded-lg border border-line border-dashed p-6">
      <p className="font-medium">{title}</p>
      {children ? <p className="max-w-prose text-muted text-sm">{children}</p> : null}
      {action}
    </div>
  );
}

/** Something to know before going on: a refusal, a limit, a state of things. */
export function Notice({
  hue = "ended",
  title,
  children,
}: {
  hue?: "pending" | "live" | "ended" | "refused";
  title: ReactNode;
  children?: ReactNode;
}) {
  const hues = {
    pending: "border-pending/40 bg-pending-soft",
    live: "border-live/40 bg-live-soft",
    ended: "border-line bg-sunken",
    refused: "border-refused/40 bg-refused-soft",
  };
  return (
    <div role="status" className={cn("mb-4 grid gap-0.5 rounded-lg border px-4 py-3 text-sm", hues[hue])}>
      <p className="font-medium">{title}</p>
      {children ? <div className="text-ink/85">{children}</div> : null}
    </div>
  );
}

/** Names and values, one a row. */
export function Facts({ items }: { items: { name: string; value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-2 text-sm">
      {items.map((item) => (
        <div key={item.name} className="contents">
          <dt className="text-muted">{item.name}</dt>
          <dd className="min-w-0 break-words">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
