// `equipoise chat save`: an attachment that is no picture, under the name that its recipient
// chooses, or one made of what its sender called it.
#include "apps/equipoise/client/chat.h"
#include "apps/equipoise/client/file_name.h"
#include "apps/media/worker.h"
#include "eq/base/counted.h"
#include "parties/client/files.h"

namespace eq::app {
namespace {

struct Options {
  std::string conversation, out;
  std::uint64_t seq = 0;
  std::size_t which = 1;
  // A picture that cannot be opened, so that no list can be asked about it, is saved on this word
  // alone.
  enum class LookUp { needed, waived } look_up = LookUp::needed;
};

const client::Shown& message_at(const client::Conversation& conversation, std::uint64_t seq) {
  for (const auto& m : conversation.history)
    if (m.record.stamp.seq == seq) return m;
  throw Failure{"There is no message " + std::to_string(seq) + " in this conversation",
                "`equipoise chat show` lists them.", 2};
}

/// A picture goes the way on which the lists are asked; one that cannot go it stays where it is,
/// unless its owner wants it all the same.
void must_not_be_looked_up(const Received& received, Options::LookUp look_up) {
  if (received.kind == AttachmentKind::document) return;
  const auto opened = media::Worker::beside_this_program().picture(received.file);
  if (opened.ok())
    throw Failure{
        "The attachment is a picture",
        "`equipoise chat picture` opens it, after asking whether it is on the certified list.", 2};
  if (look_up == Options::LookUp::needed)
    throw Failure{
        "The attachment begins like a picture, or is called one, and cannot be looked up: " +
            why_not_opened(opened.error()),
        "Nothing was saved. To save it as it is, looked up in no list, add --unchecked.", 3};
}

void save(const PartyOptions& party, const Options& options) {
  ChatSession s(party.home);
  auto h = s.environment();
  const auto received = attachment_of(s, h, options.conversation, options.seq, options.which);
  must_not_be_looked_up(received, options.look_up);
  const std::string out = options.out.empty() ? file_name_from(received.name) : options.out;
  write_new_file(out, received.file);
  const std::string why =
      received.kind == AttachmentKind::document ? "it is no picture" : "you wanted it unchecked";
  print(party.json, {{"saved", out}, {"bytes", received.file.size()}, {"looked_up", false}},
        "Saved " + counted(received.file.size(), "byte") + " as " + out +
            ". It was not looked up in the certified list, because " + why +
            ". Whoever sent it chose every byte of it: open it only if you trust them.");
}

}  // namespace

Received attachment_of(ChatSession& session, client::Environment& environment,
                       const std::string& conversation, std::uint64_t seq, std::size_t which) {
  const auto& c = session.state().conversations.at(session.conversation(conversation));
  const auto content =
      must(franking::decode_content(message_at(c, seq).record.f), "The message cannot be read");
  if (content.attachments.empty())
    throw Failure{"Message " + std::to_string(seq) + " has no attachment",
                  "`equipoise chat show` shows which have.", 2};
  if (which < 1 || which > content.attachments.size())
    throw Failure{"Message " + std::to_string(seq) + " has " +
                      counted(content.attachments.size(), "attachment"),
                  "Choose one with --which.", 2};
  const auto& attachment = content.attachments[which - 1];
  Bytes file =
      session.done(client::download(environment, attachment), "Cannot open the attachment");
  const auto kind = kind_of(file, attachment.media_type);
  return {std::move(file), kind, attachment.name};
}

void add_attachments(Command& chat, const std::shared_ptr<PartyOptions>& party) {
  Command& command = chat.add("save", "Save an attachment that is no picture, looked up in no list",
                              "3f2a 4 --home ana");
  const auto o = std::make_shared<Options>();
  command.option("conversation", &o->conversation, kWhichConversation).required();
  command.option("seq", &o->seq, "Number of the message").required();
  command.option("--which", &o->which, "Which attachment, from 1");
  command.option(
      "--out", &o->out,
      "File to write; never one that exists. By default the name that was sent, in this folder");
  command.flag(
      "--unchecked", [o] { o->look_up = Options::LookUp::waived; },
      "Save also a picture that cannot be opened here, and so is looked up in no list");
  command.action([party, o] { save(*party, *o); });
}

}  // namespace eq::app
