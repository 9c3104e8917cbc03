//! Reads recordings of every kind into one.

use super::super::{Failure, fill_at_random, terminal};
use super::counted;
use super::said::Recording;
use super::trail::{self, Given};
use crate::report::trace::InputReport;
use crate::trace::cloudtrail::{self, Found};
use crate::trace::{Held, Key, Kind, Skipped, Timeline, har, log, recognise};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// HAR files and logs beyond that are not read: 1 GiB.
const LARGEST: u64 = 1 << 30;

/// So much of a file tells what it is.
const HEAD: u64 = 1 << 16;

/// A key for the fingerprints of this run.
///
/// # Errors
/// When the system gives no random numbers.
pub(super) fn key() -> Result<Key, Failure> {
    let mut bytes = [0; 32];
    fill_at_random(&mut bytes)?;
    Ok(Key::new(&bytes))
}

/// What was read so far.
#[derive(Default)]
struct Gathered {
    timelines: Vec<Timeline>,
    inputs: Vec<InputReport>,
    held: Held,
    /// CloudTrail's files and folders.
    trail: Vec<PathBuf>,
    /// What of CloudTrail came by standard input.
    given: Vec<Given>,
}

/// Everything that stands in `paths`, files and folders.
///
/// # Errors
/// When one of them cannot be read, or is no recording.
pub(super) fn read(paths: &[PathBuf], key: &Key) -> Result<Recording, Failure> {
    let mut gathered = Gathered::default();
    for path in paths {
        let (name, is_file) = (terminal::name_of(path), !terminal::is_standard(path));
        if is_file && path.is_dir() {
            gathered.trail.push(path.clone());
            continue;
        }
        let mut source: Box<dyn Read> = match is_file {
            true => Box::new(File::open(path).map_err(|error| unreadable(&name, &error))?),
            false => Box::new(io::stdin().lock()),
        };
        let head = head(&mut source).map_err(|error| unreadable(&name, &error))?;
        // Files of CloudTrail may have any size: they are read where they lie.
        if is_file && recognise(&head) == Kind::CloudTrail {
            gathered.trail.push(path.clone());
        } else {
            gathered.add(&name, head, &mut source, key)?;
        }
    }
    gathered.finish(key)
}

/// A recording that is in memory already, under a name.
///
/// # Errors
/// When it is none.
pub fn given(name: &str, mut bytes: &[u8], key: &Key) -> Result<Recording, Failure> {
    let mut gathered = Gathered::default();
    let head = head(&mut bytes).map_err(|error| unreadable(name, &error))?;
    gathered.add(name, head, &mut bytes, key)?;
    gathered.finish(key)
}

fn head(source: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    source.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// All of a file that is not too large.
pub(super) fn whole(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = terminal::name_of(path);
    if terminal::is_standard(path) {
        return rest(&name, Vec::new(), &mut io::stdin().lock());
    }
    let mut file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    rest(&name, Vec::new(), &mut file)
}

fn rest(name: &str, mut head: Vec<u8>, source: &mut dyn Read) -> Result<Vec<u8>, Failure> {
    let left = LARGEST - u64::try_from(head.len()).unwrap_or(LARGEST);
    let read = source.take(left).read_to_end(&mut head).map_err(|error| unreadable(name, &error))?;
    if u64::try_from(read).unwrap_or(u64::MAX) == left {
        return Err(Failure::new(format!("{name} is larger than 1 GiB"))
            .hint("record the sign-in alone; CloudTrail's files may have any size"));
    }
    Ok(head)
}

impl Gathered {
    /// What begins with `head` and goes on in `source`.
    fn add(&mut self, name: &str, head: Vec<u8>, source: &mut dyn Read, key: &Key) -> Result<(), Failure> {
        match recognise(&head) {
            Kind::Nothing(what) => return Err(no_recording(name, what)),
            Kind::Har => self.har(name, &rest(name, head, source)?, key)?,
            Kind::Log => self.log(name, &rest(name, head, source)?, key)?,
            Kind::CloudTrail => self.given.push((name.to_owned(), rest(name, head, source)?)),
        }
        Ok(())
    }

    fn har(&mut self, name: &str, bytes: &[u8], key: &Key) -> Result<(), Failure> {
        let read = har::read(bytes, name, key).map_err(|error| {
            Failure::new(format!("{name} {error}"))
                .hint("save it again from the network panel of the browser, with content")
        })?;
        let calls = u64::try_from(read.timeline.steps.len()).unwrap_or(u64::MAX);
        let skipped: u64 = read.timeline.skipped.iter().map(|skipped| skipped.count).sum();
        let records = calls + read.others + skipped;
        self.inputs.push(InputReport { name: name.to_owned(), kind: "har", records, calls });
        self.timelines.push(read.timeline);
        self.held.merge(read.held);
        Ok(())
    }

    fn log(&mut self, name: &str, bytes: &[u8], key: &Key) -> Result<(), Failure> {
        let read =
            log::read_file(bytes, name, key).map_err(|error| Failure::new(format!("{name} {error}")))?;
        let calls = u64::try_from(read.timeline.steps.len()).unwrap_or(u64::MAX);
        self.inputs.push(InputReport { name: name.to_owned(), kind: "log", records: calls, calls });
        self.timelines.push(read.timeline);
        self.held.merge(read.held);
        Ok(())
    }

    fn finish(mut self, key: &Key) -> Result<Recording, Failure> {
        let mut counts = None;
        if !(self.trail.is_empty() && self.given.is_empty()) {
            let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
            let found = trail::read(&self.trail, &self.given, threads);
            let name = match (self.trail.as_slice(), self.given.as_slice()) {
                ([path], []) => terminal::name_of(path),
                ([], [(name, _)]) => name.clone(),
                _ => format!("{} files", found.files),
            };
            let read = of_trail(found, name, Vec::new(), key);
            self.inputs.extend(read.inputs);
            self.timelines.push(read.timeline);
            counts = read.trail;
        }
        let calls: u64 = self.inputs.iter().map(|input| input.calls).sum();
        if calls == 0 {
            return Err(nothing(&self));
        }
        let timeline = joined(self.timelines);
        let incomplete = !timeline.skipped.is_empty();
        let held = self.held.counts().map(|(kind, number)| {
            let (one, many) = kind.words();
            (if number == 1 { one } else { many }, u64::try_from(number).unwrap_or(u64::MAX))
        });
        let held = held.collect();
        Ok(Recording { timeline, inputs: self.inputs, held, trail: counts, incomplete, interrupted: false })
    }
}

/// The counts that Athena or CloudTrail Lake gave.
///
/// # Errors
/// When the file is no answer to the query.
pub(super) fn results(path: Option<&Path>) -> Result<Recording, Failure> {
    let path = path.unwrap_or_else(|| Path::new("-"));
    let name = terminal::name_of(path);
    let read = cloudtrail::results(&whole(path)?).map_err(|error| {
        Failure::new(format!("{name} {error}"))
            .hint("save the answer to the query of --print-sql as CSV, with its header")
    })?;
    let mut recording = Recording::default();
    if read.skipped > 0 {
        let what = "rows that are none of the query's".to_owned();
        recording.timeline.skipped.push(Skipped { place: name.clone(), what, count: read.skipped });
        recording.incomplete = true;
    }
    let calls = read.series.iter().map(|series| series.count).sum();
    recording.inputs.push(InputReport { name, kind: "results", records: calls, calls });
    let found = Found { series: read.series, records: calls, cognito: calls, ..Found::default() };
    recording.trail = Some(counted::report(&found));
    Ok(recording)
}

/// What CloudTrail recorded, under a name; `skipped` is what could not be read besides.
pub(super) fn of_trail(found: Found, name: String, skipped: Vec<Skipped>, key: &Key) -> Recording {
    let mut timeline = found.timeline(key);
    timeline.skipped.extend(skipped);
    let mut left_out = |what: &str, count: u64| {
        if count > 0 {
            timeline.skipped.push(Skipped { place: name.clone(), what: what.to_owned(), count });
        }
    };
    left_out("calls that are counted, but too many to be followed one by one", found.left_out);
    left_out("errors of too many kinds to be counted apart", found.uncounted);
    left_out("changes, of more than can be kept", found.changes_left_out);
    let input = InputReport { name, kind: "cloudtrail", records: found.records, calls: found.cognito };
    let incomplete = !timeline.skipped.is_empty();
    let trail = Some(counted::report(&found));
    Recording { timeline, inputs: vec![input], trail, incomplete, ..Recording::default() }
}

/// Several recordings as one, in order of time.
fn joined(timelines: Vec<Timeline>) -> Timeline {
    let mut whole = Timeline::default();
    for timeline in timelines {
        whole.steps.extend(timeline.steps);
        whole.skipped.extend(timeline.skipped);
    }
    whole.steps.sort_by_key(|step| step.at);
    whole
}

/// The failure where no call of a user pool was found.
fn nothing(gathered: &Gathered) -> Failure {
    let skipped: Vec<String> = gathered
        .timelines
        .iter()
        .flat_map(|timeline| &timeline.skipped)
        .map(|skipped| format!("{}: {} ({})", skipped.place, skipped.what, skipped.count))
        .collect();
    let read: u64 = gathered.inputs.iter().map(|input| input.records).sum();
    let failure = Failure::new(format!("no call of a user pool was found among {read} records"));
    if skipped.is_empty() {
        return failure.hint(
            "a HAR file must be recorded while the user signs in, with the calls to cognito-idp or managed login in it;\n\
             CloudTrail records them in the Region of the pool",
        );
    }
    failure.hint(skipped.join("\n"))
}

fn no_recording(name: &str, what: &str) -> Failure {
    Failure::new(format!("{name} {what}"))
        .hint("trace reads HAR files, CloudTrail's files and logs of an AWS SDK; mfa-doctor explain --file FILE finds documented errors in any text")
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::new(format!("cannot read {name}: {error}"))
}
