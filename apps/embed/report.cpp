// Reports: what is prepared is previewed, and the same bytes are sent.
#include "apps/embed/client.h"
#include "eq/base/utf8.h"
#include "parties/client/reporting.h"

using namespace eq;
using embed::act, embed::conversation_id, embed::outermost, embed::to_status;

namespace {

/// Something of somebody else's has to be shown: that is what a report is about.
bool shows_another(const client::State& state, const client::Selection& selection) {
  const auto it = state.conversations.find(selection.conversation);
  if (it == state.conversations.end()) return false;
  const AccountId me = state.me.record.id();
  return std::ranges::any_of(it->second.history, [&](const client::Shown& m) {
    const auto seq = m.record.stamp.seq;
    return selection.first <= seq && seq <= selection.last && !selection.withheld.contains(seq) &&
           m.record.sender != me;
  });
}

Result<Bytes> prepare(client::State& state, const ConversationId& conversation,
                      const eqp_report* report) {
  REQUIRE_OR(report != nullptr && report->size >= sizeof(eqp_report), Err::malformed);
  const View note(report->note, report->note_size);
  REQUIRE_OR(report->category <= static_cast<unsigned>(franking::kLastCategory), Err::malformed);
  const auto category = static_cast<franking::Category>(report->category);
  REQUIRE_OR(franking::is_valid(category) && is_utf8(note), Err::malformed);
  REQUIRE_OR(report->first <= report->last, Err::malformed);
  client::Selection selection{conversation, report->first, report->last, {}};
  for (std::size_t i = 0; i < report->withheld_count; ++i)
    selection.withheld.insert(report->withheld[i]);
  REQUIRE_OR(state.conversations.contains(conversation), Err::missing);
  REQUIRE_OR(shows_another(state, selection), Err::refused);
  return client::prepare_report(state, selection, category, to_string(note));
}

const char* text_of(std::uint32_t category, std::string_view (*text)(franking::Category)) {
  if (category > static_cast<unsigned>(franking::kLastCategory)) return nullptr;
  const auto c = static_cast<franking::Category>(category);
  if (!franking::is_valid(c)) return nullptr;
  const auto said = text(c);
  return said.empty() ? "" : said.data();
}

}  // namespace

extern "C" {

const char* eqp_report_category(std::uint32_t category) {
  return text_of(category, franking::to_text);
}
const char* eqp_report_advice(std::uint32_t category) {
  return text_of(category, franking::advice);
}

eqp_status eqp_client_report_prepare(eqp_client* c, const std::uint8_t* conversation,
                                     const eqp_report* report, eqp_on_bytes on_prepared,
                                     void* context) {
  return outermost([&]() -> eqp_status {
    if (c == nullptr || on_prepared == nullptr) return EQP_MALFORMED;
    const auto prepared = prepare(c->state, conversation_id(conversation), report);
    if (!prepared.ok()) return to_status(prepared.error());
    on_prepared(context, nullptr, prepared->data(), prepared->size());
    return EQP_OK;
  });
}

eqp_status eqp_report_preview(const std::uint8_t* prepared, std::size_t size, eqp_on_event on_line,
                              void* context) {
  return outermost([&]() -> eqp_status {
    if (prepared == nullptr || on_line == nullptr) return EQP_MALFORMED;
    const auto preview = franking::preview(View(prepared, size));
    if (!preview.ok()) return to_status(preview.error());
    for (const auto& line : preview->lines)
      embed::hand_over(preview->conversation, line, on_line, context);
    return EQP_OK;
  });
}

eqp_status eqp_client_reports(const eqp_client* c, eqp_on_event on_answer, void* context) {
  return outermost([&]() -> eqp_status {
    if (c == nullptr || on_answer == nullptr) return EQP_MALFORMED;
    for (const auto& receipt : c->state.receipts)
      embed::hand_over(c->state, client::ReportAnswered{receipt}, on_answer, context);
    return EQP_OK;
  });
}

eqp_status eqp_client_report_send(eqp_client* c, std::uint64_t now_ms, const std::uint8_t* prepared,
                                  std::size_t size) {
  return act(c, now_ms, [&](client::State& state, client::Environment& environment) -> Status {
    REQUIRE_OR(prepared != nullptr, Err::malformed);
    return client::submit_report(state, environment, View(prepared, size));
  });
}

}  // extern "C"
