import { cookies } from "next/headers";
import Link from "next/link";
import type { ReactNode } from "react";
import { Account } from "@/components/shell/account";
import { Bell } from "@/components/shell/bell";
import { Keyboard } from "@/components/shell/keyboard";
import { LiveUpdates } from "@/components/shell/live-updates";
import { Mark } from "@/components/shell/mark";
import { Nav, type NavItem } from "@/components/shell/nav";
import { SignedIn } from "@/components/shell/signed-in";
import { themeCookie, themeOf } from "@/components/shell/theme";
import { Toasts } from "@/components/ui/toast";
import { mayReadInsight } from "@/lib/insight/require-insight";
import { countUnread, listNotifications } from "@/lib/notifications/queries";
import { countDecidableProposals } from "@/lib/proposals/queries";
import { countDecidable } from "@/lib/requests/list-inbox";
import { countReviewsToDo } from "@/lib/reviews/queries";
import { findSession, type Session } from "../_lib/session";
import { readNotifications, signOut } from "./actions";

async function navItems({ ctx, platformRoles }: Session): Promise<NavItem[]> {
  const [requests, proposals, reviews, hasInsight] = await Promise.all([
    countDecidable(ctx),
    countDecidableProposals(ctx),
    countReviewsToDo(ctx),
    mayReadInsight(ctx),
  ]);
  const items: NavItem[] = [
    { href: "/", label: "Home", icon: "home" },
    { href: "/services", label: "Catalogue", icon: "catalogue" },
    { href: "/access", label: "My access", icon: "access" },
    { href: "/inbox", label: "Inbox", icon: "inbox", count: requests + proposals + reviews },
    { href: "/audit", label: "Audit", icon: "audit", rare: true },
  ];
  if (hasInsight) items.push({ href: "/insight", label: "Insight", icon: "insight", rare: true });
  if (platformRoles.length > 0)
    items.push({ href: "/sources", label: "Sources and health", icon: "sources", rare: true });
  if (platformRoles.includes("admin"))
    items.push({ href: "/people", label: "People", icon: "people", rare: true });
  return [...items, { href: "/docs/api", label: "API", icon: "api", rare: true }];
}

/** Where this person signs in again. */
const signInIssuerOf = ({ ctx, principal }: Session) =>
  ctx.runtime.config.issuers.find(({ issuer, signIn }) => issuer === principal.issuer && signIn)?.name ??
  null;

export default async function MainLayout({ children }: { children: ReactNode }) {
  const readAt = Date.now();
  // The page below knows its own address and sends whoever is not signed in to sign in and back.
  const session = await findSession();
  if (!session) return children;
  const [items, unread, latest] = await Promise.all([
    navItems(session),
    countUnread(session.ctx),
    listNotifications(session.ctx, { limit: 8 }),
  ]);
  const { principal, platformRoles } = session;
  const account = (
    <Account
      name={principal.name}
      address={principal.email ?? principal.subject}
      platformRoles={platformRoles}
      theme={themeOf((await cookies()).get(themeCookie)?.value)}
      signOut={signOut}
    />
  );
  return (
    <div className="md:grid md:grid-cols-[14.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <header className="flex items-center justify-between border-line border-b px-4 py-2 md:sticky md:top-0 md:h-dvh md:flex-col md:items-stretch md:justify-start md:gap-4 md:overflow-y-auto md:border-r md:border-b-0 md:bg-sunken md:px-3 md:py-4">
        <div className="flex grow items-center justify-between gap-1 md:grow-0">
          <Link
            href="/"
            className="flex w-fit items-center gap-2 rounded px-1 font-semibold tracking-tight md:px-2.5"
          >
            <Mark />
            Daypass
          </Link>
          <Bell unread={unread} latest={latest.items} markRead={readNotifications} />
        </div>
        <Keyboard items={items} />
        <Nav items={items}>{account}</Nav>
        <div className="mt-auto hidden md:block">{account}</div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full min-w-0 max-w-5xl px-4 pt-6 pb-24 outline-none md:px-10 md:pt-9 md:pb-16"
      >
        <SignedIn principalId={principal.id} issuer={signInIssuerOf(session)}>
          {children}
        </SignedIn>
      </main>
      <Toasts />
      <LiveUpdates readAt={readAt} now={Date.now()} />
    </div>
  );
}
