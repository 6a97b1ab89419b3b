//! What does a rendered page need to be a page of the book? Its links, frames for what is wide, sizes, anchors.

use super::caption::Numbers;
use super::link::{Place, resolved};
use super::size;
use super::tag::{Piece, Tag, pieces};
use super::ui::Ui;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What a page is dressed with.
pub(super) struct Wardrobe<'a> {
    /// The workspace.
    pub(super) root: &'a Path,
    pub(super) numbers: &'a Numbers,
    pub(super) ui: &'a Ui,
}

/// The page as the book shows it. `files` gathers the files of the workspace that it links to.
///
/// # Errors
/// If a link or picture leads nowhere.
pub(super) fn dressed(
    html: &str,
    page: &Place,
    with: &Wardrobe,
    files: &mut BTreeSet<PathBuf>,
) -> Result<String> {
    let all: Vec<Piece> = pieces(html).collect();
    let mut dresser = Dresser { page, with, files, out: String::new(), heading: None, link: None };
    for (at, piece) in all.iter().enumerate() {
        match piece {
            Piece::Comment(_) => {}
            Piece::Words(words) => dresser.words(words),
            Piece::Tag(tag) => dresser.tag(tag, all.get(at + 1))?,
        }
    }
    Ok(dresser.out)
}

/// A link that is open.
struct Open {
    /// The number of the figure or table that it leads to.
    number: Option<String>,
}

struct Dresser<'a> {
    page: &'a Place,
    with: &'a Wardrobe<'a>,
    files: &'a mut BTreeSet<PathBuf>,
    out: String,
    /// The id of the section's heading that is open.
    heading: Option<String>,
    link: Option<Open>,
}

impl Dresser<'_> {
    fn tag(&mut self, tag: &Tag, next: Option<&Piece>) -> Result<()> {
        match tag.name {
            "a" => self.open_link(tag, next)?,
            "/a" => {
                self.link = None;
                self.out += tag.whole;
            }
            "img" => self.picture(tag)?,
            "table" => self.out += &format!("<div class=\"wide\">{}", tag.whole),
            "/table" => self.out += "</table></div>",
            "h2" | "h3" => {
                self.heading = tag.attribute("id").map(str::to_owned);
                self.out += tag.whole;
            }
            "/h2" | "/h3" => self.end_heading(tag),
            _ => self.out += tag.whole,
        }
        Ok(())
    }

    fn open_link(&mut self, tag: &Tag, next: Option<&Piece>) -> Result<()> {
        let Some(href) = tag.attribute("href") else {
            self.out += tag.whole;
            return Ok(());
        };
        let href = self.address(href)?;
        self.link = Some(Open { number: self.number(&href) });
        let opened = tag.with("href", &href);
        let holds_picture = matches!(next, Some(Piece::Tag(next)) if next.name == "img");
        self.out += &if holds_picture { opened.replacen("<a", "<a class=\"picture\"", 1) } else { opened };
        Ok(())
    }

    fn address(&mut self, href: &str) -> Result<String> {
        let link = resolved(href, self.page, self.with.root)?;
        self.files.extend(link.file);
        Ok(link.href)
    }

    /// The number of what a link leads to.
    fn number(&self, href: &str) -> Option<String> {
        let (file, id) = href.split_once('#')?;
        let folder = self.page.target.parent().unwrap_or(Path::new(""));
        let page = if file.is_empty() { self.page.target.clone() } else { folder.join(file) };
        self.with.numbers.get(&(page, id.to_owned())).cloned()
    }

    /// `[Figure](#fig-a)` says which figure; other words are left as they are.
    fn words(&mut self, words: &str) {
        self.out += words;
        let kinds = [self.with.ui.figure, self.with.ui.table];
        let names_kind = kinds.iter().any(|kind| kind.to_lowercase() == words.trim().to_lowercase());
        if let Some(number) = self.link.as_ref().and_then(|link| link.number.as_ref())
            && names_kind
        {
            self.out += &format!("\u{a0}{number}");
        }
    }

    fn end_heading(&mut self, tag: &Tag) {
        if let Some(id) = self.heading.take() {
            let label = self.with.ui.link;
            self.out += &format!(" <a class=\"anchor\" href=\"#{id}\" aria-label=\"{label}\">#</a>");
        }
        self.out += tag.whole;
    }

    /// With the size that keeps its place free, and with a link to itself, so that a reader can enlarge it.
    fn picture(&mut self, tag: &Tag) -> Result<()> {
        let source = tag.attribute("src").unwrap_or_default();
        let path = self.with.root.join(self.page.source.parent().unwrap_or(Path::new(""))).join(source);
        let address = self.address(source)?;
        let sized = sized(tag, &path, &address);
        self.out += &match self.link {
            Some(_) => sized,
            None => format!("<a class=\"picture\" href=\"{address}\">{sized}</a>"),
        };
        Ok(())
    }
}

fn sized(tag: &Tag, path: &Path, address: &str) -> String {
    let mut text = tag.with("src", address);
    if tag.attribute("width").is_none()
        && let Some((width, height)) = size::of_png(path)
    {
        text = with(&with(&text, "width", &width.to_string()), "height", &height.to_string());
    }
    let width = pieces(&text).find_map(|piece| match piece {
        Piece::Tag(tag) => tag.attribute("width"),
        _ => None,
    });
    let style = width.map(|width| format!("--width: {width}px"));
    if let Some(style) = style {
        text = with(&text, "style", &style);
    }
    with(&text, "loading", "lazy")
}

/// The tag in this text with an attribute.
fn with(text: &str, name: &str, value: &str) -> String {
    pieces(text)
        .map(|piece| if let Piece::Tag(tag) = piece { tag.with(name, value) } else { String::new() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::ui;
    use super::*;

    fn page(html: &str) -> Result<(String, BTreeSet<PathBuf>)> {
        let root = crate::workspace::root();
        let page = Place::of(Path::new("notebooks-md/ch05.md"), &root);
        let numbers = Numbers::from([(("ch05.html".into(), "fig-a".into()), "5.3".into())]);
        let with = Wardrobe { root: &root, numbers: &numbers, ui: ui::of(&page.source) };
        let mut files = BTreeSet::new();
        Ok((dressed(html, &page, &with, &mut files)?, files))
    }

    #[test]
    fn a_link_to_a_figure_says_its_number() {
        let (html, _) = page("<a href=\"#fig-a\">Figure</a> <a href=\"#fig-a\">the paths</a>").unwrap();
        assert_eq!(html, "<a href=\"#fig-a\">Figure\u{a0}5.3</a> <a href=\"#fig-a\">the paths</a>");
    }

    #[test]
    fn a_picture_has_its_size_and_can_be_opened() {
        let source = "figures/ch05-backprop/buy_apple.png";
        let (html, _) = page(&format!("<img src=\"{source}\" alt=\"A\">")).unwrap();
        assert!(html.starts_with(&format!("<a class=\"picture\" href=\"{source}\"><img ")), "{html}");
        assert!(
            html.contains("width=\"") && html.contains("height=\"") && html.contains("loading=\"lazy\""),
            "{html}"
        );
        let given = format!(
            "<figure><a href=\"{source}\"><img src=\"{source}\" width=\"582\" height=\"400\" alt=\"A\"></a></figure>"
        );
        let (html, _) = page(&given).unwrap();
        assert!(html.contains("width=\"582\" height=\"400\""), "{html}");
        assert!(html.contains("--width: 582px"), "{html}");
        assert_eq!(html.matches("<a ").count(), 1, "{html}");
    }

    #[test]
    fn comments_go_frames_and_anchors_come() {
        let (html, _) = page("<!-- run: x --><h2 id=\"a\">A</h2><table></table>").unwrap();
        assert!(html.starts_with("<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\""), "{html}");
        assert!(html.ends_with("<div class=\"wide\"><table></table></div>"), "{html}");
    }

    #[test]
    fn files_are_gathered_and_dead_links_refused() {
        let (_, files) = page("<a href=\"../README.md\">r</a>").unwrap();
        assert_eq!(files, BTreeSet::from(["README.md".into()]));
        assert!(page("<img src=\"figures/none.png\">").is_err());
    }
}
