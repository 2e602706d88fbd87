import Link from "next/link";
import { Notice } from "@/components/ui/layout";

export interface Refusal {
  code: string;
  detail: string;
  accessRequestId?: unknown;
  [member: string]: unknown;
}

/** What the verb said to what was sent. */
export function Refused({ code, detail, accessRequestId }: Refusal) {
  const isIncomplete = code === "invalid-input";
  return (
    <Notice
      hue={isIncomplete ? "pending" : "refused"}
      title={isIncomplete ? "Not asked yet" : "This cannot be asked for"}
    >
      {detail}{" "}
      {typeof accessRequestId === "string" ? (
        <Link href={`/requests/${accessRequestId}`} className="text-accent underline underline-offset-2">
          Open your request
        </Link>
      ) : null}
    </Notice>
  );
}
