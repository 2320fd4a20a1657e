//! How Rust values lie in columns: fixed byte strings as BLOB, unsigned numbers as INTEGER.

use crate::error::AppError;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Binary;
use diesel::sqlite::{Sqlite, SqliteValue};

macro_rules! fixed {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
        #[diesel(sql_type = Binary)]
        pub(crate) struct $name(pub(crate) [u8; $len]);

        impl FromSql<Binary, Sqlite> for $name {
            fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
                let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(value)?;
                bytes.try_into().map(Self).map_err(|_| "a column holds bytes of the wrong length".into())
            }
        }

        impl ToSql<Binary, Sqlite> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                out.set_value(self.0.as_slice());
                Ok(IsNull::No)
            }
        }
    };
}

fixed!(
    /// An id.
    B16, 16
);
fixed!(
    /// A hash.
    B32, 32
);

macro_rules! ids {
    ($($id:ty),*) => {
        $(
            impl From<$id> for B16 {
                fn from(id: $id) -> Self {
                    Self(id.0)
                }
            }

            impl From<B16> for $id {
                fn from(column: B16) -> Self {
                    Self(column.0)
                }
            }
        )*
    };
}

ids!(
    api::UserId,
    api::MailboxId,
    api::MessageId,
    api::ObjectId,
    api::BlobId,
    api::PasskeyId,
    api::SessionId,
    api::ErasureId
);

/// A number on its way into a column. Sizes and times of this product are far below 2^63.
pub(crate) fn to_i64(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A number out of a column that only ever holds non-negative ones.
pub(crate) fn from_i64(value: i64) -> Result<u64, AppError> {
    u64::try_from(value).map_err(AppError::internal)
}
