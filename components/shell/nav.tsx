"use client";
import { Boxes, FileClock, House, Inbox, KeyRound, type LucideIcon, RadioTower, Users } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "@/components/ui/cn";

const icons = {
  home: House,
  catalogue: Boxes,
  access: KeyRound,
  inbox: Inbox,
  audit: FileClock,
  sources: RadioTower,
  people: Users,
} satisfies Record<string, LucideIcon>;

export interface NavItem {
  href: string;
  label: string;
  icon: keyof typeof icons;
  count?: number;
}

const isHere = (href: string, path: string) =>
  href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);

/** A column on a desk, a bar at the thumb on a phone: the same links. */
export function Nav({ items }: { items: NavItem[] }) {
  const path = usePathname();
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 border-line border-t bg-surface md:static md:border-0 md:bg-transparent"
    >
      <ul className="flex justify-around overflow-x-auto md:grid md:gap-0.5">
        {items.map((item) => {
          const Icon = icons[item.icon];
          const here = isHere(item.href, path);
          return (
            <li key={item.href} className="min-w-0 flex-1 md:flex-none">
              <Link
                href={item.href}
                aria-current={here ? "page" : undefined}
                className={cn(
                  "relative flex flex-col items-center gap-0.5 rounded-md px-1 py-2 text-[11px] text-muted hover:text-ink md:flex-row md:gap-2.5 md:px-2.5 md:py-1.5 md:text-sm md:hover:bg-sunken",
                  here && "font-medium text-ink md:bg-sunken",
                )}
              >
                <Icon aria-hidden className="size-5 md:size-4" />
                <span className="max-w-full truncate">{item.label}</span>
                {item.count ? (
                  <span className="absolute top-1 right-2 rounded-full bg-accent px-1.5 font-semibold text-[11px] text-accent-ink tabular-nums md:static md:ml-auto">
                    {item.count}
                    <span className="sr-only"> waiting for you</span>
                  </span>
                ) : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
