//! The way of a code, drawn: once side by side for wide pages and paper, once from top to bottom for phones.

use super::chain::{Chain, Joint, Node, State};
use super::text::{lines_of, middle_cut, shown};
use maud::{Markup, html};

/// A box of a drawing, in its own units, which are CSS pixels at full size.
#[derive(Clone, Copy)]
struct Frame {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
}

/// Columns of the monospaced text in a box, where a column is at most 7.2 units wide.
const fn columns(width: u32) -> usize {
    ((width - 16) * 10 / 72) as usize
}

const LINE: u32 = 15;
const MARK: u32 = 9;

/// Both drawings; the style sheet shows the one that fits.
pub(super) fn both(chain: &Chain<'_>) -> Markup {
    let said = said(chain);
    html! {
        (wide(chain, &said))
        (tall(chain, &said))
    }
}

/// What the drawing shows, for those who cannot see it.
fn said(chain: &Chain<'_>) -> String {
    let mut text = chain.nodes.first().map(Node::words).unwrap_or_default();
    for (joint, node) in chain.joints.iter().zip(chain.nodes.iter().skip(1)) {
        let rules =
            if joint.rules.is_empty() { String::new() } else { format!(" ({})", joint.rules.join(", ")) };
        let dashed = if joint.dashed && joint.state != State::Unproven { ", in part unproven" } else { "" };
        text.push_str(&format!("; to {}: {}{rules}{dashed}", node.words(), joint.state.words()));
    }
    text
}

fn wide(chain: &Chain<'_>, said: &str) -> Markup {
    const NODE: Frame = Frame { x: 1, y: 1, width: 140, height: 72 };
    const GAP: u32 = 98;
    let frame = |at: usize| Frame { x: NODE.x + at as u32 * (NODE.width + GAP), ..NODE };
    let middle = NODE.y + NODE.height / 2;
    html! {
        svg.chain.wide viewBox="0 0 856 74" role="img" aria-label=(shown(said)) {
            @for (at, node) in chain.nodes.iter().enumerate() {
                (boxed(node, frame(at), 2))
            }
            @for (at, joint) in chain.joints.iter().enumerate() {
                @let start = frame(at).x + NODE.width;
                @let (end, center) = (start + GAP, start + GAP / 2);
                g class=(classes(joint)) {
                    path.line d=(format!("M{} {middle}H{}M{} {middle}H{}", start + 2, center - MARK - 3, center + MARK + 3, end - 6)) {}
                    path.head d=(format!("M{} {}l6 5l-6 5z", end - 8, middle - 5)) {}
                    (mark(joint.state, center, middle))
                    text.state x=(center) y=(middle - 16) text-anchor="middle" { (joint.state.words()) }
                    text.rules x=(center) y=(middle + 26) text-anchor="middle" { (rules(joint)) }
                }
            }
        }
    }
}

fn tall(chain: &Chain<'_>, said: &str) -> Markup {
    const WIDTH: u32 = 300;
    const NODE: Frame = Frame { x: 1, y: 1, width: WIDTH - 2, height: 46 };
    const GAP: u32 = 46;
    const X: u32 = 30;
    let frame = |at: usize| Frame { y: NODE.y + at as u32 * (NODE.height + GAP), ..NODE };
    let height = frame(chain.joints.len()).y + NODE.height + 1;
    html! {
        svg.chain.tall viewBox=(format!("0 0 {WIDTH} {height}")) role="img" aria-label=(shown(said)) {
            @for (at, node) in chain.nodes.iter().enumerate() {
                (boxed(node, frame(at), 1))
            }
            @for (at, joint) in chain.joints.iter().enumerate() {
                @let start = frame(at).y + NODE.height;
                @let (end, center) = (start + GAP, start + GAP / 2);
                g class=(classes(joint)) {
                    path.line d=(format!("M{X} {}V{}M{X} {}V{}", start + 2, center - MARK - 3, center + MARK + 3, end - 6)) {}
                    path.head d=(format!("M{} {}l5 6l5 -6z", X - 5, end - 8)) {}
                    (mark(joint.state, X, center))
                    text.state x=(X + MARK + 10) y=(center + 4) {
                        (joint.state.words())
                        @if !joint.rules.is_empty() { tspan.rules dx="8" { (rules(joint)) } }
                    }
                }
            }
        }
    }
}

fn classes(joint: &Joint<'_>) -> String {
    let dashed = if joint.dashed { " dashed" } else { "" };
    format!("{}{dashed}", joint.state.class())
}

/// The first rule, and how many more.
fn rules(joint: &Joint<'_>) -> String {
    match joint.rules.as_slice() {
        [] => String::new(),
        [rule] => (*rule).to_owned(),
        [rule, more @ ..] => format!("{rule} +{}", more.len()),
    }
}

/// A node: what it is, and which one, in at most `lines` lines.
fn boxed(node: &Node, frame: Frame, lines: usize) -> Markup {
    let columns = columns(frame.width);
    let kind: Vec<String> = match lines {
        1 => vec![node.kind.join(" ")],
        _ => node.kind.iter().map(|line| (*line).to_owned()).collect(),
    };
    // A wide letter may leave the last column of a line empty.
    let which = lines_of(&middle_cut(&node.which, columns * lines - (lines - 1)), columns);
    let count = (kind.len() + which.len()) as u32;
    let first = frame.y + (frame.height - count * LINE) / 2 + 12;
    html! {
        g.node {
            rect x=(frame.x) y=(frame.y) width=(frame.width) height=(frame.height) rx="6" {}
            @for (at, line) in kind.iter().enumerate() {
                text.kind x=(frame.x + 8) y=(first + at as u32 * LINE) { (line) }
            }
            @for (at, line) in which.iter().enumerate() {
                text.which x=(frame.x + 8) y=(first + (kind.len() + at) as u32 * LINE) direction="ltr" unicode-bidi="isolate" {
                    (line)
                }
            }
        }
    }
}

/// The sign of a state: a shape, so that it is not told by colour alone.
fn mark(state: State, x: u32, y: u32) -> Markup {
    let sign = match state {
        State::Broken => format!("M{} {}l8 8m0 -8l-8 8", x - 4, y - 4),
        State::AtRisk => format!("M{x} {}v6m0 3v.01", y - 5),
        State::Suppressed => format!("M{} {y}h8", x - 4),
        State::Unproven => format!("M{} {}a3 3 0 1 1 3 3.4v1.6m0 2.6v.01", x - 3, y - 2),
        State::NoFault => format!("M{} {y}l3 3.5l6 -7", x - 4),
    };
    html! {
        circle.mark cx=(x) cy=(y) r=(MARK) {}
        path.sign d=(sign) {}
    }
}
