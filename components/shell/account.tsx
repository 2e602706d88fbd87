import { LogOut } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import type { Theme } from "./theme";
import { ThemeSwitch } from "./theme-switch";

interface Props {
  name: string;
  /** E-mail address or subject: which of several accounts this is. */
  address: string;
  platformRoles: string[];
  theme: Theme;
  signOut: () => Promise<void>;
}

/** Who I am, how it looks, and the way out. */
export function Account({ name, address, platformRoles, theme, signOut }: Props) {
  return (
    <div className="grid gap-2">
      <div className="flex min-w-0 items-center gap-2.5 px-2.5">
        <span
          aria-hidden
          className="grid size-8 shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent text-xs"
        >
          {initials(name)}
        </span>
        <p className="min-w-0 text-sm leading-snug">
          <span className="block truncate font-medium">{name}</span>
          <span className="block truncate text-[13px] text-muted">
            {platformRoles.length > 0 ? `${platformRoles.join(", ")} · ` : ""}
            {address}
          </span>
        </p>
      </div>
      <Link
        href="/notifications"
        className="rounded-md px-2.5 py-1 text-[13px] text-muted hover:bg-hover hover:text-ink"
      >
        What reaches you, and when
      </Link>
      <Link
        href="/absence"
        className="rounded-md px-2.5 py-1 text-[13px] text-muted hover:bg-hover hover:text-ink"
      >
        When you are away
      </Link>
      <Link
        href="/identity"
        className="rounded-md px-2.5 py-1 text-[13px] text-muted hover:bg-hover hover:text-ink"
      >
        How Daypass knows you
      </Link>
      <div className="flex items-center justify-between gap-2 pl-2.5">
        <ThemeSwitch initial={theme} />
        <form action={signOut}>
          <Button type="submit" look="quiet" size="sm">
            <LogOut aria-hidden className="size-3.5" />
            Sign out
          </Button>
        </form>
      </div>
    </div>
  );
}

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase())
    .filter((letter) => letter !== "")
    .filter((_, index, letters) => index === 0 || index === letters.length - 1)
    .join("");
