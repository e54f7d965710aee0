//! `guiyi explain`: what a rule is for.

use std::io::{self, Write as _};

use clap::{Arg, ArgMatches, Command};
use guiyi::pipeline::RulePage;

use super::arguments::{subcommand, text};
use super::context::Context;
use super::{Halt, Outcome};
use crate::messages::{Catalogue, Language, fill};

pub(super) fn command(catalogue: &'static Catalogue) -> Command {
    let rule = Arg::new("rule").value_name("RULE").help(catalogue.explain_rule);
    subcommand("explain", catalogue.explain_about, catalogue.explain_examples, "guiyi explain [RULE]")
        .arg(rule.help_heading(catalogue.arguments))
}

pub(super) fn run(context: &Context, matches: &ArgMatches) -> Result<Outcome, Halt> {
    let catalogue = context.catalogue();
    // A catalogue is a constant, so its address says nothing; its words do.
    let chinese = catalogue.rule_kind == Language::Chinese.catalogue().rule_kind;
    let reason = |rule: &RulePage| if chinese { rule.reason.clone() } else { rule.reason_en.clone() };
    let rules = context.knowledge()?.rules();
    let mut out = io::BufWriter::new(io::stdout().lock());
    match text(matches, "rule") {
        None => {
            for rule in &rules {
                writeln!(out, "{}  {}  {}", rule.code, rule.kind, reason(rule))?;
            }
        }
        Some(code) => {
            let wanted = code.to_ascii_uppercase();
            let Some(rule) = rules.iter().find(|rule| rule.code == wanted) else {
                let message = fill(catalogue.unknown_rule, &[("what", &code)]);
                return Err(Halt::new(message, catalogue.unknown_rule_remedy));
            };
            writeln!(out, "{}  {}\n{}: {}", rule.code, reason(rule), catalogue.rule_kind, rule.kind)?;
            let lists = [
                (catalogue.rule_patterns, &rule.patterns),
                (catalogue.rule_removes, &rule.removes),
                (catalogue.rule_keeps, &rule.keeps),
            ];
            for (title, texts) in lists.into_iter().filter(|(_, texts)| !texts.is_empty()) {
                writeln!(out, "\n{title}:")?;
                for text in texts {
                    writeln!(out, "  {}", text.replace('\n', "\n  "))?;
                }
            }
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
