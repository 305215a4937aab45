#include "parties/client/received_picture.h"

#include <algorithm>

#include "parties/client/matching_words.h"

namespace eq::client {
namespace {

std::string not_usable(const State& state, Environment& environment, list::Kind kind, Err why) {
  const std::string name = "The " + std::string(list::to_text(kind)) + " list";
  if (why == Err::stale && what_is_old(state, environment) == Old::log)
    return name +
           " cannot be trusted now: no witness has seen the public log that it stands in for an hour, so nothing is compared with it.";
  switch (why) {
    case Err::missing: return name + ", which you agreed to, is not published any more.";
    case Err::stale:
      return name +
             " has expired and nobody has published the next one, so nothing is compared with it.";
    default:
      return name + " does not verify (" + std::string(eq::to_text(why)) +
             "), so nothing is compared with it.";
  }
}

Result<KindCompared> compare_with(State& state, Environment& environment, list::Kind kind,
                                  const phash::Fingerprint& picture,
                                  const std::optional<MessagePlace>& where) {
  KindCompared out{kind, state.consents.at(kind).region, {}, {}, {}};
  const auto list = current_list(state, environment, kind);
  if (!list.ok()) {
    if (list.error() == Err::unavailable) return Err::unavailable;
    out.unusable = list.error();
    out.words = not_usable(state, environment, kind, list.error());
    return out;
  }
  const auto here = mode_here(state, list->accepted(), out.region, environment.now);
  if (!here.acts(list::Mode::warn_user_only)) {
    out.words = to_text(here);
    return out;
  }
  out.answer = TRY(look_up_picture(state, environment, *list, picture, out.region, where));
  out.words = out.answer->finding.verdict == list::Verdict::listed
                  ? warning_text(*out.answer, *list)
                  : "Not on version " + std::to_string(out.answer->finding.list_version) +
                        " of the " + std::string(list::to_text(kind)) + " list.";
  return out;
}

}  // namespace

bool PictureCompared::was_compared() const {
  return std::ranges::any_of(kinds, [](const auto& k) { return k.answer.has_value(); });
}
bool PictureCompared::is_listed() const {
  return std::ranges::any_of(kinds, [](const auto& k) {
    return k.answer && k.answer->finding.verdict == list::Verdict::listed;
  });
}
bool PictureCompared::is_uncertain() const {
  return std::ranges::any_of(kinds, [](const auto& k) { return k.unusable.has_value(); });
}

Result<PictureCompared> compare_picture(State& state, Environment& environment,
                                        const phash::Fingerprint& picture,
                                        const std::optional<MessagePlace>& where) {
  PictureCompared out;
  for (const list::Kind kind : list::kKinds) {
    if (state.consents.contains(kind))
      out.kinds.push_back(TRY(compare_with(state, environment, kind, picture, where)));
  }
  return out;
}

Showing showing(const PictureCompared& picture, Wish wish) {
  if (wish == Wish::to_see_it) return Showing::as_it_is;
  if (picture.is_listed()) return Showing::blurred;
  return picture.is_uncertain() ? Showing::held_back : Showing::as_it_is;
}

}  // namespace eq::client
