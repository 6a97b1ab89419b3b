//! How does `say!` know which parts of a sentence are numbers? It reads the format string when the program is compiled.
//!
//! `say!("{n} of {} units", units)` becomes the template `"{n} of {} units"` and a list of two formatted values. The macro
//! to use is `wording::say!`, which hands its own path to the one here.

mod placeholders;

use placeholders::placeholders;
use proc_macro::{Delimiter, Group, Ident, Literal, Punct, Spacing, TokenStream, TokenTree};

/// `say_with!(path; "template", arguments…)`: the call of `path::Words::of` with the template and its values.
#[proc_macro]
pub fn say_with(input: TokenStream) -> TokenStream {
    expanded(input).unwrap_or_else(|problem| {
        let text = Literal::string(&problem);
        format!("::std::compile_error!({text})").parse().unwrap_or_default()
    })
}

/// One argument after the template; it may have a name.
struct Argument {
    name: Option<String>,
    value: TokenStream,
}

fn expanded(input: TokenStream) -> Result<TokenStream, String> {
    let tokens: Vec<TokenTree> = input.into_iter().collect();
    let mut parts = tokens.splitn(2, |token| is_punct(token, ';'));
    let path: TokenStream = parts.next().unwrap_or_default().iter().cloned().collect();
    let mut rest = parts.next().unwrap_or_default().split(|token| is_punct(token, ','));
    let template = rest.next().and_then(literal).ok_or("`say!` begins with a string")?;
    let arguments: Vec<Argument> = rest.filter(|tokens| !tokens.is_empty()).map(argument).collect();
    let values = values(&template, &arguments)?;
    let list = Group::new(Delimiter::Bracket, values);
    let mut call: TokenStream = path;
    call.extend("::Words::of".parse::<TokenStream>().map_err(|error| error.to_string())?);
    let mut inside = TokenStream::from(TokenTree::from(template));
    inside.extend(",::std::vec!".parse::<TokenStream>().map_err(|error| error.to_string())?);
    inside.extend([TokenTree::from(list)]);
    call.extend([TokenTree::from(Group::new(Delimiter::Parenthesis, inside))]);
    Ok(call)
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

/// The string; one that comes out of another macro is wrapped in an invisible group.
fn literal(tokens: &[TokenTree]) -> Option<Literal> {
    match tokens {
        [TokenTree::Literal(literal)] => Some(literal.clone()),
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => {
            literal(&group.stream().into_iter().collect::<Vec<_>>())
        }
        _ => None,
    }
}

fn argument(tokens: &[TokenTree]) -> Argument {
    if let [TokenTree::Ident(name), TokenTree::Punct(equals), value @ ..] = tokens
        && equals.as_char() == '='
        && equals.spacing() == Spacing::Alone
    {
        return Argument { name: Some(name.to_string()), value: value.iter().cloned().collect() };
    }
    Argument { name: None, value: tokens.iter().cloned().collect() }
}

/// `format!("{:.2}", x),` for each placeholder of the template.
fn values(template: &Literal, arguments: &[Argument]) -> Result<TokenStream, String> {
    let mut list = TokenStream::new();
    let mut position = 0;
    let mut used = vec![false; arguments.len()];
    for placeholder in placeholders(&template.to_string())? {
        let index = match placeholder.name.as_str() {
            "" => {
                position += 1;
                Some(position - 1)
            }
            name => match name.parse() {
                Ok(index) => Some(index),
                Err(_) => arguments.iter().position(|argument| argument.name.as_deref() == Some(name)),
            },
        };
        let value = match index {
            Some(index) => {
                let argument = arguments.get(index).ok_or("a placeholder has no argument")?;
                used[index] = true;
                argument.value.clone()
            }
            // As in `format!`, a name that is no argument is a variable where the template stands.
            None => TokenTree::from(Ident::new(&placeholder.name, template.span())).into(),
        };
        list.extend(formatted(&placeholder.format, value, template)?);
    }
    if used.contains(&false) {
        return Err("an argument is never used".to_owned());
    }
    Ok(list)
}

/// `::std::format!("{:format}", value),`
fn formatted(format: &str, value: TokenStream, template: &Literal) -> Result<TokenStream, String> {
    let mut call: TokenStream = "::std::format!".parse().map_err(|_| "`format!` is no path".to_owned())?;
    let mut one = Literal::string(&format!("{{{format}}}"));
    one.set_span(template.span());
    let mut inside = TokenStream::from(TokenTree::from(one));
    inside.extend([TokenTree::from(Punct::new(',', Spacing::Alone))]);
    inside.extend(value);
    call.extend([
        TokenTree::from(Group::new(Delimiter::Parenthesis, inside)),
        TokenTree::from(Punct::new(',', Spacing::Alone)),
    ]);
    Ok(call)
}
