-- Files held back until an antivirus has read them. A file without a row came when none was configured.
CREATE TABLE file_scans (
    storage_key TEXT NOT NULL CHECK (length(storage_key) = 36) PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('pending', 'clean', 'infected', 'unchecked')),
    finding TEXT NOT NULL,
    held_at TEXT NOT NULL,
    settled_at TEXT,
    CHECK ((state = 'pending') = (settled_at IS NULL))
) STRICT;
