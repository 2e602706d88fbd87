"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { useNow } from "@/components/ui/clock";
import { Card, Facts } from "@/components/ui/layout";
import { ProblemLine } from "@/components/ui/problem-line";
import { Countdown, RelativeTime } from "@/components/ui/time";
import type { WaitingDevice } from "@/lib/tokens/answer-device";
import { answer } from "../actions";

/** What was said to which program. */
export interface Answered {
  client: string;
  allowed: boolean;
}

/** What asks, and since when; yes or no. */
export function Answer({
  device,
  name,
  onAnswered,
}: {
  device: WaitingDevice;
  name: string;
  onAnswered: (answered: Answered) => void;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const isOver = useNow(() => 1) >= Date.parse(device.expiresAt);
  const send = (allow: boolean) =>
    startSending(async () => {
      const result = await answer({ userCode: device.userCode, allow });
      if (result.ok) onAnswered({ client: result.value.client, allowed: allow });
      else setProblem(result.problem.detail);
    });
  return (
    <Card className="grid max-w-xl gap-5">
      <Facts
        items={[
          {
            name: "The code",
            value: <span className="font-mono font-medium tracking-widest">{device.userCode}</span>,
          },
          { name: "Calls itself", value: device.client },
          { name: "Asked", value: <RelativeTime at={device.createdAt} /> },
          { name: "Code ends in", value: <Countdown until={device.expiresAt} ended="ended" /> },
        ]}
      />
      <p className="text-sm">
        It will act as you, {name}: see, ask, decide and end whatever you can here, until its token ends. Let
        it in only if you started it yourself and it shows this very code. Nobody has checked what it calls
        itself.
      </p>
      {problem ? <ProblemLine>{problem}</ProblemLine> : null}
      {isOver ? (
        <p role="status" className="text-muted text-sm">
          This code has ended. Begin again in the program: it shows a new one.
        </p>
      ) : (
        <div className="flex justify-end gap-2">
          <Button look="danger" onClick={() => send(false)} disabled={sending}>
            Turn it away
          </Button>
          <Button look="primary" onClick={() => send(true)} disabled={sending}>
            Let it in
          </Button>
        </div>
      )}
    </Card>
  );
}
