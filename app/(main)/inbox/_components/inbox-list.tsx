"use client";
import Link from "next/link";
import { useCallback, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { RiskTag } from "@/components/ui/status";
import { Countdown } from "@/components/ui/time";
import { durationWords, referenceWords } from "@/lib/declarations/describe";
import { type Decision, DecisionDialog } from "../../_decisions/decision-dialog";
import { useDecisionKeys } from "../../_decisions/use-decision-keys";

export interface InboxItem {
  id: string;
  requester: string;
  role: string;
  service: string;
  environment: string | null;
  risk: "low" | "medium" | "high" | "critical";
  effectiveDurationSeconds: number;
  justification: string;
  ticket: string | null;
  pendingUntil: string;
  askedAs: string | null;
}

/** The row that has the focus, by the id in its `data-row-id`. */
const focusedId = () => document.activeElement?.closest<HTMLElement>("[data-row-id]")?.dataset.rowId;

/** Decide from the keyboard: j and k move, a, s and d decide about the selected rows, else about the focused one; x selects. */
export function InboxList({ items }: { items: InboxItem[] }) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<{ decision: Decision; items: InboxItem[] } | null>(null);
  const chosen = items.filter((item) => selected.has(item.id));

  const toggle = useCallback((id: string) => {
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  const decideAbout = useCallback(
    (decision: Decision) => {
      const focused = items.find((item) => item.id === focusedId()) ?? items[0];
      const about = chosen.length > 0 ? chosen : focused ? [focused] : [];
      if (about.length > 0) setOpen({ decision, items: about });
    },
    [items, chosen],
  );
  useDecisionKeys(decideAbout);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "x" || event.metaKey || event.ctrlKey || document.querySelector("[role=dialog]"))
        return;
      const id = focusedId();
      if (id) toggle(id);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [toggle]);

  const close = () => {
    setOpen(null);
    setSelected(new Set());
  };
  return (
    <>
      {chosen.length > 0 ? (
        <div className="sticky top-2 z-10 mb-3 flex flex-wrap items-center gap-2 rounded-lg border border-accent bg-surface px-3 py-2 text-sm shadow-sm">
          <span className="mr-auto font-medium">{chosen.length} selected</span>
          <Button size="sm" look="primary" onClick={() => setOpen({ decision: "approve", items: chosen })}>
            Approve {chosen.length}
          </Button>
          <Button size="sm" look="danger" onClick={() => setOpen({ decision: "deny", items: chosen })}>
            Deny {chosen.length}
          </Button>
        </div>
      ) : null}
      <ul
        aria-label="Requests to decide"
        className="overflow-hidden rounded-lg border border-line bg-surface"
      >
        {items.map((item) => (
          <li
            key={item.id}
            data-row-id={item.id}
            className="flex items-start gap-3 border-line border-b px-4 py-3 last:border-b-0 has-[a:focus-visible]:bg-sunken"
          >
            <input
              type="checkbox"
              checked={selected.has(item.id)}
              onChange={() => toggle(item.id)}
              aria-label={`Select ${item.requester}'s request for ${item.role} on ${item.service}`}
              className="mt-1 size-4 accent-(--accent)"
            />
            <div className="grid min-w-0 grow gap-1 text-sm">
              <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <Link
                  href={`/requests/${item.id}`}
                  data-row
                  className="min-w-0 grow basis-60 hover:underline focus-visible:outline-offset-4"
                >
                  <span className="font-semibold">{item.requester}</span> asks for{" "}
                  <span className="font-semibold">{item.role}</span> on{" "}
                  <span className="font-semibold">{item.service}</span>
                  {item.environment ? ` in ${item.environment}` : ""} for{" "}
                  {durationWords(item.effectiveDurationSeconds)}
                </Link>
                <RiskTag risk={item.risk} />
                <span className="text-[13px] text-muted">
                  closes in <Countdown until={item.pendingUntil} />
                </span>
              </div>
              <p className="line-clamp-2 break-words text-muted">
                {item.justification}
                {item.ticket ? ` · ${item.ticket}` : ""}
              </p>
              {item.askedAs ? (
                <p className="text-[13px] text-muted">
                  You are asked as one of {referenceWords(item.askedAs)}.
                </p>
              ) : null}
            </div>
            <div className="hidden gap-1.5 sm:flex">
              <Button
                size="sm"
                onClick={() => setOpen({ decision: "approve", items: [item] })}
                aria-label={`Approve ${item.requester}'s request for ${item.role}`}
              >
                Approve
              </Button>
              <Button
                size="sm"
                look="quiet"
                onClick={() => setOpen({ decision: "deny", items: [item] })}
                aria-label={`Deny ${item.requester}'s request for ${item.role}`}
              >
                Deny
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <p className="mt-3 hidden text-[13px] text-muted sm:block">
        Keys: <Key>j</Key> <Key>k</Key> move, <Key>Enter</Key> opens, <Key>a</Key> approve, <Key>s</Key>{" "}
        shorten, <Key>d</Key> deny, <Key>x</Key> select.
      </p>
      {open ? (
        <DecisionDialog
          decision={open.decision}
          requests={open.items.map((item) => ({
            id: item.id,
            words: `${item.requester}'s request for ${item.role} on ${item.service}`,
            effectiveDurationSeconds: item.effectiveDurationSeconds,
          }))}
          onClose={close}
        />
      ) : null}
    </>
  );
}

function Key({ children }: { children: string }) {
  return <kbd className="rounded border border-line bg-sunken px-1 font-mono text-[11px]">{children}</kbd>;
}
