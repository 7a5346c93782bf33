DROP TABLE destruction_attestations;
DROP TABLE experiment_closings;
