DROP TABLE assessments;
DROP TABLE assessment_notes;
