#include "parties/client/warnings.h"

#include <algorithm>

namespace eq::client {
namespace {

constexpr std::size_t kWarningsMax = 1000;

/// Tags are comparable between lists that agree in this.
crypto::Digest tag_space(const list::ListHead& head) {
  return crypto::sha256({encode(head.kind), encode(head.tokens), encode(head.match_key)});
}

}  // namespace

void note_warning(State& state, const phash::Hash& hash, const list::Finding& finding,
                  const list::ListHead& head, const std::optional<MessagePlace>& where, Time now) {
  const auto same = [&](const Warning& w) {
    return w.hash == hash && w.kind == head.kind && w.list_version == head.version &&
           w.where == where;
  };
  if (std::any_of(state.warnings.begin(), state.warnings.end(), same)) return;
  if (state.warnings.size() == kWarningsMax) state.warnings.erase(state.warnings.begin());
  state.warnings.push_back(
      {hash, head.kind, finding.hits, tag_space(head), head.version, now, {}, where});
}

void reexamine_warnings(State& state, const wire::ReadList& newer, Time now) {
  const auto& head = newer.list.head();
  for (auto& w : state.warnings) {
    if (w.recall || w.space != tag_space(head) || head.version <= w.list_version) continue;
    if (std::any_of(w.tags.begin(), w.tags.end(),
                    [&](auto& tag) { return newer.list.filter().contains_var(tag); }))
      continue;
    Recall recall{head.version, now, {}, false};
    for (const auto& h : newer.since) {
      if (h.version > w.list_version)
        recall.removed.insert(recall.removed.end(), h.removed.begin(), h.removed.end());
    }
    w.recall = std::move(recall);
  }
}

Result<std::vector<Warning>> find_recalls(State& state, Environment& environment) {
  if (!state.agreed_once.empty() && environment.now >= state.list_checked + kDay_ms) {
    std::optional<Err> failed;  // of one kind: the others are read all the same
    for (const list::Kind kind : state.agreed_once) {
      const auto list = current_list(state, environment, kind);
      if (!list.ok() && list.error() != Err::missing) failed = list.error();
    }
    REQUIRE_OR(!failed, *failed);
    state.list_checked = environment.now;
  }
  std::vector<Warning> found;
  for (auto& w : state.warnings) {
    if (!w.recall || w.recall->told) continue;
    w.recall->told = true;
    found.push_back(w);
  }
  return found;
}

std::string to_text(const Warning& w) {
  const auto& removed = w.recall->removed;
  const auto n = [&](list::Reason why) {
    return std::count_if(removed.begin(), removed.end(), [&](auto& r) { return r.reason == why; });
  };
  const auto expired = n(list::Reason::expired), taken_back = std::ssize(removed) - expired;
  std::string text = "A warning shown to you on " + eq::to_text(day_of(w.at)) +
                     " rests on nothing any more: version " +
                     std::to_string(w.recall->list_version) + " of the list of " +
                     std::string(list::subject_of(w.kind)) + " does not hold its entry. ";
  if (removed.empty()) return text + "The log gives no reason: ask the hotlines.";
  if (expired == 0) return text + "Hotlines withdrew it: the warning was wrong.";
  if (taken_back == 0) return text + "It expired; nobody says that it was wrong.";
  return text + "By the log, " + std::to_string(taken_back) +
         (taken_back == 1 ? " entry was" : " entries were") + " withdrawn as wrong and " +
         std::to_string(expired) + " expired since; it does not say which of them it was.";
}

}  // namespace eq::client
