// `equipoise chat picture`: open a received picture, after asking whether it is on the certified
// list.
#include <iostream>

#include "apps/equipoise/client/chat.h"
#include "apps/media/edit.h"
#include "apps/media/encode.h"
#include "apps/media/worker.h"
#include "parties/client/received_picture.h"

namespace eq::app {
namespace {

using json = nlohmann::ordered_json;

struct Options {
  std::string conversation, out;
  std::uint64_t seq = 0;
  std::size_t which = 1;
  client::Wish wish = client::Wish::to_be_warned;
};

/// Blur radius in pixels: rough colours remain at any size.
std::uint32_t radius(const phash::Picture& picture) {
  return std::max<std::uint32_t>(8, std::max(picture.width, picture.height) / 12);
}

std::string_view verdict_text(list::Verdict v) {
  switch (v) {
    case list::Verdict::listed: return "listed";
    case list::Verdict::not_listed: return "not_listed";
    default: return "unhashable";
  }
}

json json_of(const client::KindCompared& k) {
  json out{{"kind", list::to_text(k.kind)}, {"region", k.region}};
  if (k.unusable) out["unusable"] = to_text(*k.unusable);
  if (!k.answer) return out;
  const auto& basis = *k.answer->rule.basis;
  out.update({{"verdict", verdict_text(k.answer->finding.verdict)},
              {"list_version", k.answer->finding.list_version},
              {"legal_basis", basis.instrument + ", " + basis.article},
              {"bytes_sent", k.answer->sent},
              {"bytes_received", k.answer->received}});
  return out;
}

/// Each kind by itself, and at the top what decides: the first that has it listed, or else the
/// first that was compared.
json json_of(const client::PictureCompared& picture) {
  json lists = json::array();
  const client::KindCompared* decides = nullptr;
  for (const auto& k : picture.kinds) {
    lists.push_back(json_of(k));
    const bool listed = k.answer && k.answer->finding.verdict == list::Verdict::listed;
    const bool decided = decides && decides->answer->finding.verdict == list::Verdict::listed;
    if (k.answer && (!decides || (listed && !decided))) decides = &k;
  }
  json out = decides ? json_of(*decides) : json::object();
  out["checked"] = picture.was_compared();
  out["lists"] = lists;
  return out;
}

std::string text_of(const client::PictureCompared& picture) {
  if (picture.kinds.empty())
    return "Not compared: you have agreed to no list on this device. `equipoise client mode` shows what there is in your region.";
  std::string out;
  for (const auto& k : picture.kinds) out += (out.empty() ? "" : "\n") + k.words;
  return out;
}

/// Pictures travel without a name: what message it came with, and what it begins like.
std::string default_name(const Options& options, View file, client::Showing showing) {
  const std::string name = "picture-" + std::to_string(options.seq) +
                           (options.which == 1 ? "" : "-" + std::to_string(options.which));
  if (showing == client::Showing::blurred) return name + "-blurred.jpg";
  switch (media::type_of(file)) {
    case media::FileType::png: return name + ".png";
    case media::FileType::webp: return name + ".webp";
    default: return name + ".jpg";
  }
}

void picture(const PartyOptions& party, const Options& options) {
  ChatSession s(party.home);
  auto h = s.environment();
  const auto [file, kind, _] =
      attachment_of(s, h, options.conversation, options.seq, options.which);
  if (kind == AttachmentKind::document)
    throw Failure{"The attachment is no picture",
                  "Nothing was saved. `equipoise chat save` saves it as it is.", 2};

  const auto pixels = media::Worker::beside_this_program().picture(file);
  if (!pixels.ok())
    throw Failure{
        "The picture cannot be looked up: " + why_not_opened(pixels.error()),
        "Nothing was saved. `equipoise chat save` with --unchecked saves it as it is, looked up in no list.",
        pixels.error() == Err::unavailable ? 1 : 3};
  const auto fingerprint = must(phash::fingerprint(*pixels), "The picture cannot be fingerprinted");
  const client::MessagePlace where{s.conversation(options.conversation), options.seq};
  const auto compared = s.done(client::compare_picture(s.state(), h, fingerprint, where),
                               "The picture cannot be compared, so it is not opened");
  s.save();
  const std::string text = text_of(compared);
  const auto showing = client::showing(compared, options.wish);
  if (showing == client::Showing::held_back)
    throw Failure{text + " The picture was not saved",
                  "To save it without being compared with that list, add --show-anyway."};
  const bool blurred = showing == client::Showing::blurred;
  const std::string out = options.out.empty() ? default_name(options, file, showing) : options.out;
  if (blurred) {
    write_new_file(out, must(media::encode_jpeg(media::blurred(*pixels, radius(*pixels)), 80),
                             "Cannot write the blurred picture"));
  } else {
    write_new_file(out, file);
  }
  json j{{"saved", out},
         {"bytes", file.size()},
         {"width", pixels->width},
         {"height", pixels->height},
         {"blurred", blurred}};
  j.update(json_of(compared));
  j[compared.is_listed() ? "explanation" : "why"] = text;
  print(party.json, j,
        text + "\nSaved " + (blurred ? "a blurred copy" : "the picture") + " as " + out + "." +
            (blurred ? " To see it as it is, add --show-anyway." : ""));
}

}  // namespace

void add_pictures(Command& chat, const std::shared_ptr<PartyOptions>& party) {
  Command& command = chat.add(
      "picture",
      "Save a received picture; blurred with an explanation if it is on the certified list",
      "3f2a 4 --home ana");
  const auto o = std::make_shared<Options>();
  command.option("conversation", &o->conversation, kWhichConversation).required();
  command.option("seq", &o->seq, "Number of the message").required();
  command.option("--which", &o->which, "Which attachment, from 1");
  command.option(
      "--out", &o->out,
      "File to write; never one that exists. By default picture-N.jpg or of its kind, in this "
      "folder, for message N");
  command.flag(
      "--show-anyway", [o] { o->wish = client::Wish::to_see_it; },
      "Save it as it is even if it is listed, or cannot be compared");
  command.action([party, o] { picture(*party, *o); });
}

}  // namespace eq::app
