// The parts of `equipoise chat`, one file each.
#pragma once

#include "apps/equipoise/client/attachment_kind.h"
#include "apps/equipoise/client/commands.h"
#include "apps/equipoise/client/session.h"
#include "apps/media/decode.h"

namespace eq::app {

/// chat id, contact, forget: who one is, and what one calls others.
void add_people(Command& chat, const std::shared_ptr<PartyOptions>& party);
/// chat list, new, add, remove, accept, leave.
void add_conversations(Command& chat, const std::shared_ptr<PartyOptions>& party);
/// chat send, show.
void add_messages(Command& chat, const std::shared_ptr<PartyOptions>& party);
/// chat picture: save an attachment, warned and blurred if it is on the certified list.
void add_pictures(Command& chat, const std::shared_ptr<PartyOptions>& party);
/// chat save: an attachment that is no picture.
void add_attachments(Command& chat, const std::shared_ptr<PartyOptions>& party);
/// chat warnings, chat dispute: what was warned of, and saying that it is wrong.
void add_warnings(Command& chat, const std::shared_ptr<PartyOptions>& party);
/// chat report: preview what would leave, then send it.  chat appeal.
void add_reports(Command& chat, const std::shared_ptr<PartyOptions>& party);

inline constexpr auto kWhichConversation = "Identifier, its beginning, or who is in it";

/// A voucher beside a picture for each kind of list, where the owner agreed to that; null if none
/// was thought of.  @param told  what happened is added, in words
nlohmann::ordered_json vouch_for(ChatSession& session, client::Environment& environment,
                                 const std::string& path, const Bytes& file, std::string& told);
/// What came with a message.  Throws Failure if there is no such message or attachment.  @param
/// which  from 1
struct Received {
  Bytes file;
  AttachmentKind kind;
  ForeignText name;
};
Received attachment_of(ChatSession& session, client::Environment& environment,
                       const std::string& conversation, std::uint64_t seq, std::size_t which);
/// What a report of this one message would contain, and the command that sends it.  Throws Failure.
std::string report_in_words(ChatSession& session, const ConversationId& in, std::uint64_t seq);
/// Reads lines from the terminal until end of input.
void live_session(const std::string& home);

}  // namespace eq::app
