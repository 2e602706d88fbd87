"use client";
import {
  BookOpen,
  Boxes,
  ChartNoAxesCombined,
  Ellipsis,
  FileClock,
  House,
  Inbox,
  KeyRound,
  type LucideIcon,
  RadioTower,
  Users,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { LinkPending } from "@/components/ui/link-pending";

const icons = {
  home: House,
  catalogue: Boxes,
  access: KeyRound,
  inbox: Inbox,
  audit: FileClock,
  insight: ChartNoAxesCombined,
  sources: RadioTower,
  people: Users,
  api: BookOpen,
} satisfies Record<string, LucideIcon>;

export interface NavItem {
  href: string;
  label: string;
  icon: keyof typeof icons;
  count?: number;
  /** Not every day: on a phone it is behind "More". */
  rare?: boolean;
}

/** Pages of one service that have an address of their own. */
const ofService = /^\/(ask$|refusals\/|edit\/)/;

const isHere = (href: string, path: string) =>
  href === path ||
  (href !== "/" && path.startsWith(`${href}/`)) ||
  (href === "/services" && ofService.test(path));

/** A column on a desk, a bar at the thumb on a phone: the same links. `children` go into the phone's "More". */
export function Nav({ items, children }: { items: NavItem[]; children: ReactNode }) {
  const path = usePathname();
  const rare = items.filter((item) => item.rare);
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] md:static md:border-0 md:bg-transparent md:pb-0"
    >
      <ul className="grid auto-cols-fr grid-flow-col md:grid-flow-row md:gap-0.5">
        {items.map((item) => (
          <li
            key={item.href}
            className={cn("min-w-0", item.rare && "hidden md:block", item === rare[0] && "md:mt-4")}
          >
            <Entry item={item} here={isHere(item.href, path)} />
          </li>
        ))}
        <li className="min-w-0 md:hidden">
          <button
            type="button"
            popoverTarget="more"
            className={cn(entry, "w-full", rare.some((item) => isHere(item.href, path)) && "text-ink")}
          >
            <Ellipsis aria-hidden className="size-5" />
            More
          </button>
        </li>
      </ul>
      <div
        id="more"
        popover="auto"
        className="fixed inset-x-3 top-auto bottom-[4.5rem] m-0 w-auto rounded-xl border border-line bg-surface p-2 text-ink shadow-xl md:hidden"
      >
        <ul className="mb-2 grid border-line border-b pb-2">
          {rare.map((item) => (
            <li key={item.href}>
              <Entry item={item} here={isHere(item.href, path)} wide />
            </li>
          ))}
        </ul>
        {children}
      </div>
    </nav>
  );
}

const entry =
  "flex flex-col items-center gap-0.5 rounded-md px-1 py-2 text-[11px] text-muted -outline-offset-2 hover:text-ink";
const row = "md:flex-row md:gap-2.5 md:px-2.5 md:py-1.5 md:text-sm md:outline-offset-0 md:hover:bg-hover";

/** Going somewhere closes the menu that led there. */
const closeMenu = (event: React.MouseEvent<HTMLElement>) =>
  event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();

function Entry({ item, here, wide = false }: { item: NavItem; here: boolean; wide?: boolean }) {
  const Icon = icons[item.icon];
  return (
    <Link
      href={item.href}
      aria-current={here ? "page" : undefined}
      onClick={closeMenu}
      className={cn(
        "relative",
        wide ? "flex items-center gap-3 rounded-md px-3 py-2.5 text-muted text-sm" : cn(entry, row),
        here && "font-medium text-ink md:bg-hover",
      )}
    >
      <LinkPending />
      <Icon aria-hidden className={wide ? "size-4.5" : "size-5 md:size-4"} />
      <span className="max-w-full truncate">{item.label}</span>
      {item.count ? (
        <span className="absolute top-1 left-1/2 ml-1.5 rounded-full bg-accent px-1.5 font-semibold text-[11px] text-accent-ink leading-4 tabular-nums md:static md:ml-auto">
          {item.count}
          <span className="sr-only"> waiting for you</span>
        </span>
      ) : null}
    </Link>
  );
}
