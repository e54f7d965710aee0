//! Invented corpora for the tests of merging and of what comes after it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ClusterInput, MergeInput, Options, Roles, merge};
use crate::document::{AlignedText, Script, Span};
use crate::lexicon::TermLexicon;
use crate::mention::{
    Attribute, AttributeValue, Attributes, Facet, MentionKind, Quote, RoleFacets, TaskMention,
};
use crate::source::{Format, SourceId};
use crate::taxonomy::{CopiedDocument, ReviewPair, SourceInfo, Taxonomy};

/// A growing corpus: mentions with the name of the cluster each belongs to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Corpus {
    pub(crate) mentions: Vec<TaskMention>,
    clusters: BTreeMap<String, Vec<usize>>,
    pub(crate) facets: Vec<(SourceId, RoleFacets)>,
    pub(crate) review: Vec<ReviewPair>,
    pub(crate) copies: Vec<CopiedDocument>,
    texts: BTreeMap<SourceId, String>,
}

impl Corpus {
    /// Adds a line to the text of `source` and returns its bytes and its number.
    fn line(&mut self, source: &str, text: &str) -> (SourceId, Span, usize) {
        let id = SourceId::new(source);
        let all = self.texts.entry(id.clone()).or_default();
        let start = all.len();
        all.push_str(text);
        all.push('\n');
        (id, Span::new(start, start + text.len()), all.matches('\n').count())
    }

    /// Adds a mention; `place` is source, role and category (empty for none).
    pub(crate) fn task(&mut self, cluster: &str, place: [&str; 3], title: &str) -> &mut TaskMention {
        let [source, role, category] = place;
        let (source, span, line) = self.line(source, title);
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        self.clusters.entry(cluster.to_owned()).or_default().push(self.mentions.len());
        self.mentions.push(TaskMention {
            id: format!("m-{source}-{line}"),
            source,
            document: 0,
            span,
            lines: (line, line),
            title: title.to_owned(),
            quote: Quote::alone(title),
            role: some(role),
            category: some(category),
            path: Arc::default(),
            kind: MentionKind::ListItem,
            attributes: Attributes::default(),
            also_at: Vec::new(),
            parts: Vec::new(),
            boilerplate: false,
            aliases: Vec::new(),
            origins: Vec::new(),
        });
        self.mentions.last_mut().expect("just pushed")
    }

    /// Adds a fact about the role of a source; `key` may be `key:label`.
    pub(crate) fn fact(&mut self, source: &str, role: &str, key: &str, value: &str) {
        let (source, span, line) = self.line(source, value);
        let value = AlignedText::from_source(&self.texts[&source], span);
        let (key, label) =
            key.split_once(':').map_or((key, None), |(key, label)| (key, Some(label.to_owned())));
        let facet = Facet { key: key.to_owned(), value, label, lines: (line, line) };
        let facets =
            RoleFacets { document: 0, role: role.to_owned(), aliases: Vec::new(), facets: vec![facet] };
        self.facets.push((source, facets));
    }

    /// The name of the cluster that holds a mention.
    pub(crate) fn cluster_of(&self, id: &str) -> String {
        let holds = |members: &[usize]| members.iter().any(|&member| self.mentions[member].id == id);
        let found = self.clusters.iter().find(|(_, members)| holds(members));
        found.map(|(name, _)| name.clone()).unwrap_or_default()
    }

    /// The documents of `other`, its mentions in this order.
    pub(crate) fn adopt(&mut self, other: &Self, mentions: impl Iterator<Item = (String, TaskMention)>) {
        self.facets.clone_from(&other.facets);
        self.texts.clone_from(&other.texts);
        for (cluster, mention) in mentions {
            self.clusters.entry(cluster).or_default().push(self.mentions.len());
            self.mentions.push(mention);
        }
    }

    /// Takes a source out.
    pub(crate) fn without(&self, source: &str) -> Self {
        let mut rest = Self::default();
        let kept = self.mentions.iter().filter(|mention| mention.source.as_str() != source);
        let kept: Vec<_> = kept.map(|mention| (self.cluster_of(&mention.id), mention.clone())).collect();
        rest.adopt(self, kept.into_iter());
        rest.facets.retain(|(id, _)| id.as_str() != source);
        rest.texts.retain(|id, _| id.as_str() != source);
        rest
    }

    /// The sources, whose hashes stand for their text.
    pub(crate) fn sources(&self) -> Vec<SourceInfo> {
        let info = |(path, text): (&SourceId, &String)| SourceInfo {
            path: path.clone(),
            sha256: format!("{:064x}", text.bytes().fold(7u64, |sum, b| sum.wrapping_mul(31) + u64::from(b))),
            format: Format::Markdown,
            encoding: "UTF-8".to_owned(),
            script: Script::Hans,
            documents: 1,
        };
        self.texts.iter().map(info).collect()
    }

    pub(crate) fn merged(&self) -> Taxonomy {
        self.merged_with(&Options::default())
    }

    pub(crate) fn merged_with(&self, options: &Options) -> Taxonomy {
        let clusters: Vec<ClusterInput> = self
            .clusters
            .values()
            .map(|members| {
                // What linking suggests does not depend on the order of arrival either.
                let first = members.iter().min_by_key(|&&member| &self.mentions[member].id);
                ClusterInput { members: members.clone(), canonical: *first.expect("never empty") }
            })
            .collect();
        let texts = self.texts.iter().map(|(id, text)| (id.clone(), Arc::from(text.as_str()))).collect();
        merge(&MergeInput {
            mentions: &self.mentions,
            clusters: &clusters,
            facets: &self.facets,
            roles: &Roles::of(&self.mentions, &self.facets, &clusters),
            sources: &self.sources(),
            texts: &texts,
            copies: &self.copies,
            parts: &[],
            review: &self.review,
            terms: &TermLexicon::embedded(),
            edits: &[],
            must: &[],
            unsure: &[],
            options,
        })
        .taxonomy
    }
}

/// Gives a mention values of an attribute.
pub(crate) fn say(mention: &mut TaskMention, attribute: Attribute, values: &[&str]) {
    let values = values.iter().map(|value| AttributeValue { value: (*value).to_owned(), span: mention.span });
    *mention.attributes.entry(attribute) = values.collect();
}

/// Two documents about running a coffee shop: nine mentions of six tasks.
pub(crate) fn coffee() -> Corpus {
    let mut corpus = Corpus::default();
    let book = |category| ["手册 (一)#1.md", "咖啡店长", category];
    let board = |category| ["看板.md", "咖啡 店长", category];
    let task = corpus.task("班次", book("人员管理"), "编排门店班次");
    say(task, Attribute::Frequency, &["每周"]);
    say(task, Attribute::Tools, &["排班软件（如 Deputy、JIRA）"]);
    corpus.task("考勤", book("人员管理"), "核对考勤");
    let task = corpus.task("盘点", book("库存管理"), "盘点库存");
    say(task, Attribute::Skills, &["沟通", "细致"]);
    say(task, Attribute::Collaborators, &["采购部"]);
    corpus.task("订货", book("库存管理"), "向供应商订货");
    let task = corpus.task("班次", board("人员 管理"), "安排班次");
    say(task, Attribute::Frequency, &["每月"]);
    say(task, Attribute::Tools, &["Jira"]);
    corpus.task("考勤", board("人员 管理"), "核对考勤。");
    corpus.task("收银", board("营业"), "核对收银差额");
    let task = corpus.task("盘点", board("货品"), "定期盘点库存");
    say(task, Attribute::Skills, &["良好的沟通技巧"]);
    corpus.task("订货", board("货品"), "订货");
    corpus.task("清洁", ["看板.md", "咖啡 店长", ""], "检查清洁|卫生");
    corpus.fact("手册 (一)#1.md", "咖啡店长", "overview", "负责一家门店的日常经营。");
    corpus.fact("看板.md", "咖啡 店长", "education", "大专及以上");
    corpus
}
