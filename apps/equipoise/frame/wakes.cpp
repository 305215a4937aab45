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
    : stream_(stream_to(url)), listen_at_(now()), look_at_(now()) {}

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
  if (news.began || news.woken) look_at_ = now();
  if (news.lost || news.declined) {
    ++failures_;
    line_ = Line::none;
    listen_at_ = some_time_later();
    // What broke may be the line alone: the server is asked whether it is there.
    if (last_ == Looked::well) look_at_ = std::min(look_at_, now() + kUnwoken);
  }
  if (look_at_ <= now()) {
    looked(last_);  // if nobody says how it went
    return Next::look;
  }
  if (line_ != Line::none || now() < listen_at_) return Next::nothing;
  listen_at_ = some_time_later();  // if nobody could say who listens
  return Next::listen;
}

void Wakes::looked(Looked how) {
  last_ = how;
  look_at_ = now() + (how == Looked::in_vain ? kAway : line_ == Line::up ? kAwake : kUnwoken);
}

void Wakes::listen(Bytes hello) {
  line_ = Line::trying;
  stream_->listen(std::move(hello));
}

int Wakes::pause_ms() const {
  const Instant until = line_ == Line::none ? std::min(look_at_, listen_at_) : look_at_;
  const auto left = std::chrono::ceil<milliseconds>(until - now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 600'000));
}

}  // namespace eq::app
