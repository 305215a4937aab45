#include "apps/equipoise/moderator/saved.h"

#include "apps/equipoise/frame/output_file.h"
#include "apps/equipoise/frame/picture_file.h"
#include "eq/voucher/small_picture.h"

namespace eq::app {
namespace {

/// Of the kinds that clients send; what the sender calls it names no file here.
std::string ending_of(const std::string& media_type) {
  constexpr std::pair<std::string_view, std::string_view> kEndings[] = {
      {"image/jpeg", ".jpg"}, {"image/png", ".png"},       {"image/webp", ".webp"},
      {"image/gif", ".gif"},  {"video/mp4", ".mp4"},       {"video/webm", ".webm"},
      {"audio/ogg", ".ogg"},  {"application/pdf", ".pdf"}, {"text/plain", ".txt"}};
  for (const auto& [type, ending] : kEndings)
    if (media_type == type) return std::string(ending);
  return "";
}

/// Two cases are two pieces of evidence: the name says of which, and nothing is written over.
void save(Saved& out, const std::string& folder, const std::string& name, View data) {
  make_folder(folder);
  const std::string file = folder + "/" + name;
  const bool was_there = file_exists(file);
  write_output(file, data);
  out.files.push_back(file);
  out.text += "  saved: " + file + (was_there ? " (it was there already)" : "") + "\n";
}

}  // namespace

Saved save_attachments(ModeratorOffice& o, moderator::Environment& environment,
                       const moderator::ReviewerKey& by, std::uint32_t number,
                       const franking::Preview& shown, const std::string& folder) {
  Saved out;
  for (const auto& l : shown.lines) {
    if (l.withheld()) continue;
    for (std::size_t i = 0; i < l.content->attachments.size(); ++i) {
      const auto& attached = l.content->attachments[i];
      const Bytes file =
          moderated(moderator::open_attachment(o.state, environment, by, number, attached),
                    "Cannot open the attachment");
      save(out, folder,
           moderator::case_number(number) + "-message-" + std::to_string(l.seq) + "-" +
               std::to_string(i + 1) +
               ending_of(attached.media_type.as_written("picks one of our endings")),
           file);
    }
  }
  if (out.files.empty()) out.text = "  Nothing is attached to what is shown.\n";
  return out;
}

Saved save_pictures(ModeratorOffice& o, moderator::Environment& environment,
                    const moderator::ReviewerKey& by, const moderator::Case& c,
                    const std::string& folder) {
  Saved out;
  for (std::size_t i = 0; i < c.matched->found.pictures().size(); ++i) {
    if (c.matched->found.pictures()[i].derivative.size() !=
        voucher::kSmallSide * voucher::kSmallSide)
      continue;
    const auto pixels = moderated(moderator::open_picture(o.state, environment, by, c.number, i),
                                  "Cannot show the picture");
    const auto png =
        png_of({voucher::kSmallSide, voucher::kSmallSide, phash::Channels::grey, pixels});
    save(out, folder,
         moderator::case_number(c.number) + "-picture-" + std::to_string(i + 1) + ".png", png);
  }
  if (out.files.empty()) out.text = "  Its pictures were erased after their time.\n";
  return out;
}

}  // namespace eq::app
