-- CreateTable
CREATE TABLE "refusal" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "likeness" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(3) NOT NULL,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "calls" INTEGER NOT NULL,
    "told" INTEGER NOT NULL,
    "principal_id" TEXT,
    "grant_id" TEXT,
    "kind" TEXT NOT NULL,
    "facts" JSONB NOT NULL,

    CONSTRAINT "refusal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "refusal_service_id_last_at_idx" ON "refusal"("service_id", "last_at");

-- CreateIndex
CREATE INDEX "refusal_last_at_idx" ON "refusal"("last_at");

-- CreateIndex
CREATE UNIQUE INDEX "refusal_service_id_likeness_minute_key" ON "refusal"("service_id", "likeness", "minute");

-- AddForeignKey
ALTER TABLE "refusal" ADD CONSTRAINT "refusal_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

alter table refusal add constraint refusal_order check (first_at <= last_at);
alter table refusal add constraint refusal_some check (calls > 0 and told >= 0 and told <= calls);

-- What the log was not told of yet.
create index refusal_untold on refusal (minute) where told < calls;
