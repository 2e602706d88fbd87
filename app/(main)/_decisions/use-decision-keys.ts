"use client";
import { useEffect } from "react";
import type { Decision } from "./decision-dialog";

const keys: Record<string, Decision> = { a: "approve", s: "shorten", d: "deny" };

/** a, s and d open the dialog; nothing is decided by a key alone. */
export function useDecisionKeys(onDecision: (decision: Decision) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target;
      const typing =
        target instanceof HTMLElement &&
        /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) &&
        target.getAttribute("type") !== "checkbox";
      if (typing || event.metaKey || event.ctrlKey || event.altKey || document.querySelector("[role=dialog]"))
        return;
      const decision = keys[event.key];
      if (!decision) return;
      event.preventDefault();
      onDecision(decision);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [onDecision]);
}
