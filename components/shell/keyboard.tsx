"use client";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useEffect, useState } from "react";
import type { NavItem } from "./nav";
import { isTyping } from "./use-keys";

const Palette = lazy(() => import("./palette").then((module) => ({ default: module.Palette })));
const KeyHelp = lazy(() => import("./key-help").then((module) => ({ default: module.KeyHelp })));

/** Moves focus over the rows of the page: each is a link, so Enter opens it. */
function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const index = rows.findIndex((row) => (row.closest("li") ?? row).contains(document.activeElement));
  rows[
    index === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, index + step))
  ]?.focus();
}

/** The keys that work everywhere: Cmd/Ctrl-K, /, j, k and ?. What they open is loaded on first use. */
export function Keyboard({ items }: { items: NavItem[] }) {
  const router = useRouter();
  const [open, setOpen] = useState<"palette" | "help" | null>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen("palette");
        return;
      }
      if (
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        isTyping(event.target) ||
        document.querySelector("[role=dialog]")
      )
        return;
      if (event.key === "/") {
        const search = document.querySelector<HTMLInputElement>("input[type=search]");
        if (search) {
          event.preventDefault();
          search.focus();
        }
      } else if (event.key === "j") moveRow(1);
      else if (event.key === "k") moveRow(-1);
      else if (event.key === "?") setOpen("help");
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen("palette")}
        className="flex h-9 cursor-pointer items-center gap-2 rounded-md px-2.5 text-muted text-sm hover:text-ink md:h-8 md:border md:border-line md:bg-surface"
      >
        <Search aria-hidden className="size-4.5 md:size-3.5" />
        <span className="sr-only md:not-sr-only">Go to</span>
        <kbd aria-hidden className="ml-auto hidden font-sans text-xs md:block">
          Ctrl K
        </kbd>
      </button>
      <Suspense>
        {open === "palette" ? (
          <Palette items={items} onClose={() => setOpen(null)} onGo={(href) => router.push(href)} />
        ) : null}
        {open === "help" ? <KeyHelp onClose={() => setOpen(null)} /> : null}
      </Suspense>
    </>
  );
}
