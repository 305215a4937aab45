#include "apps/server/orders.h"

#include "apps/server/copy_order.h"

namespace eq::server {
namespace {

/// The order after its word; nullopt if these are not the words of one.
template <class Order>
std::optional<Order> parse(std::string_view words) {
  const std::string begin = std::string(Order::kWord) + " ";
  if (!words.starts_with(begin)) return std::nullopt;
  const auto bytes = from_hex(words.substr(begin.size()));
  if (!bytes.ok()) return std::nullopt;
  auto order = decode<Order>(*bytes);
  if (!order.ok()) return std::nullopt;
  return std::move(order).take();
}

/// Its answer is given once what it changed is on disk.
template <class Answer, class Ask>
Control::Answer in_turn(const Orderly& with, Ask ask) {
  using Said = Result<Answer, wire::Code>;
  const auto said = with.engine.run([&](platform::Platform& platform) -> Said {
    return ask(platform, with.clock(), with.random);
  });
  return {words_of(said ? *said : Said(wire::Code::unavailable))};
}

}  // namespace

Control::Answer obey(const std::string& order, const Orderly& with) {
  if (order == kCopyOrder) return copy_as_ordered(with.engine, with.home);
  if (const auto invite = parse<InviteOrder>(order))
    return in_turn<InviteOrder::Answer>(with, [&](auto& platform, Time now, Random& random) {
      return platform.invite(invite->count, invite->days, now, random);
    });
  if (const auto users = parse<UsersOrder>(order))
    return in_turn<UsersOrder::Answer>(with, [&](auto& platform, Time now, Random& random) {
      return platform.users(users->after, now, random);
    });
  if (const auto user = parse<UserOrder>(order))
    return in_turn<UserOrder::Answer>(
        with, [&](auto& platform, Time now, Random& random) -> Result<wire::Done, wire::Code> {
          TRY(platform.act_on(user->account, user->act, now, random));
          return wire::Done{};
        });
  return {"This server does not know that order"};
}

}  // namespace eq::server
