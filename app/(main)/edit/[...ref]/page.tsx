import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/ui/layout";
import { getEdit } from "@/lib/edits/get-edit";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";
import { Workbench } from "../_components/workbench";

export const metadata: Metadata = { title: "Change a declaration" };

interface Props {
  params: Promise<{ ref: string[] }>;
}

async function refOf({ params }: Props): Promise<string> {
  try {
    return (await params).ref.map(decodeURIComponent).join("/");
  } catch {
    notFound();
  }
}

/** Where an owner tries out a change of a declaration. What comes out is a patch: Daypass writes to nobody's repository. */
export default async function EditPage(props: Props) {
  const ref = await refOf(props);
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
