//! The `.safetensors` format: the header's length, the header in JSON (name, type, shape, place of each array), and the
//! numbers.

use std::{io, path::Path};

use serde::Deserialize as _;

use safetensors::tensor::{Dtype, Metadata, TensorInfo};

use super::{
    Weights,
    coded::{Misfit, Type},
    error::WeightsError,
    format::Format,
    numbers::{Element, Layout, bytes_of},
    passed_over::is_passed_over,
    unique_keys::UniqueKeys,
};

/// The largest header that is read: far more than ten thousand names need, and little enough to be parsed at once.
const MOST_HEADER_BYTES: u64 = 2 << 20;

/// The header starts after its own length.
const LENGTH_BYTES: usize = 8;

/// The weights in the bytes of a file; `path` is for messages.
pub(super) fn read<F: Element>(path: &Path, bytes: &[u8]) -> Result<Weights<F>, WeightsError> {
    let damaged =
        |cause: String| WeightsError::Damaged { path: path.into(), format: Format::SafeTensors, cause };
    let (header, numbers) = header_bytes(bytes).map_err(damaged)?;
    let metadata = metadata(header).map_err(damaged)?;
    if metadata.data_len() != numbers.len() {
        let (promised, found) = (metadata.data_len(), numbers.len());
        return Err(damaged(format!(
            "its arrays take {promised} bytes, but {found} bytes follow the header"
        )));
    }
    // Empty arrays lie in the same position; so that every reading gives the same order, the name decides there.
    let position = |name: &String| metadata.info(name).map(|info| info.data_offsets);
    let mut names = metadata.offset_keys();
    names.sort_by(|a, b| (position(a), a).cmp(&(position(b), b)));
    let mut weights = Weights::default();
    for name in names {
        let Some(info) = metadata.info(&name) else { continue };
        if is_passed_over(&name) {
            continue;
        }
        let array = array(path, &name, info, numbers).map_err(|problem| match problem {
            Problem::Named(error) => error,
            Problem::Damage => {
                damaged(format!("the place of `{}` is outside the file", super::error::shown(&name)))
            }
        })?;
        weights.add(name, array).map_err(damaged)?;
    }
    Ok(weights)
}

enum Problem {
    Named(WeightsError),
    Damage,
}

/// The header and the numbers, once the header's length is known to be in the file and bearable.
pub(crate) fn header_bytes(bytes: &[u8]) -> Result<(&[u8], &[u8]), String> {
    let Some(length) = bytes.first_chunk::<LENGTH_BYTES>() else {
        return Err(format!(
            "it has {} bytes, and its header's length alone takes {LENGTH_BYTES}",
            bytes.len()
        ));
    };
    let promised = u64::from_le_bytes(*length);
    let there = (bytes.len() - LENGTH_BYTES) as u64;
    match promised {
        _ if promised > there => {
            Err(format!("it promises a header of {promised} bytes, but only {there} bytes follow"))
        }
        _ if promised > MOST_HEADER_BYTES => {
            Err(format!("its header has {promised} bytes, and at most {MOST_HEADER_BYTES} are read"))
        }
        _ => Ok(bytes[LENGTH_BYTES..].split_at(promised as usize)),
    }
}

/// What a header says, if it says nothing twice: of two equal keys readers take one or the other.
pub(crate) fn metadata(header: &[u8]) -> Result<Metadata, String> {
    let text = str::from_utf8(header).map_err(|_| "its header is no text".to_owned())?;
    let wrong = |error: serde_json::Error| format!("its header is wrong: {error}");
    let mut json = serde_json::Deserializer::from_str(text);
    UniqueKeys::deserialize(&mut json).and_then(|_| json.end()).map_err(wrong)?;
    // The crate checks that the arrays lie one behind the other and are as long as their shapes ask for.
    serde_json::from_str(text).map_err(wrong)
}

fn array<F: Element>(
    path: &Path,
    name: &str,
    info: &TensorInfo,
    numbers: &[u8],
) -> Result<ndarray::ArrayD<F>, Problem> {
    let (path, key) = (path.to_path_buf(), name.to_owned());
    let number = match info.dtype {
        Dtype::F32 => Type::F32,
        Dtype::F64 => Type::F64,
        other => {
            return Err(Problem::Named(WeightsError::WrongType { path, key, found: other.to_string() }));
        }
    };
    let layout = Layout { number, shape: info.shape.clone(), column_major: false };
    let (start, end) = info.data_offsets;
    layout.array(numbers.get(start..end).ok_or(Problem::Damage)?).map_err(|misfit| match misfit {
        Misfit::Length => Problem::Damage,
        Misfit::OutOfRange(found) => Problem::Named(WeightsError::OutOfRange { path, key, found }),
    })
}

/// The file's bytes. The arrays keep their order, so the header is made here and not by the crate, which sorts by name.
pub(super) fn bytes<F: Element>(weights: &Weights<F>) -> io::Result<Vec<u8>> {
    let dtype = match F::TYPE {
        Type::F32 => Dtype::F32,
        Type::F64 => Dtype::F64,
    };
    let mut end = 0;
    let infos = weights.iter().map(|(name, array)| {
        let start = end;
        end += F::TYPE.bytes() * array.len();
        let info = TensorInfo { dtype, shape: array.shape().to_vec(), data_offsets: (start, end) };
        (name.to_owned(), info)
    });
    let metadata = Metadata::new(None, infos.collect()).map_err(io::Error::other)?;
    let mut header = serde_json::to_vec(&metadata)?;
    header.resize(header.len().next_multiple_of(LENGTH_BYTES), b' ');

    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.append(&mut header);
    weights.iter().for_each(|(_, array)| bytes.extend(bytes_of(array)));
    Ok(bytes)
}
