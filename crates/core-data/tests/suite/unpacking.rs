//! What lies in `unpacked/` is checked before every use, replaced when it is wrong, and left alone when it is right.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use core_data::Mnist;

use crate::sets::{NAMES, RandomSet, TRAIN_IMAGES, TRAIN_LABELS, copy_of_bundled, small_archived_set};

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn archives_are_unpacked_once() {
    let folder = copy_of_bundled();
    let first = Mnist::load_original(folder.path()).unwrap();
    let times = NAMES.map(|name| modified(&folder.path().join("unpacked").join(name)));
    assert_eq!(Mnist::load_original(folder.path()).unwrap(), first);
    assert_eq!(NAMES.map(|name| modified(&folder.path().join("unpacked").join(name))), times);
}

#[test]
fn an_unpacked_file_of_the_original_is_replaced_when_it_is_wrong() {
    let folder = copy_of_bundled();
    let original = Mnist::load_original(folder.path()).unwrap();
    let unpacked = folder.path().join("unpacked").join(TRAIN_IMAGES);
    let content = fs::read(&unpacked).unwrap();

    let mut flipped = content.clone();
    flipped[30_000_000] ^= 1;
    for wrong in [&flipped[..], &content[..1_000_000], &[]] {
        fs::write(&unpacked, wrong).unwrap();
        assert_eq!(Mnist::load_original(folder.path()).unwrap(), original);
        assert!(fs::read(&unpacked).unwrap() == content, "the wrong file was replaced");
    }
}

#[test]
fn an_unpacked_file_of_any_other_set_is_replaced_when_it_is_wrong() {
    let folder = small_archived_set();
    let set = RandomSet::new(12, 5, 1);
    let damages: [fn(&mut Vec<u8>); 3] =
        [|content| content[1_000] ^= 1, |content| content.truncate(10), |content| content.push(0)];
    for damage in damages {
        set.assert_equals(&Mnist::load(Some(folder.path())).unwrap());
        let unpacked = folder.path().join("unpacked").join(TRAIN_IMAGES);
        let mut content = fs::read(&unpacked).unwrap();
        damage(&mut content);
        fs::write(&unpacked, content).unwrap();
    }
    set.assert_equals(&Mnist::load(Some(folder.path())).unwrap());
}

#[test]
fn an_archive_that_was_exchanged_is_unpacked_anew() {
    let folder = small_archived_set();
    RandomSet::new(12, 5, 1).assert_equals(&Mnist::load(Some(folder.path())).unwrap());
    let other = RandomSet::new(12, 5, 2);
    other.write_archives(folder.path());
    other.assert_equals(&Mnist::load(Some(folder.path())).unwrap());
}

#[test]
fn what_a_killed_run_leaves_is_harmless_and_removed_when_it_is_old() {
    let folder = copy_of_bundled();
    let unpacked = folder.path().join("unpacked");
    fs::create_dir(&unpacked).unwrap();
    let (old, young) = (unpacked.join(".train-images-idx3-ubyte.old.part"), unpacked.join(".young.part"));
    fs::write(&old, [0; 1000]).unwrap();
    fs::write(&young, [0; 1000]).unwrap();
    fs::write(unpacked.join(TRAIN_LABELS), [0, 0, 8]).unwrap();
    let an_hour_ago = SystemTime::now() - Duration::from_secs(3600);
    fs::File::options().write(true).open(&old).unwrap().set_modified(an_hour_ago).unwrap();

    assert_eq!(Mnist::load_original(folder.path()).unwrap(), Mnist::load(None).unwrap());
    assert!(!old.exists(), "an old unfinished file is removed");
    assert!(young.exists(), "a young one may belong to another process");
}

#[test]
fn threads_that_start_at_once_all_get_the_whole_set() {
    let folder = copy_of_bundled();
    let original = Mnist::load(None).unwrap();
    std::thread::scope(|scope| {
        let load = || Mnist::load_original(folder.path()).unwrap();
        let threads = [(); 3].map(|()| scope.spawn(load));
        for thread in threads {
            assert_eq!(thread.join().unwrap(), original);
        }
    });
    let files = fs::read_dir(folder.path().join("unpacked")).unwrap().count();
    assert_eq!(files, 4, "four unpacked files and nothing unfinished");
}
