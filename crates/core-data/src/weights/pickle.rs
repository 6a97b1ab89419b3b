//! The book's own weights: Python pickles of a dictionary from names to NumPy arrays, as protocols 2 to 4 write it.
//!
//! A pickle is a program for a small stack machine, and opening it in Python may run anything. This machine knows the
//! dozen instructions that such a dictionary takes, and can construct arrays and nothing else: whatever other name a
//! pickle wants to call is refused by that name. (The crate `serde-pickle` reads plain data only, and knows no arrays.)
//!
//! Nothing is copied while the program runs: strings and bytes stay positions in the file, and a value that is used again is
//! a number on the stack. So memory is bounded by the file's size, however often a pickle repeats itself; and since values
//! are kept side by side, no nesting is too deep.

use std::{collections::HashMap, ops::Range, path::Path};

use ndarray::ArrayD;

use super::{
    Weights,
    coded::{Misfit, Type},
    error::{self, WeightsError},
    format::Format,
    limits::MOST_ARRAYS,
    numbers::{Element, Layout},
    passed_over::is_passed_over,
};

/// The weights in the bytes of a file; `path` is for messages.
pub(super) fn read<F: Element>(path: &Path, bytes: &[u8]) -> Result<Weights<F>, WeightsError> {
    let named = |problem| match problem {
        Problem::Damaged(cause) => WeightsError::Damaged { path: path.into(), format: Format::Pickle, cause },
        Problem::Forbidden(name) => WeightsError::ForbiddenInPickle { path: path.into(), name },
        Problem::WrongType(key, found) => WeightsError::WrongType { path: path.into(), key, found },
        Problem::OutOfRange(key, found) => WeightsError::OutOfRange { path: path.into(), key, found },
    };
    let mut machine = Machine::new(bytes);
    machine.run().and_then(|top| machine.weights(top)).map_err(named)
}

/// What is wrong with a pickle.
#[derive(Debug, PartialEq)]
enum Problem {
    Damaged(String),
    Forbidden(String),
    WrongType(String, String),
    OutOfRange(String, f64),
}

fn damaged(cause: impl Into<String>) -> Problem {
    Problem::Damaged(cause.into())
}

type Result_<T> = Result<T, Problem>;

/// A value's number.
type Id = usize;

/// A value.
#[derive(Clone, Debug)]
enum Node {
    Nothing,
    Bool(bool),
    Int(i64),
    /// Bytes at this place of the file.
    Bytes(Range<usize>),
    /// Text in UTF-8 at this place of the file.
    Text(Range<usize>),
    /// Text that stands for bytes, one character a byte, as protocol 2 has them.
    Latin1(Range<usize>),
    Tuple(Vec<Id>),
    Dict(Vec<(Id, Id)>),
    Function(Function),
    /// A number type by NumPy's name.
    Dtype {
        name: String,
        is_little_endian: bool,
    },
    /// An array before its numbers are known, and after.
    Array(Option<Numbers>),
}

/// An array's shape, type and numbers.
#[derive(Clone, Debug)]
struct Numbers {
    shape: Vec<usize>,
    dtype: Id,
    column_major: bool,
    bytes: Id,
}

/// All that a pickle may name.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Function {
    Reconstruct,
    Ndarray,
    Dtype,
    Encode,
    Bytes,
}

impl Function {
    fn named(module: &str, name: &str) -> Option<Self> {
        match (module, name) {
            ("numpy.core.multiarray" | "numpy._core.multiarray", "_reconstruct") => Some(Self::Reconstruct),
            ("numpy", "ndarray") => Some(Self::Ndarray),
            ("numpy", "dtype") => Some(Self::Dtype),
            ("_codecs", "encode") => Some(Self::Encode),
            ("__builtin__" | "builtins", "bytes") => Some(Self::Bytes),
            _ => None,
        }
    }
}

/// The stack machine.
struct Machine<'a> {
    file: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
    stack: Vec<Id>,
    marks: Vec<usize>,
    memo: HashMap<u64, Id>,
}

impl<'a> Machine<'a> {
    fn new(file: &'a [u8]) -> Self {
        Self { file, at: 0, nodes: Vec::new(), stack: Vec::new(), marks: Vec::new(), memo: HashMap::new() }
    }

    /// Runs the program; gives the value it leaves.
    fn run(&mut self) -> Result_<Id> {
        loop {
            let code = self.byte()?;
            match code {
                b'.' => return self.pop(),
                0x80 => self.protocol()?,
                // A frame's length: a hint for readers of streams.
                0x95 => {
                    self.take(8)?;
                }
                b'(' => self.marks.push(self.stack.len()),
                b'N' => self.push(Node::Nothing),
                0x88 => self.push(Node::Bool(true)),
                0x89 => self.push(Node::Bool(false)),
                b'K' | b'M' | b'J' | 0x8a => self.int(code)?,
                b'X' => self.text(4)?,
                0x8c => self.text(1)?,
                0x8d => self.text(8)?,
                b'B' | b'T' => self.bytes(4)?,
                b'C' | b'U' => self.bytes(1)?,
                0x8e => self.bytes(8)?,
                b'}' => self.push(Node::Dict(Vec::new())),
                b')' => self.push(Node::Tuple(Vec::new())),
                0x85..=0x87 => self.tuple_of(usize::from(code - 0x84))?,
                b't' => {
                    let items = self.since_mark()?;
                    self.push(Node::Tuple(items));
                }
                b'q' => self.remember(1)?,
                b'r' => self.remember(4)?,
                0x94 => self.remember_next()?,
                b'h' => self.recall(1)?,
                b'j' => self.recall(4)?,
                b'c' => self.global()?,
                0x93 => self.stack_global()?,
                b'R' => self.reduce()?,
                b'b' => self.build()?,
                b's' => self.set_item()?,
                b'u' => self.set_items()?,
                other => {
                    return Err(damaged(format!(
                        "its instruction {other:#04x} is none that a dictionary of arrays in protocols 2 to 4 needs"
                    )));
                }
            }
        }
    }

    fn byte(&mut self) -> Result_<u8> {
        let position = self.take(1)?.start;
        Ok(self.file[position])
    }

    /// The place of the next so many bytes.
    fn take(&mut self, count: u64) -> Result_<Range<usize>> {
        let left = self.file.len() - self.at;
        match usize::try_from(count) {
            Ok(count) if count <= left => {
                self.at += count;
                Ok(self.at - count..self.at)
            }
            _ => Err(damaged(format!("it ends where {count} more bytes should be, but only {left} are"))),
        }
    }

    /// A whole number of so many bytes, little end first.
    fn number(&mut self, width: u64) -> Result_<u64> {
        let position = self.take(width)?;
        Ok(self.file[position].iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)))
    }

    fn protocol(&mut self) -> Result_<()> {
        match self.byte()? {
            2..=4 => Ok(()),
            other => Err(damaged(format!("it is of protocol {other}, and 2 to 4 are read"))),
        }
    }

    fn push(&mut self, node: Node) {
        self.stack.push(self.nodes.len());
        self.nodes.push(node);
    }

    fn pop(&mut self) -> Result_<Id> {
        // What lies below a mark belongs to somebody else.
        let bottom = self.marks.last().copied().unwrap_or(0);
        if self.stack.len() <= bottom {
            return Err(damaged("it takes a value from an empty stack"));
        }
        self.stack.pop().ok_or_else(|| damaged("it takes a value from an empty stack"))
    }

    fn top(&mut self) -> Result_<Id> {
        let id = self.pop()?;
        self.stack.push(id);
        Ok(id)
    }

    fn since_mark(&mut self) -> Result_<Vec<Id>> {
        let mark = self.marks.pop().ok_or_else(|| damaged("it asks for a mark that was never set"))?;
        Ok(self.stack.split_off(mark.min(self.stack.len())))
    }

    fn int(&mut self, code: u8) -> Result_<()> {
        let number = match code {
            b'K' => self.number(1)? as i64,
            b'M' => self.number(2)? as i64,
            b'J' => i64::from(self.number(4)? as u32 as i32),
            _ => {
                let width = self.number(1)?;
                if width > 8 {
                    return Err(damaged(format!("it holds a whole number of {width} bytes")));
                }
                let unused = 64 - 8 * width as u32;
                // The sign is that of the highest byte.
                if width == 0 { 0 } else { (self.number(width)? << unused) as i64 >> unused }
            }
        };
        self.push(Node::Int(number));
        Ok(())
    }

    fn text(&mut self, width: u64) -> Result_<()> {
        let length = self.number(width)?;
        let position = self.take(length)?;
        if str::from_utf8(&self.file[position.clone()]).is_err() {
            return Err(damaged("one of its texts is not in UTF-8"));
        }
        self.push(Node::Text(position));
        Ok(())
    }

    fn bytes(&mut self, width: u64) -> Result_<()> {
        let length = self.number(width)?;
        let position = self.take(length)?;
        self.push(Node::Bytes(position));
        Ok(())
    }

    fn tuple_of(&mut self, count: usize) -> Result_<()> {
        let mut items = (0..count).map(|_| self.pop()).collect::<Result_<Vec<Id>>>()?;
        items.reverse();
        self.push(Node::Tuple(items));
        Ok(())
    }

    fn remember(&mut self, width: u64) -> Result_<()> {
        let position = self.number(width)?;
        let id = self.top()?;
        self.memo.insert(position, id);
        Ok(())
    }

    fn remember_next(&mut self) -> Result_<()> {
        let id = self.top()?;
        self.memo.insert(self.memo.len() as u64, id);
        Ok(())
    }

    fn recall(&mut self, width: u64) -> Result_<()> {
        let position = self.number(width)?;
        let id = self.memo.get(&position).copied();
        self.stack
            .push(id.ok_or_else(|| damaged(format!("it recalls value {position}, which it never kept")))?);
        Ok(())
    }

    /// `c module \n name \n`.
    fn global(&mut self) -> Result_<()> {
        let (module, name) = (self.line()?, self.line()?);
        self.function(&module, &name)
    }

    fn line(&mut self) -> Result_<String> {
        let rest = &self.file[self.at..];
        let length = rest.iter().position(|&byte| byte == b'\n');
        let length = length.ok_or_else(|| damaged("it ends inside a name"))?;
        self.at += length + 1;
        Ok(String::from_utf8_lossy(&rest[..length.min(MOST_NAME)]).into_owned())
    }

    fn stack_global(&mut self) -> Result_<()> {
        let (name, module) = (self.pop()?, self.pop()?);
        let [module, name] = [module, name].map(|id| self.as_text(id).map(str::to_owned));
        match (module, name) {
            (Some(module), Some(name)) => self.function(&module, &name),
            _ => Err(damaged("it names a function by something else than text")),
        }
    }

    fn function(&mut self, module: &str, name: &str) -> Result_<()> {
        let function = Function::named(module, name);
        let function = function.ok_or_else(|| Problem::Forbidden(format!("{module}.{name}")))?;
        self.push(Node::Function(function));
        Ok(())
    }

    fn as_text(&self, id: Id) -> Option<&str> {
        match &self.nodes[id] {
            Node::Text(position) | Node::Bytes(position) => str::from_utf8(&self.file[position.clone()]).ok(),
            _ => None,
        }
    }

    /// Calls a function with a tuple of arguments.
    fn reduce(&mut self) -> Result_<()> {
        let (arguments, function) = (self.pop()?, self.pop()?);
        let Node::Tuple(arguments) = &self.nodes[arguments] else {
            return Err(damaged("it calls a function without a list of arguments"));
        };
        let Node::Function(function) = self.nodes[function] else {
            return Err(damaged("it calls something that is no function"));
        };
        let made = match (function, arguments.as_slice()) {
            (Function::Reconstruct, [class, _, _]) => match self.nodes[*class] {
                Node::Function(Function::Ndarray) => Some(Node::Array(None)),
                _ => None,
            },
            (Function::Dtype, [name, ..]) => self.as_text(*name).map(|name| Node::Dtype {
                name: name.chars().take(MOST_NAME).collect(),
                is_little_endian: true,
            }),
            (Function::Encode, [text, code]) => match (&self.nodes[*text], self.as_text(*code)) {
                (Node::Text(position), Some("latin1" | "latin-1")) => Some(Node::Latin1(position.clone())),
                _ => None,
            },
            (Function::Bytes, []) => Some(Node::Bytes(0..0)),
            _ => None,
        };
        self.push(made.ok_or_else(|| damaged(format!("it calls {function:?} with wrong arguments")))?);
        Ok(())
    }

    /// Gives an array its numbers, or a number type its byte order.
    fn build(&mut self) -> Result_<()> {
        let (state, object) = (self.pop()?, self.top()?);
        let Node::Tuple(state) = &self.nodes[state] else {
            return Err(damaged("it builds something without its parts"));
        };
        let built = match (&self.nodes[object], state.as_slice()) {
            (Node::Array(_), &[_version, shape, dtype, column_major, bytes]) => {
                let shape = self.shape(shape)?;
                let Node::Bool(column_major) = self.nodes[column_major] else {
                    return Err(damaged("an array does not say in which order its numbers are"));
                };
                Node::Array(Some(Numbers { shape, dtype, column_major, bytes }))
            }
            (Node::Dtype { name, .. }, [_version, order, ..]) => {
                let is_little_endian = match self.as_text(*order) {
                    Some("<") => true,
                    Some(">") => false,
                    _ => return Err(damaged("a number type has an unknown byte order")),
                };
                Node::Dtype { name: name.clone(), is_little_endian }
            }
            _ => return Err(damaged("it builds something that is neither an array nor a number type")),
        };
        self.nodes[object] = built;
        Ok(())
    }

    fn shape(&self, id: Id) -> Result_<Vec<usize>> {
        let Node::Tuple(axes) = &self.nodes[id] else { return Err(damaged("an array's shape is no tuple")) };
        // NumPy has at most 64 axes.
        if axes.len() > 64 {
            return Err(damaged(format!("an array has {} axes", axes.len())));
        }
        let axis = |&id: &Id| match self.nodes[id] {
            Node::Int(axis) => {
                usize::try_from(axis).map_err(|_| damaged(format!("an axis has the length {axis}")))
            }
            _ => Err(damaged("the length of an axis is no number")),
        };
        axes.iter().map(axis).collect()
    }

    fn set_item(&mut self) -> Result_<()> {
        let (value, key) = (self.pop()?, self.pop()?);
        self.add_to_dict(&[key, value])
    }

    fn set_items(&mut self) -> Result_<()> {
        let items = self.since_mark()?;
        self.add_to_dict(&items)
    }

    fn add_to_dict(&mut self, items: &[Id]) -> Result_<()> {
        let dict = self.top()?;
        let (pairs, rest) = items.as_chunks::<2>();
        match &mut self.nodes[dict] {
            Node::Dict(entries) if rest.is_empty() => {
                entries.extend(pairs.iter().map(|&[key, value]| (key, value)));
                Ok(())
            }
            Node::Dict(_) => Err(damaged("a key has no value")),
            _ => Err(damaged("it adds entries to something that is no dictionary")),
        }
    }

    /// The arrays of the dictionary that the program left.
    fn weights<F: Element>(&self, top: Id) -> Result_<Weights<F>> {
        let Node::Dict(entries) = &self.nodes[top] else {
            return Err(damaged("it holds no dictionary from names to arrays"));
        };
        if entries.len() > MOST_ARRAYS {
            return Err(damaged(format!("there are more than {MOST_ARRAYS} arrays")));
        }
        let mut weights = Weights::default();
        // All arrays together have no more bytes than the file: one that is named again and again would.
        let mut left = self.file.len();
        for &(key, value) in entries {
            let key = self.as_text(key).ok_or_else(|| damaged("a key is no text"))?;
            if is_passed_over(key) {
                continue;
            }
            let shown = error::shown(key);
            let Node::Array(numbers) = &self.nodes[value] else {
                return Err(damaged(format!("`{shown}` is no array")));
            };
            let numbers = numbers.as_ref().ok_or_else(|| damaged(format!("`{shown}` has no numbers")))?;
            let array = self.array(key, numbers, &mut left)?;
            weights.add(key.to_owned(), array).map_err(Problem::Damaged)?;
        }
        Ok(weights)
    }

    fn array<F: Element>(&self, key: &str, numbers: &Numbers, left: &mut usize) -> Result_<ArrayD<F>> {
        let layout = Layout {
            number: self.number_type(key, numbers.dtype)?,
            shape: numbers.shape.clone(),
            column_major: numbers.column_major,
        };
        let wrong_length =
            || damaged(format!("`{}` has another length than its shape asks for", error::shown(key)));
        let size = layout.bytes().filter(|size| size <= left).ok_or_else(wrong_length)?;
        *left -= size;
        let decoded;
        let bytes = match &self.nodes[numbers.bytes] {
            Node::Bytes(position) => &self.file[position.clone()],
            Node::Latin1(position) => {
                decoded = self.latin1(position, size).ok_or_else(wrong_length)?;
                &decoded
            }
            _ => return Err(damaged(format!("the numbers of `{}` are no bytes", error::shown(key)))),
        };
        layout.array(bytes).map_err(|misfit| match misfit {
            Misfit::Length => wrong_length(),
            Misfit::OutOfRange(found) => Problem::OutOfRange(key.to_owned(), found),
        })
    }

    fn number_type(&self, key: &str, dtype: Id) -> Result_<Type> {
        match &self.nodes[dtype] {
            Node::Dtype { name, is_little_endian: true } if name == "f4" => Ok(Type::F32),
            Node::Dtype { name, is_little_endian: true } if name == "f8" => Ok(Type::F64),
            Node::Dtype { name, is_little_endian } => {
                let order = if *is_little_endian { "" } else { ", big end first" };
                Err(Problem::WrongType(key.to_owned(), format!("{}{order}", error::shown(name))))
            }
            _ => Err(damaged(format!("`{}` has no number type", error::shown(key)))),
        }
    }

    /// The bytes that a text stands for, if they are so many.
    fn latin1(&self, position: &Range<usize>, size: usize) -> Option<Vec<u8>> {
        let text = str::from_utf8(&self.file[position.clone()]).ok()?;
        let bytes: Option<Vec<u8>> = text.chars().take(size + 1).map(|c| u8::try_from(c).ok()).collect();
        bytes.filter(|bytes| bytes.len() == size)
    }
}

/// So much of a name is kept for a message.
const MOST_NAME: usize = 200;
