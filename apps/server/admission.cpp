#include "apps/server/admission.h"

#include <sys/resource.h>

#include <algorithm>
#include <utility>

namespace eq::server {

AdmissionLimits AdmissionLimits::of_this_process() {
  constexpr std::size_t kFiles = 64;
  AdmissionLimits limits;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return limits;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  const auto most = static_cast<std::size_t>(files.rlim_cur);
  limits.all = std::min(limits.all, most > 2 * kFiles ? most - kFiles : kFiles);
  limits.sockets = limits.all - limits.all / 8;
  return limits;
}

std::shared_ptr<Place> Admission::admit(const PeerAddress& from) {
  std::function<void()> victim;
  std::shared_ptr<Place> place;
  {
    const std::lock_guard lock(mutex_);
    auto group = groups_.try_emplace(from).first;
    if (group->second.all >= limits_.from_one && !from.is_here())
      victim = longest_waiting_of(group->second);
    else if (all_ >= limits_.all)
      victim = longest_waiting();
    const bool is_full =
        all_ >= limits_.all || (group->second.all >= limits_.from_one && !from.is_here());
    if (!is_full || victim)
      place.reset(new Place(shared_from_this(), group));
    else if (group->second.places == 0)
      groups_.erase(group);
  }
  if (victim) victim();
  return place;
}

bool Admission::make_room() {
  std::function<void()> victim;
  {
    const std::lock_guard lock(mutex_);
    victim = longest_waiting();
  }
  if (victim) victim();
  return static_cast<bool>(victim);
}

std::function<void()> Admission::longest_waiting() {
  auto most = groups_.end();
  for (auto g = groups_.begin(); g != groups_.end(); ++g)
    if (most == groups_.end() || g->second.waiting.size() > most->second.waiting.size()) most = g;
  return most == groups_.end() ? nullptr : longest_waiting_of(most->second);
}

std::function<void()> Admission::longest_waiting_of(Group& group) {
  if (group.waiting.empty()) return nullptr;
  Place& place = *group.waiting.front();
  place.stop_waiting();
  place.stage_ = Place::Stage::gone;
  // Its place counts no more from now on; the connection itself takes a moment to end.
  --group.all;
  --all_;
  return place.give_way_ ? std::exchange(place.give_way_, nullptr) : [] {};
}

void Admission::leave(Place& place) {
  const std::lock_guard lock(mutex_);
  place.stop_waiting();
  Group& group = place.group_->second;
  if (place.stage_ == Place::Stage::socket) --sockets_;
  if (place.stage_ != Place::Stage::gone) {
    --group.all;
    --all_;
  }
  bodies_ -= place.body_;
  group.bodies -= place.body_;
  replies_ -= place.reply_;
  group.replies -= place.reply_;
  if (--place.group_->second.places == 0) groups_.erase(place.group_);
}

Place::Place(std::shared_ptr<Admission> admission, Admission::Groups::iterator group)
    : admission_(std::move(admission)), group_(group) {
  ++group_->second.places;
  ++group_->second.all;
  ++admission_->all_;
}

Place::~Place() { admission_->leave(*this); }

void Place::stop_waiting() {
  if (stage_ == Stage::waiting) group_->second.waiting.erase(in_line_);
  if (stage_ == Stage::waiting) stage_ = Stage::busy;
}

void Place::gives_way_by(std::function<void()> end) {
  const std::lock_guard lock(admission_->mutex_);
  give_way_ = std::move(end);
}

void Place::busy() {
  const std::lock_guard lock(admission_->mutex_);
  stop_waiting();
}

void Place::waiting() {
  const std::lock_guard lock(admission_->mutex_);
  if (stage_ != Stage::busy) return;
  auto& line = group_->second.waiting;
  in_line_ = line.insert(line.end(), this);
  stage_ = Stage::waiting;
}

bool Place::socket() {
  const std::lock_guard lock(admission_->mutex_);
  if (stage_ == Stage::socket) return true;
  if (stage_ == Stage::gone || admission_->sockets_ >= admission_->limits_.sockets) return false;
  stop_waiting();
  stage_ = Stage::socket;
  ++admission_->sockets_;
  return true;
}

bool Place::hold_body(std::size_t n) {
  const std::lock_guard lock(admission_->mutex_);
  Admission& a = *admission_;
  Admission::Group& g = group_->second;
  if (a.bodies_ + n > a.limits_.bodies) return false;
  if (!group_->first.is_here() && g.bodies + n > a.limits_.bodies / 2) return false;
  body_ += n;
  a.bodies_ += n;
  g.bodies += n;
  return true;
}

void Place::release_body() {
  const std::lock_guard lock(admission_->mutex_);
  admission_->bodies_ -= body_;
  group_->second.bodies -= body_;
  body_ = 0;
}

bool Place::hold_reply(std::size_t n) {
  const std::lock_guard lock(admission_->mutex_);
  Admission& a = *admission_;
  Admission::Group& g = group_->second;
  if (a.replies_ + n > a.limits_.replies) return false;
  if (!group_->first.is_here() && g.replies + n > a.limits_.replies / 2) return false;
  reply_ += n;
  a.replies_ += n;
  g.replies += n;
  return true;
}

void Place::release_reply() {
  const std::lock_guard lock(admission_->mutex_);
  admission_->replies_ -= reply_;
  group_->second.replies -= reply_;
  reply_ = 0;
}

}  // namespace eq::server
