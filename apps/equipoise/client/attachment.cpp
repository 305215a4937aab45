// `equipoise chat save`: an attachment that is no picture, under a name that its recipient chooses.
#include "apps/equipoise/client/chat.h"
#include "apps/media/worker.h"
#include "parties/client/files.h"

namespace eq::app {
namespace {

struct Options {
  std::string conversation, out;
  std::uint64_t seq = 0;
  std::size_t which = 1;
};

const client::Shown& message_at(const client::Conversation& conversation, std::uint64_t seq) {
  for (const auto& m : conversation.history)
    if (m.record.stamp.seq == seq) return m;
  throw Failure{"There is no message " + std::to_string(seq) + " in this conversation",
                "`equipoise chat show` lists them.", 2};
}

void save(const PartyOptions& party, const Options& options) {
  ChatSession s(party.home);
  auto h = s.environment();
  const Bytes file = attachment_of(s, h, options.conversation, options.seq, options.which);
  // A picture goes the way on which the list is asked.
  if (media::Worker::beside_this_program().picture(file).ok())
    throw Failure{
        "The attachment is a picture",
        "`equipoise chat picture` opens it, after asking whether it is on the certified list.", 2};
  write_new_file(options.out, file);
  print(
      party.json, {{"saved", options.out}, {"bytes", file.size()}, {"looked_up", false}},
      "Saved " + std::to_string(file.size()) + " bytes as " + options.out +
          ". It was not looked up in the certified list, because it is no picture that this program can open. Whoever sent it chose "
          "every byte of it: open it only if you trust them.");
}

}  // namespace

Bytes attachment_of(ChatSession& session, client::Environment& environment,
                    const std::string& conversation, std::uint64_t seq, std::size_t which) {
  const auto& c = session.state().conversations.at(session.conversation(conversation));
  const auto content =
      must(franking::decode_content(message_at(c, seq).record.f), "The message cannot be read");
  if (content.attachments.empty())
    throw Failure{"Message " + std::to_string(seq) + " has no attachment",
                  "`equipoise chat show` shows which have.", 2};
  if (which < 1 || which > content.attachments.size())
    throw Failure{"Message " + std::to_string(seq) + " has " +
                      std::to_string(content.attachments.size()) + " attachments",
                  "Choose one with --which.", 2};
  return session.done(client::download(environment, content.attachments[which - 1]),
                      "Cannot open the attachment");
}

void add_attachments(Command& chat, const std::shared_ptr<PartyOptions>& party) {
  Command& command = chat.add("save", "Save an attachment that is no picture, looked up in no list",
                              "3f2a 4 --out minutes.txt --home ana");
  const auto o = std::make_shared<Options>();
  command.option("conversation", &o->conversation, "Identifier or its beginning").required();
  command.option("seq", &o->seq, "Number of the message").required();
  command.option("--which", &o->which, "Which attachment, from 1");
  command.option("--out", &o->out, "File to write; never one that exists").required();
  command.action([party, o] { save(*party, *o); });
}

}  // namespace eq::app
