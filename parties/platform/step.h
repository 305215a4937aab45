// One request being answered: what the verbs share.  Internal to this party.
#pragma once

#include "eq/list/head.h"
#include "eq/order/act.h"
#include "eq/wire/directory_messages.h"
#include "parties/platform/log_book.h"
#include "parties/platform/platform.h"
#include "parties/platform/rows.h"

namespace eq::platform {

/// A library's result as an answer, with the code that fits its error, or one chosen here.
template <class T>
Result<T, wire::Code> coded(Result<T> r) {
  if (!r.ok()) return wire::code_for(r.error());
  if constexpr (std::is_void_v<T>)
    return {};
  else
    return std::move(r).take();
}
template <class T>
Result<T, wire::Code> coded(Result<T> r, wire::Code code) {
  if (!r.ok()) return code;
  if constexpr (std::is_void_v<T>)
    return {};
  else
    return std::move(r).take();
}

/// Who sent a request; nobody for verbs without an envelope.
struct Sender {
  crypto::VerifyKey key;
  std::optional<AccountId> account;
  std::optional<wire::Role> role;
};

/// For steps of which nothing is left to chance.
struct NoRandom final : Random {
  void fill(MutView) override { EQ_ASSERT(!"no randomness is drawn here"); }
};

struct Step {
  const Keys& keys;
  const wire::Realm& realm;
  Store& store;
  Time now;
  Random& rng;
  Reply& reply;
  LogBook& book;
  Registration registration = Registration::open;
  Remembered* remembered = nullptr;  // without, rows are read

  /// The row, decoded; nullopt if there is none; Code::internal if it does not decode.
  template <class T>
  Result<std::optional<T>, wire::Code> find(Table table, View key) const {
    auto bytes = store.get(table, key);
    if (!bytes.ok()) {
      if (bytes.error() == Err::missing) return std::optional<T>();
      return wire::Code::unavailable;
    }
    auto row = decode<T>(*bytes);
    if (!row.ok()) return wire::Code::internal;
    return std::optional<T>(std::move(row).take());
  }
  Result<bool, wire::Code> has(Table table, View key) const;
  template <class T>
  Result<void, wire::Code> save(Table table, View key, const T& row) {
    return coded(store.put(table, key, encode(row)));
  }
  Result<void, wire::Code> mark(Table table, View key) { return coded(store.put(table, key, {})); }

  /// Our clock, as far as somebody's signed request bears it out.
  Result<Time, wire::Code> vouched_time() const;
  /// The next position, above all that were given.  No device follows one that lies ahead of its
  /// time, so a clock that is set right later must not have moved it: then it goes on by ones.
  Result<std::uint64_t, wire::Code> next_position();
  /// Put into an account's inbox, and remember to wake its owner.
  Result<void, wire::Code> deliver(const AccountId& account, std::uint64_t position,
                                   const DeliveryRow& row);
  /// Write into a conversation's log, once for all its members, and remember to wake them.  The
  /// conversation's row is for who calls to save.
  /// @return its position
  Result<std::uint64_t, wire::Code> post(ConversationRow& conversation,
                                         const std::vector<AccountId>& members,
                                         const DeliveryRow& row);
  /// Next number of a counter that starts at 1.
  Result<std::uint64_t, wire::Code> next(Table table, View key);
  /// Count one use of a verb; rate_limited above `per_day`.
  Result<void, wire::Code> spend(const AccountId& account, wire::Verb verb, std::uint32_t per_day);
  /// Count bytes that are to be kept for somebody, an account or a conversation; rate_limited above
  /// `per_day`.
  Result<void, wire::Code> spend_bytes(View whose, std::size_t size, std::uint64_t per_day);
  /// The same of what is kept in a conversation, for all its members; and for whoever began it,
  /// who has for all of hers together the measure of eight.
  /// @param kind  of what is kept; each has a measure of its own
  Result<void, wire::Code> spend_in(const ConversationId& conv, View kind, std::size_t size,
                                    std::uint64_t per_day);
  /// The time of what happens in conversations: never one that a logged tally has counted, whatever
  /// the clock does.
  Result<Time, wire::Code> conversation_time() const;
  /// Append an entry to a log and sign the new head; whether its readers take it is for who calls.
  /// An entry that is there already keeps its index.
  Result<std::uint64_t, wire::Code> append(wire::LogName log, const Bytes& entry);
  /// The same for an entry of the service's own making, for the order log: its readers take it, or
  /// it is not appended.
  Result<std::uint64_t, wire::Code> append_own(const Bytes& entry);
  Result<std::optional<std::uint64_t>, wire::Code> index_of(wire::LogName log, View entry) const;
  /// Whether the witness has seen an entry of the order log.
  Result<bool, wire::Code> published(std::uint64_t index) const;
  /// The bytes of an entry.
  Result<Bytes, wire::Code> entry(wire::LogName log, std::uint64_t index) const;
  /// Its proof under the latest checkpoint that the witness cosigned; nullopt if that does not
  /// cover it yet.
  Result<std::optional<tlog::LogProof>, wire::Code> witnessed(wire::LogName log,
                                                              std::uint64_t index) const;
};

/// Up to where each of an account's devices has acknowledged.
Result<std::uint64_t, wire::Code> acknowledged_by_all(const Step&, const AccountId&);
/// Drop of an account's inbox what each of its devices has acknowledged, at most so many rows.
Result<std::size_t, wire::Code> drop_acknowledged(Step&, const AccountId&, std::size_t limit);

/// Whether an account that its operator suspended or erased may ask for this.
Result<void, wire::Code> check_standing(const Step&, const AccountId&, wire::Verb);
/// What was kept of erased accounts for ordered access, once that no longer reaches it.
Result<std::size_t, wire::Code> forget_erased(Step&, std::size_t limit);

/// Whether this office may log such an entry at all, and for itself.
Result<void, wire::Code> check_sender(const Step&, const Sender&, const wire::LogAppend&);
/// Append what its readers would take, and note what later requests need of it.
Result<wire::Appended, wire::Code> log_checked(Step&, const Sender&, const wire::LogAppend&);
/// Check what the service has rules of its own for, and note what later requests need.
Result<void, wire::Code> enter(Step&, const Sender&, const wire::LogAppend&, std::uint64_t index);

/// Log our day keys from this day on to kDayKeysAhead days later, if they are not: no stamp before
/// its key stands in the log, and none later than a witness can be silent without anybody being
/// mute.
Result<void, wire::Code> announce_day_keys(Step&, Day first);

/// What an act, as it is logged, does to a preservation of its case.
Result<void, wire::Code> note_preservation(Step&, const order::ActEntry&, std::uint64_t index);
/// Of whom anything is preserved, or is to be.
Result<std::vector<Bytes>> preserved_filings(const Store&);
/// Seal the days of one that are complete and still held; end it when it is over.  Before anything
/// is forgotten.
Result<void, wire::Code> tend_preservation(Step&, View filing);

/// Another list comes into force: what was sent for tables that are of no list in force is
/// forgotten, but for openings that are logged.
Result<void, wire::Code> forget_vouchers_of_other_tables(Step&);

/// A list with reports is logged: past vouchers for its table can be asked about.
Result<void, wire::Code> note_table(Step&, list::Kind, const list::Reporting&);
/// What a table was noted with; unknown for none.
Result<TableRow, wire::Code> table_row(const Step&, const crypto::Digest& table);
/// The head of a kind in force; unknown for none.
Result<list::SignedHead, wire::Code> list_in_force(const Step&, list::Kind);
/// The number of a hotline among the holders, from 1; unauthorised if it is none of them.
Result<std::uint16_t, wire::Code> holder_number(const list::Reporting&, const crypto::VerifyKey&);

/// Follows conversation and epoch in the key of a Welcome among the handshakes.
inline constexpr Array<1> kWelcome{'w'};

inline Bytes log_key(wire::LogName log) { return {static_cast<std::uint8_t>(log)}; }

// The verbs, each in the file that its name begins with.
Result<wire::Done, wire::Code> accounts_register(Step&, const Sender&,
                                                 const wire::AccountRegister&);
Result<wire::ProvenRecord, wire::Code> accounts_get(Step&, const Sender&, const wire::AccountGet&);
Result<wire::NothingNewer, wire::Code> accounts_check(Step&, const Sender&,
                                                      const wire::AccountCheck&);
Result<wire::KeyPackagesHeld, wire::Code> key_packages_publish(Step&, const Sender&,
                                                               const wire::KeyPackagesPublish&);
Result<wire::KeyPackagesTaken, wire::Code> key_packages_take(Step&, const Sender&,
                                                             const wire::KeyPackagesTake&);
Result<wire::Done, wire::Code> conversations_create(Step&, const Sender&,
                                                    const wire::ConversationCreate&);
Result<wire::CommitAccepted, wire::Code> conversations_commit(Step&, const Sender&,
                                                              const wire::ConversationCommit&);
Result<wire::MessageAccepted, wire::Code> messages_send(Step&, const Sender&,
                                                        const wire::MessageSend&);
Result<wire::MailboxContents, wire::Code> mailbox_fetch(Step&, const Sender&,
                                                        const wire::MailboxFetch&);
Result<wire::Done, wire::Code> mailbox_ack(Step&, const Sender&, const wire::MailboxAck&);
Result<wire::BlobStored, wire::Code> blobs_put(Step&, const Sender&, const wire::BlobPut&);
Result<wire::BlobData, wire::Code> blobs_get(Step&, const Sender&, const wire::BlobGet&);
Result<wire::MatchEvaluated, wire::Code> match_evaluate(Step&, const Sender&,
                                                        const wire::MatchEvaluate&);
Result<wire::PublishedList, wire::Code> list_get(Step&, const Sender&, const wire::ListGet&);
Result<wire::Done, wire::Code> desk_post(Step&, const Sender&, const wire::DeskPost&);
Result<wire::DeskContents, wire::Code> desk_fetch(Step&, const Sender&, const wire::DeskFetch&);
Result<wire::Done, wire::Code> desk_ack(Step&, const Sender&, const wire::DeskAck&);
Result<wire::Appended, wire::Code> log_append(Step&, const Sender&, const wire::LogAppend&);
Result<wire::Done, wire::Code> cases_update(Step&, const Sender&, const wire::CaseUpdate&);
Result<wire::EnvelopesOfDay, wire::Code> access_envelopes(Step&, const Sender&,
                                                          const wire::AccessEnvelopes&);
Result<wire::FoundMessages, wire::Code> access_messages(Step&, const Sender&,
                                                        const wire::AccessMessages&);
Result<wire::Done, wire::Code> preservation_begin(Step&, const Sender&,
                                                  const wire::PreservationBegin&);
Result<wire::SealedDaySecret, wire::Code> preservation_key(Step&, const Sender&,
                                                           const wire::PreservationSecret&);
Result<wire::PreservedRecords, wire::Code> access_preserved(Step&, const Sender&,
                                                            const wire::AccessPreserved&);
Result<voucher::Receipt, wire::Code> vouchers_put(Step&, const Sender&, const wire::VoucherPut&);
Result<wire::HolderTasks, wire::Code> vouchers_work(Step&, const Sender&, const wire::VoucherWork&);
Result<wire::Done, wire::Code> vouchers_answer(Step&, const Sender&, const wire::VoucherAnswer&);
Result<wire::OpeningsShown, wire::Code> vouchers_openings(Step&, const Sender&,
                                                          const wire::VoucherOpenings&);
Result<wire::PastParts, wire::Code> past_ask(Step&, const Sender&, const wire::PastAsk&);
Result<wire::PastTasks, wire::Code> past_work(Step&, const Sender&, const wire::PastWork&);
Result<wire::Done, wire::Code> past_answer(Step&, const Sender&, const wire::PastAnswer&);

}  // namespace eq::platform
