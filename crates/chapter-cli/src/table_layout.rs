//! Tables for people: columns that line up, words to the left and numbers to the right.

use chapter_kit::{Cell, Table};

use crate::{
    layout::{left, paragraph, right, widest},
    output::Page,
};

/// The table under its title.
pub(crate) fn titled(table: &Table, indent: &str, page: Page) -> String {
    let title =
        if table.title().is_empty() { String::new() } else { paragraph(table.title(), indent, page.width) };
    title + &lines(table, page).iter().map(|line| format!("{indent}{line}\n")).collect::<String>()
}

/// The column heads and the rows.
pub(crate) fn lines(table: &Table, page: Page) -> Vec<String> {
    let columns: Vec<Column> = (0..table.heads().len()).map(|index| Column::of(table, index)).collect();
    let line = |number: usize| {
        let cells: Vec<&str> = columns.iter().map(|column| column.lines[number].as_str()).collect();
        cells.join("  ").trim_end().to_owned()
    };
    let head = page.dim(&line(0));
    let has_heads = table.heads().iter().any(|head| !head.is_empty());
    has_heads.then_some(head).into_iter().chain((1..=table.rows().len()).map(line)).collect()
}

/// A column with its head, every cell as wide as the widest.
struct Column {
    lines: Vec<String>,
}

impl Column {
    fn of(table: &Table, index: usize) -> Self {
        let cells = table.rows().iter().map(|row| &row[index]);
        let is_numeric = cells.clone().all(|cell| matches!(cell, Cell::Number(..)));
        let mut texts = vec![table.heads()[index].to_string()];
        texts.extend(cells.map(Cell::text));
        let width = widest(texts.iter().map(String::as_str));
        let fit = if is_numeric { right } else { left };
        Self { lines: texts.iter().map(|text| fit(text, width)).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_left_and_numbers_right() {
        let mut table = Table::new("On the way", ["who", "at", "how"]);
        table.row(["SGD".into(), (-0.35).into(), "zigzags".into()]);
        table.row(["Momentum".into(), 12.0.into(), "–".into()]);
        let expected = "
  On the way
  who          at  how
  SGD       -0.35  zigzags
  Momentum     12  –
";
        assert_eq!(format!("\n{}", titled(&table, "  ", Page::plain(80))), expected);
    }
}
