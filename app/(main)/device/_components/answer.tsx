"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Card, Facts, Notice } from "@/components/ui/layout";
import { ProblemLine } from "@/components/ui/problem-line";
import { Countdown, RelativeTime } from "@/components/ui/time";
import type { WaitingDevice } from "@/lib/tokens/answer-device";
import { answer } from "../actions";

/** What asks, and since when; yes or no. */
export function Answer({ device, name }: { device: WaitingDevice; name: string }) {
  const [done, setDone] = useState<"allowed" | "denied" | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const send = (allow: boolean) =>
    startSending(async () => {
      const result = await answer({ userCode: device.userCode, allow });
      setProblem(result.ok ? null : result.problem.detail);
      if (result.ok) setDone(allow ? "allowed" : "denied");
    });
  if (done)
    return (
      <Notice title={done === "allowed" ? `${device.client} is let in` : `${device.client} was turned away`}>
        {done === "allowed"
          ? "It goes on by itself. You can close this page."
          : "It got nothing. If you did not start it, there is nothing more to do."}
      </Notice>
    );
  return (
    <Card className="grid max-w-xl gap-5">
      <Facts
        items={[
          { name: "The code", value: <span className="font-mono tracking-widest">{device.userCode}</span> },
          { name: "Calls itself", value: device.client },
          { name: "Asked", value: <RelativeTime at={device.createdAt} /> },
          { name: "Works for", value: <Countdown until={device.expiresAt} ended="no longer" /> },
        ]}
      />
      <p className="text-sm">
        It will act as {name}: see, ask, decide and end whatever you can here, until its token ends. Say yes
        only if you started it yourself and it shows this very code. Nobody has checked what it calls itself.
      </p>
      {problem ? <ProblemLine>{problem}</ProblemLine> : null}
      <div className="flex justify-end gap-2">
        <Button look="danger" onClick={() => send(false)} disabled={sending}>
          Turn it away
        </Button>
        <Button look="primary" onClick={() => send(true)} disabled={sending}>
          Let it in
        </Button>
      </div>
    </Card>
  );
}
