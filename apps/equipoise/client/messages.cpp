// `equipoise chat send|show`: messages, and what waits to be one.
#include <algorithm>

#include "apps/equipoise/client/chat.h"
#include "apps/equipoise/client/file_name.h"
#include "apps/media/decode.h"
#include "parties/client/chat.h"
#include "parties/client/files.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct Words {
  std::string conversation, text;
  std::vector<std::string> files;
};

std::string media_type(const std::string& path, View file) {
  switch (media::type_of(file)) {
    case media::FileType::jpeg: return "image/jpeg";
    case media::FileType::png: return "image/png";
    case media::FileType::webp: return "image/webp";
    case media::FileType::unknown: break;
  }
  // Compressed, it tells by nothing but its name what it is.
  for (const auto end : {".svgz", ".svg.gz", ".SVGZ"})
    if (path.ends_with(end)) return "image/svg+xml";
  return path.ends_with(".txt") ? "text/plain" : "application/octet-stream";
}

/// A picture or recording goes without its name: what a camera calls one says when it was made.
std::string name_for(AttachmentKind kind, View file, const std::string& path) {
  const bool is_unnamed = kind == AttachmentKind::picture || begins_like_a_recording(file);
  return is_unnamed ? "" : file_name_for_others(path);
}

/// What held words back, for programs.
std::string_view cause_for_programs(const ChatSession& session, const ConversationId& id, Err why) {
  if (!session.state().conversations.at(id).removing.empty()) return "removal";
  return why == Err::exhausted ? "tokens" : "server";
}

enum class Turn {
  next,
  behind_others,  // an earlier message waits there, and goes out first
};
/// Words alone that cannot go out now are kept, so that nobody types them again.
/// @param why  what holds up them, or the earlier ones
void keep_for_later(ChatSession& session, const PartyOptions& party, const ConversationId& id,
                    const std::string& text, Turn turn, Err why, const std::string& told) {
  auto h = session.environment();
  const std::string cause = session.why_it_waits(id, why) + ".";
  if (const auto kept = client::keep_words(session.state(), h, id, text); !kept.ok())
    throw send_failure(session, id, kept.error());
  session.print(
      party.json, {{"sent", false}, {"waits", true}, {"for", cause_for_programs(session, id, why)}},
      told + "Not sent yet: " +
          (turn == Turn::behind_others
               ? "an earlier message waits there, for " + cause + " Your words go out after it, and"
               : cause + " Your words") +
          " are kept on this device; `equipoise chat sync` sends them. Do not send them again.");
}

/// What was taken in meanwhile is shown before the refusal that rests on it: whoever says the same
/// again then has been shown who came in, and by that decides.
/// @param told  what became of what waited before
Failure refused(ChatSession& session, const PartyOptions& party, const std::string& told,
                Failure why) {
  if (session.state().untold.empty() && told.empty()) {
    session.save();
    return why;
  }
  session.print(
      party.json,
      {{"sent", false},
       {"waits", false},
       {"error", {{"words", why.what + ". " + why.remedy}, {"exit_code", why.exit_code}}}},
      told);
  return why;
}

/// What is said later goes out later.
struct SentBefore {
  std::string told;            // what became of what waited, in words
  std::optional<Err> held_by;  // if something waits still
};
SentBefore send_what_waits(ChatSession& session) {
  if (session.state().kept.empty()) return {};
  auto h = session.environment();
  const auto kept = client::send_kept(session.state(), h);
  session.save();
  if (!kept.ok()) return {"", kept.error()};
  SentBefore out{"", kept->wait_for};
  for (const auto& spoken : kept->spoken) out.told += line(session, spoken) + "\n";
  return out;
}
bool waits_for(const ChatSession& session, const ConversationId& id) {
  return std::ranges::any_of(session.state().kept,
                             [&](const auto& k) { return k.conversation == id; });
}

/// Uploaded, each picture with its voucher.
struct Files {
  std::vector<franking::Attachment> attachments;
  json vouchers = json::array();
  std::string told;
};
Files upload_all(ChatSession& session, client::Environment& environment, const ConversationId& id,
                 const std::vector<std::string>& paths) {
  Files out;
  // All are read before anything leaves: one that cannot be sent keeps all of them here.
  std::vector<Bytes> files;
  for (const auto& path : paths) files.push_back(read_file(path, franking::kMaxAttachment));
  if (!files.empty()) session.done(client::sync(session.state(), environment), "Nothing was sent");
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto& [path, file] = std::tie(paths[i], files[i]);
    const std::string type = media_type(path, file);
    const AttachmentKind kind = kind_of(file, type);
    if (kind == AttachmentKind::picture)
      out.vouchers.push_back(vouch_for(session, environment, path, file, out.told));
    auto sent =
        client::upload(session.state(), environment, id, file, {type, name_for(kind, file, path)});
    if (!sent.ok()) {
      if (auto fault = conversation_fault(session, id, path + " was not sent"))
        throw *std::move(fault);
      throw session.failure("Cannot upload " + path, sent.error());
    }
    out.attachments.push_back(std::move(sent).take());
  }
  return out;
}

void send_text(ChatSession& session, const PartyOptions& party, const Words& w) {
  if (!w.text.empty() || w.files.empty()) must_be_text(w.text, "The text");
  const std::size_t most =
      kLongestText - kTextPerFile * std::min(w.files.size(), franking::kMaxAttachments);
  if (w.text.size() > most)
    throw Failure{"Not sent: the text has " + std::to_string(w.text.size()) +
                      " bytes, and at most " + std::to_string(most) + " go into this message",
                  "Say it in several messages, or send it as a file: --attach.", 2};
  if (w.files.size() > franking::kMaxAttachments)
    throw Failure{
        "More than " + std::to_string(franking::kMaxAttachments) + " files in one message",
        "Send several messages.", 2};
  auto h = session.environment();
  const auto id = session.conversation(w.conversation);
  // As the person who types knows it: whoever comes in by what is taken in now is told first.
  const auto readers = session.done(client::readers(session.state(), id), "Cannot list members");
  const SentBefore before = send_what_waits(session);
  if (w.files.empty() && waits_for(session, id))
    return keep_for_later(session, party, id, w.text, Turn::behind_others,
                          before.held_by.value_or(Err::unavailable), before.told);
  auto files = upload_all(session, h, id, w.files);
  const auto result =
      client::send(session.state(), h, id, w.text, std::move(files.attachments), readers);
  if (!result.ok() && w.files.empty() &&
      (result.error() == Err::unavailable || result.error() == Err::exhausted))
    return keep_for_later(session, party, id, w.text, Turn::next, result.error(), before.told);
  if (!result.ok())
    throw refused(session, party, before.told, send_failure(session, id, result.error()));
  const client::Sent& sent = *result;
  const bool sealed = sent.access == client::AccessMark::sealed;
  const bool waits = sent.posted == client::Posted::waits;
  session.print(
      party.json,
      {{"sent", !waits},
       {"waits", waits},
       {"bytes", sent.bytes},
       {"access", sealed ? "sealed" : "no_object"},
       {"vouchers", files.vouchers}},
      before.told +
          (waits
               ? "It waits on this device and goes out with `equipoise chat sync`; do not send it again."
               : "Sent.") +
          (sealed ? std::string()
           : day_of(h.now) < session.realm().e_0
               ? " (Before the realm's first day, " + to_text(session.realm().e_0) +
                     ", messages carry no access envelope.)"
               : std::string(
                     " (No access rules are published for today, so the message carries no access envelope.)")) +
          files.told);
}

void show_messages(const PartyOptions& party, const Words& w) {
  ChatSession s(party.home);
  json all = json::array();
  std::string text;
  const auto id = s.conversation(w.conversation);
  for (const auto& m : s.state().conversations.at(id).history) {
    all.push_back(s.describe(m));
    text += s.line(m) + "\n";
  }
  for (const auto& waits : s.waiting(id)) text += waits + "\n";
  print(party.json, {{"messages", all}}, text.empty() ? "No messages yet." : text);
}

}  // namespace

void add_messages(Command& chat, const std::shared_ptr<PartyOptions>& party) {
  const auto w = std::make_shared<Words>();
  Command& send =
      chat.add("send", "Send a message", "3f2a \"See you at nine\" --attach map.jpg --home ana");
  send.option("conversation", &w->conversation, kWhichConversation).required();
  send.option("text", &w->text, "What you say").required();
  send.option("--attach", &w->files, "File to send along; may be repeated").one_at_a_time();
  send.action([party, w] {
    ChatSession s(party->home);
    send_text(s, *party, *w);
  });

  Command& show = chat.add("show", "Show a conversation", "3f2a --home ana");
  show.option("conversation", &w->conversation, kWhichConversation);
  show.action([party, w] { show_messages(*party, *w); });
}

}  // namespace eq::app
