//! Element names and what the reader has to know about each.

/// Declares [`Tag`] and the table of its names.
macro_rules! tags {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// A known element; everything else is [`Tag::Other`], an inline element without meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Tag {
            $(#[doc = $name] $variant,)+
            /// An element that this reader has no rule for.
            Other,
        }

        impl Tag {
            /// How many variants there are.
            pub(super) const COUNT: usize = Tag::Other as usize + 1;

            /// All names but that of [`Tag::Other`], sorted.
            const NAMES: [(&'static str, Self); Self::COUNT - 1] = [$(($name, Self::$variant)),+];

            /// Where the names with each first letter begin in [`Self::NAMES`].
            const LETTERS: [u8; 27] = {
                let mut letters = [0; 27];
                let (mut letter, mut at) = (0, 0);
                while letter < letters.len() {
                    while at < Self::NAMES.len() && ((Self::NAMES[at].0.as_bytes()[0] - b'a') as usize) < letter {
                        at += 1;
                    }
                    letters[letter] = at as u8;
                    letter += 1;
                }
                letters
            };

            /// The tag of a lower-case element name.
            pub(super) fn from_name(name: &[u8]) -> Self {
                let Some(letter @ b'a'..=b'z') = name.first() else { return Self::Other };
                let letter = usize::from(letter - b'a');
                let alike = usize::from(Self::LETTERS[letter])..usize::from(Self::LETTERS[letter + 1]);
                let found = Self::NAMES[alike].iter().find(|(known, _)| known.as_bytes() == name);
                found.map_or(Self::Other, |(_, tag)| *tag)
            }
        }
    };
}

tags! {
    A = "a", Abbr = "abbr", Acronym = "acronym", Address = "address", Applet = "applet", Area = "area",
    Article = "article", Aside = "aside", Audio = "audio", B = "b", Base = "base", Basefont = "basefont",
    Bgsound = "bgsound", Big = "big", Blockquote = "blockquote", Body = "body", Br = "br",
    Button = "button", Canvas = "canvas", Caption = "caption", Center = "center", Cite = "cite",
    Code = "code", Col = "col", Colgroup = "colgroup", Dd = "dd", Del = "del", Details = "details",
    Dfn = "dfn", Dialog = "dialog", Dir = "dir", Div = "div", Dl = "dl", Dt = "dt", Em = "em",
    Embed = "embed", Fieldset = "fieldset", Figcaption = "figcaption", Figure = "figure",
    Font = "font", Footer = "footer", Form = "form", Frame = "frame", Frameset = "frameset",
    H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Head = "head", Header = "header",
    Hgroup = "hgroup", Hr = "hr", Html = "html", I = "i", Iframe = "iframe", Img = "img",
    Input = "input", Ins = "ins", Kbd = "kbd", Keygen = "keygen", Label = "label", Legend = "legend",
    Li = "li", Link = "link", Listing = "listing", Main = "main", Map = "map", Mark = "mark",
    Marquee = "marquee", Math = "math", Menu = "menu", Meta = "meta", Nav = "nav",
    Noembed = "noembed", Noframes = "noframes", Noscript = "noscript", Object = "object", Ol = "ol",
    Optgroup = "optgroup", Option = "option", P = "p", Param = "param", Plaintext = "plaintext",
    Pre = "pre", Q = "q", Rp = "rp", Rt = "rt", Ruby = "ruby", S = "s", Samp = "samp",
    Script = "script", Search = "search", Section = "section", Select = "select", Small = "small",
    Source = "source", Span = "span", Strike = "strike", Strong = "strong", Style = "style",
    Sub = "sub", Summary = "summary", Sup = "sup", Svg = "svg", Table = "table", Tbody = "tbody",
    Td = "td", Template = "template", Textarea = "textarea", Tfoot = "tfoot", Th = "th",
    Thead = "thead", Time = "time", Title = "title", Tr = "tr", Track = "track", Tt = "tt", U = "u",
    Ul = "ul", Var = "var", Video = "video", Wbr = "wbr", Xmp = "xmp",
}

impl Tag {
    /// Elements without content or end tag.
    pub(super) fn is_void(self) -> bool {
        matches!(
            self,
            Self::Area
                | Self::Base
                | Self::Basefont
                | Self::Bgsound
                | Self::Br
                | Self::Col
                | Self::Embed
                | Self::Frame
                | Self::Hr
                | Self::Img
                | Self::Input
                | Self::Keygen
                | Self::Link
                | Self::Meta
                | Self::Param
                | Self::Source
                | Self::Track
                | Self::Wbr
        )
    }

    /// Elements whose whole content is code, a fallback or a control's value: never text of the
    /// page.
    pub(super) fn is_raw(self) -> bool {
        matches!(
            self,
            Self::Applet
                | Self::Audio
                | Self::Canvas
                | Self::Head
                | Self::Iframe
                | Self::Link
                | Self::Math
                | Self::Meta
                | Self::Noembed
                | Self::Noframes
                | Self::Noscript
                | Self::Rp
                | Self::Rt
                | Self::Script
                | Self::Style
                | Self::Svg
                | Self::Template
                | Self::Textarea
                | Self::Title
                | Self::Video
        )
    }

    /// What the head may hold; anything else ends it.
    pub(super) fn belongs_to_head(self) -> bool {
        matches!(
            self,
            Self::Base
                | Self::Basefont
                | Self::Bgsound
                | Self::Head
                | Self::Html
                | Self::Link
                | Self::Meta
                | Self::Noscript
                | Self::Object
                | Self::Param
                | Self::Script
                | Self::Style
                | Self::Template
                | Self::Title
        )
    }

    /// Elements that begin and end a line of text.
    pub(super) fn is_block(self) -> bool {
        self.is_heading()
            || self.is_table_part()
            || matches!(
                self,
                Self::Address
                    | Self::Article
                    | Self::Aside
                    | Self::Blockquote
                    | Self::Body
                    | Self::Button
                    | Self::Center
                    | Self::Dd
                    | Self::Details
                    | Self::Dialog
                    | Self::Dir
                    | Self::Div
                    | Self::Dl
                    | Self::Dt
                    | Self::Fieldset
                    | Self::Figcaption
                    | Self::Figure
                    | Self::Footer
                    | Self::Form
                    | Self::Frameset
                    | Self::Header
                    | Self::Hgroup
                    | Self::Hr
                    | Self::Html
                    | Self::Legend
                    | Self::Li
                    | Self::Listing
                    | Self::Main
                    | Self::Marquee
                    | Self::Menu
                    | Self::Nav
                    | Self::Ol
                    | Self::Optgroup
                    | Self::Option
                    | Self::P
                    | Self::Plaintext
                    | Self::Pre
                    | Self::Search
                    | Self::Section
                    | Self::Select
                    | Self::Summary
                    | Self::Ul
                    | Self::Xmp
            )
    }

    /// Block elements whose start tag ends an open paragraph. Old pages run in quirks mode, where a
    /// table does not.
    pub(super) fn closes_paragraph(self) -> bool {
        self.is_block()
            && !(self.is_table_part()
                || matches!(
                    self,
                    Self::Body
                        | Self::Button
                        | Self::Html
                        | Self::Legend
                        | Self::Marquee
                        | Self::Optgroup
                        | Self::Option
                        | Self::Select
                ))
    }

    /// `h1` to `h6`.
    pub(super) fn is_heading(self) -> bool {
        self.heading_level().is_some()
    }

    /// The level of a heading.
    pub(super) fn heading_level(self) -> Option<u8> {
        Some(match self {
            Self::H1 => 1,
            Self::H2 => 2,
            Self::H3 => 3,
            Self::H4 => 4,
            Self::H5 => 5,
            Self::H6 => 6,
            _ => return None,
        })
    }

    /// `table` and what is inside of it down to the cell.
    pub(super) fn is_table_part(self) -> bool {
        self.is_cell() || self.is_row_group() || matches!(self, Self::Table | Self::Tr | Self::Colgroup)
    }

    /// `td`, `th` and `caption`: end tags inside do not reach out of them.
    pub(super) fn is_cell(self) -> bool {
        matches!(self, Self::Td | Self::Th | Self::Caption)
    }

    /// `thead`, `tbody` and `tfoot`.
    pub(super) fn is_row_group(self) -> bool {
        matches!(self, Self::Thead | Self::Tbody | Self::Tfoot)
    }

    /// `ul`, `ol` and their dated kin.
    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::Ul | Self::Ol | Self::Menu | Self::Dir)
    }

    /// Elements whose white space counts.
    pub(super) fn is_preformatted(self) -> bool {
        matches!(self, Self::Pre | Self::Listing | Self::Xmp | Self::Plaintext)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_and_unknown_ones_are_inline() {
        assert_eq!(Tag::from_name(b"td"), Tag::Td);
        assert_eq!(Tag::from_name(b"wbr"), Tag::Wbr);
        assert!(Tag::NAMES.iter().all(|(name, tag)| Tag::from_name(name.as_bytes()) == *tag), "sorted");
        assert_eq!(Tag::from_name(b"o:p"), Tag::Other);
        assert!(!Tag::Other.is_block() && !Tag::Other.is_raw() && !Tag::Other.is_void());
    }
}
