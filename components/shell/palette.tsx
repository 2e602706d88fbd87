"use client";
import { useEffect, useState } from "react";
import { cn } from "@/components/ui/cn";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/field";
import type { NavItem } from "./nav";

interface Found {
  ref: string;
  title: string;
  isFavourite: boolean;
}

interface Target {
  href: string;
  label: string;
  note: string;
}

/** Go anywhere: the screens, and services by name. */
export function Palette({
  items,
  onClose,
  onGo,
}: {
  items: NavItem[];
  onClose: () => void;
  onGo: (href: string) => void;
}) {
  const [query, setQuery] = useState("");
  const [services, setServices] = useState<{ query: string; targets: Target[] }>({ query: "", targets: [] });
  const [chosen, setChosen] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const find = async (more: string) => {
        const answer = await fetch(`/api/v1/services?limit=8${more}`, { signal: controller.signal }).catch(
          () => null,
        );
        const page: { items: Found[] } | undefined = answer?.ok ? await answer.json() : undefined;
        return page?.items;
      };
      const words = query === "" ? "" : `&q=${encodeURIComponent(query)}`;
      const [favourites, others] = await Promise.all([find(`${words}&favourite=true`), find(words)]);
      if (!favourites || !others) return;
      // What somebody marked comes first, whatever it is called.
      const found = [...favourites, ...others.filter(({ isFavourite }) => !isFavourite)].slice(0, 8);
      const targets = found.map(({ ref, title }) => ({ href: `/services/${ref}`, label: title, note: ref }));
      setServices({ query, targets });
    }, 120);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [query]);

  const screens = items
    .filter((item) => item.label.toLowerCase().includes(query.toLowerCase()))
    .map((item) => ({ href: item.href, label: item.label, note: "Screen" }));
  // Until the answer for what was typed is there, only what fits of the last one is offered: Enter may come first.
  const fits = (target: Target) =>
    `${target.label} ${target.note}`.toLowerCase().includes(query.toLowerCase());
  const targets = [
    ...screens,
    ...(services.query === query ? services.targets : services.targets.filter(fits)),
  ];
  const go = (target: Target | undefined) => {
    if (!target) return;
    onGo(target.href);
    onClose();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setChosen((index) => (index + step + targets.length) % Math.max(1, targets.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      go(targets[chosen]);
    }
  };
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Go to">
      <Input
        autoFocus
        role="combobox"
        aria-label="Screen or service"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={targets[chosen] ? `palette-${chosen}` : undefined}
        placeholder="Screen or service"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        role="listbox"
        id="palette-list"
        aria-label="Matches"
        className="-mx-2 grid max-h-72 overflow-y-auto"
      >
        {targets.map((target, index) => (
          <button
            type="button"
            role="option"
            id={`palette-${index}`}
            aria-selected={index === chosen}
            key={target.href}
            tabIndex={-1}
            onClick={() => go(target)}
            className={cn(
              "flex cursor-pointer items-baseline justify-between gap-3 rounded-md px-2 py-1.5 text-left text-sm",
              index === chosen && "bg-accent-soft",
            )}
          >
            <span className="font-medium">{target.label}</span>
            <span className="truncate text-muted text-xs">{target.note}</span>
          </button>
        ))}
        {targets.length === 0 ? (
          <p className="px-2 py-1.5 text-muted text-sm">Nothing is called that.</p>
        ) : null}
      </div>
    </Dialog>
  );
}
