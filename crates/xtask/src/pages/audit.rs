//! Is every experiment on a page, and does every link lead somewhere?

use super::{blocks, record::Records};
use anyhow::{Result, ensure};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Refuses an experiment that no page of a chapter runs.
///
/// # Errors
/// With all such experiments.
pub(crate) fn all_is_shown(records: &Records, pages: &[(PathBuf, String)]) -> Result<()> {
    let shown: HashSet<&str> = pages.iter().flat_map(|(_, page)| runs(page)).collect();
    let hidden: Vec<String> = records
        .experiments()
        .map(|(chapter, experiment)| {
            let short = chapter.split('-').next().unwrap_or(chapter);
            format!("{short}/{}", experiment["experiment"].as_str().unwrap_or_default())
        })
        .filter(|key| !shown.contains(key.as_str()))
        .collect();
    ensure!(hidden.is_empty(), "no page shows {}", hidden.join(", "));
    Ok(())
}

fn runs(page: &str) -> impl Iterator<Item = &str> {
    page.lines().filter_map(blocks::mark).filter(|(kind, _)| kind.ends_with("run")).map(|(_, what)| what)
}

/// Refuses a link to a file or heading that is not there. Links into the network are not followed.
///
/// # Errors
/// With all such links.
pub(crate) fn links_lead_somewhere(pages: &[(PathBuf, String)]) -> Result<()> {
    let mut dead = Vec::new();
    for (path, page) in pages {
        let folder = path.parent().unwrap_or(Path::new("."));
        for link in links(page).into_iter().filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() { path.clone() } else { folder.join(file) };
            let is_alive = match std::fs::read_to_string(&target) {
                Ok(text) => heading.is_empty() || headings(&text).contains(heading),
                Err(_) => target.exists() && heading.is_empty(),
            };
            if !is_alive {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    ensure!(dead.is_empty(), "these links lead nowhere:\n{}", dead.join("\n"));
    Ok(())
}

/// Where the links and pictures of a page lead.
pub(crate) fn links(page: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Parser, Tag};
    let events = Parser::new_ext(page, crate::markdown::options());
    events
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Some(dest_url.to_string())
            }
            _ => None,
        })
        .collect()
}

fn headings(page: &str) -> HashSet<String> {
    crate::markdown::headings(page).into_iter().map(|heading| heading.id).collect()
}
