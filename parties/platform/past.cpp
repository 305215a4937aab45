// What came of past vouchers: their senders ask, the holders answer, and we carry.
// eq/voucher/past.h.
//
// An answer tells us nothing: alpha Q of a voucher is what the holders gave us when it came.
#include "parties/platform/step.h"

namespace eq::platform {
using wire::Code;

namespace {
/// New questions of an account.  Fewer than vouchers: whoever chooses the elements of his own
/// vouchers learns of kProbes tokens with each question whether the list has them.  Others only
/// wait a day longer.
constexpr std::uint32_t kQuestionsPerDay = 200;

Result<list::Reporting, wire::Code> reporting_of(const Step& step, const crypto::Digest& table) {
  return TRY(table_row(step, table)).reporting;
}

Result<std::vector<voucher::Partial>, wire::Code> parts_of(Step& step, const crypto::Digest& id,
                                                           const list::Reporting& reporting) {
  std::vector<voucher::Partial> parts;
  for (const auto& r :
       TRY(coded(rows_in(step.store, Table::past_parts, id, end_of(id), reporting.holders.size()))))
    parts.push_back(TRY(coded(decode<voucher::Partial>(r.value), Code::internal)));
  return parts;
}

}  // namespace

Result<TableRow, wire::Code> table_row(const Step& step, const crypto::Digest& table) {
  const auto row = TRY(step.find<TableRow>(Table::tables, table));
  REQUIRE_OR(row, Code::unknown);
  return *row;
}

Result<void, wire::Code> note_table(Step& step, list::Kind kind, const list::Reporting& reporting) {
  auto row = TRY(step.find<TableRow>(Table::tables, reporting.terms.table))
                 .value_or(TableRow{kind, reporting});
  row.reporting.notice_days = std::min(row.reporting.notice_days, reporting.notice_days);
  return step.save(Table::tables, reporting.terms.table, row);
}

Result<wire::PastParts, wire::Code> past_ask(Step& step, const Sender& sender,
                                             const wire::PastAsk& request) {
  const auto& q = request.question;
  const auto reporting = TRY(reporting_of(step, q.receipt.table));
  TRY(coded(voucher::check_past(q, step.realm.stamp_key, reporting.notice_days, step.now)));
  const auto id = q.receipt.id();
  if (TRY(step.has(Table::past_questions, id))) return wire::PastParts{};
  wire::PastParts answer{TRY(parts_of(step, id, reporting))};
  if (answer.parts.empty()) {
    TRY(step.spend(*sender.account, wire::Verb::past_ask, kQuestionsPerDay));
    TRY(step.save(Table::past_questions, id, q));
  }
  for (const auto& p : answer.parts)
    TRY(coded(step.store.erase(Table::past_parts, key_of({id, be16(p.holder)}))));
  return answer;
}

Result<wire::PastTasks, wire::Code> past_work(Step& step, const Sender& sender,
                                              const wire::PastWork&) {
  wire::PastTasks tasks;
  for (const auto& id :
       TRY(coded(keys_in(step.store, Table::past_questions, {}, end_of({}), SIZE_MAX)))) {
    if (tasks.questions.size() == wire::kVoucherWorkMax) break;
    auto q = TRY(step.find<voucher::PastQuestion>(Table::past_questions, id));
    REQUIRE_OR(q, Code::internal);
    const auto holder = holder_number(TRY(reporting_of(step, q->receipt.table)), sender.key);
    if (holder.ok() && !TRY(step.has(Table::past_parts, key_of({id, be16(*holder)}))))
      tasks.questions.push_back(std::move(*q));
  }
  return tasks;
}

Result<wire::Done, wire::Code> past_answer(Step& step, const Sender& sender,
                                           const wire::PastAnswer& request) {
  REQUIRE_OR(request.evaluated.size() <= wire::kVoucherWorkMax, Code::too_large);
  for (const auto& e : request.evaluated) {
    const auto q = TRY(step.find<voucher::PastQuestion>(Table::past_questions, e.receipt));
    if (!q) continue;  // others were faster
    const auto reporting = TRY(reporting_of(step, q->receipt.table));
    REQUIRE_OR(e.part.holder == TRY(holder_number(reporting, sender.key)), Code::refused);
    const auto points = TRY(coded(voucher::points_of(q->elements), Code::internal));
    REQUIRE_OR(voucher::is_part_of(reporting.shared_key(), points, e.part), Code::forged);
    TRY(step.save(Table::past_parts, key_of({e.receipt, be16(e.part.holder)}), e.part));
    if (TRY(parts_of(step, e.receipt, reporting)).size() >= reporting.threshold)
      TRY(coded(step.store.erase(Table::past_questions, e.receipt)));
  }
  return wire::Done{};
}

}  // namespace eq::platform
