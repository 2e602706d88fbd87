import { ButtonLink } from "@/components/ui/button";
import { EmptyState, PageHeader } from "@/components/ui/layout";

/** The same answer for what does not exist and for what is not yours to see. */
export default function NotVisible() {
  return (
    <>
      <PageHeader title="Not found" />
      <EmptyState
        title="It does not exist, or it is not yours to see"
        action={
          <div className="mt-1 flex flex-wrap gap-2">
            <ButtonLink href="/services">Open the catalogue</ButtonLink>
            <ButtonLink href="/access" look="quiet">
              My access
            </ButtonLink>
          </div>
        }
      >
        If somebody sent you here, ask them who may see it. Requests and access are shown to whoever asked, to
        those who decide, and to the owners of the service.
      </EmptyState>
    </>
  );
}
