// `equipoise chat warnings|dispute`: what this device warned of, what was taken back, and saying
// that it is wrong.
#include "parties/client/warnings.h"
#include "apps/equipoise/client/chat.h"
#include "apps/equipoise/frame/kind_option.h"
#include "apps/equipoise/frame/picture_file.h"
#include "parties/client/disputes.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct Options {
  list::Kind kind{};  // where no warning says it
  std::size_t warning = 0;
  std::string picture, reason;
};

json removals(const std::vector<list::Removal>& all) {
  json j = json::array();
  for (const auto& r : all)
    j.push_back(
        {{"entry", hex(r.entry)}, {"reason", list::to_text(r.reason)}, {"at", to_text(r.at)}});
  return j;
}

/// "message 5 from ana in the conversation with ana, ben, ": where the picture came from, while its
/// conversation is known here.
std::string where_in_words(const ChatSession& session, const client::Warning& w) {
  if (!w.where) return "";
  const auto in = session.state().conversations.find(w.where->conversation);
  if (in == session.state().conversations.end()) return "";
  std::string from;
  for (const auto& m : in->second.history)
    if (m.record.stamp.seq == w.where->seq)
      from = " from " + shown_name(session.name(m.record.sender));
  return "message " + std::to_string(w.where->seq) + from + " in the conversation with " +
         session.label(in->first) + ", ";
}

/// By its number, or of what was no warning by its hash.
std::string disputed_in_words(const ChatSession& session, const wire::ListDispute& dispute) {
  const auto& all = session.state().warnings;
  const bool warned = dispute.ground == wire::DisputeGround::warned;
  for (std::size_t i = 0; warned && i < all.size(); ++i)
    if (all[i].hash == dispute.hash && all[i].kind == dispute.kind)
      return "warning " + std::to_string(i + 1);
  return "the picture " + dispute.hash.hex().substr(0, 8);
}

void warnings(const PartyOptions& party) {
  ChatSession s(party.home);
  json all = json::array();
  std::string text;
  std::size_t number = 0;
  for (const auto& w : s.state().warnings) {
    json one{{"number", ++number},
             {"at", to_text(w.at)},
             {"kind", list::to_text(w.kind)},
             {"list_version", w.list_version},
             {"pdq", w.hash.hex()},
             {"taken_back", w.recall.has_value()}};
    if (w.where) one.update({{"conversation", w.where->conversation.hex()}, {"seq", w.where->seq}});
    text += std::to_string(number) + "  " + to_text(w.at) + ", " + where_in_words(s, w) +
            "version " + std::to_string(w.list_version) + " of the " +
            std::string(list::to_text(w.kind)) + " list\n";
    if (w.recall) {
      one["taken_off_since"] = removals(w.recall->removed);
      text += "   " + client::to_text(w) + "\n";
    }
    all.push_back(one);
  }
  json disputes = json::array();
  for (const auto& d : s.state().disputes) {
    json answers = json::array();
    for (const auto& [key, answer] : d.hotlines) {
      const std::string name = s.realm().find(key)->name;
      answers.push_back(
          {{"hotline", name},
           {"outcome", answer ? json(wire::to_text(answer->outcome)) : json(nullptr)}});
      text +=
          "Disputed " + to_text(d.at) + ", " + disputed_in_words(s, d.dispute) + ", " + name +
          ": " +
          (answer ? std::string(wire::to_text(answer->outcome)) + ". " + shown_block(answer->reason)
                  : "no answer yet") +
          "\n";
    }
    disputes.push_back(
        {{"pdq", d.dispute.hash.hex()}, {"at", to_text(d.at)}, {"answers", answers}});
  }
  print(party.json, {{"warnings", all}, {"disputes", disputes}},
        text.empty() ? "This device never warned you." : text);
}

void dispute(const PartyOptions& party, const Options& options) {
  ChatSession s(party.home);
  auto h = s.environment();
  must_be_text(options.reason, "The reason");
  const auto& shown = s.state().warnings;
  if ((options.warning == 0) == options.picture.empty())
    throw Failure{"Say which: a warning by its number, or --picture",
                  "`equipoise chat warnings` lists them.", 2};
  if (options.warning > shown.size())
    throw Failure{"There is no warning " + std::to_string(options.warning),
                  "`equipoise chat warnings` lists them.", 2};
  const bool warned = options.warning > 0;
  const auto hash =
      warned ? shown[options.warning - 1].hash : fingerprint_of_file(options.picture).hash;
  const auto kind = warned ? shown[options.warning - 1].kind : options.kind;
  auto list = client::current_list(s.state(), h, kind);
  if (!list.ok() && list.error() == Err::missing)
    throw Failure{"No " + std::string(list::to_text(kind)) + " list is published",
                  "There is nothing to dispute.", 3};
  const auto accepted = s.done_with_list(std::move(list), "The published list is not acceptable");
  auto sent = client::submit_dispute(
      s.state(), h, accepted, hash,
      warned ? wire::DisputeGround::warned : wire::DisputeGround::reported, options.reason);
  if (!sent.ok() && sent.error() == Err::refused)
    throw Failure{"This picture is disputed already",
                  "The answers arrive with `equipoise chat sync`.", 3};
  if (!sent.ok() && sent.error() == Err::malformed)
    throw Failure{"Give a reason of 1 to 2,000 bytes", "", 2};
  const auto names = s.done(std::move(sent), "The dispute could not be sent");
  s.save();
  std::string to;
  for (const auto& n : names) to += (to.empty() ? "" : " and ") + n;
  print(
      party.json, {{"pdq", hash.hex()}, {"hotlines", names}},
      "Sent to " + to + ", sealed: your account, the picture's hash " + hash.hex() +
          " and your words; not the picture, and not where you saw it. The answers arrive with `equipoise chat sync`.");
}

}  // namespace

void add_warnings(Command& chat, const std::shared_ptr<PartyOptions>& party) {
  chat.add("warnings", "What this device warned you of, and what was taken back", "--home ana")
      .action([party] { warnings(*party); });
  Command& command = chat.add(
      "dispute", "Tell the hotlines that a warning, or a report of a picture of yours, is wrong",
      "1 --reason \"It is my own photograph of a statue\" --home ana");
  const auto o = std::make_shared<Options>();
  command.option("warning", &o->warning, "Number of the warning, as `chat warnings` counts");
  command
      .option(
          "--picture", &o->picture,
          "Instead: a picture that you sent and were reported for; its hash is disclosed, never the picture")
      .needs("--kind");
  kind_option(command, o->kind);
  command.option("--reason", &o->reason, "Why, in your words; the hotlines read it").required();
  command.action([party, o] { dispute(*party, *o); });
}

}  // namespace eq::app
