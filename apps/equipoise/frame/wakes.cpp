#include "apps/equipoise/frame/wakes.h"

#include <algorithm>

#include "apps/equipoise/frame/failure.h"

namespace eq::app {
namespace {

using std::chrono::milliseconds;

std::unique_ptr<server::WakeStream> stream_to(const std::string& url) {
  const auto address = server::parse_server_address(url);
  if (!address.ok()) throw Failure{address.error().what, address.error().remedy};
  return server::WakeStream::to(*address);
}

}  // namespace

Wakes::Wakes(const std::string& url)
    : stream_(stream_to(url)), listen_at_(now()), look_at_(now() + kBetweenLooks) {}

Wakes::Instant Wakes::some_time_later() {
  const unsigned doublings = std::min(failures_, 5u);
  const milliseconds most(1000u << doublings);  // up to 32 s
  const auto random = rng_.array<2>();
  const unsigned share = random[0] * 256u + random[1];
  return now() + most / 2 + most / 2 * share / 65536;
}

Wakes::Next Wakes::next() {
  const auto news = stream_->take_news();
  if (news.began) {
    line_ = Line::up;
    failures_ = 0;
  }
  must_look_ |= news.began || news.woken;
  if (news.lost || news.declined) {
    // One loss may be a server that begins anew.
    if (news.lost && ++failures_ == 2) must_tell_ = true;
    if (news.declined) {
      must_look_ |= has_wakes_;  // and from then on by the clock
      has_wakes_ = false;
      failures_ = 5;
    }
    line_ = Line::none;
    listen_at_ = some_time_later();
  }
  if (std::exchange(must_tell_, false)) return Next::away;
  if (must_look_ || look_at_ <= now()) {
    must_look_ = false;
    look_at_ = now() + (line_ == Line::up || has_wakes_ ? kBetweenLooks : kBetweenTries);
    return Next::look;
  }
  if (line_ != Line::none || now() < listen_at_) return Next::nothing;
  listen_at_ = some_time_later();  // if nobody could say who listens
  return Next::listen;
}

void Wakes::listen(Bytes hello) {
  line_ = Line::trying;
  stream_->listen(std::move(hello));
}

int Wakes::pause_ms() const {
  Instant until = look_at_;
  if (line_ == Line::none) until = std::min(until, listen_at_);
  if (must_look_ || must_tell_) until = now();
  const auto left = std::chrono::ceil<milliseconds>(until - now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 600'000));
}

}  // namespace eq::app
