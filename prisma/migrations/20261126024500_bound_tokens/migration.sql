-- AlterTable
ALTER TABLE "issued_token" ADD COLUMN     "claims" JSONB,
ADD COLUMN     "kid" TEXT,
ADD COLUMN     "token_hash" BYTEA;

-- AlterTable
ALTER TABLE "signing_key" ADD COLUMN     "withdrawn_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "dpop_proof" (
    "digest" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dpop_proof_pkey" PRIMARY KEY ("digest")
);

-- CreateIndex
CREATE INDEX "dpop_proof_expires_at_idx" ON "dpop_proof"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "issued_token_token_hash_key" ON "issued_token"("token_hash");

-- A token is a JWT, which says its claims itself, or a name that only we can look up: never half of each.
alter table issued_token add constraint issued_token_opaque check (token_hash is null or (claims is not null and kind = 'service'));
alter table issued_token add constraint issued_token_hash check (octet_length(token_hash) = 32);
create index issued_token_kid on issued_token (kid) where kid is not null;

-- A withdrawn key is a retired one.
alter table signing_key add constraint signing_key_withdrawn check (withdrawn_at is null or retired_at is not null);
