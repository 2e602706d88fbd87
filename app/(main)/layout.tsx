import { cookies } from "next/headers";
import Link from "next/link";
import type { ReactNode } from "react";
import { Keyboard } from "@/components/shell/keyboard";
import { LiveUpdates } from "@/components/shell/live-updates";
import { Nav, type NavItem } from "@/components/shell/nav";
import { ThemeSwitch } from "@/components/shell/theme-switch";
import { Button } from "@/components/ui/button";
import { countDecidable } from "@/lib/requests/queries";
import { requireSession, type Session } from "../_lib/session";
import { signOut } from "./actions";

async function navItems({ ctx, platformRoles }: Session): Promise<NavItem[]> {
  const items: NavItem[] = [
    { href: "/", label: "Home", icon: "home" },
    { href: "/services", label: "Catalogue", icon: "catalogue" },
    { href: "/access", label: "My access", icon: "access" },
    { href: "/inbox", label: "Inbox", icon: "inbox", count: await countDecidable(ctx) },
    { href: "/audit", label: "Audit", icon: "audit" },
  ];
  if (platformRoles.includes("admin"))
    items.push(
      { href: "/sources", label: "Health", icon: "sources" },
      { href: "/people", label: "People", icon: "people" },
    );
  return items;
}

export default async function MainLayout({ children }: { children: ReactNode }) {
  const session = await requireSession("/");
  const items = await navItems(session);
  const theme = (await cookies()).get("daypass.theme")?.value;
  return (
    <div className="mx-auto grid max-w-6xl md:grid-cols-[13rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <div className="flex items-center gap-3 border-line border-b px-4 py-2 md:sticky md:top-0 md:h-dvh md:flex-col md:items-stretch md:border-0 md:py-5 md:pr-2">
        <Link href="/" className="flex items-center gap-2 px-2.5 font-semibold tracking-tight md:mb-3">
          <Mark />
          Daypass
        </Link>
        <Nav items={items} />
        <div className="ml-auto flex items-center gap-1 md:mt-auto md:ml-0 md:grid md:gap-2 md:px-2.5">
          <p className="hidden min-w-0 text-sm md:block">
            <span className="block truncate font-medium">{session.principal.name}</span>
            <span className="block truncate text-[13px] text-muted">
              {session.principal.email ?? session.principal.subject}
            </span>
          </p>
          <div className="flex items-center gap-1 md:-ml-2.5">
            <ThemeSwitch initial={theme === "light" || theme === "dark" ? theme : "system"} />
            <form action={signOut}>
              <Button type="submit" look="quiet" size="sm">
                Sign out
              </Button>
            </form>
          </div>
        </div>
      </div>
      <main id="main" tabIndex={-1} className="min-w-0 px-4 pt-6 pb-24 outline-none md:px-8 md:pt-8 md:pb-16">
        {children}
      </main>
      <Keyboard items={items} />
      <LiveUpdates />
    </div>
  );
}

function Mark() {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className="size-5">
      <rect width="32" height="32" rx="8" fill="#3a4fd8" />
      <path d="M11 8h6.5a8 8 0 0 1 0 16H11zm4 4v8h2.4a4 4 0 0 0 0-8z" fill="#fff" />
    </svg>
  );
}
