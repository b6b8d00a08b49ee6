//! From a URL to a link.

use crate::error::LinkError;
use crate::exec::ExecLink;
use crate::link::Link;
use crate::options::Options;
use crate::stream::Framing;
use crate::stream::StreamLink;
use crate::stream::Transport;
use crate::url::LinkUrl;

/// Makes the link that `url` names. `loopback:` needs a far end and is made with
/// [`Loopback::new`](crate::loopback::Loopback::new) instead.
pub async fn connect(url: &LinkUrl, options: Options) -> Result<Box<dyn Link>, LinkError> {
    let (transport, framing) = match url {
        LinkUrl::Exec(command) => {
            return Ok(Box::new(ExecLink::start(url.to_string(), command.clone(), options).await?));
        }
        LinkUrl::Gfi(address) => (Transport::Connect(address.clone()), Framing::gfi(&options)),
        LinkUrl::GfiListen(address) => (Transport::listen(address.clone()).await?, Framing::gfi(&options)),
        LinkUrl::Loopback => return Err(LinkError::NeedsFarEnd),
        LinkUrl::Wrapper { address, ports } => {
            (Transport::Connect(address.clone()), Framing::wrapper(*ports))
        }
    };
    Ok(Box::new(StreamLink::open(url.to_string(), transport, framing, options).await?))
}
