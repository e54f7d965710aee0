//! Why something that looked like a task is none.

use std::fmt;

/// Why a near miss is no task.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It asks.
    Question,
    /// It says what is not done.
    Undone,
    /// It advises the reader, by this phrase.
    Advice(Box<str>),
    /// It tells what the employer offers, by this phrase.
    Benefit(Box<str>),
    /// It tells what an applicant must bring, by this phrase.
    Requirement(Box<str>),
    /// It is too short or too long for a task.
    Length,
    /// It says no deed, and most items of its list say none either.
    NoDeed,
    /// It says no deed in a list of hours or in a list whose section is not named after duties.
    NoDeedOfSchedule,
    /// What speaks for its group sums up to less than a group needs.
    Weak {
        /// The sum of the weights of its signs.
        score: i32,
        /// The sum from which a group is taken.
        enough: i32,
    },
    /// In a matrix of responsibilities somebody else answers for it.
    Others,
    /// Its section, given by its key in `sections.tsv`, holds something else.
    Section(&'static str),
    /// It is a heading, neither a duty nor in a section of duties.
    Heading,
    /// Nothing says that its section holds duties, and its group does not say enough.
    Unsupported,
    /// It is the title of a section of duties or of a group in it.
    Group,
    /// It explains duties that lists, tables or headings state, or is a step or a label of one.
    Explains,
}

/// A reason in one of the languages that guiyi speaks.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    reason: &'a Reason,
    chinese: bool,
}

impl Reason {
    /// In Chinese.
    pub fn chinese(&self) -> Told<'_> {
        Told { reason: self, chinese: true }
    }

    /// In English.
    pub fn english(&self) -> Told<'_> {
        Told { reason: self, chinese: false }
    }
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (chinese, english) = match self.reason {
            Reason::Question => ("是问句", "it is a question"),
            Reason::Undone => ("说的是不做的事", "it says what is not done"),
            Reason::Length => ("过短或过长，不像任务", "it is too short or too long for a task"),
            Reason::NoDeed => (
                "没有动作，同列表的多数条目也不是任务",
                "it says no deed, and most items of its list are no tasks either",
            ),
            Reason::NoDeedOfSchedule => {
                ("日程里没有动作的条目", "an item without a deed, in a list of hours or stages")
            }
            Reason::Others => ("职责矩阵中由他人负责", "somebody else answers for it in the matrix"),
            Reason::Heading => {
                ("标题：既不是职责，也不在职责章节里", "a heading, neither a duty nor in a section of duties")
            }
            Reason::Unsupported => (
                "所在章节没有说明是职责，整段或整张列表也不足以认作职责",
                "nothing says that its section holds duties, and its list or paragraph does not say enough",
            ),
            Reason::Group => {
                ("是职责章节或其分组的标题", "the title of a section of duties or of a group in it")
            }
            Reason::Explains => (
                "职责章节里的说明文字：职责已由列表、表格或标题给出，或是任务的步骤与标签",
                "explains duties that lists, tables or headings state, or is a step or a label of one",
            ),
            Reason::Advice(word) if self.chinese => return write!(f, "是对读者的建议（{word}）"),
            Reason::Advice(word) => return write!(f, "advice to the reader ({word})"),
            Reason::Benefit(word) if self.chinese => return write!(f, "说的是福利待遇（{word}）"),
            Reason::Benefit(word) => return write!(f, "what the employer offers ({word})"),
            Reason::Requirement(word) if self.chinese => return write!(f, "说的是任职条件（{word}）"),
            Reason::Requirement(word) => return write!(f, "what an applicant must bring ({word})"),
            Reason::Weak { score, enough } if self.chinese => {
                return write!(f, "整组的证据不够认作职责：{score} 分，要 {enough} 分");
            }
            Reason::Weak { score, enough } => {
                return write!(f, "its group does not say enough: {score} points of {enough}");
            }
            Reason::Section(key) if self.chinese => return write!(f, "所在章节（{key}）不是职责"),
            Reason::Section(key) => return write!(f, "its section ({key}) holds no duties"),
        };
        f.write_str(if self.chinese { chinese } else { english })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_told_in_both_languages() {
        let reason = Reason::Requirement("本科".into());
        assert_eq!(reason.chinese().to_string(), "说的是任职条件（本科）");
        assert_eq!(reason.english().to_string(), "what an applicant must bring (本科)");
        let weak = Reason::Weak { score: 4, enough: 9 };
        assert!(weak.english().to_string().is_ascii());
        assert_eq!(Reason::Section("pay").chinese().to_string(), "所在章节（pay）不是职责");
    }
}
