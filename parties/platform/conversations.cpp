// Conversations and messages: order, stamp, write once for all members.
#include <algorithm>
#include <set>

#include "eq/franking/payload.h"
#include "eq/mls/framing.h"
#include "eq/tlog/logged.h"
#include "eq/wire/day_key.h"
#include "parties/platform/step.h"

namespace eq::platform {
using wire::Code;

namespace {
constexpr std::uint32_t kConversationsPerDay = 500;
/// What an account's first Welcomes may take of the disk in a day, and what a conversation's
/// messages, commits and later Welcomes may.
constexpr std::uint64_t kWelcomeBytesPerDay = 128 * wire::kMiB;
constexpr std::uint64_t kConversationBytesPerDay = 512 * wire::kMiB;
/// Beside a message's or commit's own bytes: what is written to find it, and for each who comes.
constexpr std::size_t kRowBytes = 512, kMemberBytes = 512;
/// How often somebody may come into a conversation while it is kept when he came and went.
constexpr std::size_t kComings = 64;
/// A commit that only removes somebody is always taken up to here.
constexpr std::size_t kRemovalBytes = 64 * 1024;
constexpr std::uint32_t kLeavesMax = wire::kMembersMax;  // a tree fills its blank leaves first
/// Envelopes that a conversation can have in a day: one for each member and MLS epoch, for sixteen
/// epochs of the largest.  What one account can make an order cost is bounded so; more is refused
/// until the next day.
constexpr std::uint32_t kEnvelopesPerDay = 16 * wire::kMembersMax;

/// Before the step changes who is in it.
Result<Members::List, wire::Code> members_of(const Step& step, const ConversationId& conv,
                                             const ConversationRow& row) {
  auto list = step.remembered ? step.remembered->members.of(step.store, conv, row.epoch)
                              : Members::read(step.store, conv);
  REQUIRE_OR(list.ok() || list.error() == Err::unavailable, Code::internal);
  return coded(std::move(list));
}

/// @param from  the first position that it reads
Result<void, wire::Code> subscribe(Step& step, const ConversationId& conv, const AccountId& account,
                                   std::uint64_t from) {
  REQUIRE_OR(TRY(step.has(Table::accounts, account.bytes)), Code::unknown);
  const Bytes member = key_of({conv.bytes, account.bytes});
  TRY(step.mark(Table::members, member));
  TRY(coded(step.store.erase(Table::former, member)));
  const Bytes key = key_of({account.bytes, conv.bytes});
  auto row = TRY(step.find<SubscriptionRow>(Table::subscriptions, key)).value_or(SubscriptionRow{});
  REQUIRE_OR(row.intervals.size() < kComings, Code::rate_limited);
  row.intervals.push_back({TRY(step.conversation_time()), std::nullopt});
  row.spans.push_back({from});
  if (step.remembered) step.remembered->news.came(account, conv);
  return step.save(Table::subscriptions, key, row);
}

/// @param until  the last position that it reads
Result<void, wire::Code> unsubscribe(Step& step, const ConversationId& conv,
                                     const AccountId& account, std::uint64_t until) {
  const Bytes member = key_of({conv.bytes, account.bytes});
  TRY(coded(step.store.erase(Table::members, member)));
  TRY(step.mark(Table::former, member));
  const Bytes key = key_of({account.bytes, conv.bytes});
  auto row = TRY(step.find<SubscriptionRow>(Table::subscriptions, key));
  REQUIRE_OR(row && !row->intervals.empty() && !row->spans.empty(), Code::internal);
  row->intervals.back().until = TRY(step.conversation_time());
  row->spans.back().until = until;
  return step.save(Table::subscriptions, key, *row);
}

/// A commit, or a Welcome, is kept once for all who get it, and as long as letters are: without it
/// whoever was away is lost to the conversation.
/// @param position  of the row of the log that goes with it, encoded; none of a Welcome
Result<void, wire::Code> keep_handshake(Step& step, const ConversationId& conv, std::uint64_t epoch,
                                        View which, const Bytes& bytes, View position) {
  const Bytes key = key_of({conv.bytes, be64(epoch), which});
  TRY(coded(step.store.put(Table::handshakes, key, bytes)));
  const Time dated = step.now + (kUnfetched_ms - kUndelivered_ms);  // forgotten like an older blob
  return coded(step.store.put(Table::blob_dates, key_of({be64(dated.ms), key}), position));
}

bool all_different(const std::vector<AccountId>& accounts) {
  return std::set<AccountId>(accounts.begin(), accounts.end()).size() == accounts.size();
}

/// The conversation that an MLS message belongs to, at the epoch it names.
Result<std::pair<ConversationId, ConversationRow>, wire::Code> conversation_of(
    Step& step, const mls::Frame& frame) {
  const auto conv = TRY(coded(ConversationId::from(frame.group_id)));
  auto row = TRY(step.find<ConversationRow>(Table::conversations, conv.bytes));
  REQUIRE_OR(row, Code::unknown);
  REQUIRE_OR(row->epoch == frame.epoch, Code::stale_epoch);
  return std::pair{conv, std::move(*row)};
}

Result<void, wire::Code> count_envelope(Step& step, const ConversationId& conv, Day day) {
  const Bytes key = key_of({be32(day.n), conv.bytes});
  const std::uint32_t before = TRY(step.find<std::uint32_t>(Table::quotas, key)).value_or(0);
  REQUIRE_OR(before < kEnvelopesPerDay, Code::rate_limited);
  return step.save(Table::quotas, key, before + 1);
}

crypto::SigningKey day_key_of(const Step& step, Day day) {
  if (step.remembered) return step.remembered->stamp_key.of(step.keys, day).clone();
  return franking::derive_day_key(step.keys.stamp_master, franking::Role::delivery, day);
}

Result<void, wire::Code> announce_day_key(Step& step, Day day) {
  const auto certificate = franking::certify_day_key(step.keys.stamp, franking::Role::delivery, day,
                                                     day_key_of(step, day).verify_key());
  const wire::KeyEvent event{step.keys.origin, std::string(wire::kDayKeyPurpose),
                             encode(certificate)};
  TRY(step.append_own(tlog::entry_of(event)));
  return step.save(Table::stamp_day_keys, be32_key(day.n), certificate);
}
}  // namespace

Result<void, wire::Code> announce_day_keys(Step& step, Day first) {
  const Day last = first + kDayKeysAhead;
  const auto known = [&](Day day) { return step.has(Table::stamp_day_keys, be32_key(day.n)); };
  if (TRY(known(first)) && TRY(known(last))) return {};
  for (Day day = first; day <= last; day = day + 1)
    if (!TRY(known(day))) TRY(announce_day_key(step, day));
  return {};
}

Result<wire::Done, wire::Code> conversations_create(Step& step, const Sender& sender,
                                                    const wire::ConversationCreate& request) {
  REQUIRE_OR(!request.members.empty() && all_different(request.members), Code::malformed);
  REQUIRE_OR(request.members.size() <= wire::kMembersMax && request.leaf_count <= kLeavesMax,
             Code::too_large);
  REQUIRE_OR(request.leaf_count >= request.members.size(), Code::malformed);
  REQUIRE_OR(std::count(request.members.begin(), request.members.end(), *sender.account) == 1,
             Code::refused);
  REQUIRE_OR(request.welcome.empty() == (request.members.size() == 1), Code::malformed);
  TRY(step.spend(*sender.account, wire::Verb::conversations_create, kConversationsPerDay));
  TRY(step.spend_bytes(sender.account->bytes,
                       request.welcome.size() + request.members.size() * kMemberBytes,
                       kWelcomeBytesPerDay));
  REQUIRE_OR(!TRY(step.has(Table::conversations, request.conv.bytes)), Code::conflict);

  TRY(step.save(Table::conversations, request.conv.bytes,
                ConversationRow{request.epoch, request.send_key, request.leaf_count, {}, 0}));
  TRY(step.save(Table::begun_by, request.conv.bytes, *sender.account));
  if (!request.welcome.empty())
    TRY(keep_handshake(step, request.conv, request.epoch, kWelcome, request.welcome, {}));
  const auto position = TRY(step.next_position());
  for (const auto& member : request.members) {
    TRY(subscribe(step, request.conv, member, position));
    if (member != *sender.account)
      TRY(step.deliver(member, position,
                       {wire::DeliveryKind::welcome, step.now, request.conv, request.epoch, {}}));
  }
  return wire::Done{};
}

Result<wire::CommitAccepted, wire::Code> conversations_commit(
    Step& step, const Sender&, const wire::ConversationCommit& request) {
  const auto frame = TRY(coded(mls::read_frame(request.commit)));
  REQUIRE_OR(frame.wire_format == mls::WireFormat::private_message ||
                 frame.wire_format == mls::WireFormat::public_message,
             Code::malformed);
  REQUIRE_OR(frame.content_type == mls::ContentType::commit, Code::malformed);
  REQUIRE_OR(equal_var(frame.group_id, request.conv.bytes) && frame.epoch == request.epoch,
             Code::malformed);
  REQUIRE_OR(all_different(request.added) && all_different(request.removed), Code::malformed);
  REQUIRE_OR(request.welcome.empty() == request.added.empty(), Code::malformed);
  REQUIRE_OR(request.leaf_count <= kLeavesMax, Code::too_large);

  auto [conv, row] = TRY(conversation_of(step, frame));
  REQUIRE_OR(equal_ct(wire::commit_tag(row.send_key, request), request.tag), Code::forged);

  const auto list = TRY(members_of(step, conv, row));
  const auto& members = *list;
  // Who is a member is the members' to know: somebody whom one of them left out of this list
  // before can still be put out of the group.
  std::vector<AccountId> removed;
  std::ranges::copy_if(request.removed, std::back_inserter(removed), [&](const AccountId& a) {
    return std::ranges::find(members, a) != members.end();
  });
  REQUIRE_OR(members.size() + request.added.size() <= wire::kMembersMax + removed.size(),
             Code::too_large);
  for (const auto& account : request.added)
    REQUIRE_OR(std::count(members.begin(), members.end(), account) == 0, Code::refused);

  // Of its own, and none to remove somebody: who fills a conversation can still be put out of it.
  const bool only_removes =
      request.added.empty() && !removed.empty() && request.commit.size() <= kRemovalBytes;
  if (!only_removes)
    TRY(step.spend_in(conv, view("commits"),
                      request.commit.size() + request.welcome.size() + kRowBytes +
                          request.added.size() * kMemberBytes,
                      kConversationBytesPerDay));
  const auto posted =
      TRY(step.post(row, members, {wire::DeliveryKind::commit, step.now, conv, row.epoch, {}}));
  TRY(keep_handshake(step, conv, row.epoch, {}, request.commit, be64(posted)));
  for (const auto& account : removed) TRY(unsubscribe(step, conv, account, posted));
  row.epoch += 1;
  if (!request.welcome.empty()) {
    TRY(keep_handshake(step, conv, row.epoch, kWelcome, request.welcome, {}));
    const auto position = TRY(step.next_position());
    for (const auto& account : request.added) {
      TRY(subscribe(step, conv, account, position));
      TRY(step.deliver(account, position,
                       {wire::DeliveryKind::welcome, step.now, conv, row.epoch, {}}));
    }
  }
  row.send_key = request.send_key;
  row.leaf_count = request.leaf_count;
  TRY(step.save(Table::conversations, conv.bytes, row));
  return wire::CommitAccepted{row.epoch};
}

Result<wire::MessageAccepted, wire::Code> messages_send(Step& step, const Sender&,
                                                        const wire::MessageSend& request) {
  const auto frame = TRY(coded(mls::read_frame(request.message)));
  REQUIRE_OR(frame.wire_format == mls::WireFormat::private_message, Code::malformed);
  REQUIRE_OR(frame.content_type == mls::ContentType::application, Code::malformed);
  const auto data = TRY(coded(decode<franking::AuthenticatedData>(frame.authenticated_data)));

  auto [conv, row] = TRY(conversation_of(step, frame));
  REQUIRE_OR(equal_ct(wire::message_tag(row.send_key, request.message), request.tag), Code::forged);
  REQUIRE_OR(data.header.conversation == conv && data.header.mls_epoch == row.epoch,
             Code::malformed);
  const auto hash = crypto::sha256(request.message);
  const Bytes seen = key_of({conv.bytes, hash});
  REQUIRE_OR(!TRY(step.has(Table::seen, seen)), Code::replayed);
  // Only who holds the chain's key knows a locator beforehand: whoever uses it twice wants
  // something overlooked.
  const Bytes place = key_of({conv.bytes, data.loc});
  REQUIRE_OR(TRY(coded(keys_in(step.store, Table::locators, place, end_of(place), 1))).empty(),
             Code::refused);

  const auto members = TRY(members_of(step, conv, row));
  TRY(step.spend_in(conv, view("messages"), request.message.size() + kRowBytes,
                    kConversationBytesPerDay));

  // a chain never runs backwards
  const Time at = std::max(TRY(step.conversation_time()), row.chain.time);
  TRY(announce_day_keys(step, day_of(at)));
  const auto stamp =
      TRY(coded(franking::stamp(day_key_of(step, day_of(at)), row.chain, conv, data.cf, hash, at)));

  const auto seq = be64(stamp.seq);
  const auto stamp_bytes =
      TRY(coded(to_array<franking::kStampSize>(encode(stamp)), Code::internal));
  const auto position =
      TRY(step.post(row, *members, {wire::DeliveryKind::message, at, conv, stamp.seq, {}}));
  TRY(step.save(Table::conversations, conv.bytes, row));
  TRY(step.save(Table::messages, key_of({conv.bytes, seq}),
                MessageRow{stamp_bytes, request.message}));
  TRY(step.mark(Table::seen, seen));
  TRY(step.save(Table::message_dates, key_of({be64(at.ms), conv.bytes, seq}), position));
  TRY(step.mark(Table::locators, key_of({conv.bytes, data.loc, seq})));
  if (data.envelope) TRY(count_envelope(step, conv, day_of(at)));
  if (data.envelope)
    TRY(step.save(Table::envelopes, key_of({conv.bytes, be64(at.ms), seq}),
                  EnvelopeRow{row.epoch, row.leaf_count, *data.envelope}));
  return wire::MessageAccepted{stamp_bytes};
}

}  // namespace eq::platform
