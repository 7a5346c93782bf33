DROP TABLE criterion_verdicts;
