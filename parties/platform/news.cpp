#include "parties/platform/news.h"

namespace eq::platform {
namespace {
constexpr std::size_t kMost = 1 << 20;  // some 80 MiB; then the rows say it again
}  // namespace

std::optional<std::vector<ConversationId>> News::open(const AccountId& account,
                                                      std::uint64_t acknowledged) {
  const auto reader = readers_.find(account);
  // It falls when a device is added, which has acknowledged nothing.
  if (reader == readers_.end() || acknowledged < reader->second.acknowledged) return std::nullopt;
  reader->second.acknowledged = acknowledged;
  const auto& open = reader->second.open;
  return std::vector<ConversationId>(open.begin(), open.end());
}

void News::know(const AccountId& account, std::uint64_t acknowledged,
                const std::vector<ConversationId>& all) {
  auto& reader = readers_[account];
  size_ -= reader.open.size();
  reader = {acknowledged, {all.begin(), all.end()}};
  size_ += reader.open.size();
  forget_if_too_many();
}

void News::left(const AccountId& account, const ConversationId& conv) {
  const auto reader = readers_.find(account);
  if (reader != readers_.end()) size_ -= reader->second.open.erase(conv);
}

void News::quiet(const AccountId& account, const ConversationId& conv) {
  left(account, conv);
  if (readers_.contains(account)) size_ += quiet_[conv].insert(account).second;
  forget_if_too_many();
}

void News::written(const ConversationId& conv) {
  const auto listeners = quiet_.extract(conv);
  if (listeners.empty()) return;
  size_ -= listeners.mapped().size();
  for (const auto& account : listeners.mapped()) came(account, conv);
}

void News::came(const AccountId& account, const ConversationId& conv) {
  const auto reader = readers_.find(account);
  if (reader != readers_.end()) size_ += reader->second.open.insert(conv).second;
}

void News::forget_if_too_many() {
  if (size_ + readers_.size() <= kMost) return;
  readers_.clear();
  quiet_.clear();
  size_ = 0;
}

}  // namespace eq::platform
