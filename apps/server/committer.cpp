#include "apps/server/committer.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <new>

namespace eq::server {
namespace {
void tell(JobGroup jobs, const std::optional<Durable>& durable) {
  for (auto& job : jobs) {
    try {
      if (durable)
        job->keep(*durable);
      else
        job->lose();
    } catch (const std::bad_alloc&) {
      // Whoever asked hears nothing, as when the line is cut; what was done is done.
      spdlog::error("out of memory: an answer was not given");
    }
  }
}
}  // namespace

Committer::~Committer() { tell(std::move(unknown_), std::nullopt); }

void Committer::run(JobGroup jobs) {
  if (!live_ && !open_again()) return tell(std::move(jobs), std::nullopt);
  const auto durable = commit(jobs);
  if (!live_)
    unknown_ = std::move(jobs);
  else
    tell(std::move(jobs), durable);
}

std::optional<Durable> Committer::commit(JobGroup& jobs) {
  if (jobs.empty()) return std::nullopt;
  std::uint64_t number = 0;  // of no group
  if (auto group = live_->store->begin_group(); group.ok()) {
    number = group->number();
    const bool whole = run_all(jobs, number);
    if (std::ranges::any_of(jobs, [](const auto& job) { return job->flushes(); }))
      group->flush_anyway();
    if (whole)
      if (const auto durable = std::move(*group).commit(); durable.ok()) return *durable;
  }
  spdlog::error("the database failed ({}); it is opened again",
                live_->store->failed() ? live_->store->trouble() : "out of memory");
  live_.reset();
  unknown_number_ = number;
  return open_again() ? live_->store->durable(number) : std::nullopt;
}

/// False if memory ran out: a job was left in the middle, and the group is undone with it.
bool Committer::run_all(JobGroup& jobs, std::uint64_t number) {
  try {
    for (auto& job : jobs) {
      if (live_->store->failed()) break;
      job->run(*live_->platform, number);
    }
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

bool Committer::open_again() {
  std::string why;
  live_ = again_(why, StoreSettings::Check::none);
  if (live_) {
    spdlog::info("the database is open again");
    tell(std::exchange(unknown_, {}), live_->store->durable(unknown_number_));
  } else if (why != said_) {
    spdlog::error("{}. Every request is answered \"unavailable\" until then", why);
  }
  said_ = live_ ? "" : why;
  return is_open();
}

}  // namespace eq::server
