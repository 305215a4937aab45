// A voucher beside each picture that is sent, for each kind of list to which its owner agreed.
#include "apps/equipoise/client/chat.h"
#include "apps/equipoise/frame/picture_file.h"
#include "apps/media/worker.h"
#include "parties/client/matching_words.h"
#include "parties/client/vouchers.h"

namespace eq::app {

using json = nlohmann::ordered_json;

json vouch_for(ChatSession& session, client::Environment& environment, const std::string& path,
               const Bytes& file, std::string& told) {
  if (session.state().consents.empty()) return nullptr;
  const auto picture = media::Worker::beside_this_program().picture(file);
  // Nothing is sent past the lists because a program is missing or was stopped.
  if (!picture.ok() && (picture.error() == Err::unavailable || picture.error() == Err::exhausted))
    throw Failure{path + " cannot be compared with the lists that you agreed to: " +
                      why_not_opened(picture.error()),
                  "The message was not sent."};
  if (!picture.ok()) {
    told += " " + path +
            " went without being compared with a list: " + why_not_opened(picture.error()) + ".";
    return nullptr;
  }
  const auto facts = facts_of(*picture);
  json kinds = json::array();
  bool any = false;
  std::size_t bytes = 0;
  for (const auto& [kind, consent] : session.state().consents) {
    auto sent =
        client::send_voucher(session.state(), environment,
                             {facts.fingerprint, facts.middle, facts.small}, kind, consent.region);
    if (!sent.ok() && sent.error() == Err::missing) continue;
    const auto v = session.done_with_list(
        std::move(sent), "The " + std::string(list::to_text(kind)) +
                             " list or its table does not check out, so " + path + " was not sent");
    json one{{"kind", list::to_text(kind)}, {"voucher", v.receipt.has_value()}};
    any |= v.receipt.has_value();
    bytes += v.bytes;
    if (!v.receipt) {
      one["why"] = client::to_text(v.mode);
      if (v.mode.standing.mode == list::Mode::report_after_threshold ||
          v.mode.consent != client::ModeHere::Consent::given)
        told += " " + client::to_text(v.mode);
    }
    kinds.push_back(std::move(one));
  }
  if (kinds.empty()) return nullptr;
  return {{"voucher", any}, {"bytes", bytes}, {"kinds", kinds}};
}

}  // namespace eq::app
