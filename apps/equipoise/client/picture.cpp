// `equipoise chat picture`: open a received picture, after asking whether it is on the certified
// list.
#include <iostream>

#include "apps/equipoise/client/chat.h"
#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/worker.h"
#include "parties/client/matching_words.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct Options {
  std::string conversation, region = "XX", out;
  std::uint64_t seq = 0;
  std::size_t which = 1;
  enum class View { warned, as_it_is } view = View::warned;
};

/// Blur radius in pixels: rough colours remain at any size.
std::uint32_t radius(const phash::Picture& p) {
  return std::max<std::uint32_t>(8, std::max(p.width, p.height) / 12);
}

struct Checked {
  json said;
  std::string text;
  bool warned = false;
};

/// What one kind of list says of a picture, if it is in force here and agreed to.
std::optional<client::PictureAnswer> ask_kind(ChatSession& s, client::Hands& h, list::Kind kind,
                                              const phash::Fingerprint& picture,
                                              const std::string& region, Checked& out) {
  const auto list = client::current_list(s.state(), h, kind);
  const bool agreed = s.state().consents.contains(kind);
  if (!list.ok() && (list.error() == Err::missing || !agreed)) return std::nullopt;
  if (!list.ok())
    throw chat_failure("The published " + std::string(list::to_text(kind)) +
                           " list is not acceptable, so the picture is not opened",
                       list.error());
  const auto here = client::mode_here(s.state(), list->accepted(), region, h.now);
  if (!here.acts(list::Mode::warn_user_only)) {
    out.text += (out.text.empty() ? "" : "\n") + client::to_text(here);
    return std::nullopt;
  }
  const auto answer = done(client::look_up_picture(s.state(), h, *list, picture, region),
                           "The picture cannot be checked, so it is not opened");
  const std::string version = std::to_string(answer.finding.list_version) + " of the " +
                              std::string(list::to_text(kind)) + " list";
  out.text += (out.text.empty() ? "" : "\n") + (answer.finding.verdict == list::Verdict::listed
                                                    ? client::warning_text(answer, *list)
                                                    : "Not on version " + version + ".");
  return answer;
}

/// With every kind of list, each by itself.
Checked compare(ChatSession& s, client::Hands& h, const phash::Fingerprint& picture,
                const std::string& region) {
  Checked out;
  json lists = json::array();
  // the first that was found listed, or else the first that was asked
  std::optional<client::PictureAnswer> shown;
  for (const auto kind : list::kKinds) {
    const auto answer = ask_kind(s, h, kind, picture, region, out);
    if (!answer) continue;
    const auto verdict = answer->finding.verdict;
    lists.push_back(
        {{"kind", list::to_text(kind)},
         {"verdict", verdict == list::Verdict::listed       ? "listed"
                     : verdict == list::Verdict::not_listed ? "not_listed"
                                                            : "unhashable"},
         {"list_version", answer->finding.list_version},
         {"legal_basis", answer->rule.basis->instrument + ", " + answer->rule.basis->article},
         {"bytes_sent", answer->sent},
         {"bytes_received", answer->received}});
    if (!shown || (verdict == list::Verdict::listed && !out.warned)) {
      shown = answer;
      out.said = lists.back();
    }
    out.warned |= verdict == list::Verdict::listed;
  }
  out.said["checked"] = shown.has_value();
  out.said["lists"] = lists;
  if (!shown) {
    out.text = "Not checked. " + (out.text.empty() ? "No list is published." : out.text);
    out.said["why"] = out.text;
  }
  return out;
}

void picture(const PartyOptions& party, const Options& o) {
  ChatSession s(party.home);
  auto h = s.hands();
  const Bytes file = attachment_of(s, h, o.conversation, o.seq, o.which);

  const auto pixels = media::Worker::beside_this_program().picture(file);
  if (!pixels.ok())
    throw Failure{
        "The attachment is no picture this program can open (" +
            std::string(to_text(pixels.error())) + ")",
        "It was not saved. `equipoise chat save` saves it as it is, looked up in no list."};
  const auto fingerprint = must(phash::fingerprint(*pixels), "The picture cannot be fingerprinted");
  const auto checked = compare(s, h, fingerprint, o.region);
  json j{{"bytes", file.size()},
         {"width", pixels->width},
         {"height", pixels->height},
         {"region", o.region}};
  j.update(checked.said);
  const auto& [said, text, warned] = checked;
  s.save();

  const bool blurred = warned && o.view == Options::View::warned;
  if (blurred)
    write_file(o.out, must(media::encode_jpeg(media::blurred(*pixels, radius(*pixels)), 80),
                           "Cannot write the blurred picture"));
  else
    write_file(o.out, file);
  j["blurred"] = blurred;
  if (warned) j["explanation"] = text;
  print(party.json, j,
        text + "\nSaved " + (blurred ? "a blurred copy" : "the picture") + " as " + o.out + "." +
            (blurred ? " To see it as it is, add --show-anyway." : ""));
}

}  // namespace

void add_pictures(Command& chat, const std::shared_ptr<PartyOptions>& party) {
  Command& command = chat.add(
      "picture",
      "Save a received picture; blurred with an explanation if it is on the certified list",
      "3f2a 4 --region NL --out photo.jpg --home ana");
  const auto o = std::make_shared<Options>();
  command.option("conversation", &o->conversation, "Identifier or its beginning").required();
  command.option("seq", &o->seq, "Number of the message").required();
  command.option("--which", &o->which, "Which attachment, from 1");
  command.option("--region", &o->region,
                 "Your region (ISO 3166-1): decides whether the list is in force for you");
  command.option("--out", &o->out, "File to write").required();
  command.flag(
      "--show-anyway", [o] { o->view = Options::View::as_it_is; },
      "Save it as it is even if it is listed");
  command.action([party, o] { picture(*party, *o); });
}

}  // namespace eq::app
