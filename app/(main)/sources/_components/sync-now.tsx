"use client";
import { RefreshCw } from "lucide-react";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { syncSourceNow } from "../actions";

/** What comes of it reaches the page like any other change. */
export function SyncNow({ name }: { name: string }) {
  const [sending, startSending] = useTransition();
  const send = () =>
    startSending(async () => {
      const answer = await syncSourceNow(name);
      toast(answer.ok ? `${name} is being read` : answer.problem.detail);
    });
  return (
    <Button size="sm" onClick={send} disabled={sending}>
      <RefreshCw aria-hidden className="size-3.5" />
      Sync now
      <span className="sr-only"> {name}</span>
    </Button>
  );
}
