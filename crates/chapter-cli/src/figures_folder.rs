//! Where do figures go? Into one folder a chapter at the workspace's root, or wherever `--out` says.

use std::{
    env, fs,
    path::{Component, Path, PathBuf},
};

use crate::stop::Stop;

/// A folder that figures can be written to.
#[derive(Debug)]
pub(crate) struct FiguresFolder {
    path: PathBuf,
}

impl FiguresFolder {
    /// The folder `out`, or else the chapter's. Makes sure that it can be written to before anything is computed.
    pub(crate) fn prepare(out: Option<&Path>, chapter: &str) -> Result<Self, Stop> {
        let path = match out {
            Some(folder) => folder.to_path_buf(),
            None => workspace_root().join("figures").join(chapter),
        };
        check_writable(&path).map_err(Stop::Failed)?;
        Ok(Self { path })
    }

    /// A folder for tests.
    #[cfg(test)]
    pub(crate) fn at(path: &Path) -> Self {
        Self { path: path.to_path_buf() }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The path of a figure, without the ending.
    pub(crate) fn stem(&self, experiment: &str, suffix: Option<&str>) -> PathBuf {
        self.path.join(match suffix {
            None => experiment.to_owned(),
            Some(suffix) => format!("{experiment}-{suffix}"),
        })
    }
}

fn check_writable(folder: &Path) -> Result<(), String> {
    if folder.exists() && !folder.is_dir() {
        let folder = folder.display();
        return Err(format!("figures need a folder, but `{folder}` is none; name a folder with --out"));
    }
    fs::create_dir_all(folder).and_then(|()| tempfile::tempfile_in(folder)).map(|_| ()).map_err(|cause| {
        let folder = folder.display();
        format!("the folder `{folder}` for figures cannot be written to ({cause}); name another with --out")
    })
}

/// Where this workspace was when it was compiled, or else the workspace around the current folder.
fn workspace_root() -> PathBuf {
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    let current = env::current_dir().unwrap_or_default();
    let mut candidates = built_in.into_iter().chain(current.ancestors());
    candidates.find(|folder| is_workspace(folder)).unwrap_or(&current).to_path_buf()
}

fn is_workspace(folder: &Path) -> bool {
    fs::read_to_string(folder.join("Cargo.toml")).is_ok_and(|manifest| manifest.contains("[workspace]"))
}

/// `path` as one would type it in the current folder, if that is shorter.
pub(crate) fn shortest(path: &Path) -> PathBuf {
    let relative = env::current_dir().ok().and_then(|current| relative(path, &current));
    match relative {
        Some(relative) if relative.as_os_str().len() < path.as_os_str().len() => relative,
        _ => path.to_path_buf(),
    }
}

/// The way from the folder `base` to `path`, both absolute.
fn relative(path: &Path, base: &Path) -> Option<PathBuf> {
    if !path.is_absolute() {
        return None;
    }
    let shared = path.components().zip(base.components()).take_while(|(a, b)| a == b).count();
    let up = base.components().skip(shared).map(|_| Component::ParentDir);
    Some(up.chain(path.components().skip(shared)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_from_a_folder_leads_up_and_down() {
        let way = |path: &str, base: &str| relative(path.as_ref(), base.as_ref());
        assert_eq!(way("/w/figures/a.png", "/w"), Some("figures/a.png".into()));
        assert_eq!(way("/w/figures/a.png", "/w/crates/ch01"), Some("../../figures/a.png".into()));
        assert_eq!(way("figures/a.png", "/w"), None);
    }

    #[test]
    fn the_workspace_is_found() {
        assert!(workspace_root().join("crates/chapter-kit").is_dir());
    }

    #[test]
    fn further_figures_have_their_suffix_in_the_name() {
        let folder = FiguresFolder::at("out".as_ref());
        assert_eq!(folder.stem("coin", None), Path::new("out/coin"));
        assert_eq!(folder.stem("coin", Some("zoom")), Path::new("out/coin-zoom"));
    }

    #[test]
    fn a_file_in_the_place_of_the_folder_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let below = file.path().join("figures");
        for place in [file.path(), &below] {
            let Err(Stop::Failed(sentence)) = FiguresFolder::prepare(Some(place), "ch00-test") else {
                panic!("{} was accepted", place.display())
            };
            assert!(
                sentence.contains(&place.display().to_string()) && sentence.contains("--out"),
                "{sentence}"
            );
        }
    }
}
