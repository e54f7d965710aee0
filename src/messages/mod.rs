//! What guiyi says to people, in two languages.
//!
//! Both catalogues are written by hand and compiled in; a missing key does not compile, and a test
//! compares the placeholders. Codes, JSON keys and file names are the same in every language.

mod en;
mod zh;

macro_rules! catalogue {
    ($($key:ident),* $(,)?) => {
        /// Every message of one language; `{name}` is a placeholder.
        #[derive(Debug)]
        pub(crate) struct Catalogue { $(pub(crate) $key: &'static str),* }

        #[cfg(test)]
        impl Catalogue {
            fn entries(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($key), self.$key)),*]
            }
        }
    };
}

catalogue! {
    // The frame of --help.
    about, usage, commands, arguments, options, global_options, help, version, more_help,
    // Commands.
    merge_about, merge_examples, clean_about, clean_examples, extract_about, extract_examples,
    link_about, link_examples, convert_about, convert_examples, inspect_about, inspect_examples,
    explain_about, explain_examples, settings_about, settings_examples, schema_about,
    completions_about, completions_examples, bench_about, bench_examples,
    // Options.
    inputs, output_folder, to, quiet, verbose, color, no_progress, threads, lang, config, no_config,
    lexicons, set, weights_error, weights_remedy, format_article, jsonl, check_clean, diff, dry_run, check_merge, tasks_file,
    pairs_file, convert_input, convert_from, convert_config, convert_phrases, convert_input_flag, convert_output, inspect_stage,
    inspect_file, explain_rule, explain_run, comments_file, resume, settings_defaults, shell, bench_gold, bench_sources, bench_format, bench_min,
    bench_html, bench_synthetic, bench_seed, bench_against, bench_errors, bench_no_cost,
    // Decisions.
    decide_about, decide_examples, decide_kind, decide_words, decide_folder, decide_decisions, decide_role, decide_category, decide_why, decide_by, decide_at, decide_replace, decide_dry_run, decide_needs_taxonomy, decide_needs_role, decide_only_add, decide_see_help, decide_known, decide_would, decide_written, decide_unknown, decide_unknown_remedy, decide_several, decide_several_remedy, decide_attribute, decide_arguments, decide_open,
    // Fitting weights.
    fit_about, fit_examples, fit_reviewed, fit_output, fit_faulty, fit_no_pairs, fit_remedy, fit_too_few, fit_one_sided, fit_header, fit_pairs, fit_before, fit_held_out,
    // Explaining a pair.
    why_about, why_examples, why_id, why_of, why_format, why_unknown, why_unknown_remedy, why_same, why_unreadable, why_unreadable_remedy, why_for, why_against, why_must, why_cannot, why_together, why_apart,
    absorb_about, absorb_examples, absorb_file, absorb_folder, absorb_base, absorb_deletions, absorb_dry_run, absorb_nothing, absorb_unknown, absorb_unknown_remedy, absorb_no_base, absorb_no_base_remedy, absorb_many_gone, absorb_many_gone_remedy, absorb_left, absorb_left_elsewhere, absorb_kept, absorb_conflict, absorb_conflict_remedy, absorb_summary, edited_by_hand, edited_by_hand_remedy,
    // Diagnostics.
    error, warning, note, remedy,
    usage_unknown_argument, usage_unknown_command, usage_missing, usage_invalid_value, usage_no_value,
    usage_conflict, usage_other, usage_did_you_mean, usage_see_help,
    not_found, not_found_remedy, empty_folder, empty_folder_remedy, not_a_file, not_a_file_remedy,
    unreadable, unreadable_remedy, permission_remedy, nothing_to_do,
    no_text, no_text_remedy, empty_file, empty_file_remedy, internal, internal_remedy,
    comes_out_empty, comes_out_empty_remedy, bytes_replaced, bytes_replaced_remedy,
    cannot_write, cannot_write_remedy, overwrites_input, overwrites_input_remedy, needs_output,
    needs_output_remedy, needs_stdin_alone,
    settings_unreadable, settings_syntax, settings_unknown, settings_invalid, settings_nearest,
    settings_remedy, lexicon_error, lexicon_remedy,
    decisions, decision_error, decision_remedy, decision_lost, decision_stale, decision_idle, decision_held,
    contradiction, contradiction_remedy, clash_linked, clash_title, clash_category, clash_value, clash_parts,
    clash_renamed, clash_id, clash_replacement, convert_error, convert_remedy, previous_broken, previous_remedy, no_cache, cache_unusable,
    cache_unusable_remedy, cache_unwritten, cache_unwritten_remedy,
    previous_missing, previous_missing_remedy,
    diff_about, diff_examples, diff_old, diff_new, diff_format, diff_check, diff_remedy,
    folder_busy, folder_busy_remedy, mention_lost, source_lost, edited_stays, locked, no_lock_remedy, lock_differs, lock_remedy,
    lock_source_added, lock_source_edited, lock_source_removed, lock_decision, lock_lexicon, lock_settings, lock_engine,
    line_failed, line_remedy, surrogates_replaced, unknown_rule, unknown_rule_remedy,
    // Results.
    summary_clean, summary_failed, summary_merge, summary_extract, summary_link, summary_jsonl, resumed,
    resume_other_input, resume_other_input_remedy, would_change,
    no_changes, first_run, below_minimum, gold_failed, gold_remedy, gold_absent, gold_absent_remedy, bench_saved_failed, bench_saved_remedy, rule_kind, rule_patterns, rule_removes, rule_keeps, rule_last_run, rule_more,
    rule_no_run, run_without_logs, run_without_logs_remedy, log_broken, progress,
}

/// The languages there is a catalogue for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// The language of a locale name: Chinese for `zh` in any spelling, English for all others.
    pub(crate) fn of(locale: &str) -> Self {
        let chinese = locale.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh"));
        if chinese { Self::Chinese } else { Self::English }
    }

    /// The language to speak: `flag`, else `variable` (`GUIYI_LANG`), else the system's. An empty
    /// value counts as none.
    pub(crate) fn choose(flag: Option<&str>, variable: Option<&str>, system: Option<&str>) -> Self {
        [flag, variable, system]
            .into_iter()
            .flatten()
            .find(|name| !name.is_empty())
            .map_or(Self::English, Self::of)
    }

    /// Its messages.
    pub(crate) fn catalogue(self) -> &'static Catalogue {
        match self {
            Self::Chinese => &zh::CATALOGUE,
            Self::English => &en::CATALOGUE,
        }
    }
}

impl Catalogue {
    /// The language these messages are in.
    pub(crate) fn language(&'static self) -> Language {
        if std::ptr::eq(self, Language::Chinese.catalogue()) { Language::Chinese } else { Language::English }
    }
}

/// `template` with each `{name}` replaced by its value.
pub(crate) fn fill(template: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        let name = &rest[open + 1..close];
        out.push_str(&rest[..open]);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(&value.to_string()),
            None => out.push_str(&rest[open..=close]),
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn both_catalogues_have_the_same_placeholders() {
        for ((key, chinese), (_, english)) in zh::CATALOGUE.entries().into_iter().zip(en::CATALOGUE.entries())
        {
            assert_eq!(placeholders(chinese), placeholders(english), "{key}");
            assert!(!chinese.is_empty() && !english.is_empty(), "{key} is empty");
        }
    }

    #[test]
    fn english_is_english_and_chinese_is_chinese() {
        let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for (key, text) in zh::CATALOGUE.entries() {
            assert!(han(text), "{key} has no Chinese: {text}");
        }
        for (key, text) in en::CATALOGUE.entries().into_iter().filter(|(key, _)| !key.ends_with("examples")) {
            assert!(!han(text), "{key} is not English: {text}");
        }
    }

    #[test]
    fn the_first_named_language_wins() {
        assert_eq!(Language::choose(None, None, Some("zh_TW.UTF-8")), Language::Chinese);
        assert_eq!(Language::choose(None, Some("en"), Some("zh_CN")), Language::English);
        assert_eq!(Language::choose(Some("zh"), Some("en"), None), Language::Chinese);
        assert_eq!(Language::choose(Some("fr"), None, None), Language::English, "never an error");
        assert_eq!(Language::choose(None, Some(""), None), Language::English);
        assert_eq!(Language::of("中"), Language::English, "no panic inside a character");
    }

    #[test]
    fn placeholders_are_filled() {
        assert_eq!(fill("{n} 篇 {x} {n}", &[("n", &3)]), "3 篇 {x} 3");
    }
}
