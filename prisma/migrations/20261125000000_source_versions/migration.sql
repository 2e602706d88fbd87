-- Which state of a source the catalogue shows, and which one was read last.
alter table source
  add column version jsonb,
  add column seen_version jsonb,
  add column changed_at timestamptz(3),
  add column read_at timestamptz(3),
  add column unreadable_since timestamptz(3);

alter table declaration add column source_version jsonb;

-- The files of a source of kind "upload", replaced as a whole.
create table source_upload (
  source_name text not null,
  path text not null,
  bytes bytea not null,
  uploaded_by text not null,
  uploaded_at timestamptz(3) not null,
  constraint source_upload_pkey primary key (source_name, path),
  constraint source_upload_source_name_fkey foreign key (source_name) references source (name) on delete restrict on update restrict,
  constraint source_upload_uploaded_by_fkey foreign key (uploaded_by) references principal (id) on delete restrict on update restrict
);

alter table source_upload add constraint source_upload_size check (octet_length(bytes) <= 1048576);
