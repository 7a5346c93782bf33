CREATE TABLE request_terms (
    term TEXT NOT NULL,
    request_id TEXT NOT NULL CHECK (length(request_id) = 36) REFERENCES requests (id) ON DELETE CASCADE,
    PRIMARY KEY (term, request_id)
) STRICT;
CREATE INDEX request_terms_request ON request_terms (request_id);
DROP TRIGGER requests_enter_queue;
DROP TRIGGER requests_follow_queue;
DROP VIEW queue_sources;
DROP TABLE search_sample;
DROP TABLE search_index;
DROP TABLE search_documents;
DROP TABLE queue_claims;
DROP TABLE queue_entries;
