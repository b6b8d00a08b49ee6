//! Enumerations whose variants have one word each in the data files.

/// Declares an enumeration with its words: `word()` gives the word, `from_word()` finds the variant.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident as $expected:literal {
            $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
        }

        impl $name {
            /// Every variant, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// What may stand in a data file, for messages.
            pub(crate) const EXPECTED: &'static str = $expected;

            /// The word for it in the data files.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// The variant that `word` stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl crate::tables::row::Cell for $name {
            const EXPECTED: &'static str = Self::EXPECTED;

            fn read(text: &'static str) -> Option<Self> {
                Self::from_word(text)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.word())
            }
        }
    };
}

pub(crate) use words;
