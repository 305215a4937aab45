#include "apps/server/committer.h"

#include <spdlog/spdlog.h>

namespace eq::server {

void Committer::run(JobGroup& jobs) {
  const auto durable = commit(jobs);
  for (auto& job : jobs) {
    if (durable) job->keep(*durable);
    else job->lose();
  }
}

std::optional<Durable> Committer::commit(JobGroup& jobs) {
  if (!live_ && !open_again()) return std::nullopt;
  std::optional<std::uint64_t> number;
  if (auto group = live_->store->begin_group(); group.ok()) {
    number = group->number();
    for (auto& job : jobs) {
      if (live_->store->failed()) break;
      job->run(*live_->platform, *number);
    }
    if (const auto durable = std::move(*group).commit(); durable.ok()) return *durable;
  }
  spdlog::error("the database failed ({}); it is opened again", live_->store->trouble());
  live_.reset();
  if (!open_again() || !number) return std::nullopt;
  return live_->store->durable(*number);
}

bool Committer::open_again() {
  std::string why;
  live_ = again_(why, StoreSettings::Check::none);
  if (live_) spdlog::info("the database is open again");
  else if (why != said_) spdlog::error("{}. Every request is answered \"unavailable\" until then", why);
  said_ = live_ ? "" : why;
  return is_open();
}

}  // namespace eq::server
