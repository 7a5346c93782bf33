DROP TABLE reason_template_versions;
DROP TABLE reason_templates;
