import { RelativeTime } from "@/components/ui/time";
import type { GrantView } from "@/lib/grants/view";

/** Whether somebody still needs it, as the service says: one that reports nothing may be used all the same. */
export function LastUsed({ use }: Pick<GrantView, "use">) {
  if (!use) return <>no use reported yet</>;
  return (
    <>
      last used <RelativeTime at={use.lastAt} />
    </>
  );
}

/** The same in full: "first used … , last used …, 12 calls". */
export function InUse({ use }: Pick<GrantView, "use">) {
  if (!use) return <>no use reported yet</>;
  return (
    <>
      first used <RelativeTime at={use.firstAt} />, last used <RelativeTime at={use.lastAt} />,{" "}
      {use.count === 1 ? "one call" : `${use.count.toLocaleString("en")} calls`}
    </>
  );
}
