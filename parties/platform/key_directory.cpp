#include "parties/platform/key_directory.h"

#include <algorithm>
#include <utility>

#include "parties/platform/tiles.h"

namespace eq::platform {
using wire::Code;
using wire::LogName;

namespace {
constexpr std::size_t kTakenOverAtOnce = kEntriesOfEpoch;

/// The tree's nodes as of an epoch: the newest, the one before it, or the one that is being made.
class Nodes final : public keytrans::NodeStore {
 public:
  Nodes(Store& store, std::uint32_t epoch) : store_(store), epoch_(epoch) {}

  Result<Bytes> get(const keytrans::Prefix& place) const override {
    const auto row = TRY(decode<NodeRow>(TRY(store_.get(Table::directory_nodes, encode(place)))));
    if (row.epoch <= epoch_) return row.value;
    REQUIRE_OR(!row.before.empty(), Err::missing);
    return row.before;
  }
  Status put(const keytrans::Prefix& place, View value) override {
    NodeRow row{epoch_, to_bytes(value), {}};
    const auto before = Nodes(store_, epoch_ - 1).get(place);
    REQUIRE_OR(before.ok() || before.error() == Err::missing, before.error());
    if (before.ok()) row.before = *before;
    return store_.put(Table::directory_nodes, encode(place), encode(row));
  }

 private:
  Store& store_;
  std::uint32_t epoch_;
};

Result<DirectoryRow, Code> directory_row(const Step& step) {
  auto row = TRY(step.find<DirectoryRow>(Table::directory, {}));
  if (row) return std::move(*row);
  DirectoryRow begun;
  begun.counted = step.now;
  return begun;
}

/// A clock that is set back gives no epochs for the time that it shows twice, and one that was far
/// ahead takes none away.
void count_minutes(DirectoryRow& row, Time now) {
  if (row.counted > now + kSpareEpochs * kMinute_ms) row.counted = now;
  if (now < row.counted) return;
  const std::uint64_t minutes = (now.ms - row.counted.ms) / kMinute_ms;
  row.counted = row.counted + minutes * kMinute_ms;
  row.spare =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(kSpareEpochs, row.spare + minutes));
}

Result<std::uint64_t, Code> published_epochs(const Step& step) {
  return TRY(coded(Tiles(step.store, LogName::directory).head_row(), Code::internal))
      .published_size;
}

/// Those who are in the directory wait before those who are not: a flood of newcomers keeps nobody
/// from replacing a lost device.
enum class Queue : std::uint64_t { of_people = 1, of_newcomers = std::uint64_t{1} << 63 };

/// The numbers that wait there: from the first to before the second.
Result<std::pair<std::uint64_t, std::uint64_t>, Code> waiting_in(const Step& step, Queue queue) {
  const auto begin = static_cast<std::uint64_t>(queue);
  const Bytes from = be64_key(begin);
  const Bytes to = queue == Queue::of_people
                       ? be64_key(static_cast<std::uint64_t>(Queue::of_newcomers))
                       : end_of({});
  const auto last = step.store.last(Table::directory_queue, from, to);
  if (!last.ok()) {
    REQUIRE_OR(last.error() == Err::missing, Code::unavailable);
    return std::pair(begin, begin);
  }
  const auto first = TRY(coded(keys_in(step.store, Table::directory_queue, from, to, 1)));
  return std::pair(TRY(coded(decode<std::uint64_t>(first.at(0)), Code::internal)),
                   TRY(coded(decode<std::uint64_t>(last->key), Code::internal)) + 1);
}

/// Behind whatever waits of the same account.
Queue queue_of(const ListedRow& row) {
  const bool is_new = row.newest.version == 0 || row.newcomers > row.newest.version;
  return is_new ? Queue::of_newcomers : Queue::of_people;
}

Result<void, Code> wait_for_epoch(Step& step, ListedRow& row, WaitingRow waiting) {
  const Queue queue = queue_of(row);
  if (queue == Queue::of_newcomers) row.newcomers = waiting.version;
  const std::uint64_t next = TRY(waiting_in(step, queue)).second;
  return step.save(Table::directory_queue, be64_key(next), waiting);
}

/// Every version up to the record's waits: the directory knows no gaps, and of a store of before it
/// the older ones are lost.
/// @param row  the account's, as it is stored
Result<void, Code> await(Step& step, ListedRow row, const AccountId& id,
                         const wire::AccountRecord& record) {
  REQUIRE_OR(record.version <= kRecordsMax, Code::refused);
  while (row.known + 1 < record.version) {
    ++row.known;
    TRY(wait_for_epoch(step, row, {id, row.known, {}}));
  }
  REQUIRE_OR(row.known + 1 == record.version, Code::internal);
  ++row.known;
  TRY(wait_for_epoch(step, row, {id, row.known, encode(record)}));
  return step.save(Table::directory_accounts, id.bytes, row);
}

/// From now on it is the account's newest.
Result<void, Code> come_in(Step& step, const WaitingRow& waiting, std::uint32_t epoch) {
  auto row = TRY(step.find<ListedRow>(Table::directory_accounts, waiting.account.bytes))
                 .value_or(ListedRow{});
  if (row.epoch != epoch) row.before = std::move(row.newest);
  row.epoch = epoch;
  row.newest = {waiting.version, waiting.record};
  return step.save(Table::directory_accounts, waiting.account.bytes, row);
}

/// Up to kTakenOverAtOnce accounts of a store that had no directory wait for the next epoch.
Result<void, Code> take_over(Step& step, DirectoryRow& row) {
  const auto accounts =
      TRY(coded(rows_in(step.store, Table::accounts, *row.take_over,
                        end_of(Bytes(AccountId::kSize, 0xff)), kTakenOverAtOnce)));
  for (const Row& stored : accounts) {
    if (TRY(step.has(Table::directory_accounts, stored.key))) continue;
    const auto record = TRY(coded(decode<wire::AccountRecord>(stored.value), Code::internal));
    if (record.version > kRecordsMax) continue;  // nobody keeps the others out
    TRY(await(step, {}, record.id(), record));
  }
  row.take_over.reset();
  if (accounts.size() == kTakenOverAtOnce)
    row.take_over = key_of({accounts.back().key, Array<1>{}});
  return {};
}

}  // namespace

Result<void, wire::Code> make_epoch(Step& step) {
  DirectoryRow row = TRY(directory_row(step));
  count_minutes(row, step.now);
  if (row.spare == 0 || TRY(published_epochs(step)) != row.newest.epoch.number) return {};
  const auto waiting =
      TRY(coded(rows_in(step.store, Table::directory_queue, {}, end_of({}), kEntriesOfEpoch)));
  if (waiting.empty()) return {};

  const std::uint32_t number = row.newest.epoch.number + 1;
  std::vector<keytrans::Entry> entries;
  for (const Row& stored : waiting) {
    auto w = TRY(coded(decode<WaitingRow>(stored.value), Code::internal));
    TRY(come_in(step, w, number));
    entries.push_back({w.account, w.version, std::move(w.record)});
    TRY(coded(step.store.erase(Table::directory_queue, stored.key)));
  }
  Nodes nodes(step.store, number);
  keytrans::Directory directory(step.keys.directory, nodes, row.newest.epoch, row.newest.top);
  const auto growth = TRY(coded(directory.publish(entries), Code::internal));
  TRY(step.save(Table::directory_growths, be32_key(number), growth));
  const std::uint64_t index =
      TRY(step.append(LogName::directory, tlog::entry_of(directory.epoch())));
  REQUIRE_OR(index + 1 == number, Code::internal);
  row.before = std::exchange(row.newest, {directory.epoch(), directory.top()});
  --row.spare;
  return step.save(Table::directory, {}, row);
}

Result<void, wire::Code> enter_directory(Step& step, const AccountId& id,
                                         const wire::AccountRecord& record) {
  const auto row =
      TRY(step.find<ListedRow>(Table::directory_accounts, id.bytes)).value_or(ListedRow{});
  if (queue_of(row) == Queue::of_newcomers) {
    const auto [first, next] = TRY(waiting_in(step, Queue::of_newcomers));
    REQUIRE_OR(next - first < kNewcomersWaiting, Code::rate_limited);
  }
  TRY(await(step, row, id, record));
  return make_epoch(step);
}

Result<void, wire::Code> tend_directory(Step& step) {
  DirectoryRow row = TRY(directory_row(step));
  if (row.take_over) {
    TRY(take_over(step, row));
    TRY(step.save(Table::directory, {}, row));
  }
  return make_epoch(step);
}

Result<Bytes> growth_of(const Store& store, std::uint32_t epoch) {
  return store.get(Table::directory_growths, be32_key(epoch));
}

namespace {

/// The directory as the witness has seen it last, and what of that is shown to whoever asks.
struct Witnessed {
  EpochTree tree;
  wire::DirectoryHead head;
};

Result<Witnessed, Code> witnessed(const Step& step, std::uint64_t seen) {
  const auto row = TRY(step.find<DirectoryRow>(Table::directory, {}));
  REQUIRE_OR(row, Code::unknown);  // nobody has registered
  Tiles tiles(step.store, LogName::directory);
  const HeadRow head = TRY(coded(tiles.head_row(), Code::internal));
  REQUIRE_OR(head.published_size > 0, Code::unknown);  // and here nobody has seen it
  const bool is_newest = head.published_size == row->newest.epoch.number;
  Witnessed out{is_newest ? row->newest : row->before, {}};
  REQUIRE_OR(out.tree.epoch.number == head.published_size, Code::internal);
  const auto log = TRY(coded(tlog::Log::open(tiles), Code::internal));
  out.head.epoch = out.tree.epoch;
  out.head.proof =
      TRY(coded(log.proof(head.published_size - 1, head.published_note), Code::internal));
  if (seen > 0 && seen <= head.published_size)
    out.head.since =
        TRY(coded(tlog::prove_consistency(log, seen, head.published_size), Code::internal));
  return out;
}

/// The account's newest record as of that tree.
Result<Listed, Code> shown(const Step& step, const EpochTree& tree, const AccountId& account) {
  auto row = TRY(step.find<ListedRow>(Table::directory_accounts, account.bytes));
  if (!row) return Listed{};
  return row->epoch <= tree.epoch.number ? std::move(row->newest) : std::move(row->before);
}

}  // namespace

Result<wire::ProvenRecord, wire::Code> accounts_get(Step& step, const Sender&,
                                                    const wire::AccountGet& request) {
  Witnessed w = TRY(witnessed(step, request.seen));
  Nodes nodes(step.store, w.tree.epoch.number);
  const keytrans::Directory directory(step.keys.directory, nodes, w.tree.epoch, w.tree.top);
  wire::ProvenRecord out;
  out.head = std::move(w.head);
  const Listed newest = TRY(shown(step, w.tree, request.account));
  if (newest.version == 0)
    out.nobody = TRY(coded(directory.nobody(request.account), Code::internal));
  else
    out.newest = TRY(
        coded(directory.look_up({request.account, newest.version, newest.record}), Code::internal));
  return out;
}

Result<wire::NothingNewer, wire::Code> accounts_check(Step& step, const Sender& sender,
                                                      const wire::AccountCheck& request) {
  const AccountId& account = *sender.account;
  TRY(step.spend(account, wire::Verb::accounts_check, kChecksPerDay));
  Witnessed w = TRY(witnessed(step, request.seen));
  Nodes nodes(step.store, w.tree.epoch.number);
  const keytrans::Directory directory(step.keys.directory, nodes, w.tree.epoch, w.tree.top);
  // Before anything is computed: each version above another one would have to be proven absent.
  const keytrans::Version newest = TRY(shown(step, w.tree, account)).version;
  REQUIRE_OR(newest >= request.newest, Code::unknown);  // it is on its way
  REQUIRE_OR(newest == request.newest, Code::refused);
  auto check = TRY(coded(directory.owner_check(account, request.newest)));
  return wire::NothingNewer{std::move(w.head), std::move(check)};
}

}  // namespace eq::platform
