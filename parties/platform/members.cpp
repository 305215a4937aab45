#include "parties/platform/members.h"

#include "eq/wire/messages.h"
#include "parties/platform/rows.h"

namespace eq::platform {
namespace {
constexpr std::size_t kMost = 1 << 20;  // 32 MiB of names; then all are read anew
}  // namespace

Result<Members::List> Members::read(const Store& store, const ConversationId& conv) {
  std::vector<AccountId> list;
  for (const auto& key :
       TRY(keys_in(store, Table::members, conv.bytes, end_of(conv.bytes), wire::kMembersMax)))
    list.push_back(TRY(AccountId::from(View(key).subspan(conv.kSize))));
  return std::make_shared<const std::vector<AccountId>>(std::move(list));
}

void Members::forget(const ConversationId& conv) {
  const auto it = known_.find(conv);
  if (it == known_.end()) return;
  size_ -= it->second.list->size();
  known_.erase(it);
}

Result<Members::List> Members::of(const Store& store, const ConversationId& conv,
                                  std::uint64_t epoch) {
  if (const auto it = known_.find(conv); it != known_.end()) {
    if (it->second.epoch == epoch) return it->second.list;
    size_ -= it->second.list->size();
    known_.erase(it);
  }
  auto list = TRY(read(store, conv));
  if (size_ + list->size() > kMost) {
    known_.clear();
    size_ = 0;
  }
  known_.emplace(conv, Known{epoch, list});
  size_ += list->size();
  return list;
}

}  // namespace eq::platform
