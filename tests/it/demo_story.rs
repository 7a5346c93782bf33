//! The demonstration plays to its end through the use cases, and shows every state.

use std::collections::BTreeSet;

use diesel::prelude::*;
use guichet::admin::demonstration;
use guichet::config::PasswordCost;
use guichet::kernel::error::Outcome;
use guichet::requests::Status;
use guichet::sandbox::trace::TraceStatus;
use guichet::schema::{accounts, requests, traces};

use crate::support::TestApp;

both_databases! {
    fn the_demonstration_has_a_request_in_every_state(app: TestApp) {
        let end = app.system().now.plus(demonstration::LENGTH);
        let loaded = demonstration::load(&app.state.tools, PasswordCost::Test, end).unwrap();
        assert!(loaded);
        assert_eq!(app.system().now, end, "the story ends in the present");
        let states: Outcome<Vec<Status>> =
            app.db().read_now(|c| Ok(requests::table.select(requests::status).load(c)?));
        let states: BTreeSet<Status> = states.unwrap().into_iter().collect();
        assert_eq!(states, Status::ALL.iter().copied().collect());
        let tried: Outcome<Vec<TraceStatus>> =
            app.db().read_now(|c| Ok(traces::table.order((traces::started_at, traces::id)).select(traces::status).load(c)?));
        let once = [TraceStatus::Refused, TraceStatus::Refused, TraceStatus::Refused, TraceStatus::Complete];
        assert_eq!(tried.unwrap(), once.repeat(2), "two services were tried in the sandbox");
    }

    fn a_second_demonstration_changes_nothing(app: TestApp) {
        let end = app.system().now.plus(demonstration::LENGTH);
        assert!(demonstration::load(&app.state.tools, PasswordCost::Test, end).unwrap());
        let count = || -> i64 {
            let count: Outcome<i64> = app.db().read_now(|c| Ok(accounts::table.count().get_result(c)?));
            count.unwrap()
        };
        let before = count();
        assert!(!demonstration::load(&app.state.tools, PasswordCost::Test, end).unwrap());
        assert_eq!(count(), before);
    }
}
