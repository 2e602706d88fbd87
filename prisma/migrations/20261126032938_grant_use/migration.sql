-- CreateTable
CREATE TABLE "grant_use" (
    "grant_id" TEXT NOT NULL,
    "first_used_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "uses" BIGINT NOT NULL,

    CONSTRAINT "grant_use_pkey" PRIMARY KEY ("grant_id")
);

-- AddForeignKey
ALTER TABLE "grant_use" ADD CONSTRAINT "grant_use_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "access_grant"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

alter table grant_use add constraint grant_use_order check (first_used_at <= last_used_at);
alter table grant_use add constraint grant_use_some check (uses > 0);
