//! Use cases of this room, one public function per command.

mod access;
mod attach;
mod invitations;
mod joining;
mod members;
mod verify;

pub use access::{AccessError, authorised, membership_of, organisation, organisations_of};
pub use attach::{Attach, AttachError, CorrectError, attach, attach_as, correct_details};
pub(super) use invitations::invitation_of_token;
pub use invitations::{
    AcceptError, Invite, InviteError, ManageInvitationError, accept_invitation, invite,
    resend_invitation, revoke_invitation,
};
pub use joining::{
    Answer, AnswerError, AnswerJoin, JoinError, answer_join, ask_to_join, withdraw_join,
};
pub use members::{ChangeError, ChangeMember, change_member};
pub(super) use verify::is_old;
pub use verify::{check_again_if_old, take_registry};
