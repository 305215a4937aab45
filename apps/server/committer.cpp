#include "apps/server/committer.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <new>

namespace eq::server {
namespace {
constexpr int kCopyPages = 256;  // of 4 KiB, between two groups

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

Committer::~Committer() {
  end_copy("The server stops, and the copy is not whole");
  tell(std::move(unknown_), std::nullopt);
}

void Committer::run(JobGroup jobs) {
  if (!live_ && !open_again()) return tell(std::move(jobs), std::nullopt);
  if (!jobs.empty()) commit(jobs);
}

void Committer::commit(JobGroup& jobs) {
  std::uint64_t number = 0;  // of no group
  if (auto group = live_->store->begin_group(); group.ok()) {
    number = group->number();
    const bool whole = run_all(jobs, number);
    if (std::ranges::any_of(jobs, [](const auto& job) { return job->flushes(); }))
      group->flush_anyway();
    if (whole)
      if (const auto durable = std::move(*group).commit(); durable.ok())
        return tell(std::move(jobs), *durable);
  }
  spdlog::error("the database failed ({}); it is opened again",
                live_->store->failed() ? live_->store->trouble() : "out of memory");
  end_copy("The database failed, and the copy is not whole");
  live_.reset();
  unknown_ = std::move(jobs);
  unknown_number_ = number;
  open_again();
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
  Opened opened = again_(StoreSettings::Check::none);
  say(opened);
  live_ = std::move(opened.live);
  if (const auto* store = live_ ? live_->store.get() : opened.anothers.get())
    tell(std::exchange(unknown_, {}), store->durable(unknown_number_));
  return is_open();
}

/// A lasting trouble once.
void Committer::say(const Opened& opened) {
  if (opened.live)
    spdlog::info("the database is open again");
  else if (opened.why != said_)
    spdlog::log(opened.anothers ? spdlog::level::info : spdlog::level::err,
                "{}. Every request is answered \"unavailable\" until then", opened.why);
  said_ = opened.live ? "" : opened.why;
}

void Committer::begin_copy(const std::string& path, CopyTold told) {
  if (is_copying()) return told("Another copy is being made. Wait until it is there");
  if (!live_) return told("The database does not work just now; try again once it does");
  std::string why;
  auto copy = live_->store->begin_copy(path, why);
  if (!copy) return told(why);
  copying_ = std::make_unique<Copying>(Copying{std::move(copy), std::move(told)});
}

void Committer::copy_on() {
  if (!is_copying()) return;
  const auto progress = copying_->copy->step(kCopyPages);
  if (progress == StoreCopy::Progress::more) return;
  end_copy(progress == StoreCopy::Progress::whole ? "" : copying_->copy->why());
}

void Committer::end_copy(std::string why) {
  if (!is_copying()) return;
  const auto told = std::move(copying_->told);
  copying_.reset();
  told(std::move(why));
}

}  // namespace eq::server
