// `equipoise chat picture`: open a received picture, after asking whether it is on the certified list.
#include <iostream>

#include "apps/equipoise/chat/commands.h"
#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/worker.h"
#include "parties/client/matching.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct Options {
  std::string conversation, region = "XX", out;
  std::uint64_t seq = 0;
  std::size_t which = 1;
  enum class View { warned, as_it_is } view = View::warned;
};

std::string explanation(const client::PictureAnswer& a, const list::AcceptedList& l) {
  std::string by;
  for (const auto& authority : l.accepted().certified_by())
    by += (by.empty() ? "" : " and ") + authority.name + " (" + authority.jurisdiction + ")";
  return "This picture is blurred. It looks like one on list version " + std::to_string(a.finding.list_version) +
         ", certified by " + by + ". The check compared fingerprints on this device; the server received " +
         std::to_string(a.sent) + " random-looking bytes, as for every picture, and learned neither the picture nor the result. "
         "Nobody was told. If it should not be here, you can report the message, or leave the conversation (`chat leave`). If the warning is wrong, "
         "`equipoise chat dispute` tells the hotlines; if they withdraw the entry, this device tells you by itself.";
}

/// Blur radius in pixels: rough colours remain at any size.
std::uint32_t radius(const phash::Picture& p) { return std::max<std::uint32_t>(8, std::max(p.width, p.height) / 12); }

void picture(const PartyOptions& party, const Options& o) {
  ChatSession s(party.home);
  auto h = s.hands();
  const Bytes file = attachment_of(s, h, o.conversation, o.seq, o.which);

  const auto pixels = media::Worker::beside_this_program().picture(file);
  if (!pixels.ok()) throw Failure{"The attachment is no picture this program can open (" + std::string(to_text(pixels.error())) + ")", "It was not saved. `equipoise chat save` saves it as it is, looked up in no list."};
  const auto fingerprint = must(phash::fingerprint(*pixels), "The picture cannot be fingerprinted");
  json j{{"bytes", file.size()}, {"width", pixels->width}, {"height", pixels->height}, {"region", o.region}};
  std::string text;
  bool warned = false;

  const auto list = client::current_list(s.state(), h);
  if (!list.ok() && list.error() != Err::missing)
    throw chat_failure("The published list is not acceptable, so the picture is not opened", list.error());
  std::optional<client::ModeHere> here;
  if (list.ok()) here = client::mode_here(s.state(), list->accepted(), o.region, h.now);
  if (!here || !here->acts(list::Mode::warn_user_only)) {
    j["checked"] = false;
    j["why"] = here ? client::to_text(*here) : "No list is published.";
    text = "Not checked. " + j["why"].get<std::string>();
  } else {
    const auto answer = done(client::look_up_picture(s.state(), h, *list, fingerprint, o.region), "The picture cannot be checked, so it is not opened");
    warned = answer.finding.verdict == list::Verdict::listed;
    j["checked"] = true;
    j["list_version"] = answer.finding.list_version;
    j["legal_basis"] = answer.rule.basis->instrument + ", " + answer.rule.basis->article;
    j["verdict"] = warned ? "listed" : answer.finding.verdict == list::Verdict::not_listed ? "not_listed" : "unhashable";
    j["bytes_sent"] = answer.sent;
    j["bytes_received"] = answer.received;
    text = warned ? explanation(answer, *list) : "Not on list version " + std::to_string(answer.finding.list_version) + ".";
  }
  s.save();

  const bool blurred = warned && o.view == Options::View::warned;
  if (blurred) write_file(o.out, must(media::encode_jpeg(media::blurred(*pixels, radius(*pixels)), 80), "Cannot write the blurred picture"));
  else write_file(o.out, file);
  j["blurred"] = blurred;
  if (warned) j["explanation"] = text;
  print(party.json, j, text + "\nSaved " + (blurred ? "a blurred copy" : "the picture") + " as " + o.out + "." +
                           (blurred ? " To see it as it is, add --show-anyway." : ""));
}

}  // namespace

void add_pictures(CLI::App& chat, std::shared_ptr<PartyOptions> party) {
  auto* command = chat.add_subcommand("picture", "Save a received picture; blurred with an explanation if it is on the certified list");
  auto o = std::make_shared<Options>();
  command->add_option("conversation", o->conversation, "Identifier or its beginning")->required();
  command->add_option("seq", o->seq, "Number of the message")->required();
  command->add_option("--which", o->which, "Which attachment, from 1");
  command->add_option("--region", o->region, "Your region (ISO 3166-1): decides whether the list is in force for you");
  command->add_option("--out", o->out, "File to write")->required();
  command->add_flag_callback("--show-anyway", [o] { o->view = Options::View::as_it_is; }, "Save it as it is even if it is listed");
  command->callback([party, o] { picture(*party, *o); });
}

}  // namespace eq::app
