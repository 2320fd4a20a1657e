//! The end of the account: asked for with both factors, stopped with none.

use crate::error::Error;
use crate::mailbox::Mailbox;
use crate::platform::Platform;
use crate::sign_in::{GivenCode, Halfway};
use crate::transport::{Method, Transport};
use crate::view::Me;
use api::account::AccountEnd;

impl<T: Transport, P: Platform> Mailbox<T, P> {
    /// Asks for the end of the account, and says until when it can be stopped ([`Me::ends_ms`]). From now on the mailbox takes
    /// no letters, and this session is the only one.
    pub async fn end_account(&self, password: &str, code: impl Into<GivenCode<'_>>) -> Result<Me, Error> {
        let halfway = self.password_again(password).await?;
        self.end_account_after(&halfway, code).await
    }

    /// The second half of [`Self::end_account`].
    pub async fn end_account_after(
        &self,
        halfway: &Halfway<T, P>,
        code: impl Into<GivenCode<'_>>,
    ) -> Result<Me, Error> {
        let end = AccountEnd {
            proof: halfway.proof(code.into()),
        };
        self.client.command_once("/account/end", &end).await?;
        self.me().await
    }

    /// Stops it: everything is as before.
    pub async fn keep_account(&self) -> Result<Me, Error> {
        self.client.bare(Method::Post, "/account/end/stop").await?;
        self.me().await
    }
}
