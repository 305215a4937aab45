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
Result<void, wire::Code> check_given(Step& step, Table numbers, View owner, std::uint64_t after) {
  const auto newest = TRY(step.find<std::uint64_t>(numbers, owner)).value_or(0);
  REQUIRE_OR(after <= newest, Code::refused);
  return {};
}

/// A mailbox row with its body; nullopt if the body was forgotten after its time.
Result<std::optional<wire::Delivery>, wire::Code> expand(Step& step, std::uint64_t seq,
                                                         MailboxRow row) {
  wire::Delivery d{seq, row.kind, row.conv, std::move(row.body), std::nullopt};
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

/// Mailbox rows that one acknowledgement drops; the rest is dropped when nobody waits for it.
constexpr std::size_t kDroppedAtOnce = 1000;

/// Drop a row that every device has, and count it off its message.
Result<void, wire::Code> forget(Step& step, View mailbox_key) {
  const auto row = TRY(step.find<MailboxRow>(Table::mailbox, mailbox_key));
  TRY(coded(step.store.erase(Table::mailbox, mailbox_key)));
  if (!row || row->kind != wire::DeliveryKind::message) return {};
  const Bytes key = key_of({row->conv.bytes, be64(row->ref)});
  const auto left = TRY(step.find<std::uint32_t>(Table::pending, key));
  if (!left) return {};
  return step.save(Table::pending, key, *left > 0 ? *left - 1 : 0u);
}
}  // namespace

Result<wire::MailboxContents, wire::Code> mailbox_fetch(Step& step, const Sender& sender,
                                                        const wire::MailboxFetch& request) {
  REQUIRE_OR(request.limit > 0, Code::malformed);
  const std::size_t limit = std::min<std::size_t>(request.limit, kFetchMax);
  const View owner = sender.account->bytes;
  TRY(check_given(step, Table::mailboxes, owner, request.after));
  wire::MailboxContents contents;
  contents.acknowledged =
      TRY(step.find<std::uint64_t>(Table::cursors, key_of({owner, sender.key.bytes}))).value_or(0);
  std::size_t size = 0;
  std::uint64_t at = request.after;
  while (contents.deliveries.size() < limit && size < kFetchBytesMax) {
    const auto stored =
        TRY(coded(rows_in(step.store, Table::mailbox, after(owner, at), end_of(owner), 1)));
    if (stored.empty()) return contents;
    at = TRY(seq_in(stored[0].key));
    auto delivery =
        TRY(expand(step, at, TRY(coded(decode<MailboxRow>(stored[0].value), Code::internal))));
    if (!delivery) continue;
    size += delivery->body.size();
    contents.deliveries.push_back(std::move(*delivery));
  }
  contents.more =
      !TRY(coded(keys_in(step.store, Table::mailbox, after(owner, at), end_of(owner), 1))).empty();
  return contents;
}

Result<wire::Done, wire::Code> mailbox_ack(Step& step, const Sender& sender,
                                           const wire::MailboxAck& request) {
  const AccountId& id = *sender.account;
  const std::uint64_t newest =
      TRY(step.find<std::uint64_t>(Table::mailboxes, id.bytes)).value_or(0);
  REQUIRE_OR(request.up_to <= newest, Code::refused);
  const Bytes mine = key_of({id.bytes, sender.key.bytes});
  if (TRY(step.find<std::uint64_t>(Table::cursors, mine)).value_or(0) < request.up_to)
    TRY(step.save(Table::cursors, mine, request.up_to));

  TRY(drop_acknowledged(step, id, kDroppedAtOnce));
  return wire::Done{};
}

Result<std::size_t, wire::Code> drop_acknowledged(Step& step, const AccountId& account,
                                                  std::size_t limit) {
  const auto record = TRY(step.find<wire::AccountRecord>(Table::accounts, account.bytes));
  REQUIRE_OR(record, Code::internal);
  std::uint64_t everywhere =
      TRY(step.find<std::uint64_t>(Table::mailboxes, account.bytes)).value_or(0);
  for (const auto& device : record->device_keys)
    everywhere = std::min(
        everywhere,
        TRY(step.find<std::uint64_t>(Table::cursors, key_of({account.bytes, device.bytes})))
            .value_or(0));
  const auto keys = TRY(coded(
      keys_in(step.store, Table::mailbox, account.bytes, after(account.bytes, everywhere), limit)));
  for (const auto& key : keys) TRY(forget(step, key));
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
    TRY(step.deliver(to, {wire::DeliveryKind::letter, step.now, {}, 0, request.letter}));
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
  const std::uint64_t newest =
      TRY(step.find<std::uint64_t>(Table::desks, sender.key.bytes)).value_or(0);
  REQUIRE_OR(request.up_to <= newest, Code::refused);
  const View owner = sender.key.bytes;
  for (const auto& key :
       TRY(coded(keys_in(step.store, Table::desk, owner, after(owner, request.up_to), SIZE_MAX))))
    TRY(coded(step.store.erase(Table::desk, key)));
  return wire::Done{};
}

}  // namespace eq::platform
