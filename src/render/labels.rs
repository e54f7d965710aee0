//! What facets and attributes are called in documents for people.

use crate::mention::Attribute;

/// Names of facet keys, in the order of presentation; others follow under their key.
pub(super) const FACETS: [(&str, &str); 14] = [
    ("requirements", "任职要求"),
    ("skills", "技能要求"),
    ("tools", "工具与技术"),
    ("education", "学历"),
    ("experience", "经验"),
    ("industry", "行业"),
    ("employers", "雇主"),
    ("environment", "工作环境"),
    ("pay", "薪资"),
    ("benefits", "福利"),
    ("career", "职业发展"),
    ("deliverables", "交付物"),
    ("metrics", "考核"),
    ("categories", "其他职责领域"),
];

/// Names of the attributes that are printed as a list under a task; description stands above it.
pub(crate) const ATTRIBUTES: [(Attribute, &str); 11] = [
    (Attribute::Purpose, "目的"),
    (Attribute::Skills, "技能"),
    (Attribute::Tools, "工具"),
    (Attribute::Collaborators, "协作"),
    (Attribute::Frequency, "频率"),
    (Attribute::Importance, "重要性"),
    (Attribute::Deliverables, "交付物"),
    (Attribute::Metrics, "考核"),
    (Attribute::Inputs, "输入"),
    (Attribute::Responsibility, "责任"),
    (Attribute::Other, "其他"),
];

/// Behind values on which sources disagree.
pub(crate) const NO_AGREEMENT: &str = "（各来源不一致）";

/// Headings of `taxonomy.md` over what is made from other data.
pub(crate) const GENERATED: [&str; 6] = ["附录", "类别", "角色概况", "待复核", "待看的裁决", "来源"];
