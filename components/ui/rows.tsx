import Link from "next/link";
import type { ReactNode } from "react";
import { LinkPending } from "./link-pending";

/**
 * A row that is a link as a whole: one tab stop, opened in a tab like any link. `data-row` is what j and k move over.
 * `aside` says when and how it is; `action` is a control of its own beside it.
 */
export function RowLink({
  href,
  onClick,
  children,
  aside,
  action,
}: {
  href: string;
  /** What following it does beside. */
  onClick?: (() => void) | undefined;
  children: ReactNode;
  aside?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1.5 border-line border-b px-4 py-3 text-sm last:border-b-0 hover:bg-sunken has-[a[data-row]:focus-visible]:bg-sunken sm:flex-nowrap">
      <Link
        href={href}
        {...(onClick ? { onClick } : {})}
        data-row
        className="min-w-0 grow basis-full break-words outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2 sm:basis-0"
      >
        {children}
        <LinkPending />
      </Link>
      {aside ? (
        <span className="tabular flex flex-wrap items-center gap-x-3 gap-y-1.5 whitespace-nowrap text-[13px] text-muted sm:justify-end">
          {aside}
        </span>
      ) : null}
      {action ? <span className="relative ml-auto sm:ml-0">{action}</span> : null}
    </li>
  );
}

export function Rows({ children, label }: { children: ReactNode; label: string }) {
  return (
    <ul aria-label={label} className="overflow-hidden rounded-lg border border-line bg-surface">
      {children}
    </ul>
  );
}

export function NextPage({ href, label = "Older entries" }: { href: string | null; label?: string }) {
  if (!href) return null;
  return (
    <nav aria-label="Pages" className="mt-4">
      <Link href={href} className="text-accent text-sm underline-offset-2 hover:underline">
        {label}
      </Link>
    </nav>
  );
}
