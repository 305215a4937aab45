#include "apps/server/admission.h"

#include <sys/resource.h>

#include <algorithm>
#include <utility>
#include <vector>

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

Admission::Count Admission::count() {
  const std::lock_guard lock(mutex_);
  return {all_, sockets_};
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
  return ended(*group.waiting.front());
}

std::function<void()> Admission::ended(Place& place) {
  place.stop_waiting();
  place.stage_ = Place::Stage::gone;
  // What it has counts no more from now on; the connection itself takes a moment to end.
  Group& group = place.group_->second;
  --group.all;
  --all_;
  for (const Allowance* of : {&kBodies, &kReplies}) {
    this->*of->all -= place.*of->own;
    group.*of->of_group -= place.*of->own;
    place.*of->own = 0;
  }
  return place.give_way_ ? std::exchange(place.give_way_, nullptr) : [] {};
}

const Admission::Allowance Admission::kBodies{&AdmissionLimits::bodies, &Admission::bodies_,
                                              &Admission::Group::bodies, &Place::body_};
const Admission::Allowance Admission::kReplies{&AdmissionLimits::replies, &Admission::replies_,
                                               &Admission::Group::replies, &Place::reply_};

std::function<void()> Admission::largest(const Allowance& of, const Place& but) {
  const auto weight = [&](const Place& place) {  // its address counts first
    return std::pair(place.group_->second.*of.of_group, place.*of.own);
  };
  Place* victim = nullptr;
  for (auto& [from, group] : groups_)
    for (Place* place : group.waiting) {
      if (place == &but || place->*of.own == 0) continue;
      if (victim == nullptr || weight(*place) > weight(*victim)) victim = place;
    }
  return victim == nullptr ? nullptr : ended(*victim);
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

bool Place::hold(std::size_t n, const Admission::Allowance& of) {
  std::vector<std::function<void()>> victims;
  bool held = false;
  {
    const std::lock_guard lock(admission_->mutex_);
    Admission& a = *admission_;
    Admission::Group& g = group_->second;
    const std::size_t limit = a.limits_.*of.limit;
    const bool is_share = group_->first.is_here() || g.*of.of_group + n <= limit / 2;
    while (is_share && a.*of.all + n > limit) {
      auto victim = a.largest(of, *this);
      if (!victim) break;
      victims.push_back(std::move(victim));
    }
    held = is_share && a.*of.all + n <= limit;
    if (held) {
      this->*of.own += n;
      a.*of.all += n;
      g.*of.of_group += n;
    }
  }
  for (const auto& end : victims) end();
  return held;
}

void Place::release(const Admission::Allowance& of) {
  const std::lock_guard lock(admission_->mutex_);
  admission_.get()->*of.all -= this->*of.own;
  group_->second.*of.of_group -= this->*of.own;
  this->*of.own = 0;
}

}  // namespace eq::server
