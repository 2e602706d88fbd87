import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/layout";
import { getEdit } from "@/lib/edits/get-edit";
import { type RefProps, refOf } from "../../../_lib/ref";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";
import { Workbench } from "../_components/workbench";

export const metadata: Metadata = { title: "Change a declaration" };

/** Where an owner tries out a change of a declaration. What comes out is a patch: Daypass writes to nobody's repository. */
export default async function EditPage({ params }: RefProps) {
  const ref = await refOf(params);
  const { ctx } = await requireSession(`/edit/${ref}`);
  const edit = await visible(getEdit(ctx, ref));
  return (
    <>
      <PageHeader
        back={{ href: `/services/${edit.ref}`, label: edit.title }}
        title={`Change the declaration of ${edit.title}`}
        lead="Try it out here and see what it would do. Nothing changes until the patch is in your repository."
      />
      <Workbench edit={edit} />
    </>
  );
}
