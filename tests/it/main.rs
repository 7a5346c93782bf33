//! The integration tests: one binary, each behaviour on SQLite and on PostgreSQL.
#![allow(
    clippy::allow_attributes,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on fails"
)]

#[macro_use]
mod support;
#[path = "../load/http.rs"]
mod http;

mod admin_accounts;
mod architecture;
mod cli_commands;
mod credentials_registrar;
mod credentials_reveal;
mod database;
mod demo_story;
mod experiment_model;
mod experiment_offers;
mod experiment_pages;
mod experiment_seats;
mod figures;
mod help;
mod help_letters;
mod identity_account;
mod identity_entry;
mod identity_second_factor;
mod journal_chain;
mod journal_page;
mod kernel_mail;
mod kernel_numbers;
mod kernel_outbox;
mod kernel_watches;
mod kill;
mod matrix;
mod notifications;
mod organisations_membership;
mod organisations_pages;
mod organisations_registry;
mod organisations_stock;
mod pages;
mod participation;
mod participation_end;
mod participation_rules;
mod participation_year;
mod qualification_flow;
mod qualification_gate;
mod requests_amendments;
mod requests_clocks;
mod requests_complete;
mod requests_contacts;
mod requests_corrections;
mod requests_dossier;
mod requests_eligibility;
mod requests_hints;
mod requests_journey;
mod requests_messages;
mod requests_pages;
mod requests_papers;
mod requests_people;
mod requests_rules;
mod requests_scans;
mod requests_standing;
mod requests_state;
mod review_assignment;
mod review_conflicts;
mod review_decisions;
mod review_desk;
mod review_file;
mod review_letters;
mod review_notes;
mod review_queue;
mod review_signatures;
mod review_tags;
mod sandbox_attacks;
mod sandbox_authorize;
mod sandbox_data;
mod sandbox_fuzz;
mod sandbox_identities;
mod sandbox_keys;
mod sandbox_logout;
mod sandbox_recorder;
mod sandbox_refusals;
mod sandbox_rows;
mod sandbox_start;
mod sandbox_token;
mod sandbox_traces;
mod sandbox_userinfo;
mod services_audit;
mod services_clients;
mod services_secrets;
mod services_space;
mod services_states;
mod shell_forms;
mod shell_site;
mod vendors_clients;
mod vendors_look_up;
mod workflow_model;
