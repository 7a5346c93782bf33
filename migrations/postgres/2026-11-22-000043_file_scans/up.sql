-- Files held back until an antivirus has read them. A file without a row came when none was configured.
CREATE TABLE file_scans (
    storage_key text NOT NULL CHECK (length(storage_key) = 36) PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('pending', 'clean', 'infected', 'unchecked')),
    finding text NOT NULL,
    held_at timestamptz NOT NULL,
    settled_at timestamptz,
    CHECK ((state = 'pending') = (settled_at IS NULL))
);
