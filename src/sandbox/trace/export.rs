//! Traces as JSON, redacted as they are kept.

use serde_json::{Value, json};

use super::views::{StepRow, Trace};

/// Names the format; it changes with it.
const FORMAT: &str = "guichet-trace-1";

/// A trace with its steps.
pub(super) fn one(trace: &Trace, steps: &[StepRow]) -> Value {
    let mut whole = head(trace, steps);
    if let Some(fields) = whole.as_object_mut() {
        fields.insert("format".to_owned(), json!(FORMAT));
    }
    whole
}

/// Several traces.
pub(super) fn several<'t>(traces: impl Iterator<Item = (&'t Trace, &'t [StepRow])>) -> Value {
    let traces: Vec<Value> = traces.map(|(trace, steps)| head(trace, steps)).collect();
    json!({ "format": FORMAT, "traces": traces })
}

fn head(trace: &Trace, steps: &[StepRow]) -> Value {
    json!({
        "id": trace.id,
        "client_id": trace.client_id,
        "status": trace.status,
        "fault": trace.fault,
        "identity": trace.identity,
        "started_at": trace.started_at.rfc3339(),
        "last_at": trace.last_at.rfc3339(),
        "steps_in_all": trace.steps,
        "steps": steps.iter().map(step).collect::<Vec<Value>>(),
    })
}

fn step(row: &StepRow) -> Value {
    let content = &row.content.0;
    let pairs = |all: &[(String, String)]| -> Vec<Value> {
        let pair = |(name, value): &(String, String)| json!({ "name": name, "value": value });
        all.iter().map(pair).collect()
    };
    json!({
        "stage": row.stage,
        "event": row.stage.event(),
        "at": row.at.rfc3339(),
        "method": content.method,
        "path": content.path,
        "status": row.status,
        "request": pairs(&content.request),
        "answer": pairs(&content.answer),
        "accepted": content.why.is_none(),
        "refusal": content.why,
        "criteria": row.criteria(),
    })
}
