// Mailboxes, attachments, and the desk: sealed things waiting for their owner.
#include <algorithm>

#include "eq/franking/attachment_hash.h"
#include "parties/platform/step.h"

namespace eq::platform {
using wire::Code;

namespace {
constexpr std::size_t kFetchMax = 256;
constexpr std::size_t kFetchBytesMax = 4 * wire::kMiB;
constexpr std::size_t kAccountLetterMax = wire::kMiB;
constexpr std::uint32_t kLettersPerDay = 2000;
constexpr std::uint64_t kLetterBytesPerDay = 128 * wire::kMiB;  // of an account, to all together
constexpr std::uint64_t kBlobBytesPerDay = 2048 * wire::kMiB;   // into a conversation

/// The first key after (owner, seq).
Bytes after(View owner, std::uint64_t seq) { return key_of({owner, be64(seq), Array<1>{}}); }

Result<std::uint64_t, wire::Code> seq_in(View key) {
  Reader r(key.last(8));
  return coded(r.u64(), Code::internal);
}

/// Who asks from a number on that was never given is told so, or it would wait for ever.
Result<void, wire::Code> check_given(const Step& step, Table numbers, View owner,
                                     std::uint64_t after) {
  const auto newest = TRY(step.find<std::uint64_t>(numbers, owner)).value_or(0);
  REQUIRE_OR(after <= newest, Code::refused);
  return {};
}

/// A delivery with its body; nullopt if the body was forgotten after its time.
Result<std::optional<wire::Delivery>, wire::Code> expand(Step& step, std::uint64_t position,
                                                         DeliveryRow row) {
  wire::Delivery d{position, row.kind, row.conv, std::move(row.body), std::nullopt};
  if (row.kind == wire::DeliveryKind::message) {
    auto message =
        TRY(step.find<MessageRow>(Table::messages, key_of({row.conv.bytes, be64(row.ref)})));
    if (!message) return std::optional<wire::Delivery>();
    d.body = std::move(message->message);
    d.stamp = message->stamp;
  } else if (d.body.empty() && row.kind != wire::DeliveryKind::letter) {
    const bool is_commit = row.kind == wire::DeliveryKind::commit;
    auto handshake = step.store.get(
        Table::handshakes,
        key_of({row.conv.bytes, be64(row.ref), is_commit ? View() : View(kWelcome)}));
    if (!handshake.ok()) {
      if (handshake.error() == Err::missing) return std::optional<wire::Delivery>();
      return Code::unavailable;
    }
    d.body = std::move(handshake).take();
  }
  return std::optional(std::move(d));
}

/// What a mailbox is put together of: its inbox, and what it reads of the log of a conversation.
struct Source {
  Table table = Table::inbox;
  Bytes whose;
  Span left;  // begins with the next row
};

/// Whether anything is left of it, and where.
Result<bool, wire::Code> find_next(const Step& step, Source& source) {
  const Bytes from = key_of({source.whose, be64(source.left.from)});
  const auto found = TRY(
      coded(keys_in(step.store, source.table, from, after(source.whose, source.left.until), 1)));
  if (!found.empty()) source.left.from = TRY(seq_in(found[0]));
  return !found.empty();
}

/// Where something may lie behind what all its devices have acknowledged: as far as that is
/// remembered, else wherever the account is or was.
Result<std::vector<ConversationId>, wire::Code> where_to_look(Step& step, const AccountId& account,
                                                              std::uint64_t acknowledged) {
  if (step.remembered)
    if (auto open = step.remembered->news.open(account, acknowledged)) return std::move(*open);
  std::vector<ConversationId> all;
  for (const auto& key : TRY(coded(keys_in(step.store, Table::subscriptions, account.bytes,
                                           end_of(account.bytes), SIZE_MAX))))
    all.push_back(
        TRY(coded(ConversationId::from(View(key).subspan(AccountId::kSize)), Code::internal)));
  if (step.remembered) step.remembered->news.know(account, acknowledged, all);
  return all;
}

/// What an account may read of a conversation's log, behind what was acknowledged.
struct Waiting {
  std::uint64_t last = 0;
  std::vector<Span> spans;
};

Result<Waiting, wire::Code> waiting_in(Step& step, const AccountId& account,
                                       const ConversationId& conv, std::uint64_t acknowledged) {
  Waiting waiting;
  const auto subscription =
      TRY(step.find<SubscriptionRow>(Table::subscriptions, key_of({account.bytes, conv.bytes})));
  if (subscription)
    std::ranges::copy_if(subscription->spans, std::back_inserter(waiting.spans),
                         [&](const Span& span) { return span.until > acknowledged; });
  if (waiting.spans.empty()) {
    if (step.remembered) step.remembered->news.left(account, conv);
    return waiting;
  }
  const auto row = TRY(step.find<ConversationRow>(Table::conversations, conv.bytes));
  if (row) waiting.last = row->last;
  if (waiting.last <= acknowledged && step.remembered) step.remembered->news.quiet(account, conv);
  return waiting;
}

/// All that have something for an account behind a position.  What is older is not looked at.
Result<std::vector<Source>, wire::Code> sources_of(Step& step, const AccountId& account,
                                                   std::uint64_t acknowledged, std::uint64_t seen) {
  std::vector<Source> sources;
  const auto add = [&](Table table, View whose, Span span) -> Result<void, wire::Code> {
    Source source{table, to_bytes(whose), {std::max(span.from, seen + 1), span.until}};
    if (TRY(find_next(step, source))) sources.push_back(std::move(source));
    return {};
  };
  TRY(add(Table::inbox, account.bytes, {}));
  for (const auto& conv : TRY(where_to_look(step, account, acknowledged))) {
    const auto waiting = TRY(waiting_in(step, account, conv, acknowledged));
    if (waiting.last <= seen) continue;
    for (const Span& span : waiting.spans)
      if (span.until > seen) TRY(add(Table::conversation_log, conv.bytes, span));
  }
  return sources;
}

/// Inbox rows that one acknowledgement drops; the rest is dropped when nobody waits for it.
constexpr std::size_t kDroppedAtOnce = 1000;
}  // namespace

Result<wire::MailboxContents, wire::Code> mailbox_fetch(Step& step, const Sender& sender,
                                                        const wire::MailboxFetch& request) {
  REQUIRE_OR(request.limit > 0, Code::malformed);
  const std::size_t limit = std::min<std::size_t>(request.limit, kFetchMax);
  const AccountId& id = *sender.account;
  TRY(check_given(step, Table::positions, {}, request.after));
  wire::MailboxContents contents;
  contents.acknowledged =
      TRY(step.find<std::uint64_t>(Table::cursors, key_of({id.bytes, sender.key.bytes})))
          .value_or(0);
  const auto acknowledged = TRY(acknowledged_by_all(step, id));
  auto sources = TRY(sources_of(step, id, acknowledged, std::max(request.after, acknowledged)));
  std::size_t size = 0;
  while (!sources.empty() && contents.deliveries.size() < limit && size < kFetchBytesMax) {
    const auto first = std::ranges::min_element(
        sources, {}, [](const Source& source) { return source.left.from; });
    const std::uint64_t at = first->left.from++;
    auto row = TRY(step.find<DeliveryRow>(first->table, key_of({first->whose, be64(at)})));
    REQUIRE_OR(row, Code::internal);
    if (!TRY(find_next(step, *first))) sources.erase(first);
    auto delivery = TRY(expand(step, at, std::move(*row)));
    if (!delivery) continue;
    size += delivery->body.size();
    contents.deliveries.push_back(std::move(*delivery));
  }
  contents.more = !sources.empty();
  return contents;
}

Result<wire::Done, wire::Code> mailbox_ack(Step& step, const Sender& sender,
                                           const wire::MailboxAck& request) {
  const AccountId& id = *sender.account;
  TRY(check_given(step, Table::positions, {}, request.up_to));
  const Bytes mine = key_of({id.bytes, sender.key.bytes});
  if (TRY(step.find<std::uint64_t>(Table::cursors, mine)).value_or(0) < request.up_to)
    TRY(step.save(Table::cursors, mine, request.up_to));
  TRY(drop_acknowledged(step, id, kDroppedAtOnce));
  return wire::Done{};
}

Result<std::uint64_t, wire::Code> acknowledged_by_all(const Step& step, const AccountId& account) {
  const auto record = TRY(step.find<wire::AccountRecord>(Table::accounts, account.bytes));
  REQUIRE_OR(record && !record->device_keys.empty(), Code::internal);
  std::uint64_t everywhere = UINT64_MAX;
  for (const auto& device : record->device_keys)
    everywhere = std::min(
        everywhere,
        TRY(step.find<std::uint64_t>(Table::cursors, key_of({account.bytes, device.bytes})))
            .value_or(0));
  return everywhere;
}

Result<std::size_t, wire::Code> drop_acknowledged(Step& step, const AccountId& account,
                                                  std::size_t limit) {
  const auto everywhere = TRY(acknowledged_by_all(step, account));
  const auto keys = TRY(coded(
      keys_in(step.store, Table::inbox, account.bytes, after(account.bytes, everywhere), limit)));
  for (const auto& key : keys) TRY(coded(step.store.erase(Table::inbox, key)));
  return keys.size();
}

Result<wire::BlobStored, wire::Code> blobs_put(Step& step, const Sender&,
                                               const wire::BlobPut& request) {
  REQUIRE_OR(!request.data.empty(), Code::malformed);
  REQUIRE_OR(request.data.size() <= wire::kBlobSizeMax, Code::too_large);
  const auto row = TRY(step.find<ConversationRow>(Table::conversations, request.conv.bytes));
  REQUIRE_OR(row, Code::unknown);
  REQUIRE_OR(row->epoch == request.epoch, Code::stale_epoch);
  REQUIRE_OR(equal_ct(wire::blob_tag(row->send_key, request.data), request.tag), Code::forged);
  const wire::BlobId id{franking::attachment_hash(request.data)};
  if (!TRY(step.has(Table::blobs, id.bytes))) {
    TRY(step.spend_in(request.conv, view("attachments"), request.data.size(), kBlobBytesPerDay));
    TRY(coded(step.store.put(Table::blobs, id.bytes, request.data)));
    TRY(step.mark(Table::blob_dates, key_of({be64(step.now.ms), id.bytes})));
  }
  return wire::BlobStored{id};
}

Result<wire::BlobData, wire::Code> blobs_get(Step& step, const Sender&,
                                             const wire::BlobGet& request) {
  return wire::BlobData{TRY(coded(step.store.get(Table::blobs, request.id.bytes)))};
}

Result<wire::Done, wire::Code> desk_post(Step& step, const Sender& sender,
                                         const wire::DeskPost& request) {
  REQUIRE_OR(!request.letter.empty(), Code::malformed);
  if (sender.account) {
    TRY(step.spend(*sender.account, wire::Verb::desk_post, kLettersPerDay));
    TRY(step.spend_bytes(key_of({sender.account->bytes, view("letters")}), request.letter.size(),
                         kLetterBytesPerDay));
  }
  if (request.to.kind == wire::AddressKind::account) {
    const AccountId to{request.to.id};
    REQUIRE_OR(TRY(step.has(Table::accounts, to.bytes)), Code::unknown);
    REQUIRE_OR(request.letter.size() <= kAccountLetterMax, Code::too_large);
    TRY(step.deliver(to, TRY(step.next_position()),
                     {wire::DeliveryKind::letter, step.now, {}, 0, request.letter}));
    return wire::Done{};
  }
  REQUIRE_OR(step.realm.role_of({request.to.id}), Code::unknown);
  const std::uint64_t seq = TRY(step.next(Table::desks, request.to.id));
  TRY(step.save(Table::desk, key_of({request.to.id, be64(seq)}),
                DeskRow{step.now, request.letter}));
  return wire::Done{};
}

Result<wire::DeskContents, wire::Code> desk_fetch(Step& step, const Sender& sender,
                                                  const wire::DeskFetch& request) {
  REQUIRE_OR(request.limit > 0, Code::malformed);
  const std::size_t limit = std::min<std::size_t>(request.limit, kFetchMax);
  const View owner = sender.key.bytes;
  TRY(check_given(step, Table::desks, owner, request.after));
  wire::DeskContents contents;
  std::size_t size = 0;
  std::uint64_t at = request.after;
  while (contents.letters.size() < limit && size < kFetchBytesMax) {
    auto stored = TRY(coded(rows_in(step.store, Table::desk, after(owner, at), end_of(owner), 1)));
    if (stored.empty()) return contents;
    at = TRY(seq_in(stored[0].key));
    auto row = TRY(coded(decode<DeskRow>(stored[0].value), Code::internal));
    size += row.letter.size();
    contents.letters.push_back({at, row.at, std::move(row.letter)});
  }
  contents.more =
      !TRY(coded(keys_in(step.store, Table::desk, after(owner, at), end_of(owner), 1))).empty();
  return contents;
}

Result<wire::Done, wire::Code> desk_ack(Step& step, const Sender& sender,
                                        const wire::DeskAck& request) {
  const View owner = sender.key.bytes;
  TRY(check_given(step, Table::desks, owner, request.up_to));
  for (const auto& key :
       TRY(coded(keys_in(step.store, Table::desk, owner, after(owner, request.up_to), SIZE_MAX))))
    TRY(coded(step.store.erase(Table::desk, key)));
  return wire::Done{};
}

}  // namespace eq::platform
