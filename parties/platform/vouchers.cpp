// Vouchers: taken beside pictures, evaluated by the holders of the key, and above the threshold
// logged, opened, compared by a hotline, and put before a human.  eq/voucher; spec/wire.md section
// 6.
//
// A voucher that does not open is forgotten as soon as it was tried.  Nothing here says in which
// conversation a picture was sent.
#include <algorithm>
#include <set>

#include "eq/list/in_force.h"
#include "eq/wire/letter.h"
#include "eq/wire/log_reader.h"
#include "parties/platform/step.h"

namespace eq::platform {
using wire::Code;

namespace {
constexpr std::uint32_t kVouchersPerDay = 2000;

/// The reporting of the list of a kind in force; refused where no legal basis lets anything be
/// reported.
Result<list::Reporting, wire::Code> reporting_in_force(const Step& step, list::Kind kind) {
  const auto head = TRY(list_in_force(step, kind));
  REQUIRE_OR(list::reports_somewhere(head.head, step.realm.judge, step.now), Code::refused);
  return *head.head.reporting;
}

/// The same, by the table of the list in force; conflict for a table of none.
Result<list::Reporting, wire::Code> reporting_by_table(const Step& step,
                                                       const crypto::Digest& table) {
  const auto reporting = TRY(reporting_in_force(step, TRY(table_row(step, table)).kind));
  REQUIRE_OR(reporting.terms.table == table, Code::conflict);
  return reporting;
}

/// What a hotline is shown of them.
std::vector<wire::ComparisonTask::Picture> compared(const std::vector<voucher::Inner>& pictures) {
  std::vector<wire::ComparisonTask::Picture> out;
  for (const auto& p : pictures) out.push_back({p.hash, p.second});
  return out;
}

/// account || table: what is counted together.
Bytes matches_key(const voucher::Context& c) { return c.of_curves(); }

Result<void, wire::Code> forget_voucher(Step& step, const Bytes& id) {
  TRY(coded(step.store.erase(Table::vouchers, id)));
  for (const auto& key :
       TRY(coded(keys_in(step.store, Table::voucher_parts, id, end_of(id), SIZE_MAX))))
    TRY(coded(step.store.erase(Table::voucher_parts, key)));
  return {};
}

/// Vouchers of an account and list that opened, in the order of arrival.
Result<std::vector<voucher::Matched>, wire::Code> matches_of(Step& step, const voucher::Context& c,
                                                             const voucher::CurveParams& params) {
  std::vector<voucher::Matched> out;
  const Bytes prefix = matches_key(c);
  for (const auto& r : TRY(coded(
           rows_in(step.store, Table::matches, prefix, end_of(prefix), voucher::kSharesMax)))) {
    const auto row = TRY(coded(decode<MatchRow>(r.value), Code::internal));
    voucher::Context context = c;
    context.number =
        TRY(coded(decode<std::uint64_t>(View(r.key).subspan(prefix.size())), Code::internal));
    auto share = TRY(coded(voucher::decode_share(row.share.reveal("read from our store"), params),
                           Code::internal));
    out.push_back({{std::move(share), row.inner}, encode(context), row.receipt});
  }
  return out;
}

/// Above the threshold for the first time?  Then the log learns it, and nothing is opened yet.
Result<void, wire::Code> consider(Step& step, const voucher::Context& c,
                                  const list::Reporting& reporting) {
  const Bytes key = matches_key(c);
  if (TRY(step.has(Table::openings, key))) return {};
  const auto pending = voucher::PendingOpening::find_var(
      TRY(matches_of(step, c, reporting.terms.curves)), reporting.terms, step.now, step.rng);
  if (!pending) return {};
  const std::uint64_t index = TRY(step.append_own(tlog::entry_of(pending->entry())));
  const OpeningRow row{OpeningState::logged,
                       pending->entry(),
                       reporting.terms,
                       {index, pending->nonce(), pending->receipts()},
                       step.now + reporting.notice_days * kDay_ms,
                       {}};
  TRY(step.save(Table::openings, key, row));
  const std::uint64_t id = TRY(step.next(Table::opening_keys, {}));
  return coded(step.store.put(Table::opening_keys, be64_key(id), key));
}

/// Take one holder's part, and with enough of them try the voucher.
Result<void, wire::Code> take_part(Step& step, const Sender& sender, const wire::Evaluation& e) {
  const Bytes id = be64_key(e.id);
  const auto row = TRY(step.find<VoucherRow>(Table::vouchers, id));
  if (!row) return {};  // others were faster
  const auto reporting = TRY(reporting_by_table(step, row->context.table));
  const auto holder = TRY(holder_number(reporting, sender.key));
  REQUIRE_OR(e.part.holder == holder, Code::refused);
  TRY(step.save(Table::voucher_parts, key_of({id, be16(holder)}), e.part));
  std::vector<voucher::Partial> parts;
  for (const auto& r : TRY(coded(
           rows_in(step.store, Table::voucher_parts, id, end_of(id), reporting.holders.size()))))
    parts.push_back(TRY(coded(decode<voucher::Partial>(r.value), Code::internal)));
  if (parts.size() < reporting.threshold) return {};

  const auto points = TRY(coded(voucher::points_of(row->voucher.elements), Code::internal));
  std::vector<std::uint16_t> bad;
  const auto evaluated = voucher::combine_var(reporting.shared_key(), points, parts, bad);
  for (const auto b : bad)
    TRY(coded(step.store.erase(Table::voucher_parts, key_of({id, be16(b)}))));
  // undoes all of this
  REQUIRE_OR(std::find(bad.begin(), bad.end(), holder) == bad.end(), Code::forged);
  if (!evaluated.ok()) return {};
  const auto opened =
      voucher::try_open(row->voucher, *evaluated, reporting.terms.curves, encode(row->context));
  TRY(forget_voucher(step, id));
  if (!opened.ok() || !*opened) return {};
  const MatchRow match{voucher::encode_share((*opened)->share),
                       (*opened)->inner,
                       row->receipt,
                       {row->context.number, row->at, row->voucher, std::move(parts)}};
  TRY(step.save(Table::matches, key_of({matches_key(row->context), be64(row->context.number)}),
                match));
  return consider(step, row->context, reporting);
}

/// Logged and witnessed: now the pictures, and only those that the entry commits to.
Result<void, wire::Code> open_logged(Step& step, const Bytes& key, OpeningRow& row) {
  const auto proof = TRY(step.witnessed(wire::LogName::orders, row.shown.log_index));
  if (!proof) return {};
  const auto policy =
      TRY(coded(wire::log_policy(step.realm, wire::LogName::orders), Code::internal));
  const auto logged = TRY(coded(
      tlog::Logged<voucher::OpeningEntry>::verify(row.entry, *proof, policy), Code::internal));
  const voucher::Context c{TRY(coded(AccountId::from(View(key).first(32)), Code::internal)),
                           row.entry.table, 0};
  auto matched = TRY(matches_of(step, c, row.terms.curves));
  std::erase_if(matched, [&](const auto& m) {
    return std::find(row.shown.receipts.begin(), row.shown.receipts.end(), m.receipt) ==
           row.shown.receipts.end();
  });
  const auto pending = voucher::PendingOpening::resume_var(std::move(matched), row.terms, row.entry,
                                                           row.shown.nonce);
  REQUIRE_OR(pending, Code::internal);
  row.pictures = TRY(coded(pending->open(logged), Code::internal));
  row.state = OpeningState::opened;
  return step.save(Table::openings, key, row);
}

struct KnownOpening {
  std::uint64_t id = 0;
  Bytes key;
  OpeningRow row;
};
Result<std::vector<KnownOpening>, wire::Code> unfinished_openings(Step& step) {
  std::vector<KnownOpening> out;
  for (const auto& r :
       TRY(coded(rows_in(step.store, Table::opening_keys, be64_key(0), end_of({}), SIZE_MAX)))) {
    auto row = TRY(step.find<OpeningRow>(Table::openings, r.value));
    REQUIRE_OR(row, Code::internal);
    out.push_back(
        {TRY(coded(decode<std::uint64_t>(r.key), Code::internal)), r.value, std::move(*row)});
  }
  return out;
}

/// By what the moderator opens the vouchers of an opening once more, in the order of its entry.
Result<std::vector<voucher::Evidence>, wire::Code> evidence_of(Step& step, const Bytes& key,
                                                               const OpeningRow& row) {
  std::vector<voucher::Evidence> out;
  for (const auto& r :
       TRY(coded(rows_in(step.store, Table::matches, key, end_of(key), voucher::kSharesMax)))) {
    auto match = TRY(coded(decode<MatchRow>(r.value), Code::internal));
    const auto& receipts = row.shown.receipts;
    if (std::find(receipts.begin(), receipts.end(), match.receipt) != receipts.end())
      out.push_back(std::move(match.evidence));
  }
  return out;
}

/// A hotline compared: with more than the threshold on the list a human is asked; otherwise that
/// was all.
Result<void, wire::Code> take_comparison(Step& step, const Sender& hotline,
                                         const wire::Comparison& c) {
  for (auto& o : TRY(unfinished_openings(step))) {
    if (o.id != c.id || o.row.state != OpeningState::opened) continue;
    const auto table = TRY(table_row(step, o.row.entry.table));
    TRY(holder_number(table.reporting, hotline.key));
    TRY(reporting_in_force(step, table.kind));
    REQUIRE_OR(c.entries.size() == o.row.pictures.size(), Code::malformed);
    REQUIRE_OR(crypto::verify(hotline.key,
                              wire::comparison_text(step.realm.name, table.kind,
                                                    compared(o.row.pictures), c.entries),
                              c.signature),
               Code::forged);
    const auto on_list = std::count_if(c.entries.begin(), c.entries.end(),
                                       [](const auto& e) { return e.has_value(); });
    if (on_list > o.row.terms.curves.threshold) {
      const wire::MatchedPictures found{
          wire::MatchedVersion::v3,
          TRY(coded(AccountId::from(View(o.key).first(32)), Code::internal)),
          o.row.shown.log_index,
          o.row.shown.nonce,
          TRY(evidence_of(step, o.key, o.row)),
          c.entries,
          hotline.key,
          c.signature};
      const auto to = wire::Address::of(step.realm.moderator.signing);
      auto letter = TRY(
          coded(wire::seal_letter(to, step.realm.moderator.hpke, wire::LetterKind::matched_pictures,
                                  encode(found), step.keys.stamp, step.now, step.rng),
                Code::internal));
      TRY(desk_post(step, Sender{}, {to, std::move(letter)}));
    }
    o.row.pictures.clear();
    o.row.state = OpeningState::done;
    TRY(step.save(Table::openings, o.key, o.row));
    TRY(coded(step.store.erase(Table::opening_keys, be64_key(c.id))));
    for (const auto& key :
         TRY(coded(keys_in(step.store, Table::matches, o.key, end_of(o.key), SIZE_MAX))))
      TRY(coded(step.store.erase(Table::matches, key)));
  }
  return {};
}
}  // namespace

Result<std::uint16_t, wire::Code> holder_number(const list::Reporting& r,
                                                const crypto::VerifyKey& key) {
  for (std::size_t i = 0; i < r.holders.size(); ++i)
    if (r.holders[i].authority == key) return static_cast<std::uint16_t>(i + 1);
  return Code::unauthorised;
}

Result<list::SignedHead, wire::Code> list_in_force(const Step& step, list::Kind kind) {
  const auto row = TRY(step.find<ListRow>(Table::list, encode(kind)));
  REQUIRE_OR(row, Code::unknown);
  return coded(
      tlog::parse_entry<list::SignedHead>(TRY(step.entry(wire::LogName::orders, row->index))),
      Code::internal);
}

Result<void, wire::Code> forget_vouchers_of_other_tables(Step& step) {
  std::set<crypto::Digest> in_force;
  for (const auto kind : list::kKinds) {
    const auto head = list_in_force(step, kind);
    REQUIRE_OR(head.ok() || head.error() == Code::unknown, head.error());
    if (head.ok() && head->head.reporting) in_force.insert(head->head.reporting->terms.table);
  }
  const auto lapsed = [&](const crypto::Digest& table) { return !in_force.contains(table); };
  for (const auto& r :
       TRY(coded(rows_in(step.store, Table::vouchers, be64_key(0), end_of({}), SIZE_MAX)))) {
    if (lapsed(TRY(coded(decode<VoucherRow>(r.value), Code::internal)).context.table))
      TRY(forget_voucher(step, r.key));
  }
  std::set<Bytes> kept;
  for (const auto& o : TRY(unfinished_openings(step))) kept.insert(o.key);
  for (const auto& key :
       TRY(coded(keys_in(step.store, Table::matches, {}, end_of({}), SIZE_MAX)))) {
    const Bytes list = to_bytes(View(key).first(64));  // account || table
    const auto table = TRY(coded(to_array<32>(View(list).subspan(32)), Code::internal));
    if (lapsed(table) && !kept.contains(list)) TRY(coded(step.store.erase(Table::matches, key)));
  }
  return {};
}

Result<voucher::Receipt, wire::Code> vouchers_put(Step& step, const Sender& sender,
                                                  const wire::VoucherPut& request) {
  const auto reporting = TRY(reporting_by_table(step, request.table));
  REQUIRE_OR(request.voucher.outer.size() == voucher::outer_size(reporting.terms.curves),
             Code::malformed);
  TRY(coded(voucher::points_of(request.voucher.elements)));
  TRY(step.spend(*sender.account, wire::Verb::vouchers_put, kVouchersPerDay));
  const voucher::Context context{*sender.account, request.table, request.number};
  const Bytes last = matches_key(context);
  REQUIRE_OR(
      request.number > TRY(step.find<std::uint64_t>(Table::voucher_numbers, last)).value_or(0),
      Code::replayed);
  TRY(step.save(Table::voucher_numbers, last, request.number));
  const auto receipt = voucher::receipt_for(context, request.voucher, step.now, step.keys.stamp);
  const std::uint64_t id = TRY(step.next(Table::vouchers, {}));
  TRY(step.save(Table::vouchers, be64_key(id),
                VoucherRow{context, receipt.id(), receipt.at, request.voucher}));
  return receipt;
}

Result<wire::HolderTasks, wire::Code> vouchers_work(Step& step, const Sender& sender,
                                                    const wire::VoucherWork& request) {
  const auto reporting = TRY(reporting_in_force(step, request.kind));
  const auto holder = TRY(holder_number(reporting, sender.key));
  wire::HolderTasks tasks;
  std::uint64_t from = 1;
  while (tasks.evaluate.size() < wire::kVoucherWorkMax) {
    const auto rows =
        TRY(coded(rows_in(step.store, Table::vouchers, be64_key(from), end_of({}), 1)));
    if (rows.empty()) break;
    const std::uint64_t id = TRY(coded(decode<std::uint64_t>(rows[0].key), Code::internal));
    from = id + 1;
    const auto row = TRY(coded(decode<VoucherRow>(rows[0].value), Code::internal));
    const bool ours = row.context.table == reporting.terms.table;
    if (ours && !TRY(step.has(Table::voucher_parts, key_of({rows[0].key, be16(holder)}))))
      tasks.evaluate.push_back({id, row.voucher.elements});
  }
  for (auto& o : TRY(unfinished_openings(step))) {
    const auto table = TRY(table_row(step, o.row.entry.table));
    if (table.kind != request.kind || !holder_number(table.reporting, sender.key).ok()) continue;
    if (o.row.state == OpeningState::logged) TRY(open_logged(step, o.key, o.row));
    if (o.row.state != OpeningState::opened) continue;
    tasks.compare.push_back({o.id, compared(o.row.pictures)});
  }
  return tasks;
}

Result<wire::Done, wire::Code> vouchers_answer(Step& step, const Sender& sender,
                                               const wire::VoucherAnswer& request) {
  REQUIRE_OR(request.evaluated.size() <= wire::kVoucherWorkMax, Code::too_large);
  for (const auto& e : request.evaluated) TRY(take_part(step, sender, e));
  for (const auto& c : request.compared) TRY(take_comparison(step, sender, c));
  return wire::Done{};
}

Result<wire::OpeningsShown, wire::Code> vouchers_openings(Step& step, const Sender& sender,
                                                          const wire::VoucherOpenings&) {
  wire::OpeningsShown shown;
  const View account = sender.account->bytes;
  for (const auto& r :
       TRY(coded(rows_in(step.store, Table::openings, account, end_of(account), SIZE_MAX)))) {
    const auto row = TRY(coded(decode<OpeningRow>(r.value), Code::internal));
    if (row.notice <= step.now) shown.openings.push_back(row.shown);
  }
  return shown;
}

}  // namespace eq::platform
