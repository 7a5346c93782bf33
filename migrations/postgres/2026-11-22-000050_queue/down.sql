CREATE TABLE request_terms (
    term text NOT NULL,
    request_id uuid NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    PRIMARY KEY (term, request_id)
);
CREATE INDEX request_terms_request ON request_terms (request_id);
DROP TRIGGER requests_enter_queue ON requests;
DROP TRIGGER requests_follow_queue ON requests;
DROP FUNCTION requests_follow_queue();
DROP VIEW queue_sources;
DROP TABLE search_sample;
DROP TABLE search_documents;
DROP TABLE queue_claims;
DROP TABLE queue_entries;
DROP FUNCTION queue_entries_claim();
