//! How is a record written so that people can read a change of it? What is short stands on one line.

use serde_json::Value;

/// What fits here stands on one line.
const WIDTH: usize = 110;

/// The value as JSON, with an empty line's end.
pub(crate) fn json(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out + "\n"
}

fn write(value: &Value, depth: usize, out: &mut String) {
    let line = value.to_string();
    let indent = " ".repeat(depth + 1);
    match value {
        Value::Array(items) if !fits(&line, depth) => {
            let written = items.iter().map(|item| {
                let mut text = indent.clone();
                write(item, depth + 1, &mut text);
                text
            });
            *out += &format!("[\n{}\n{}]", written.collect::<Vec<_>>().join(",\n"), &indent[1..]);
        }
        Value::Object(items) if !fits(&line, depth) => {
            let written = items.iter().map(|(key, item)| {
                let mut text = format!("{indent}{}: ", Value::from(key.as_str()));
                write(item, depth + 1, &mut text);
                text
            });
            *out += &format!("{{\n{}\n{}}}", written.collect::<Vec<_>>().join(",\n"), &indent[1..]);
        }
        _ => *out += &line,
    }
}

fn fits(line: &str, depth: usize) -> bool {
    line.chars().count() + depth <= WIDTH
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn short_values_share_a_line_and_nothing_is_lost() {
        let value =
            json!({ "rows": vec![json!({ "shown": "1", "as": "count" }); 6], "none": [], "text": "\"a\"\n" });
        let text = json(&value);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert!(text.contains("\n  {\"shown\":\"1\",\"as\":\"count\"},\n"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH + 1), "{text}");
    }
}
