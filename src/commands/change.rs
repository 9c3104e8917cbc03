//! `--change` and `--complete`: requests that are to be sent, looked at beside the pool.

use super::assemble::{self, Judged};
use super::target::Target;
use super::{Common, Failure, live, outputs, terminal};
use crate::change::{Operation, Request, State};
use crate::config::Treatment;
use crate::fix::{Completed, Reach};
use crate::preflight::{Outcome, Plan, Preflight, Whole, completed, preflight};
use crate::report::{
    BeforeReport, ChangeReport, ModeReport, OrderReport, RefusalReport, RequestReport, ResetReport,
};
use crate::rules::{Selection, Wishes};
use crate::snapshot::{Client, Snapshot, Unread};
use std::path::{Path, PathBuf};

/// What the command line says of requests that are to be sent.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// `FILE` or `OPERATION=FILE`; `-` is standard input.
    pub files: Vec<String>,
    /// Where the whole requests go.
    pub complete: Option<PathBuf>,
}

/// Requests, each with the file that it stands in.
pub struct Requests {
    files: Vec<PathBuf>,
    requests: Vec<Request>,
    complete: Option<PathBuf>,
}

/// What the requests are judged by.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// What was asked of the pool.
    pub wishes: &'a Wishes,
    /// The rules to run.
    pub selection: &'a Selection,
    /// What every command takes.
    pub common: &'a Common,
}

impl Change {
    /// The requests; `None` where none was given.
    ///
    /// # Errors
    /// When a file is no request that could be sent, or more than one pool was named.
    pub(super) fn read(&self, pools: &[String], snapshots: &[PathBuf]) -> Result<Option<Requests>, Failure> {
        if self.files.is_empty() {
            return Ok(None);
        }
        if pools.len() + snapshots.len() != 1 {
            return Err(Failure::new("a change is looked at beside one pool")
                .hint("name one with --pool or --snapshot"));
        }
        let inputs = self.files.iter().map(|text| split(text)).collect::<Result<Vec<_>, _>>()?;
        let standard = inputs.iter().map(|(_, path)| path).chain(snapshots);
        if standard.filter(|path| terminal::is_standard(path)).count() > 1 {
            return Err(Failure::new("standard input was named twice").hint("write one of the two to a file"));
        }
        let mut requests = Vec::new();
        for (operation, path) in &inputs {
            requests.push(request(*operation, path)?);
        }
        let files: Vec<PathBuf> = inputs.into_iter().map(|(_, path)| path).collect();
        if let Some(complete) = &self.complete {
            for written in names(complete, &requests) {
                if let Some(input) =
                    files.iter().chain(snapshots).find(|input| outputs::same_file(input, &written))
                {
                    return Err(Failure::new(format!("--complete would overwrite {}", input.display()))
                        .hint("name another file"));
                }
            }
        }
        Ok(Some(Requests { files, requests, complete: self.complete.clone() }))
    }
}

/// `UpdateUserPool=pool.json`, or the file alone.
fn split(text: &str) -> Result<(Option<Operation>, PathBuf), Failure> {
    if let Some((word, path)) = text.split_once('=') {
        let unknown = || {
            let all: Vec<&str> = Operation::ALL.iter().map(|operation| operation.as_str()).collect();
            Failure::new(format!("`{word}` is no operation whose request can be looked at"))
                .hint(format!("there are {}", all.join(", ")))
        };
        let is_word = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
        match Operation::named(word) {
            Some(_) if path.is_empty() => {
                return Err(Failure::new(format!("`{text}` names no file after =")));
            }
            Some(operation) => return Ok((Some(operation), PathBuf::from(path))),
            None if is_word && !Path::new(text).exists() => return Err(unknown()),
            None => {}
        }
    }
    Ok((None, PathBuf::from(text)))
}

fn request(operation: Option<Operation>, path: &Path) -> Result<Request, Failure> {
    Request::from_json(&terminal::read(path)?, operation)
        .map_err(|error| Failure::new(format!("{} {error}", terminal::name_of(path))).hint(error.hint()))
}

/// The file of each whole request: the one that was named, or with several its name with a number and the command.
fn names(complete: &Path, requests: &[Request]) -> Vec<PathBuf> {
    if requests.len() == 1 {
        return vec![complete.to_owned()];
    }
    let numbers = 1..=requests.len();
    let commands: Vec<&str> = requests.iter().map(|request| request.operation.command()).collect();
    numbers
        .flat_map(|number| commands.iter().map(move |command| (number, *command)))
        .map(|(number, command)| numbered(complete, number, command))
        .collect()
}

fn numbered(complete: &Path, number: usize, command: &str) -> PathBuf {
    let stem = complete.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let extension = complete.extension().map_or_else(|| "json".into(), |found| found.to_string_lossy());
    complete.with_file_name(format!("{stem}-{number}-{command}.{extension}"))
}

impl Requests {
    /// These requests, each with the file that it is said to stand in; nothing is written.
    pub fn new(requests: Vec<(PathBuf, Request)>) -> Requests {
        let (files, requests) = requests.into_iter().unzip();
        Requests { files, requests, complete: None }
    }

    /// Judges the pool as the requests leave it, and the requests; writes the whole ones where that was asked for.
    ///
    /// # Errors
    /// When a request is for something else, or a file cannot be written.
    pub fn judge(
        &self,
        snapshot: &Snapshot,
        live: Option<&Target>,
        ground: &Ground<'_>,
        treatment: &mut Treatment<'_>,
    ) -> Result<Judged, Failure> {
        let Ground { wishes, selection, common } = *ground;
        self.check(snapshot)?;
        let mut state = State::new(snapshot.clone());
        if let Some(target) = live {
            let around = state.referred(&self.requests);
            for read in live::read_around(common, target, &around)? {
                state.learn(&read);
            }
        }
        let plan = Plan { requests: &self.requests, wishes, selection };
        let looked = preflight(&state, &plan).map_err(|gap| super::source::no_pool(&gap))?;
        let written = self.write(&state, looked.better_order.as_deref(), common)?;
        let change = self.report(&state, &looked, &written)?;
        let Preflight { judgement, after, .. } = looked;
        let reach: Reach = common.reach();
        let mut judged = assemble::judged(judgement, &after, wishes, selection, &reach, treatment)
            .map_err(|gap| super::source::no_pool(&gap))?;
        judged.report.change = Some(change);
        Ok(judged)
    }

    /// A request for another pool, or for a client that the pool has not, must not be judged beside this one.
    fn check(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        let Ok(pool) = snapshot.pool() else { return Ok(()) };
        for (request, file) in self.requests.iter().zip(&self.files) {
            let name = terminal::name_of(file);
            if let Some(id) =
                request.text("UserPoolId").filter(|id| *id != pool.id() && !pool.id().is_empty())
            {
                return Err(Failure::new(format!("{name} is for the pool {id}, not for {}", pool.id()))
                    .hint("name the pool that the change is for, or correct UserPoolId in the file"));
            }
            if request.operation != Operation::UpdateUserPoolClient {
                continue;
            }
            let Some(id) = request.text("ClientId") else {
                return Err(Failure::new(format!("{name} names no app client"))
                    .hint("add ClientId, also where the command takes it from --client-id"));
            };
            let is_another = |client: &serde_json::Value| {
                let other = Client(client).id();
                other != id && (!other.is_empty() || Unread::in_place_of(client).is_none())
            };
            if snapshot.clients.known().is_some_and(|clients| clients.iter().all(is_another)) {
                return Err(Failure::new(format!(
                    "{name} is for the app client {id}, which the pool does not have"
                ))
                .hint("`aws cognito-idp list-user-pool-clients --user-pool-id POOL_ID` lists them"));
            }
        }
        Ok(())
    }

    /// Writes the whole requests, in the order in which AWS takes them. The file of each request, by its number.
    fn write(
        &self,
        state: &State,
        better: Option<&[usize]>,
        common: &Common,
    ) -> Result<Vec<Option<PathBuf>>, Failure> {
        let mut written = vec![None; self.requests.len()];
        let Some(complete) = &self.complete else { return Ok(written) };
        let given: Vec<usize> = (0..self.requests.len()).collect();
        let order = better.unwrap_or(&given);
        for (place, Whole { number, request: whole }) in
            completed(state, &self.requests, order).into_iter().enumerate()
        {
            let request = &self.requests[number];
            let path = match self.requests.len() {
                1 => complete.clone(),
                _ => numbered(complete, place + 1, request.operation.command()),
            };
            match whole {
                Ok(Completed { document, remarks }) => {
                    remarks.iter().for_each(|remark| terminal::remark(common, remark));
                    let text = serde_json::to_string_pretty(&document)
                        .map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))?;
                    terminal::write_private(&path, (text + "\n").as_bytes())?;
                    written[number] = Some(path);
                }
                Err(reason) => {
                    return Err(Failure::new(format!(
                        "there is no whole request for {}: {reason}",
                        terminal::name_of(&self.files[number])
                    )));
                }
            }
        }
        Ok(written)
    }

    fn report(
        &self,
        state: &State,
        looked: &Preflight,
        written: &[Option<PathBuf>],
    ) -> Result<ChangeReport, Failure> {
        let name = |number: usize| {
            format!("{} ({})", self.requests[number].operation.as_str(), self.files[number].display())
        };
        let works = looked.better_order.as_ref();
        let requests = self.requests.iter().zip(&self.files).zip(looked.outcomes.iter().zip(written));
        let pool = state.snapshot.pool().map_err(|gap| super::source::no_pool(&gap))?;
        Ok(ChangeReport {
            changes: requests
                .map(|((request, file), (outcome, written))| one(request, file, outcome, written.as_deref()))
                .collect(),
            order: OrderReport {
                given: (0..self.requests.len()).map(name).collect(),
                works: works.map(|order| order.iter().map(|number| name(*number)).collect()),
                works_wholly: works.is_some() && looked.fewest_refused == 0,
            },
            before: BeforeReport {
                mfa: pool.known_mfa_mode().unwrap_or("unknown").to_owned(),
                factors: assemble::factors(&looked.before.standings),
            },
            solved: looked.solved().into_iter().map(str::to_owned).collect(),
            new: looked.new_rules().into_iter().map(str::to_owned).collect(),
            of_requests: looked.of_requests.clone(),
        })
    }
}

fn one(request: &Request, file: &Path, outcome: &Outcome, written: Option<&Path>) -> RequestReport {
    let mut remarks = outcome.remarks.clone();
    let of_pool = matches!(
        request.operation,
        Operation::UpdateUserPool | Operation::SetUserPoolMfaConfig | Operation::UpdateUserPoolClient
    );
    if of_pool && !request.has("UserPoolId") {
        remarks.push("the file names no UserPoolId; it is taken to be for this pool".to_owned());
    }
    if request.operation == Operation::CreateUserPool {
        remarks.push("it makes a new pool; what is said of this one does not change by it".to_owned());
    }
    RequestReport {
        operation: request.operation.as_str().to_owned(),
        file: file.display().to_string(),
        refused: outcome
            .refused
            .iter()
            .map(|refusal| RefusalReport {
                rule: refusal.rule.to_owned(),
                id: refusal.error.as_ref().map(|error| error.id.clone()),
                code: refusal.error.as_ref().and_then(|error| error.code.clone()),
                message: refusal.error.as_ref().map(|error| error.message.clone()),
            })
            .collect(),
        unsettled: outcome.unsettled.clone(),
        resets: outcome
            .resets
            .iter()
            .map(|reset| ResetReport {
                path: reset.path.clone(),
                from: reset.from.clone(),
                to: reset.to.clone(),
                known: reset.known.as_str().to_owned(),
            })
            .collect(),
        removes: outcome.removes.clone(),
        adds: outcome.adds.clone(),
        mfa: outcome.mode.clone().map(|(from, to)| ModeReport { from, to }),
        remarks,
        complete: written.map(|path| path.display().to_string()),
    }
}
